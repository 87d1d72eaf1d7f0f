"""What waits in the rooms of employers stands among the work of the first page, and goes when it is done."""

import pytest
import time_machine
from django.urls import reverse

from portal.shell.register_work import open_shares, waiting
from portal.shell.unchanged import _state
from tests.employers.reviews.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


def test_a_share_that_is_not_handed_in_is_work_of_its_agency_alone(here):
    here.firms = here.several()
    share = here.open().shares.get(agency=here.board)
    lan = here.person(here.board, name="lan")
    assert [one.pk for one in open_shares(lan)] == [share.pk]
    [(text, url, *_more)] = waiting(lan, today=AT.date())
    assert "chưa nộp" in text and url == reverse("review-share", args=[share.pk])
    stranger = here.person(here.board, role="auditor", name="nam")
    assert not open_shares(stranger)


def test_shares_handed_in_wait_for_the_coordinator(here):
    here.firms = here.several()
    share = here.open().shares.get(agency=here.board)
    share.status = "submitted"
    share.save(update_fields=["status"])
    minh = here.person(share.review.coordinator, role="approver", name="minh")
    told = [(text, url) for text, url, *_more in waiting(minh, today=AT.date())]
    assert ("1 cơ quan đã nộp kết quả rà soát, chờ tiếp nhận.", reverse("labour-reviews")) in told
    assert not open_shares(here.person(here.board, name="lan"))


def test_the_kept_first_page_is_drawn_again_when_a_share_changes(here):
    here.firms = here.several()
    share = here.open().shares.get(agency=here.board)
    lan = here.person(here.board, name="lan")
    before = _state(lan.pk, AT.date())
    share.status = "returned"
    share.save(update_fields=["status"])
    assert before is None or _state(lan.pk, AT.date()) != before
