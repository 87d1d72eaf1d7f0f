"""Addresses of the comparison: gaps, counts by source, rows whose employer is asked for."""

from django.urls import path

from employers.views import counts, gap_acts, gaps, matches

urlpatterns = [
    path("", gaps.queue, name="gaps"),
    path("tat-ca/", gaps.every, name="all-gaps"),
    path("co-quan/", gaps.by_agency, name="gaps-by-agency"),
    path("chay", gap_acts.run, name="run-cross-check"),
    path("nhieu/<slug:act>", gap_acts.many, name="many-gaps"),
    path("so-lao-dong/", counts.labour_counts, name="labour-counts"),
    path("doi-khop/<int:batch>/", matches.questions, name="match-questions"),
    path("doi-khop/dong/<int:pk>", matches.answer, name="answer-match"),
    path("<int:pk>/", gaps.one, name="gap"),
    path("<int:pk>/<slug:act>", gap_acts.deed, name="gap-act"),
]
