"""Placing an employer: the office and the agency follow; only a commune and a zone of the own province will do."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import AdminUnit
from employers.models import Employer
from employers.services.registry import place_employer
from portal.core.models import AuditEntry
from tests.factories.ledger import Ledger
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 5)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def waiting(ledger) -> Employer:
    return ledger.employer("TA1", commune=None)


def test_an_employer_that_waits_is_placed_by_bhxh_and_then_seen_by_its_commune(ledger, waiting):
    clerk = make_person(ledger.committees[2], "mai")
    assert not Employer.objects.visible_to(clerk).exists()
    placed = place_employer(waiting, by=make_person(ledger.bhxh, "lan"), commune=ledger.communes[2], zone=None, on=ON)
    assert (placed.commune, placed.office, placed.agency) == (
        ledger.communes[2],
        ledger.offices[1],
        ledger.committees[2],
    )
    assert Employer.objects.visible_to(clerk).get() == placed
    entry = AuditEntry.objects.get(act="place_employer")
    assert (entry.subject, entry.detail["changed"]["commune_id"]) == ("TA1", [None, ledger.communes[2].pk])


def test_inside_a_zone_its_board_is_the_managing_agency(ledger, waiting):
    lan = make_person(ledger.bhxh, "lan")
    placed = place_employer(waiting, by=lan, commune=ledger.communes[1], zone=ledger.zone, on=ON)
    assert (placed.agency, placed.office) == (ledger.board, ledger.offices[0])


def test_a_commune_of_another_province_is_refused(ledger, waiting):
    elsewhere = AdminUnit.objects.communes().filter(valid_to=None).exclude(province=ledger.province.unit).first()
    with pytest.raises(ValidationError):
        place_employer(waiting, by=make_person(ledger.bhxh, "lan"), commune=elsewhere, zone=None, on=ON)
    assert Employer.objects.get(pk=waiting.pk).commune is None


def test_the_page_and_the_act_are_for_bhxh_and_for_a_local_office_s_own(ledger, waiting, client):
    own = ledger.employer("TA2")
    officer = make_person(ledger.offices[0], "nguyet")
    stranger = make_person(make_agency(ledger.province, "tax", "thue-tinh"), "thue")
    for person, employer, status in ((officer, own, 200), (officer, waiting, 404), (stranger, own, 404)):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        assert client.get(f"/don-vi/{employer.pk}/dia-ban").status_code == status
    for person, employer in ((officer, waiting), (stranger, own)):
        with pytest.raises(PermissionDenied):
            place_employer(employer, by=person, commune=ledger.communes[0], zone=None, on=ON)
