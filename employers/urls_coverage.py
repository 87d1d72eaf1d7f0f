"""Addresses of coverage."""

from django.urls import path

from employers.views import coverage

urlpatterns = [
    path("", coverage.coverage, name="coverage"),
    path("xa/", coverage.coverage_communes, name="coverage-communes"),
    path("khu-nganh/", coverage.coverage_groups, name="coverage-groups"),
    path("so-lieu/", coverage.coverage_figures, name="coverage-figures"),
    path("lan-ghi/", coverage.coverage_versions, name="coverage-versions"),
    path("ghi/", coverage.record_coverage, name="record-coverage"),
]
