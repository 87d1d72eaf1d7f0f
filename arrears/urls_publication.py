"""Addresses of lists on their way to the public, for their makers."""

from django.urls import path

from arrears.views.publication import acts, holds, lines, lists

urlpatterns = [
    path("", lists.publications, name="publications"),
    path("lap/", lists.draw_up, name="draw-up-publication"),
    path("<int:pk>/", lists.publication, name="publication"),
    path("<int:pk>/van-ban/", lists.notices, name="publication-notices"),
    path("<int:pk>/van-ban/tep/<slug:kind>/", lists.letters, name="publication-letters"),
    path("<int:pk>/phan-hoi/", lists.objections, name="publication-objections"),
    path("<int:pk>/kiem-tra/", acts.check, name="check-publication"),
    path("<int:pk>/doi-chieu/", acts.look_again, name="recheck-publication"),
    path("<int:pk>/thong-bao/", acts.notice, name="notice-publication"),
    path("<int:pk>/ngay-gui/", acts.sent, name="record-notice-sent"),
    path("<int:pk>/lap-tep/", acts.make_files, name="make-notice-files"),
    path("<int:pk>/duyet/", acts.approve, name="approve-publication"),
    path("<int:pk>/ve-du-thao/", acts.send_back, name="return-publication"),
    path("<int:pk>/bo/", acts.discard, name="discard-publication"),
    path("dong/<int:pk>/", lines.line, name="publication-line"),
    path("dong/<int:pk>/cho-qua/", lines.let_pass, name="pass-stop"),
    path("dong/<int:pk>/loai/", lines.strike, name="strike-line"),
    path("dong/<int:pk>/phan-hoi/", lines.object_to, name="record-objection"),
    path("phan-hoi/<int:pk>/", lines.objection, name="publication-objection"),
    path("phan-hoi/<int:pk>/tep/", lines.objection_file, name="objection-file"),
    path("thong-bao/<int:pk>/tep/<slug:kind>/", lines.notice_file, name="publication-notice-file"),
    path("tam-giu/", holds.holds, name="holds"),
    path("tam-giu/<int:pk>/", holds.hold, name="hold"),
    path("tam-giu/<int:pk>/cham-dut/", holds.end, name="end-hold"),
    path("tam-giu/<int:pk>/tep/", holds.hold_file, name="hold-file"),
    path("tam-giu/don-vi/<int:pk>/", holds.hold_employer, name="record-hold"),
    path("khoan-nop/", holds.payments, name="payment-reports"),
    path("khoan-nop/<int:pk>/", holds.payment, name="payment-report"),
    path("khoan-nop/<int:pk>/rut/", holds.withdraw, name="withdraw-payment"),
    path("khoan-nop/<int:pk>/tep/", holds.payment_file, name="payment-file"),
    path("khoan-nop/don-vi/<int:pk>/", holds.record, name="record-payment"),
]
