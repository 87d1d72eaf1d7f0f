"""Addresses of the reports storey."""

from django.urls import path

from reports.views import files, monthly

urlpatterns = [
    path("", monthly.reports, name="monthly-reports"),
    path("<int:pk>/", monthly.report, name="monthly-report"),
    path("<int:pk>/don-vi/", monthly.lines, name="monthly-report-lines"),
    path("<int:pk>/noi-nhan/", monthly.receipts, name="monthly-report-receipts"),
    path("<int:pk>/van-ban/", monthly.letter, name="monthly-report-letter"),
    path("<int:pk>/gui/", monthly.submit, name="submit-monthly-report"),
    path("<int:pk>/cap-nhat-ghi-nhan/", monthly.refresh_notes, name="refresh-report-notes"),
    path("<int:pk>/tiep-nhan/", monthly.acknowledge, name="acknowledge-monthly-report"),
    path("tep/<slug:sort>/<int:pk>/<slug:kind>/lap/", files.ask, name="ask-for-report-file"),
    path("tep/<slug:sort>/<int:pk>/<slug:kind>/", files.progress, name="report-file-progress"),
    path("tep/<int:pk>/", files.download, name="download-report-file"),
]
