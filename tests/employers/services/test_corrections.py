"""Corrections: who proposes, who decides, what is written, what is stale."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import User
from employers.models import Correction, Employer, Identifier
from employers.services import corrections
from portal.core.acts import NotPossible
from portal.core.models import Notification
from tests.factories.ledger import NOW, Ledger
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def firm(ledger) -> Employer:
    return ledger.employer("TA1", agency=ledger.committees[0], address="Thôn Một")


@pytest.fixture
def clerk(ledger) -> User:
    return make_person(ledger.committees[0], "mai")


@pytest.fixture
def finance(ledger) -> User:
    return make_person(make_agency(ledger.province, "finance", "so-tc"), "tai")


def propose(firm: Employer, by: User, field: str, proposed: str) -> Correction:
    return corrections.propose_correction(firm, by=by, field=field, proposed=proposed, reason="Theo ĐKKD", at=NOW)


def decide(correction: Correction, by: User, accepted: bool = True, answer: str = "") -> Correction:
    return corrections.decide_correction(correction, by=by, accepted=accepted, at=NOW, answer=answer)


def test_the_managing_agency_is_told_decides_and_the_fact_is_written(ledger, firm, clerk, finance):
    correction = propose(firm, finance, "name", "  Công ty  Hoà Bình ")
    assert (correction.owner, correction.was) == (ledger.committees[0], "Công ty TA1")
    assert Notification.objects.get(user=clerk).key == f"correction:{correction.pk}"
    with pytest.raises(PermissionDenied):
        decide(correction, finance)
    decide(correction, clerk)
    firm.refresh_from_db()
    assert (firm.name, firm.folded) == ("Công ty Hoà Bình", "cong ty hoa binh")
    assert Notification.objects.filter(user=finance, key=f"correction-decided:{correction.pk}").exists()
    with pytest.raises(NotPossible):
        decide(correction, clerk)


def test_who_proposes_never_decides_the_own_proposal(ledger, firm, clerk):
    correction = propose(firm, clerk, "address", "Thôn Hai")
    with pytest.raises(PermissionDenied):
        decide(correction, clerk)
    assert decide(correction, make_person(ledger.committees[0], "hoa")).state == "accepted"


def test_bhxh_answers_for_its_own_code(ledger, firm, clerk):
    correction = propose(firm, clerk, "unit_code", "TA9")
    assert correction.owner == ledger.bhxh
    with pytest.raises(PermissionDenied):
        decide(correction, make_person(ledger.committees[0], "hoa"))
    decide(correction, make_person(ledger.bhxh, "thanh", "head"))
    assert Employer.objects.get(pk=firm.pk).unit_code == "TA9"
    assert Identifier.objects.get(employer=firm, scheme="unit_code", valid_to=None).value == "TA9"


def test_a_code_of_another_employer_is_not_written(ledger, firm, clerk):
    ledger.employer("TA2")
    correction = propose(firm, clerk, "unit_code", "TA2")
    with pytest.raises(NotPossible):
        decide(correction, make_person(ledger.bhxh, "lan"))
    assert Correction.objects.get().state == "open"


def test_a_commune_is_written_by_placing_the_employer(ledger, firm, clerk, finance):
    Employer.objects.filter(pk=firm.pk).update(zone=ledger.zone)
    type(ledger.zone).objects.filter(pk=ledger.zone.pk).update(commune=ledger.communes[0])
    correction = propose(firm, finance, "commune", ledger.communes[2].code)
    decide(correction, clerk)
    firm.refresh_from_db()
    assert (firm.commune, firm.zone, firm.office) == (ledger.communes[2], None, ledger.offices[1])
    assert firm.agency == ledger.committees[2]


def test_what_was_changed_meanwhile_is_not_overwritten(ledger, firm, clerk, finance):
    correction = propose(firm, finance, "address", "Thôn Ba")
    Employer.objects.filter(pk=firm.pk).update(address="Thôn Bốn")
    with pytest.raises(NotPossible):
        decide(correction, clerk)
    assert Employer.objects.get(pk=firm.pk).address == "Thôn Bốn"


@pytest.mark.parametrize(
    ("field", "proposed"),
    [("colour", "đỏ"), ("name", ""), ("name", "Công ty TA1"), ("commune", "99999"), ("kind", "14"), ("sector", "Z9")],
)
def test_what_the_register_could_not_write_is_not_proposed(firm, finance, field, proposed):
    with pytest.raises(ValidationError):
        propose(firm, finance, field, proposed)
    assert not Correction.objects.exists()


def test_it_is_refused_with_a_reason_and_withdrawn_by_the_proposing_agency(ledger, firm, clerk, finance):
    first, second = propose(firm, finance, "kind", "2"), propose(firm, finance, "address", "Thôn Ba")
    with pytest.raises(ValidationError):
        decide(first, clerk, accepted=False)
    assert decide(first, clerk, accepted=False, answer="Không đúng").state == "refused"
    with pytest.raises(PermissionDenied):
        corrections.withdraw_correction(second, by=clerk, at=NOW)
    assert corrections.withdraw_correction(second, by=finance, at=NOW).state == "withdrawn"
    with pytest.raises(NotPossible):
        propose(firm, finance, "name", "Công ty X") and propose(firm, finance, "name", "Công ty X")
    assert Employer.objects.get(pk=firm.pk).kind == 3
