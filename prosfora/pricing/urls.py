"""Addresses of prices."""

from django.urls import path

from prosfora.pricing import views

app_name = "pricing"

urlpatterns = [
    path("prices/", views.list_conditions, name="list_conditions"),
    path("prices/new", views.create_condition, name="create_condition"),
    path("prices/check_setup", views.check_setup, name="check_setup"),
    path("prices/doubtful", views.list_doubtful_prices, name="list_doubtful_prices"),
    path("prices/tax_distance_sales", views.tax_distance_sales, name="tax_distance_sales"),
    path("prices/simulation", views.simulate_price, name="simulate_price"),
    path("prices/<int:condition_id>/", views.display_condition, name="display_condition"),
    path("prices/<int:condition_id>/change_condition", views.change_condition, name="change_condition"),
    path("prices/<int:condition_id>/delete_condition", views.delete_condition, name="delete_condition"),
]
