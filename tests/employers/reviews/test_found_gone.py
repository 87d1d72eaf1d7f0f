"""Who a review found gone is gone in the register too: a dated event of the agency that looked, taken back like any."""

from datetime import date, timedelta

import pytest
import time_machine

from arrears.services.alerts import raise_dissolving_owing
from employers.models import Alert, Employer, LabourReview, StatusEvent
from employers.services.events import record_status_event, settle_statuses, withdraw_status_event
from employers.services.review_cells import save_cells
from employers.services.review_closing import finish_labour_review
from employers.services.review_events import record_review_events
from employers.services.review_shares import accept_share, submit_share
from portal.core.acts import OPERATOR, THE_CLOCK
from portal.core.periods import Month
from tests.employers.reviews.conftest import AT, closed
from tests.factories.ledger import Ledger

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


def found(here, review, agency, said: dict[str, str], note: str = "") -> None:
    """The agency's part, filled in and taken: employer's name -> what was found of it."""
    share = review.shares.get(agency=agency)
    for line in share.lines.select_related("employer"):
        cells = [(line.pk, "found", "", said.get(line.employer.name, "suspended"))]
        save_cells(share, by=OPERATOR, at=AT, cells=[*cells, (line.pk, "note", "", note)])
    submit_share(share, by=here.person(agency, "head"), at=AT)
    share.refresh_from_db()
    accept_share(share, by=OPERATOR, at=AT)


def status(employer: Employer) -> tuple:
    employer.refresh_from_db()
    return employer.status, employer.status_on


def test_each_becomes_an_event_of_its_agency_on_the_day_it_was_looked_at(here):
    firms = here.several()
    review, committee = here.open(), here.committee(0)
    found(here, review, here.board, {"Trong khu": "not_found", "Nhà thầu trong khu": "no_workers"})
    found(here, review, committee, {"Xưởng may": "stopped", "Chưa rõ nơi": "stopped"}, note="Cửa khóa")
    assert not StatusEvent.objects.exists()  # what was accepted may still be given back
    closed(review)
    told = {event.employer.name: event for event in StatusEvent.objects.select_related("employer", "agency")}
    assert "Xưởng may" in told and "Trong khu" in told
    event = told["Xưởng may"]
    assert (event.kind, event.happened_on, event.agency, event.review) == ("not_at_address", TODAY, committee, review)
    assert (
        event.note == "Rà soát «Rà soát 2026», chốt ngày 01/11/2026: Đã ngừng hoạt động."
    )  # no word of the line's note
    assert event.recorded_by.posting.agency == committee
    assert status(firms["other"]) == status(firms["zone"]) == ("not_at_address", TODAY)
    assert {"Nhà thầu trong khu", "Nhà thầu", "Xưởng mộc"}.isdisjoint(told)  # has nobody, or was not looked at


def test_who_is_found_suspended_is_so_in_the_register_until_somebody_tells_that_it_works(here):
    firms = here.several()
    review, committee = here.open(), here.committee(0)
    found(here, review, committee, {"Xưởng may": "suspended"})
    closed(review)
    event = StatusEvent.objects.get(employer=firms["other"])
    assert (event.kind, event.until, status(firms["other"])) == ("suspended", None, ("suspended", TODAY))
    record_status_event(
        firms["other"], by=OPERATOR, agency=committee, kind="resumed", happened_on=TODAY + timedelta(days=1), on=TODAY
    )
    settle_statuses(here.province, by=THE_CLOCK, on=TODAY + timedelta(days=1))
    assert status(firms["other"])[0] == "operating"


def test_who_looked_and_found_nobody_at_work_dissolves_nobody(here):
    firms = here.several()
    review, committee = here.open(), here.committee(0)
    found(here, review, committee, {"Xưởng may": "stopped"})
    closed(review)
    again = {"agency": committee, "kind": "resumed", "happened_on": TODAY + timedelta(days=1), "on": TODAY}
    record_status_event(firms["other"], by=OPERATOR, **again)
    settle_statuses(here.province, by=THE_CLOCK, on=TODAY + timedelta(days=1))
    assert status(firms["other"])[0] == "operating"


def test_the_register_is_told_nothing_that_it_knows_or_knows_better(here):
    firms = {name: here.employer(name, sector="C") for name in ("a", "b", "c", "d", "e")}
    review, share = here.open(), here.committee(0)
    events = {"a": ("dissolving", -3), "b": ("dissolved", -3), "c": ("resumed", -3), "d": ("not_at_address", -3)}
    for name, (kind, days) in events.items():
        facts = {"agency": here.coordinator, "happened_on": TODAY + timedelta(days=days)}
        StatusEvent.objects.create(employer=firms[name], kind=kind, **facts)
    found(here, review, share, {"a": "not_found", "b": "stopped", "c": "not_found", "d": "stopped", "e": "not_found"})
    line = review.shares.get(agency=share).lines.get(employer=firms["e"])
    line.__class__.objects.filter(pk=line.pk).update(changed_at=AT - timedelta(days=5))
    StatusEvent.objects.create(
        employer=firms["e"], kind="resumed", happened_on=TODAY - timedelta(days=1), agency=here.coordinator
    )
    closed(review)
    settle_statuses(here.province, by=THE_CLOCK, on=TODAY)
    told = set(StatusEvent.objects.filter(review=review).values_list("employer__name", "kind"))
    assert told == {("c", "not_at_address")}
    assert [status(firms[name])[0] for name in "abcde"] == [
        *("dissolving", "dissolved", "not_at_address", "not_at_address", "operating"),
    ]


