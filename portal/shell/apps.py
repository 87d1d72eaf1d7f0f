"""The roof as a Django app, labelled `shell`."""

from django.apps import AppConfig

from portal.shell import checks

__all__ = ["ShellConfig", "checks"]  # importing the checks registers them


class ShellConfig(AppConfig):
    name = "portal.shell"
    label = "shell"
    verbose_name = "Cổng"
