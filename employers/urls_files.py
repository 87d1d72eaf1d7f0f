"""Addresses of files that feed the register."""

from django.urls import path

from employers.views import files

urlpatterns = [
    path("tep/", files.register_files, name="register-files"),
    path("nop/", files.send, name="send-register-file"),
    path("nop/mau/<slug:kind>", files.template, name="register-template"),
    path("tep/<int:pk>/", files.one, name="register-file"),
    path("tep/<int:pk>/dong/", files.rows, name="register-file-rows"),
    path("tep/<int:pk>/xac-nhan", files.confirm, name="confirm-register-file"),
    path("tep/<int:pk>/bo", files.discard, name="discard-register-file"),
    path("tep/<int:pk>/hoan-tac", files.undo, name="undo-register-file"),
    path("tep/<int:pk>/dong-loi", files.refused_rows, name="refused-register-rows"),
]
