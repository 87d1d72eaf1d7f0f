"""Addresses of the law as the portal reads it."""

from django.urls import path

from arrears.views import law

urlpatterns = [
    path("", law.law, name="law"),
    path("<str:key>/", law.figure, name="legal-figure"),
    path("de-nghi/<int:pk>/quyet-dinh", law.decide, name="decide-legal-rule"),
    path("de-nghi/<int:pk>/thu-hoi", law.withdraw, name="withdraw-legal-rule"),
]
