"""A review of a whole province: opened, reminded of and ended with as many questions for ten times the employers and for ten
times the agencies."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employers.models import Employer, LabourCount, ReviewLine, ReviewShare
from employers.services.review_closing import close_labour_review, finish_labour_review
from employers.services.reviews import remind_shares
from portal.core.acts import OPERATOR, THE_CLOCK
from portal.core.models import Notification
from tests.employers.reviews.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


def fill(here, employers: int, communes: int) -> None:
    """So many more, spread over the first communes; in each committee somebody who is told."""
    made = []
    for number in range(employers):
        here.made += 1
        row = Employer(province=here.province, unit_code=f"NH{here.made:05d}", kind=3, sector="C", vsic_version="2018")
        row.commune = here.communes[number % communes]
        row.rename(f"Công ty {here.made}")
        made.append(row)
    Employer.objects.bulk_create(made)
    for place in range(len(here.told), communes):
        here.told.append(here.person(here.committee(place)))


def through(here, period: str) -> dict[str, int]:
    """Open a review, remind, end it and count: how many questions each asked of the database."""
    asked = {}
    with CaptureQueriesContext(connection) as queries:
        review = here.open(period=period)
    asked["open"] = len(queries)
    with CaptureQueriesContext(connection) as queries:
        remind_shares(review, by=OPERATOR, at=AT)
    asked["remind"] = len(queries)
    lines = ReviewLine.objects.filter(share__review=review)
    lines.update(found="operating", subject=7, participating=5, not_participating=2)
    ReviewShare.objects.filter(review=review).update(status="accepted", submitted_at=AT)
    close_labour_review(review, by=OPERATOR, at=AT)
    with CaptureQueriesContext(connection) as queries:
        finish_labour_review(review, by=THE_CLOCK)
    asked["finish"] = len(queries)
    assert LabourCount.objects.filter(review=review).count() == lines.count() == Employer.objects.count()
    return asked


def test_ten_times_the_employers_and_ten_times_the_agencies_ask_no_more(here):
    here.told = []
    fill(here, employers=40, communes=4)
    through(here, "2023")  # what is read once is read
    few = through(here, "2024")
    fill(here, employers=360, communes=4)
    assert through(here, "2025") == few
    fill(here, employers=200, communes=40)
    assert through(here, "2026") == few
    assert Notification.objects.filter(key__startswith="review-share").values("user").distinct().count() == 40
    assert ReviewShare.objects.filter(review__period="2026").count() == 40
