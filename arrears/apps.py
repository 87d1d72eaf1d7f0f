"""The arrears storey as a Django app."""

from django.apps import AppConfig


class ArrearsConfig(AppConfig):
    name = "arrears"
    verbose_name = "Chậm đóng"
