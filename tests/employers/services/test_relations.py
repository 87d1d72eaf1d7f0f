"""The labour-relations record: what belongs to an entry, who writes it, who reads of a strike."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from employers.models import Employer, LabourRelation
from employers.services import relations
from portal.core.acts import NotPossible
from tests.factories.ledger import NOW, Ledger
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 1)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def firm(ledger) -> Employer:
    return ledger.employer("TA1")


def write(firm: Employer, by, kind: str = "strike", begun_on: date = DAY, **facts) -> LabourRelation:
    agency = by.posting.agency
    return relations.record_labour_relation(
        firm, by=by, agency=agency, kind=kind, begun_on=begun_on, at=NOW, **({"workers": 120} | facts)
    )


def test_a_strike_is_written_with_its_workers_ended_and_taken_back_by_who_told_it(ledger, firm):
    union = make_person(make_agency(ledger.province, "trade_union", "ldld"), "cong")
    strike = write(firm, union)
    assert (
        relations.end_labour_relation(strike, by=union, ended_on=date(2026, 10, 3), at=NOW, workers=300).workers == 300
    )
    with pytest.raises(NotPossible):
        relations.end_labour_relation(strike, by=union, ended_on=date(2026, 10, 4), at=NOW)
    with pytest.raises(PermissionDenied):
        relations.withdraw_labour_relation(strike, by=make_person(ledger.board, "bql"), at=NOW, reason="x")
    relations.withdraw_labour_relation(strike, by=union, at=NOW, reason="Ghi nhầm")
    assert LabourRelation.objects.get().withdrawn_reason == "Ghi nhầm"


@pytest.mark.parametrize(
    "facts",
    [
        {"workers": None},
        {"begun_on": date(2026, 12, 1)},
        {"ended_on": date(2026, 9, 1)},
        {"amount": 5},
        {"kind": "party"},
    ],
)
def test_what_cannot_be_is_refused(ledger, firm, facts):
    with pytest.raises(ValidationError):
        write(firm, make_person(ledger.committees[0], "mai"), **facts)


def test_strikes_are_read_by_those_who_work_with_them(ledger, firm):
    write(firm, make_person(ledger.committees[0], "mai"))
    readers = {"home_affairs": 1, "trade_union": 1, "provincial_chair": 1, "tax": 0, "finance": 0, "statistics": 0}
    for kind, count in readers.items():
        person = make_person(make_agency(ledger.province, kind, f"cq-{kind}"), f"nguoi-{kind}")
        assert LabourRelation.objects.visible_to(person).count() == count, kind
    for agency, count in ((ledger.bhxh, 1), (ledger.board, 0), (ledger.committees[1], 0), (ledger.offices[0], 1)):
        person = make_person(agency, f"ai-{agency.code}")
        assert LabourRelation.objects.visible_to(person).count() == count, agency.code
