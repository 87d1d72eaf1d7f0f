"""Addresses of the reports storey."""

urlpatterns: list = []
