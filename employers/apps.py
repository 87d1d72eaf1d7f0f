"""The employers storey as a Django app."""

from django.apps import AppConfig


class EmployersConfig(AppConfig):
    name = "employers"
    verbose_name = "Đơn vị"
