"""Addresses of price proposals."""

from django.urls import path

from prosfora.pricelists import views

app_name = "pricelists"

urlpatterns = [
    path("net-prices/", views.list_net_prices, name="list_net_prices"),
    path("net-prices/pdf", views.print_net_prices, name="print_net_prices"),
    path("price-drafts/", views.list_draft_prices, name="list_draft_prices"),
    path("price-drafts/release_conditions", views.release_conditions, name="release_conditions"),
    path("prices/<int:condition_id>/release_condition", views.release_condition, name="release_condition"),
    path("price-proposals/", views.list_proposals, name="list_proposals"),
    path("price-proposals/new", views.propose_prices, name="propose_prices"),
    path("price-proposals/release-rule", views.change_release_rule, name="change_release_rule"),
    path("price-proposals/<int:proposal_id>/", views.display_proposal, name="display_proposal"),
    path("price-proposals/<int:proposal_id>/lines", views.list_proposed_prices, name="list_proposed_prices"),
    path("price-proposals/<int:proposal_id>/leave_out_prices", views.leave_out_prices, name="leave_out_prices"),
    path("price-proposals/<int:proposal_id>/recompute_prices", views.recompute_prices, name="recompute_prices"),
    path("price-proposals/<int:proposal_id>/release_prices", views.release_prices, name="release_prices"),
    path("price-proposals/<int:proposal_id>/return_prices", views.return_prices, name="return_prices"),
    path("price-proposals/<int:proposal_id>/withdraw_prices", views.withdraw_prices, name="withdraw_prices"),
    path("price-proposals/<int:proposal_id>/undo_prices", views.undo_prices, name="undo_prices"),
]
