"""Addresses of the queue."""

from django.urls import path

from prosfora.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.list_jobs, name="list_jobs"),
    path("jobs/<uuid:job_id>/", views.display_job, name="display_job"),
    path("jobs/<uuid:job_id>/retry_job", views.retry_job, name="retry_job"),
    path("jobs/<uuid:job_id>/discard_job", views.discard_job, name="discard_job"),
]
