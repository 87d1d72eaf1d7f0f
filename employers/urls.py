"""Addresses of the register."""

from django.urls import path

from employers.views import duties, registry

urlpatterns = [
    path("", registry.employers, name="employers"),
    path("<int:pk>/dia-ban", registry.place, name="place-employer"),
    path("<int:pk>/nhiem-vu", duties.employer_duties, name="employer-duties"),
    path("nhiem-vu/<int:pk>/rut", duties.withdraw, name="withdraw-duty-evidence"),
    path("nhiem-vu/<int:pk>/tep", duties.file, name="duty-evidence-file"),
]
