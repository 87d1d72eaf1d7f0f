"""Addresses of the documents of urging, beside the pages of urging."""

from django.urls import path

from reports.views import urging

urlpatterns = [
    path("<int:pk>/van-ban/", urging.text, name="urging-text"),
    path("<int:pk>/tep/<slug:kind>/", urging.download, name="urging-file"),
    path("tap/<int:pk>/tep/<slug:kind>/", urging.download_all, name="urging-bundle-file"),
    path("mau-b10/", urging.b10, name="b10-forms"),
    path("mau-b10/<month:month>/B10b-TS.xlsx", urging.b10b, name="b10b-form"),
    path("mau-b10/<month:month>/<slug:code>/B10a-TS.xlsx", urging.b10a, name="b10a-form"),
]
