"""Addresses of the reports storey."""

from django.urls import path

from reports.views import files, letters, monthly, reviews

urlpatterns = [
    path("", monthly.reports, name="monthly-reports"),
    path("don-doc/", letters.letters, name="letters"),
    path("don-doc/co-quan-cham/", letters.late, name="late-agencies"),
    path("don-doc/co-quan-cham/<slug:code>/", letters.late_agency, name="late-agency"),
    path("don-doc/lap/", letters.draw_up, name="draw-up-letters"),
    path("don-doc/danh-gia/", letters.draw_up_assessment, name="draw-up-assessment"),
    path("don-doc/<int:pk>/", letters.letter, name="letter"),
    path("don-doc/<int:pk>/van-ban/", letters.letter_text, name="letter-text"),
    path("don-doc/<int:pk>/sua/", letters.change, name="change-letter"),
    path("don-doc/<int:pk>/bo/", letters.discard, name="discard-letter"),
    path("don-doc/<int:pk>/ban-hanh/", letters.issue, name="issue-letter"),
    path("don-doc/<int:pk>/tep/<slug:kind>/", letters.download, name="letter-file"),
    path("ra-soat/<int:pk>/<slug:kind>/lap/", reviews.ask, name="ask-for-review-file"),
    path("ra-soat/<int:pk>/<slug:kind>/", reviews.progress, name="review-file-progress"),
    path("ra-soat/<int:pk>/<slug:kind>/tep/", reviews.download, name="review-file"),
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
