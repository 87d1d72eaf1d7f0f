"""Addresses of the register."""

from django.urls import path

from employers.views import registry

urlpatterns = [
    path("", registry.employers, name="employers"),
    path("<int:pk>/dia-ban", registry.place, name="place-employer"),
]
