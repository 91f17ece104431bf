"""Addresses of inquiries, quotations and orders; the verb is the last part."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from prosfora.documents.views import items, lists, new, verbs

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
    path("inquiries/new", new.create_inquiry, name="create_inquiry"),
    path("inquiries/<str:number>/", verbs.display_inquiry, name="display_inquiry"),
    path("inquiries/<str:number>/change_inquiry", verbs.change_inquiry, name="change_inquiry"),
    path("inquiries/<str:number>/answer_inquiry", verbs.answer_inquiry, name="answer_inquiry"),
    path("inquiries/<str:number>/quote_inquiry", verbs.quote_inquiry, name="quote_inquiry"),
    path("inquiries/<str:number>/close_inquiry", verbs.close_inquiry, name="close_inquiry"),
    path("quotations/", lists.list_quotations, name="list_quotations"),
    path("quotations/new", new.create_quotation, name="create_quotation"),
    path("quotations/<str:number>/", verbs.display_quotation, name="display_quotation"),
    path("quotations/<str:number>/pdf", verbs.display_pdf, name="display_pdf"),
    path("quotations/<str:number>/delivery", verbs.display_delivery, name="display_delivery"),
    path("quotations/<str:number>/change_quotation", verbs.change_quotation, name="change_quotation"),
    path("quotations/<str:number>/issue_quotation", verbs.issue_quotation, name="issue_quotation"),
    path("quotations/<str:number>/reprice_quotation", verbs.reprice_quotation, name="reprice_quotation"),
    path("quotations/<str:number>/deliver_quotation", verbs.deliver_quotation, name="deliver_quotation"),
    path("quotations/<str:number>/accept_quotation", verbs.accept_quotation, name="accept_quotation"),
    path("quotations/<str:number>/decline_quotation", verbs.decline_quotation, name="decline_quotation"),
    path("quotations/<str:number>/withdraw_quotation", verbs.withdraw_quotation, name="withdraw_quotation"),
    path("quotations/<str:number>/copy_quotation", verbs.copy_quotation, name="copy_quotation"),
    path("orders/", lists.list_orders, name="list_orders"),
    path("orders/<str:number>/", verbs.display_order, name="display_order"),
    path("<plural:plural>/<str:number>/flow", verbs.display_flow, name="display_flow"),
    path("<plural:plural>/<str:number>/items", items.add_items, name="add_items"),
    path("<plural:plural>/<str:number>/items/<int:position>", items.display_item, name="display_item"),
    path("<plural:plural>/<str:number>/items/<int:position>/change", items.change_item, name="change_item"),
    path("<plural:plural>/<str:number>/items/<int:position>/remove", items.remove_item, name="remove_item"),
    path("<plural:plural>/<str:number>/items/<int:position>/duplicate", items.duplicate_item, name="duplicate_item"),
    path("<plural:plural>/<str:number>/items/<int:position>/move/<way:way>", items.move_item, name="move_item"),
]
