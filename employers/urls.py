"""Addresses of the employers storey."""

urlpatterns: list = []
