"""New and not joined: from which day, until when, who is told."""

from datetime import date, timedelta

import pytest

from employers.models import Alert, Employer, LabourCount
from employers.services.alerts import raise_new_not_joined
from portal.core.acts import THE_CLOCK
from portal.core.models import Notification
from tests.factories.ledger import Ledger
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 5)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def firm(ledger: Ledger, days: int | None, **columns) -> Employer:
    began = None if days is None else TODAY - timedelta(days=days)
    found = Employer(province=ledger.province, began_on=began, agency=ledger.committees[0], **columns)
    found.rename("Công ty Mới")
    found.save()
    return found


def night(ledger: Ledger) -> dict[str, int]:
    return raise_new_not_joined(ledger.province, by=THE_CLOCK, on=TODAY)


def counted(employer: Employer, participating: int) -> None:
    LabourCount.objects.create(
        employer=employer, source="social_insurance", period="2026-10", starts_on=date(2026, 10, 1),
        participating=participating,
    )  # fmt: skip


def test_from_the_day_after_those_days_and_for_a_year(ledger):
    late = firm(ledger, 31)
    for days in (None, 0, 30, 366):
        firm(ledger, days)
    firm(ledger, 60, status="suspended")
    firm(ledger, 60, unit_code="TA1")
    assert night(ledger) == {"raised": 1, "over": 0}
    assert night(ledger) == {"raised": 0, "over": 0}
    assert Alert.objects.get().employer == late


def test_a_code_without_participants_is_not_joining_where_bhxh_counts(ledger):
    joined, empty, silent = (firm(ledger, 60, unit_code=f"TA{n}") for n in range(3))
    counted(joined, 5)
    counted(empty, 0)
    assert night(ledger)["raised"] == 2
    assert set(Alert.objects.values_list("employer", flat=True)) == {empty.pk, silent.pk}


def test_it_is_over_when_the_employer_has_joined(ledger):
    late = firm(ledger, 60)
    night(ledger)
    Employer.objects.filter(pk=late.pk).update(unit_code="TA1")
    assert night(ledger) == {"raised": 0, "over": 1}
    assert Alert.objects.get().state == "over"


def test_an_agency_is_told_in_one_line_a_night(ledger):
    mai, lan = make_person(ledger.committees[0], "mai"), make_person(ledger.bhxh, "lan")
    for _firm in range(3):
        firm(ledger, 60)
    night(ledger)
    night(ledger)
    for person in (mai, lan):
        assert Notification.objects.get(user=person).text.startswith("3 đơn vị mới")