def test_telling_again_tells_nothing_and_what_is_withdrawn_counts_no_more(here):
    firms = here.several()
    review, committee = here.open(), here.committee(0)
    found(here, review, committee, {"Xưởng may": "stopped"})
    closed(review)
    assert finish_labour_review(review, by=THE_CLOCK) and record_review_events(review, by=THE_CLOCK) == 0
    event = StatusEvent.objects.get(employer=firms["other"])
    withdraw_status_event(event, by=here.person(committee, "officer"), at=AT, reason="Đơn vị chuyển địa điểm")
    assert status(firms["other"])[0] == "operating"


def test_an_agency_takes_back_all_that_its_part_told_at_once_and_nobody_else_does(client, here):
    firms = here.several()
    review, committee = here.open(), here.committee(0)
    found(here, review, committee, {"Xưởng may": "stopped", "Chưa rõ nơi": "not_found"})
    found(here, review, here.board, {"Trong khu": "stopped"})
    closed(review)
    share = review.shares.get(agency=committee)
    page, deed = f"/ra-soat/phan/{share.pk}/", f"/ra-soat/phan/{share.pk}/rut-bien-dong/"
    client.force_login(here.person(here.coordinator, "head"), "django.contrib.auth.backends.ModelBackend")
    assert "biến động" not in client.get(page).content.decode()
    assert client.post(deed, {"reason": "Nhầm"}).status_code == 403
    client.force_login(here.person(committee, "approver"), "django.contrib.auth.backends.ModelBackend")
    number = StatusEvent.objects.filter(agency=committee).count()
    assert f"Rút {number} biến động" in client.get(page).content.decode()
    assert "Lý do" in client.post(deed, {"reason": ""}, follow=True).content.decode()
    assert f"Đã rút {number} biến động." in client.post(deed, {"reason": "Nhầm"}, follow=True).content.decode()
    assert status(firms["other"])[0] == "operating" and status(firms["zone"])[0] == "not_at_address"
    assert "Không có biến động nào" in client.post(deed, {"reason": "Nhầm"}, follow=True).content.decode()


def test_a_firm_that_owes_and_was_found_stopped_raises_the_alert_of_the_night():
    ledger = Ledger()
    ledger.b03(Month(2026, 10), [{"unit_code": "TA1", "late_httt": 500}])
    ledger.c12(Month(2026, 10), [{"unit_code": "TA1"}])
    ledger.close(Month(2026, 10))
    facts = {"title": "Rà soát", "period": "2026", "starts_on": TODAY, "as_of": TODAY, "due_on": TODAY, "closed_at": AT}
    review = LabourReview.objects.create(
        province=ledger.province, coordinator=ledger.bhxh, status=LabourReview.Status.CLOSING, **facts
    )
    share = review.shares.create(agency=ledger.committees[0], employers=1, status="accepted")
    share.lines.create(employer=ledger.employer("TA1"), ground="commune", found="stopped")
    finish_labour_review(review, by=THE_CLOCK)
    assert raise_dissolving_owing(ledger.province, by=THE_CLOCK, on=TODAY)["raised"] == 1
    assert Alert.objects.get(employer__unit_code="TA1").facts["event"] == "not_at_address"


def test_the_pages_say_where_the_word_came_from(client, here):
    firms = here.several()
    review, committee = here.open(), here.committee(0)
    found(here, review, committee, {"Xưởng may": "stopped"})
    closed(review)
    client.force_login(here.person(committee, "approver"), "django.contrib.auth.backends.ModelBackend")
    page = f"/ra-soat/{review.pk}/"
    for address in (f"/don-vi/{firms['other'].pk}/bien-dong", f"/don-vi/{firms['other'].pk}/phan/dong-thoi-gian"):
        text = client.get(address).content.decode()
        assert "Rà soát: Rà soát 2026" in text and page in text, address
    listed = client.get(f"/don-vi/bien-dong/?review={review.pk}").content.decode()
    assert "Xưởng may" in listed and "Rà soát: Rà soát 2026" in listed
    assert f"/don-vi/bien-dong/?review={review.pk}" in client.get(f"{page}bao-cao/").content.decode()
