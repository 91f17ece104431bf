from django.urls import path

from prosfora.catalog import views

app_name = "catalog"
# Numbers may hold slashes (6205-2RS/C3), so the page of a number stands behind what may follow one.
urlpatterns = [
    path("products/", views.list_products, name="list_products"),
    path("products/new", views.create_product, name="create_product"),
    path("products/options", views.product_options, name="product_options"),
    path("products/<path:number>/change_product", views.change_product, name="change_product"),
    path("products/<path:number>/availability", views.availability, name="availability"),
    path("products/<path:number>/set_stock", views.set_stock, name="set_stock"),
    path("products/<path:number>/add_receipt", views.add_receipt, name="add_receipt"),
    path("products/<path:number>/remove_receipt/<int:receipt>", views.remove_receipt, name="remove_receipt"),
    path("products/<path:number>/set_component", views.set_component, name="set_component"),
    path("products/<path:number>/remove_component", views.remove_component, name="remove_component"),
    path("products/<path:number>/link_product", views.link_product, name="link_product"),
    path("products/<path:number>/unlink_product", views.unlink_product, name="unlink_product"),
    path("products/<path:number>/assign_customer_number", views.assign_customer_number, name="assign_customer_number"),
    path("products/<path:number>/remove_customer_number", views.remove_customer_number, name="remove_customer_number"),
    path("products/<path:number>/", views.display_product, name="display_product"),
]
