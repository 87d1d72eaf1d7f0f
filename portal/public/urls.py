"""Addresses of the public site. What no other line knows gets the same answer as what was never published."""

from django.urls import path

from portal.public import views

urlpatterns = [
    path("", views.home, name="public-home"),
    path("bieu-duong/", views.praise, name="public-praise"),
    path("dinh-chinh/", views.corrections, name="public-corrections"),
    path("du-lieu.json", views.json_feed, name="public-feed"),
    path("kiem-chung/", views.verify, name="public-verify"),
    path("kiem-chung/<slug:code>/", views.verified, name="public-verified"),
    path("<slug:code>/", views.edition, name="public-edition"),
    path("<slug:code>/tep/<slug:kind>", views.file, name="public-file"),
    path("<path:rest>", views.nothing, name="public-nothing"),
]
