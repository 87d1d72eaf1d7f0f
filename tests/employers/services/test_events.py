"""Events of status: who tells, what follows, what is taken back, what waits for its day, what comes and goes with a file."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from employers.models import Employer, StatusEvent
from employers.services import events
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.periods import Month
from tests.factories.ledger import NOW, Ledger
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 5)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def firm(ledger) -> Employer:
    return ledger.employer("TA1")


def tell(firm: Employer, by, kind: str, on: date = TODAY, **facts) -> StatusEvent:
    agency = by.posting.agency
    return events.record_status_event(firm, by=by, agency=agency, kind=kind, happened_on=on, on=TODAY, **facts)


def facts_of(firm: Employer) -> tuple:
    firm.refresh_from_db()
    return firm.status, firm.status_on, firm.began_on


def test_the_status_follows_at_once_and_goes_back_when_the_event_is_taken_back(ledger, firm):
    tax = make_person(make_agency(ledger.province, "tax", "thue"), "thue")
    tell(firm, tax, "new", date(2026, 1, 5))
    assert facts_of(firm) == ("operating", date(2026, 1, 5), date(2026, 1, 5))
    event = tell(firm, tax, "not_at_address", date(2026, 10, 1), document_no="12/TB")
    assert facts_of(firm)[:2] == ("not_at_address", date(2026, 10, 1))
    with pytest.raises(ValidationError):
        events.withdraw_status_event(event, by=tax, at=NOW, reason=" ")
    with pytest.raises(PermissionDenied):
        events.withdraw_status_event(event, by=make_person(ledger.bhxh, "lan"), at=NOW, reason="nhầm")
    events.withdraw_status_event(event, by=tax, at=NOW, reason="Nhầm đơn vị")
    assert facts_of(firm)[:2] == ("operating", date(2026, 1, 5))
    with pytest.raises(NotPossible):
        events.withdraw_status_event(event, by=tax, at=NOW, reason="lần nữa")
    assert StatusEvent.objects.get(pk=event.pk).withdrawn_reason == "Nhầm đơn vị"


def test_an_agency_tells_of_the_employers_it_sees_and_in_its_own_name(ledger, firm):
    clerk = make_person(ledger.committees[0], "mai")
    other = make_person(ledger.committees[1], "hoa")
    tell(firm, clerk, "absconded")
    assert facts_of(firm)[0] == "absconded"
    with pytest.raises(PermissionDenied):
        tell(firm, other, "resumed")
    with pytest.raises(ValidationError):
        events.record_status_event(firm, by=clerk, agency=ledger.bhxh, kind="resumed", happened_on=TODAY, on=TODAY)


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "gone"},
        {"kind": "dissolved", "on": TODAY + timedelta(days=400)},
        {"kind": "dissolved", "on": date(1900, 1, 1)},
        {"kind": "dissolved", "until": TODAY},
        {"kind": "suspended", "until": TODAY - timedelta(days=1)},
    ],
)
def test_what_cannot_be_is_refused(ledger, firm, facts):
    with pytest.raises(ValidationError):
        tell(firm, make_person(ledger.bhxh, "lan"), **facts)
    assert not StatusEvent.objects.exists()


def test_the_same_event_of_a_day_is_told_once(ledger, firm):
    lan = make_person(ledger.bhxh, "lan")
    tell(firm, lan, "suspended")
    with pytest.raises(NotPossible):
        tell(firm, lan, "suspended")


def test_what_lies_ahead_waits_for_its_night_and_a_missed_night_is_caught_up(ledger, firm):
    lan = make_person(ledger.bhxh, "lan")
    tell(firm, lan, "suspended", TODAY + timedelta(days=3), until=TODAY + timedelta(days=9))
    assert facts_of(firm) == ("operating", None, None)
    for days, status, changed in ((2, "operating", 0), (3, "suspended", 1), (9, "suspended", 0), (12, "operating", 1)):
        day = TODAY + timedelta(days=days)
        assert events.settle_statuses(ledger.province, by=THE_CLOCK, on=day) == changed, days
        assert facts_of(firm)[0] == status
    assert firm.status_on == TODAY + timedelta(days=10)


def test_where_nothing_was_told_the_day_it_began_stays_what_the_register_says(ledger, firm):
    Employer.objects.filter(pk=firm.pk).update(began_on=date(2019, 5, 4))
    event = tell(firm, make_person(ledger.bhxh, "lan"), "new", date(2018, 1, 1))
    assert facts_of(firm)[2] == date(2018, 1, 1)
    events.withdraw_status_event(event, by=OPERATOR, at=NOW, reason="x")
    assert facts_of(firm) == ("operating", None, None)


def test_a_file_tells_of_many_at_once_and_takes_all_back_when_undone(ledger, firm):
    second, elsewhere = ledger.employer("TA2"), ledger.employer("TA3", commune=ledger.communes[1])
    clerk = make_person(ledger.committees[0], "mai", "approver")
    batch = ledger.batch(Month(2026, 10), "status-events", "status-events", ledger.committees[0])
    rows = [
        {"employer": firm.pk, "kind": "dissolved", "happened_on": TODAY, "document_no": "7"},
        {"employer": second.pk, "kind": "suspended", "happened_on": TODAY, "until": TODAY + timedelta(days=90)},
        {"employer": elsewhere.pk, "kind": "bankrupt", "happened_on": TODAY},
        {"employer": second.pk, "kind": "bankrupt", "happened_on": date(1800, 1, 1)},
    ]
    facts = {"by": clerk, "agency": ledger.committees[0], "at": NOW}
    told = events.record_status_events(batch, rows=rows, **facts)
    assert told == {"recorded": 2, "known": 0, "unseen": 1, "settled": 2}
    assert [facts_of(one)[0] for one in (firm, second, elsewhere)] == ["dissolved", "suspended", "operating"]
    assert events.record_status_events(batch, rows=rows, **facts)["recorded"] == 0
    assert events.withdraw_status_events(batch, by=clerk, at=NOW, reason="Nhầm tệp") == 2
    assert [facts_of(one)[0] for one in (firm, second)] == ["operating", "operating"]
