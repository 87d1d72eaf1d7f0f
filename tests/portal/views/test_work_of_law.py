"""What waits of the law's rooms stands on the first page of whoever may do it, and of nobody else."""

from datetime import date

import pytest
from django.test import Client

from arrears.models import PublicationLine
from arrears.services.publication.checking import check_publication
from arrears.services.publication.noticing import notice_publication, record_notice_sent
from portal.shell.register_work import waiting
from tests.factories.people import make_person
from tests.factories.publications import DRAWN, Publishing

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
LATER = date(2026, 11, 20)


def told(user, today: date = LATER) -> str:
    return " ".join(str(text) for text, *_rest in waiting(user, today=today))


def test_a_draft_is_its_makers_work_and_a_doubtful_line_the_approvers():
    place = Publishing()
    drawn = place.drawn()
    assert "còn ở dự thảo" in told(place.person("lap")) and "vướng" not in told(place.person("duyet"))
    drawn.lines.filter(place=1).update(state=PublicationLine.State.STOPPED)
    assert "1 đợt công khai có dòng vướng" in told(place.person("duyet"))


def test_a_list_waits_for_its_approver_once_the_days_to_answer_are_over():
    place = Publishing()
    officer = place.person("lap")
    found = check_publication(place.drawn(), by=officer, at=DRAWN)
    facts = {"number": 1, "symbol": "TB-BHXH", "issued_on": DRAWN.date()}
    notice_publication(found, by=officer, at=DRAWN, **facts)
    record_notice_sent(found, by=officer, at=DRAWN, sent_on=DRAWN.date())
    assert "chờ duyệt" in told(place.person("duyet")) and "chờ duyệt" not in told(officer)
    assert "chờ duyệt" not in told(place.person("duyet"), DRAWN.date())


def test_nobody_else_learns_that_a_list_is_on_its_way():
    place = Publishing()
    place.drawn().lines.update(state=PublicationLine.State.STOPPED)
    for agency, role in ((place.ledger.bhxh, "auditor"), (place.ledger.bhxh, "administrator")):
        assert "công khai" not in told(make_person(agency, f"nguoi-{role}", role))


def test_who_only_approves_finds_no_form_to_draw_up():
    place = Publishing()
    client = Client()
    client.force_login(make_person(place.ledger.bhxh, "giamdoc", "head"), backend=BACKEND)
    assert client.get("/cong-khai-no/").status_code == 200
    assert client.get("/cong-khai-no/lap/").status_code == 403


def test_the_file_of_an_employer_leads_to_a_payment_and_a_hold():
    place = Publishing()
    client, employer = Client(), place.drawn().lines.first().employer_id
    client.force_login(place.person("lap"), backend=BACKEND)
    page = client.get(f"/don-vi/{employer}/phan/don-doc").content.decode()
    assert f"/cong-khai-no/khoan-nop/don-vi/{employer}/" in page
    assert f"/cong-khai-no/tam-giu/don-vi/{employer}/" in page
