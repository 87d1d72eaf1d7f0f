"""Addresses of what is owed."""

from django.urls import path

from arrears.views import debtors, imports, ledger, months, notes, outlook, payable_check, reckoning

urlpatterns = [
    path("thang/", months.months, name="months"),
    path("thang/<month:month>/", months.month, name="month"),
    path("thang/<month:month>/khoa-so", months.close, name="close-month"),
    path("thang/<month:month>/so/", ledger.ledger, name="ledger"),
    path("thang/<month:month>/tong-hop/<str:dimension>/", ledger.rollup, name="rollup"),
    path("thang/<month:month>/chenh-lech/", ledger.findings, name="findings"),
    path("thang/<month:month>/quy-luong/", payable_check.payable_check, name="payable-check"),
    path("thang/<month:month>/du-bao/", outlook.province_outlook, name="outlook"),
    path("thang/<month:month>/chenh-lech-tinh/", reckoning.differences, name="reckoning-differences"),
    path("tep/", imports.batches, name="imports"),
    path("tep/nop", imports.upload, name="upload-month-file"),
    path("tep/mau/<str:kind>", imports.template, name="import-template"),
    path("tep/<int:pk>/", imports.batch, name="import"),
    path("tep/<int:pk>/xac-nhan", imports.confirm, name="confirm-import"),
    path("tep/<int:pk>/bo", imports.discard, name="discard-import"),
    path("tep/<int:pk>/hoan-tac", imports.undo, name="undo-import"),
    path("tep/<int:pk>/dong-loi", imports.refused_rows, name="refused-rows"),
    path("danh-sach/", debtors.debtor_lists, name="debtor-lists"),
    path("danh-sach/<int:pk>/", debtors.debtor_list, name="debtor-list"),
    path("ghi-nhan/<int:pk>/", notes.note, name="record-note"),
]
