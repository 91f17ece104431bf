"""Addresses of inquiries, quotations and orders; the verb is the last part."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from prosfora.documents.views import (
    binding,
    bulk,
    comparing,
    inquiries,
    items,
    lists,
    orders,
    parts,
    quotations,
    release,
    repricing,
)

app_name = "documents"


class PluralConverter(StringConverter):
    """One of the three nouns."""

    regex = "inquiries|quotations|orders"


class WayConverter(StringConverter):
    """Up or down."""

    regex = "up|down"


register_converter(PluralConverter, "plural")
register_converter(WayConverter, "way")

urlpatterns = [
    path("inquiries/", lists.list_inquiries, name="list_inquiries"),
    path("inquiries/new", inquiries.create_inquiry, name="create_inquiry"),
    path("inquiries/take_over", bulk.take_over_inquiries, name="take_over_inquiries"),
    path("inquiries/give_back", bulk.give_back_inquiries, name="give_back_inquiries"),
    path("inquiries/<str:number>/", inquiries.display_inquiry, name="display_inquiry"),
    path("inquiries/<str:number>/change_inquiry", inquiries.change_inquiry, name="change_inquiry"),
    path("inquiries/<str:number>/answer_inquiry", inquiries.answer_inquiry, name="answer_inquiry"),
    path("inquiries/<str:number>/quote_inquiry", inquiries.quote_inquiry, name="quote_inquiry"),
    path("inquiries/<str:number>/close_inquiry", inquiries.close_inquiry, name="close_inquiry"),
    path("quotations/", lists.list_quotations, name="list_quotations"),
    path("quotations/new", quotations.create_quotation, name="create_quotation"),
    path("quotations/price_releases", release.list_price_releases, name="list_price_releases"),
    path("quotations/take_over", bulk.take_over_quotations, name="take_over_quotations"),
    path("quotations/extend_validity", bulk.extend_validity, name="extend_validity"),
    path("quotations/give_back", bulk.give_back_quotations, name="give_back_quotations"),
    path("quotations/<str:number>/", quotations.display_quotation, name="display_quotation"),
    path("quotations/<str:number>/choices", quotations.display_choices, name="display_choices"),
    path("quotations/<str:number>/relatives", comparing.display_relatives, name="display_relatives"),
    path("quotations/<str:number>/comparison", comparing.display_comparison, name="display_comparison"),
    path("quotations/<str:number>/pdf", quotations.display_pdf, name="display_pdf"),
    path("quotations/<str:number>/binding", binding.display_binding, name="display_binding"),
    path("quotations/<str:number>/offer.json", binding.display_offer_json, name="display_offer_json"),
    path("quotations/<str:number>/offer.xml", binding.display_offer_ubl, name="display_offer_ubl"),
    path("quotations/<str:number>/delivery", quotations.display_delivery, name="display_delivery"),
    path("quotations/<str:number>/change_quotation", quotations.change_quotation, name="change_quotation"),
    path("quotations/<str:number>/release_price", release.release_price, name="release_price"),
    path("quotations/<str:number>/issue_quotation", quotations.issue_quotation, name="issue_quotation"),
    path("quotations/<str:number>/reprice_quotation", repricing.reprice_quotation, name="reprice_quotation"),
    path("quotations/<str:number>/deliver_quotation", quotations.deliver_quotation, name="deliver_quotation"),
    path("quotations/<str:number>/accept_quotation", quotations.accept_quotation, name="accept_quotation"),
    path("quotations/<str:number>/decline_quotation", quotations.decline_quotation, name="decline_quotation"),
    path("quotations/<str:number>/withdraw_quotation", quotations.withdraw_quotation, name="withdraw_quotation"),
    path("quotations/<str:number>/revise_quotation", quotations.revise_quotation, name="revise_quotation"),
    path("quotations/<str:number>/add_variant", quotations.add_variant, name="add_variant"),
    path("quotations/<str:number>/copy_quotation", quotations.copy_quotation, name="copy_quotation"),
    path("orders/", lists.list_orders, name="list_orders"),
    path("orders/<str:number>/", orders.display_order, name="display_order"),
    path("<plural:plural>/<str:number>/flow", parts.display_flow, name="display_flow"),
    path("<plural:plural>/<str:number>/gaps", parts.display_gaps, name="display_gaps"),
    path("<plural:plural>/<str:number>/items/restore", items.restore_item, name="restore_item"),
    path("<plural:plural>/<str:number>/items", items.add_items, name="add_items"),
    path("<plural:plural>/<str:number>/items/<int:position>", items.display_item, name="display_item"),
    path("<plural:plural>/<str:number>/items/<int:position>/change", items.change_item, name="change_item"),
    path("<plural:plural>/<str:number>/items/<int:position>/remove", items.remove_item, name="remove_item"),
    path("<plural:plural>/<str:number>/items/<int:position>/duplicate", items.duplicate_item, name="duplicate_item"),
    path("<plural:plural>/<str:number>/items/<int:position>/move/<way:way>", items.move_item, name="move_item"),
]
