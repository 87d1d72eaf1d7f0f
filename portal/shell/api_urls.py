"""Addresses of the read API, gathered from the apps."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from arrears.api.debtors import DebtorEntries, DebtorLists
from arrears.api.rollups import Rollups
from employers.api.registry import Employers
from portal.shell.views import api_docs

urlpatterns = [
    path("", api_docs.api_docs, name="api-docs"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("employers/", Employers.as_view(), name="api-employers"),
    path("debtor-lists/", DebtorLists.as_view(), name="api-debtor-lists"),
    path("debtor-lists/<int:pk>/entries/", DebtorEntries.as_view(), name="api-debtor-entries"),
    path("rollups/", Rollups.as_view(), name="api-rollups"),
]
