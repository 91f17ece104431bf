"""Addresses of the journal."""

from django.urls import path

from prosfora.audit import views

app_name = "audit"
urlpatterns = [
    path("journal/", views.list_journal, name="list_journal"),
    path("journal/entries/<int:entry_id>", views.display_entry, name="display_entry"),
    path("journal/<str:kind>/<path:key>", views.timeline, name="timeline"),
]
