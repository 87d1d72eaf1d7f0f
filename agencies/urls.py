"""Addresses of the agencies storey."""

urlpatterns: list = []
