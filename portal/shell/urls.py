"""Addresses of the roof."""

from django.urls import path

from portal.shell.views import audit_trail, employer_file, health, home, jobs, notifications, search

urlpatterns = [
    path("", home.home, name="home"),
    path("don-vi/<int:pk>/", employer_file.employer_file, name="employer"),
    path("don-vi/<int:pk>/phan/<slug:part>", employer_file.employer_part, name="employer-part"),
    path("don-vi/<int:pk>/ban-in", employer_file.employer_in_full, name="employer-in-full"),
    path("tim/", search.search, name="search"),
    path("tim/goi-y", search.suggestions, name="search-suggestions"),
    path("cong-viec/<int:pk>/", jobs.job_progress, name="job-progress"),
    path("thong-bao/", notifications.notifications, name="notifications"),
    path("thong-bao/<int:pk>/", notifications.read_notification, name="read-notification"),
    path("nhat-ky/", audit_trail.audit_trail, name="audit-trail"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
