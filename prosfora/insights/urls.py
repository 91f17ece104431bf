"""Addresses of simulations."""

from django.urls import path

from prosfora.insights import views

app_name = "insights"

urlpatterns = [
    path("price-simulations/", views.list_simulations, name="list_simulations"),
    path("price-simulations/new", views.simulate_price_change, name="simulate_price_change"),
    path("price-simulations/<int:simulation_id>/", views.display_simulation, name="display_simulation"),
    path("price-simulations/<int:simulation_id>/customers", views.list_customer_effects, name="list_customer_effects"),
    path("price-simulations/<int:simulation_id>/products", views.list_product_effects, name="list_product_effects"),
    path("price-simulations/<int:simulation_id>/cancel_simulation", views.cancel_simulation, name="cancel_simulation"),
]
