"""Addresses under /rui-ro/: scores of risk, the watch list, how well scores foretold."""

from django.urls import path

from arrears.views import risk

urlpatterns = [
    path("", risk.scores, name="risk"),
    path("nguy-co-cao/", risk.watch_list, name="risk-watch"),
    path("kiem-nghiem/", risk.tested, name="risk-back-test"),
    path("<int:pk>/", risk.score, name="risk-score"),
]
