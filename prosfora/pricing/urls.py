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
    path("prices/set_up/", views.display_set_up, name="display_set_up"),
    path("prices/set_up/types/", views.list_condition_types, name="list_condition_types"),
    path("prices/set_up/types/new", views.create_condition_type, name="create_condition_type"),
    path("prices/set_up/types/<str:code>/delete", views.delete_condition_type, name="delete_condition_type"),
    path("prices/set_up/types/<str:code>/", views.display_condition_type, name="display_condition_type"),
    path("prices/set_up/types/<str:code>/configure_prices", views.change_condition_type, name="change_condition_type"),
    path("prices/set_up/sequences/", views.list_access_sequences, name="list_access_sequences"),
    path("prices/set_up/sequences/new", views.create_access_sequence, name="create_access_sequence"),
    path("prices/set_up/sequences/<str:code>/delete", views.delete_access_sequence, name="delete_access_sequence"),
    path("prices/set_up/sequences/<str:code>/", views.display_access_sequence, name="display_access_sequence"),
    path(
        "prices/set_up/sequences/<str:code>/configure_prices",
        views.change_access_sequence,
        name="change_access_sequence",
    ),
    path("prices/set_up/procedures/", views.list_procedures, name="list_procedures"),
    path("prices/set_up/procedures/new", views.create_procedure, name="create_procedure"),
    path("prices/set_up/procedures/<str:code>/delete", views.delete_procedure, name="delete_procedure"),
    path("prices/set_up/procedures/<str:code>/", views.display_procedure, name="display_procedure"),
    path("prices/set_up/procedures/<str:code>/configure_prices", views.change_procedure, name="change_procedure"),
    path("prices/set_up/formulas/", views.list_formulas, name="list_formulas"),
    path("prices/set_up/formulas/new", views.create_formula, name="create_formula"),
    path("prices/set_up/formulas/<str:code>/delete", views.delete_formula, name="delete_formula"),
    path("prices/set_up/formulas/<str:code>/", views.display_formula, name="display_formula"),
    path("prices/set_up/formulas/<str:code>/configure_prices", views.change_formula, name="change_formula"),
    path("prices/set_up/determination", views.display_determination, name="display_determination"),
    path("prices/set_up/determination/configure_prices", views.change_determination, name="change_determination"),
    path("prices/set_up/documents", views.display_document_pricing, name="display_document_pricing"),
    path("prices/set_up/documents/configure_prices", views.change_document_pricing, name="change_document_pricing"),
    path("free_goods/", views.list_free_goods, name="list_free_goods"),
    path("free_goods/new", views.create_free_goods, name="create_free_goods"),
    path("free_goods/<int:record_id>/", views.display_free_goods, name="display_free_goods"),
    path("free_goods/<int:record_id>/change_free_goods", views.change_free_goods, name="change_free_goods"),
    path("free_goods/<int:record_id>/end_free_goods", views.end_free_goods, name="end_free_goods"),
    path("promotions/", views.list_promotions, name="list_promotions"),
    path("promotions/new", views.create_promotion, name="create_promotion"),
    path("promotions/<str:number>/", views.display_promotion, name="display_promotion"),
    path("promotions/<str:number>/change_promotion", views.change_promotion, name="change_promotion"),
    path("promotions/<str:number>/end_promotion", views.end_promotion, name="end_promotion"),
    path("prices/<int:condition_id>/", views.display_condition, name="display_condition"),
    path("prices/<int:condition_id>/change_condition", views.change_condition, name="change_condition"),
    path("prices/<int:condition_id>/delete_condition", views.delete_condition, name="delete_condition"),
]
