"""Addresses of those who have not joined and of the letters to them, beside the cross-check."""

from django.urls import path

from reports.views import demands

urlpatterns = [
    path("chua-tham-gia/", demands.not_joined, name="not-joined"),
    path("chua-tham-gia/co-quan/", demands.not_joined_agencies, name="not-joined-agencies"),
    path("van-ban-yeu-cau/", demands.bundles, name="demands"),
    path("van-ban-yeu-cau/lap/", demands.draw_up, name="draw-up-demands"),
    path("van-ban-yeu-cau/da-ban-hanh/", demands.letters, name="demand-letters"),
    path("van-ban-yeu-cau/tap/<int:pk>/", demands.bundle, name="demand-bundle"),
    path("van-ban-yeu-cau/tap/<int:pk>/sua/", demands.change, name="change-demands"),
    path("van-ban-yeu-cau/tap/<int:pk>/bo/", demands.discard, name="discard-demands"),
    path("van-ban-yeu-cau/tap/<int:pk>/ban-hanh/", demands.issue, name="issue-demands"),
    path("van-ban-yeu-cau/tap/<int:pk>/lap-tep/", demands.make_files, name="make-demand-files"),
    path("van-ban-yeu-cau/tap/<int:pk>/tep/<slug:kind>/", demands.download_all, name="demand-bundle-file"),
    path("van-ban-yeu-cau/<int:pk>/", demands.letter, name="demand"),
    path("van-ban-yeu-cau/<int:pk>/van-ban/", demands.letter_text, name="demand-text"),
    path("van-ban-yeu-cau/<int:pk>/bo-ra/", demands.leave_out, name="leave-out-demand"),
    path("van-ban-yeu-cau/<int:pk>/tep/<slug:kind>/", demands.download, name="demand-file"),
]
