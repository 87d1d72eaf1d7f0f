"""Addresses of urging, of justified reasons and of grounds of evasion."""

from django.urls import path

from arrears.views import reasons, urging, urging_bundles

urlpatterns = [
    path("", urging.candidates, name="to-urge"),
    path("lap/", urging.draft, name="draft-urging"),
    path("tap/", urging_bundles.bundles, name="urging-bundles"),
    path("tap/<int:pk>/", urging_bundles.bundle, name="urging-bundle"),
    path("tap/<int:pk>/bo/", urging_bundles.discard, name="discard-urging"),
    path("tap/<int:pk>/ban-hanh/", urging_bundles.issue, name="issue-urging"),
    path("tap/<int:pk>/lap-tep/", urging_bundles.make_files, name="make-urging-files"),
    path("tap/<int:pk>/tong-dat/", urging_bundles.serve_many, name="serve-urgings"),
    path("van-ban/", urging.notices, name="urgings"),
    path("<int:pk>/", urging.notice, name="urging"),
    path("<int:pk>/bo-ra/", urging_bundles.leave_out, name="leave-out-urging"),
    path("<int:pk>/tong-dat/", urging.serve, name="serve-urging"),
    path("<int:pk>/thu-hoi/", urging.withdraw, name="withdraw-urging"),
    path("<int:pk>/chung-cu/", urging.proof, name="urging-proof"),
    path("ly-do/", reasons.reasons, name="justified-reasons"),
    path("ly-do/<int:pk>/", reasons.reason, name="justified-reason"),
    path("ly-do/<int:pk>/chap-nhan/", reasons.accept_reason, name="accept-justified-reason"),
    path("ly-do/<int:pk>/rut/", reasons.withdraw_reason, name="withdraw-justified-reason"),
    path("ly-do/<int:pk>/tep/", reasons.reason_file, name="justified-reason-file"),
    path("don-vi/<int:pk>/ly-do/", reasons.record_reason, name="record-justified-reason"),
    path("can-cu/", reasons.grounds, name="evasion-grounds"),
    path("can-cu/<int:pk>/", reasons.ground, name="evasion-ground"),
    path("can-cu/<int:pk>/ket-thuc/", reasons.end_ground, name="end-evasion-ground"),
    path("can-cu/<int:pk>/tep/", reasons.ground_file, name="evasion-ground-file"),
    path("don-vi/<int:pk>/can-cu/", reasons.record_ground, name="record-evasion-ground"),
]
