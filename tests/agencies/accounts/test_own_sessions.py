"""One's own sessions: seen, ended one by one or all but this one; the key is kept nowhere but in its own table."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.login.session_notes import key_hash
from agencies.models import Post, SessionNote
from agencies.services.accounts import end_other_sessions, end_session
from agencies.services.users import appoint
from agencies.tasks import look_after_accounts
from portal.core.models import AuditEntry
from tests.agencies.accounts.conftest import NOON
from tests.factories.people import is_inside, sign_in

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


def entered(user, device: str = "") -> Client:
    browser = Client(headers={"user-agent": device}) if device else Client()
    sign_in(browser, user)
    assert is_inside(browser)
    return browser


def page(browser) -> str:
    return browser.get("/tai-khoan/").content.decode()


def test_the_list_names_devices_and_marks_this_one(lan):
    entered(lan, EDGE)
    here = entered(lan)
    text = page(here)
    assert "Edge trên Windows" in text and "127.0.0.1" in text
    assert text.count("Phiên này") == 1 and text.index("Phiên này") < text.index("Edge trên Windows")


def test_no_key_stands_in_the_note_the_page_or_the_trail(lan):
    here = entered(lan)
    key = here.session.session_key
    end_other_sessions(lan, by=lan, keep=key_hash(key), at=timezone.now())
    kept = str(SessionNote.objects.values()) + str(AuditEntry.objects.values()) + page(here)
    assert key not in kept
    assert key_hash(key) not in page(here) + str(AuditEntry.objects.values())


def test_ending_one_ends_that_one_only(lan):
    there, here = entered(lan, EDGE), entered(lan)
    note = SessionNote.objects.get(device="Edge trên Windows")
    here.post(f"/tai-khoan/phien/{note.pk}/ket-thuc/")
    assert is_inside(here) and not is_inside(there)
    assert "Edge" not in page(here)
    assert AuditEntry.objects.filter(act="end_session", user=lan).exists()


def test_ending_all_others_leaves_this_one(lan):
    others, here = [entered(lan), entered(lan, EDGE)], entered(lan)
    here.post("/tai-khoan/phien/ket-thuc-phien-khac/")
    assert is_inside(here) and not any(is_inside(other) for other in others)


def test_nobody_sees_or_ends_another_persons_session(lan, bac):
    theirs, mine = entered(bac, EDGE), entered(lan)
    note = SessionNote.objects.get(user=bac)
    assert "Edge" not in page(mine)
    assert mine.post(f"/tai-khoan/phien/{note.pk}/ket-thuc/").status_code == 404
    with pytest.raises(PermissionDenied):
        end_session(note, by=lan, at=timezone.now())
    with pytest.raises(PermissionDenied):
        end_other_sessions(bac, by=lan, keep="", at=timezone.now())
    assert is_inside(theirs)


def test_a_session_ended_by_signing_out_or_by_time_is_no_longer_listed(lan):
    with time_machine.travel(NOON, tick=False) as clock:
        there, forgotten = entered(lan, EDGE), entered(lan, "Firefox Android")
        there.post("/dang-xuat/")
        clock.shift(timedelta(minutes=10))
        here = entered(lan)
        assert "Edge" not in page(here) and "Firefox trên Android" in page(here)
        clock.shift(timedelta(minutes=11))
        assert "Firefox trên Android" not in page(entered(lan))
    assert forgotten


def test_a_page_writes_a_note_at_most_every_five_minutes(lan):
    with time_machine.travel(NOON, tick=False) as clock:
        here = entered(lan)
        for pause, expected in ((timedelta(seconds=10), 0), (timedelta(minutes=4), 0), (timedelta(minutes=1), 1)):
            clock.shift(pause)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                here.get("/tai-khoan/")
            noted = [query for query in asked.captured_queries if 'UPDATE "agencies_sessionnote"' in query["sql"]]
            assert len(noted) == expected, pause


def test_a_new_password_leaves_one_session_listed(lan):
    entered(lan, EDGE)
    here = entered(lan)
    new = "mot-cau-khac-de-nho-hon"
    here.post("/tai-khoan/mat-khau/", {"current": "con-trau-la-dau-co-nghiep", "password": new, "again": new})
    text = page(here)
    assert "Edge" not in text and text.count("Phiên này") == 1


def test_a_post_that_begins_tomorrow_ends_todays_session_tomorrow(lan, bhxh, quan):
    with time_machine.travel(NOON + timedelta(hours=11, minutes=50), tick=False) as clock:  # 23:50
        here = entered(lan)
        tomorrow = timezone.localdate() + timedelta(days=1)
        appoint(bhxh, by=quan, user=lan, role="approver", on=tomorrow)
        assert is_inside(here)
        clock.shift(timedelta(minutes=11))
        assert not is_inside(here)
        assert "Vị trí công tác vừa thay đổi" in here.get("/dang-nhap/").content.decode()
    assert Post.objects.filter(user=lan).count() == 2


def test_old_notes_are_forgotten(lan):
    with time_machine.travel(NOON, tick=False) as clock:
        entered(lan)
        clock.shift(timedelta(days=2))
        look_after_accounts()
    assert not SessionNote.objects.exists()
    assert Session.objects.exists()


def test_no_session_hides_from_the_list_by_calling_itself_unattended(lan):
    hidden = Client(headers={"x-unattended": "1"})
    sign_in(hidden, lan)
    assert is_inside(hidden)
    here = entered(lan)
    assert SessionNote.objects.filter(user=lan).count() == 2
    here.post("/tai-khoan/phien/ket-thuc-phien-khac/")
    assert is_inside(here) and not is_inside(hidden)
