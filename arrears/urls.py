"""Addresses of the arrears storey."""

urlpatterns: list = []
