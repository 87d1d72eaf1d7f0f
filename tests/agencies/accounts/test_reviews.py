"""The six-monthly review of accounts and rights: every open account is looked at by somebody else, and what was said stays."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from agencies.models import AccountReview, ReviewRound, User
from agencies.queries.accounts import chores, review_due_on
from agencies.services import reviews as services
from portal.core.acts import THE_CLOCK, NotPossible
from portal.core.models import AuditEntry, Notification
from portal.shell.work import work_of
from tests.factories.people import make_agency, make_person, make_province, sign_in

LIST = "/nguoi-dung/ra-soat/"


def moment(day: int, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, 5, tzinfo=UTC)


def opened(province, by, at=None) -> ReviewRound:
    return services.open_review(province, by=by, at=at or timezone.now())


def said(round, by, *people, verdict="confirmed", note="", at=None) -> int:
    at = at or timezone.now()
    facts = {"verdict": verdict, "note": note, "at": at, "on": timezone.localdate(at)}
    return services.review_accounts(round, by=by, users=[person.pk for person in people], **facts)


@pytest.fixture
def khac(bhxh):
    """A second administrator."""
    return make_person(bhxh, "khac", "administrator", factor=True)


def test_a_round_looks_at_every_open_account_and_then_closes(province, quan, khac, lan, minh):
    closed = make_person(lan.posting.agency, "dong", is_active=False)
    round = opened(province, quan)
    assert said(round, quan, lan, minh, khac, quan) == 3  # not the own one
    with pytest.raises(NotPossible):
        services.close_review(round, by=quan, at=timezone.now())
    said(round, khac, quan)
    round = services.close_review(round, by=quan, at=timezone.now())
    assert (round.accounts, round.closed_by) == (4, quan)
    assert not AccountReview.objects.filter(user=closed).exists()


def test_who_is_alone_confirms_the_own_account(province, quan):
    round = opened(province, quan)
    assert said(round, quan, quan) == 1


def test_asking_for_a_change_says_which_and_keeps_the_rights_of_the_day(province, quan, lan):
    round = opened(province, quan)
    with pytest.raises(NotPossible):
        said(round, quan, lan, verdict="change")
    said(round, quan, lan, verdict="change", note="chuyển sang phòng khác")
    review = AccountReview.objects.get()
    assert review.rights.startswith("Cán bộ, ") and review.note == "chuyển sang phòng khác"
    said(round, quan, lan)
    assert AccountReview.objects.get().verdict == "confirmed"


def test_there_is_one_open_round_and_a_closed_one_stays(province, quan):
    round = opened(province, quan)
    with pytest.raises(NotPossible):
        opened(province, quan)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewRound.objects.create(province=province, opened_at=timezone.now())
    said(round, quan, quan)
    round = services.close_review(round, by=quan, at=timezone.now())
    for again in (lambda: said(round, quan, quan), lambda: services.close_review(round, by=quan, at=timezone.now())):
        with pytest.raises(NotPossible):
            again()


def test_only_administrators_of_the_province_review(province, quan, lan):
    stranger = make_person(make_agency(make_province("hai-phong")), "hai", "administrator", factor=True)
    round = opened(province, quan)
    for by in (lan, stranger):
        with pytest.raises(PermissionDenied):
            opened(province, by)
        with pytest.raises(PermissionDenied):
            said(round, by, lan)
        with pytest.raises(PermissionDenied):
            services.close_review(round, by=by, at=timezone.now())


def test_people_of_another_province_are_not_reviewed_here(province, quan):
    stranger = make_person(make_agency(make_province("hai-phong")), "hai")
    assert said(opened(province, quan), quan, stranger) == 0


def test_six_months_after_the_last_round_administrators_are_told_once(province, quan, lan):
    User.objects.update(created_at=moment(1, 1))
    round = opened(province, quan, moment(20, 5))
    said(round, quan, quan, lan, at=moment(20, 5))
    services.close_review(round, by=quan, at=moment(31, 8))
    assert review_due_on(province, date(2026, 11, 20)) == date(2027, 2, 28)
    assert services.remind_of_review(province, by=THE_CLOCK, on=date(2027, 2, 27)) == 0
    for day in (date(2027, 3, 5), date(2027, 3, 6)):  # nights were missed; told all the same, and once
        services.remind_of_review(province, by=THE_CLOCK, on=day)
    told = Notification.objects.get()
    assert told.user == quan and "28/02/2027" in told.text


def test_a_province_that_never_reviewed_counts_from_its_first_account(province, quan):
    User.objects.update(created_at=moment(3, 1))
    assert review_due_on(province, date(2026, 11, 20)) == date(2026, 7, 3)
    with time_machine.travel(moment(20), tick=False):
        administrator = User.objects.get(pk=quan.pk)
        tasks = work_of(administrator, today=date(2026, 11, 20), now=moment(20))
        assert any("rà soát" in task.text and task.url == LIST for task in tasks)
        browser = Client()
        sign_in(browser, administrator)
        assert "Đến hạn rà soát" in browser.get("/nguoi-dung/").content.decode()


def test_an_open_round_is_work_for_administrators_only(province, quan, lan):
    opened(province, quan)
    found = chores(User.objects.get(pk=quan.pk), on=timezone.localdate())
    assert [(chore.name, chore.count) for chore in found] == [("review_open", 2)]
    assert chores(User.objects.get(pk=lan.pk), on=timezone.localdate()) == []


def test_the_pages_open_tick_export_and_close(province, quan, lan):
    browser = Client()
    sign_in(browser, quan)
    browser.post(f"{LIST}bat-dau/")
    assert f'value="{lan.pk}" form="review-act"' in browser.get(LIST).content.decode()
    browser.post(f"{LIST}ghi/", {"verdict": "confirmed"})
    assert not AccountReview.objects.exists()
    browser.post(f"{LIST}ghi/", {"user": [lan.pk, quan.pk], "verdict": "confirmed"})
    assert AccountReview.objects.count() == 2
    book = openpyxl.load_workbook(io.BytesIO(b"".join(browser.get(f"{LIST}?format=xlsx").streaming_content)))
    rows = [[str(cell) for cell in row] for row in book.active.iter_rows(values_only=True)]
    line = next(row for row in rows if "lan" in row)
    assert any("Cán bộ" in cell and "01/07/2025" in cell for cell in line) and "Giữ nguyên" in line
    assert AuditEntry.objects.filter(kind="export", act="review_list").exists()
    browser.post(f"{LIST}ket-thuc/")
    assert ReviewRound.objects.get().closed_by == quan
    assert "Đợt gần nhất" in browser.get(LIST).content.decode()


def test_the_list_is_closed_to_everyone_else(lan):
    browser = Client()
    sign_in(browser, lan)
    assert browser.get(LIST).status_code == 403
