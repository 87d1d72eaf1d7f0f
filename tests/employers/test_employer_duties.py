"""The duties of employers (004, section 16): BHXH notes how they were fulfilled, and only those who see arrears read it."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from agencies.models import Duty, DutyParty
from employers.models import DutyEvidence
from employers.queries.employer_duties import EMPLOYERS, duties_panel
from employers.services.employer_duties import record_duty_evidence, withdraw_duty_evidence
from portal.core.acts import NotPossible
from tests.factories.duties import make_directive, make_duty
from tests.factories.ledger import Ledger
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 5)
LAST_WORKING = [{"every": "month", "day": "last_working", "inclusive": True}]


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def duty(ledger) -> Duty:
    found = make_duty(make_directive(ledger.province, "004"), due=LAST_WORKING)
    DutyParty.objects.create(duty=found, part=DutyParty.Part.BEARER, slug=EMPLOYERS, name="Đơn vị sử dụng lao động")
    return found


def noted(employer, by, duty, **facts) -> DutyEvidence:
    told = {"period": "2026-10", "outcome": "done", "happened_on": date(2026, 10, 30), "on": ON}
    return record_duty_evidence(employer, by=by, duty=duty, **told | facts)


def test_bhxh_notes_what_an_employer_did_in_time_and_what_came_late(ledger, duty):
    employer, lan = ledger.employer("TA1"), make_person(ledger.bhxh, "lan")
    assert noted(employer, lan, duty).outcome == "done"  # the last working day of October 2026 is Friday the 30th
    late = noted(employer, lan, duty, happened_on=date(2026, 10, 31))
    assert (late.outcome, late.due_on) == ("late", date(2026, 10, 30))


def test_a_month_that_has_not_fallen_due_and_a_day_to_come_are_refused(ledger, duty):
    employer, lan = ledger.employer("TA1"), make_person(ledger.bhxh, "lan")
    for wrong in ({"period": "2026-11"}, {"happened_on": date(2026, 11, 6)}, {"outcome": "perhaps"}):
        with pytest.raises(ValidationError):
            noted(employer, lan, duty, **wrong)
    assert not DutyEvidence.objects.exists()


def test_a_duty_of_an_agency_is_not_an_employers(ledger, duty):
    theirs = make_duty(make_directive(ledger.province, "004"), bearer=ledger.bhxh)
    with pytest.raises(ValidationError):
        noted(ledger.employer("TA1"), make_person(ledger.bhxh, "lan"), theirs)


def test_only_the_office_of_the_employer_and_the_provinces_bhxh_note(ledger, duty):
    employer = ledger.employer("TA1")
    own, other = (make_person(office, f"office{place}") for place, office in enumerate(ledger.offices))
    if employer.office != ledger.offices[0]:
        own, other = other, own
    assert noted(employer, own, duty).agency == employer.office
    for stranger in (other, make_person(ledger.board, "minh")):
        with pytest.raises(PermissionDenied):
            noted(employer, stranger, duty)


def test_what_was_noted_is_withdrawn_once_with_a_reason_and_stays_readable(ledger, duty):
    lan = make_person(ledger.bhxh, "lan")
    one, at = noted(ledger.employer("TA1"), lan, duty), datetime(2026, 11, 6, 9, tzinfo=UTC)
    with pytest.raises(ValidationError):
        withdraw_duty_evidence(one, by=lan, reason=" ", at=at)
    withdraw_duty_evidence(one, by=lan, reason="Nhầm đơn vị", at=at)
    with pytest.raises(NotPossible):
        withdraw_duty_evidence(one, by=lan, reason="Nhầm đơn vị", at=at)
    assert DutyEvidence.objects.get().withdrawn_reason == "Nhầm đơn vị"


def test_the_tax_office_sees_the_employer_and_nothing_of_its_payments(client, ledger, duty):
    employer = ledger.employer("TA1")
    noted(employer, make_person(ledger.bhxh, "lan"), duty, outcome="not_done")
    thu = make_person(make_agency(ledger.province, "tax", "thue-tinh"), "thu")
    assert duties_panel(thu, employer, ON) is None and not DutyEvidence.objects.visible_to(thu).exists()
    client.force_login(thu)
    assert client.get(reverse("employer-duties", args=[employer.pk])).status_code == 404


def test_where_no_directive_orders_employers_anything_there_is_no_such_page(client, ledger):
    lan = make_person(ledger.bhxh, "lan")
    client.force_login(lan)
    assert client.get(reverse("employer-duties", args=[ledger.employer("TA1").pk])).status_code == 404


def test_the_page_takes_a_note_and_shows_it_with_its_sentence(client, ledger, duty):
    employer = ledger.employer("TA1")
    client.force_login(make_person(ledger.bhxh, "lan"))
    address = reverse("employer-duties", args=[employer.pk])
    page = client.get(address)
    choice = next(value for value, _label in page.context["form"].fields["what"].choices)
    said = {"what": choice, "outcome": "not_done", "happened_on": "01/11/2026", "note": "Đã gọi điện"}
    assert client.post(address, said).status_code == 302
    page = client.get(address).content.decode()
    assert "Đã gọi điện" in page and duty.text in page
