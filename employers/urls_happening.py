"""Addresses under /don-vi/ of what happens to an employer and who it is."""

from django.urls import path

from employers.views import corrections, duplicates, events, relations

urlpatterns = [
    path("bien-dong/", events.status_events, name="status-events"),
    path("bien-dong/<int:pk>/rut", events.withdraw, name="withdraw-status-event"),
    path("<int:pk>/bien-dong", events.employer_events, name="employer-events"),
    path("quan-he-lao-dong/", relations.labour_relations, name="labour-relations"),
    path("quan-he-lao-dong/<int:pk>/ket-thuc", relations.end, name="end-labour-relation"),
    path("quan-he-lao-dong/<int:pk>/rut", relations.withdraw, name="withdraw-labour-relation"),
    path("quan-he-lao-dong/<int:pk>/tep", relations.relation_file, name="labour-relation-file"),
    path("<int:pk>/quan-he-lao-dong", relations.employer_relations, name="employer-relations"),
    path("dinh-chinh/", corrections.corrections, name="corrections"),
    path("dinh-chinh/<int:pk>/", corrections.correction, name="correction"),
    path("dinh-chinh/<int:pk>/quyet-dinh", corrections.decide, name="decide-correction"),
    path("dinh-chinh/<int:pk>/rut", corrections.withdraw, name="withdraw-correction"),
    path("<int:pk>/dinh-chinh", corrections.propose, name="propose-correction"),
    path("trung/", duplicates.duplicates, name="duplicates"),
    path("trung/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("trung/<int:pk>/quyet-dinh", duplicates.decide, name="decide-duplicate"),
    path("trung/<int:pk>/xet-lai", duplicates.ask_again, name="ask-again"),
    path("trung/gop/<int:pk>/hoan-tac", duplicates.undo, name="undo-merge"),
]
