"""Addresses: the customer's page under /o/, links and questions beside the quotation."""

from django.urls import path

from prosfora.portal.views import customer, staff

app_name = "portal"

urlpatterns = [
    path("o/<str:token>/", customer.display_offer, name="display_offer"),
    path("o/<str:token>/see_offer", customer.see_offer, name="see_offer"),
    path("o/<str:token>/update_totals", customer.update_totals, name="update_totals"),
    path("o/<str:token>/accept_offer", customer.accept_offer, name="accept_offer"),
    path("o/<str:token>/send_code", customer.send_code, name="send_code"),
    path("o/<str:token>/decline_offer", customer.decline_offer, name="decline_offer"),
    path("o/<str:token>/ask_question", customer.ask_question, name="ask_question"),
    path("o/<str:token>/follow_link", customer.follow_link, name="follow_link"),
    path("o/<str:token>/pdf", customer.download_offer, name="download_offer"),
    path("o/<str:token>/acceptance", customer.download_acceptance, name="download_acceptance"),
    path("quotations/<str:number>/links", staff.display_links, name="display_links"),
    path("quotations/<str:number>/send_link", staff.send_link, name="send_link"),
    path("quotations/<str:number>/links/<int:link_id>/withdraw_link", staff.withdraw_link, name="withdraw_link"),
    path("quotations/<str:number>/answer_question", staff.answer_question, name="answer_question"),
]
