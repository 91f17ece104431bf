"""Addresses of imports and attachments."""

from django.urls import path

from prosfora.files import views

app_name = "files"
urlpatterns = [
    path("imports/", views.list_imports, name="list_imports"),
    path("imports/new", views.start_import, name="start_import"),
    path("imports/template/<str:kind>.csv", views.import_template, name="import_template"),
    path("imports/<int:run_id>/", views.display_import, name="display_import"),
    path("imports/<int:run_id>/check_file", views.check_file, name="check_file"),
    path("imports/<int:run_id>/import_file", views.import_file, name="import_file"),
    path("imports/<int:run_id>/undo_import", views.undo_import, name="undo_import"),
    path("files/<int:attachment_id>", views.download_file, name="download_file"),
    path("files/<int:attachment_id>/detach_file", views.detach_file, name="detach_file"),
    path("files/of/<str:kind>/<path:key>/attach_file", views.attach_file, name="attach_file"),
    path("files/of/<str:kind>/<path:key>", views.attachments, name="attachments"),
]
