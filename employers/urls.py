"""Addresses of the register."""

from django.urls import path

from employers.views import duties, registry

urlpatterns = [
    path("", registry.employers, name="employers"),
    path("<int:pk>/dia-ban", registry.place, name="place-employer"),
    path("<int:pk>/nganh", registry.sector, name="record-sector"),
    path("<int:pk>/ma", registry.employer_identifiers, name="employer-identifiers"),
    path("ma/<int:pk>/ket-thuc", registry.end_identifier, name="end-identifier"),
    path("<int:pk>/noi-lam-viec", registry.employer_workplaces, name="employer-workplaces"),
    path("noi-lam-viec/<int:pk>/ket-thuc", registry.end_workplace, name="end-workplace"),
    path("<int:pk>/nhiem-vu", duties.employer_duties, name="employer-duties"),
    path("nhiem-vu/<int:pk>/rut", duties.withdraw, name="withdraw-duty-evidence"),
    path("nhiem-vu/<int:pk>/tep", duties.file, name="duty-evidence-file"),
]
