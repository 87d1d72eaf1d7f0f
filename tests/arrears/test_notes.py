"""What BHXH notes about a debtor: each note is a new row, kept for ever, and read by nobody outside BHXH."""

import pytest
from django.core.exceptions import PermissionDenied

from arrears.models import ArrearsNote, NoteCause
from arrears.services.notes import record_arrears_note
from portal.core.models import AuditEntry
from portal.core.periods import Month
from tests.factories.ledger import Ledger
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def noted(ledger: Ledger, by, measures: str, month: Month = OCTOBER) -> ArrearsNote:
    facts = {"cause": NoteCause.objects.first(), "measures": measures, "proposal": "Thanh tra"}
    return record_arrears_note(ledger.employer("TA1"), by=by, month=month, **facts)


def test_each_note_is_a_row_of_its_own_and_the_newest_stands_in_the_form(ledger, client):
    lan = make_person(ledger.bhxh, "lan")
    noted(ledger, lan, "Đã gọi điện", SEPTEMBER)
    noted(ledger, lan, "Đã gửi công văn đôn đốc")
    assert ArrearsNote.objects.count() == 2
    client.force_login(lan, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/thu-no/ghi-nhan/{ledger.employer('TA1').pk}/").content.decode()
    assert "Đã gửi công văn đôn đốc" in page
    assert "Đã gọi điện" not in page


def test_the_trail_says_who_noted_about_whom_but_not_what(ledger):
    noted(ledger, make_person(ledger.bhxh, "lan"), "Chủ đã bỏ trốn")
    entry = AuditEntry.objects.get(act="record_arrears_note")
    assert (entry.subject, entry.detail["facts"]) == ("TA1", {"month": "2026-10"})


def test_others_neither_note_nor_read(ledger, client):
    noted(ledger, make_person(ledger.bhxh, "lan"), "Chủ đã bỏ trốn")
    employer = ledger.employer("TA1")
    others = [
        make_person(ledger.bhxh, "giamdoc", "head"),
        make_person(ledger.committees[0], "mai"),
        make_person(ledger.offices[1], "coso2"),
        make_person(make_agency(ledger.province, "home_affairs", "so-noi-vu"), "anh"),
        make_person(make_agency(ledger.province, "tax", "thue-tinh"), "thue"),
    ]
    for person in others:
        assert not ArrearsNote.objects.visible_to(person).exists()
        with pytest.raises(PermissionDenied):
            noted(ledger, person, "x")
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        assert client.get(f"/thu-no/ghi-nhan/{employer.pk}/").status_code == 404
        assert "bỏ trốn" not in client.get(f"/don-vi/{employer.pk}/").content.decode()
    assert ArrearsNote.objects.count() == 1


def test_a_local_office_notes_about_its_own(ledger):
    officer = make_person(ledger.offices[0], "nguyet")
    assert noted(ledger, officer, "Đã làm việc").made_by == officer
    assert ArrearsNote.objects.visible_to(officer).count() == 1
