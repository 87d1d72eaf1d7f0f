"""Addresses under /don-vi/canh-bao/: what is owed is part of an alert, so they are of this storey."""

from django.urls import path

from arrears.views import alerts

urlpatterns = [
    path("", alerts.alerts, name="alerts"),
    path("<int:pk>/", alerts.alert, name="alert"),
    path("<int:pk>/tra-loi", alerts.answer, name="answer-alert"),
]
