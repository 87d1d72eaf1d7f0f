"""Addresses of agencies over time: who is who, who holds what, what will change."""

from django.urls import path

from agencies.views import agencies, competences, reorganisations

urlpatterns = [
    path("co-quan/", agencies.agencies, name="agencies"),
    path("co-quan/them/cong-an-xa/", agencies.open_police, name="open-commune-police"),
    path("co-quan/<slug:code>/", agencies.agency, name="agency"),
    path("chuc-nang/", agencies.functions, name="functions"),
    path("chuc-nang/<slug:code>/chi-dinh/", agencies.name_holder, name="name-holder"),
    path("sap-xep/", reorganisations.reorganisations, name="reorganisations"),
    path("sap-xep/them/<slug:kind>/", reorganisations.draft_reorganisation, name="draft-reorganisation"),
    path("sap-xep/<int:pk>/", reorganisations.reorganisation, name="reorganisation"),
    path("sap-xep/<int:pk>/quyet-dinh/", reorganisations.decide_reorganisation, name="decide-reorganisation"),
    path("sap-xep/<int:pk>/rut/", reorganisations.withdraw_reorganisation, name="withdraw-reorganisation"),
    path("tham-quyen/thanh-tra-kiem-tra/", competences.competences, name="competences"),
]
