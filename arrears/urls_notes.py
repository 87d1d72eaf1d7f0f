"""Addresses of BHXH's notes on its debtors."""

from django.urls import path

from arrears.views import notes

urlpatterns = [
    path("", notes.newest, name="all-notes"),
    path("don-vi/<int:pk>/", notes.of_employer, name="employer-notes"),
    path("<month:month>/", notes.notes, name="notes"),
    path("<month:month>/xem-truoc", notes.preview, name="preview-notes"),
    path("<month:month>/ghi", notes.write, name="record-notes"),
]
