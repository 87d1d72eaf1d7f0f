"""Addresses of the official forms."""

from django.urls import path

from reports.views import official

urlpatterns = [
    path("", official.forms, name="official-forms"),
    path("tep/<int:pk>/", official.download, name="official-form"),
    path("<month:month>/<int:version>/<slug:form>/lap/", official.ask, name="ask-for-official-form"),
    path("<month:month>/<int:version>/<slug:form>/", official.progress, name="official-form-progress"),
]
