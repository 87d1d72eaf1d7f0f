"""The tracker: completeness and timeliness against what has fallen due, and that every figure opens its rows."""

import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Duty, Obligation
from agencies.queries import tracking
from agencies.queries.record import record_of
from portal.core.periods import Month
from tests.factories.duties import last_instant, make_directive, make_duty
from tests.factories.people import make_agency

pytestmark = pytest.mark.django_db
PATH = "/nhiem-vu/theo-doi/"


def body(answer) -> str:
    return answer.content.decode()


@pytest.fixture(autouse=True)
def _far_from_new_year():
    """What is due ten days ago and in two days lies in one year."""
    with time_machine.travel(datetime(2026, 11, 20, 2, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def year(small):
    """Ten things of this year in every state, of the tax office and of one commune."""
    today = timezone.localdate()
    past, soon = today - timedelta(days=10), today + timedelta(days=2)
    later = date(today.year, 12, 31)
    made = {
        "on_time": {"due_on": past, "state": "accepted", "verdict": "on_time", "means": "evidence"},
        "nothing": {"due_on": past, "state": "submitted", "verdict": "on_time", "means": "nothing"},
        "late_done": {"due_on": past, "state": "submitted", "verdict": "late", "means": "evidence"},
        "returned": {"due_on": past, "state": "returned", "verdict": "on_time"},
        "missing": {"due_on": past},
        "excused_late": {"due_on": past, "state": "excused", "verdict": "late"},
        "excused": {"due_on": later, "state": "excused"},
        "due_soon": {"due_on": soon},
        "not_yet": {"due_on": later},
        "early": {"due_on": later, "state": "submitted", "verdict": "on_time", "means": "evidence"},
    }
    for place, columns in enumerate(made.values()):
        columns["verdict_at"] = last_instant(past) if columns.get("verdict") else None
        small.owed(small.duty(), month=small.month.plus(-place), **columns)
        small.owed(small.duty("xa-a"), "xa-a", month=small.month.plus(-place), **columns)
    small.owed(small.duty(kind=Duty.Kind.STANDING, due=[]), month=None, due_on=None)
    return small


def outcomes(rows) -> dict[str, int]:
    found: dict[str, int] = {}
    for outcome in tracking.with_outcome(rows, now=timezone.now()).values_list("outcome", flat=True):
        found[outcome] = found.get(outcome, 0) + 1
    return found


def test_each_obligation_has_one_outcome_and_what_was_late_stays_missing(year):
    assert outcomes(Obligation.objects.filter(holder=year.agencies["tax"])) == {
        "on_time": 2, "nothing": 1, "late_done": 1, "returned": 1, "missing": 2,
        "excused": 1, "due_soon": 1, "not_yet": 1, "ongoing": 1,
    }  # fmt: skip


def test_the_expected_set_is_what_has_fallen_due_and_never_more_than_the_whole(year):
    rows = tracking.tracked(Obligation.objects.all(), year=timezone.localdate().year, now=timezone.now())
    total = tracking.board_of(rows).total
    assert (total.expected, total.complete, total.timely) == (12, 6, 4)  # what was done early is not expected yet
    assert total.complete_permille == 500 and total.timely_permille == 333
    Obligation.objects.exclude(due_on=None).update(state="submitted", means="evidence")
    assert tracking.board_of(rows).total.complete_permille == 1000


def test_excusing_after_the_day_does_not_make_the_expected_set_smaller(year):
    rows = tracking.tracked(Obligation.objects.all(), year=timezone.localdate().year, now=timezone.now())
    before = tracking.board_of(rows).total.expected
    missing = Obligation.objects.filter(due_at__lt=timezone.now(), state="open")
    missing.update(verdict="late", verdict_at=timezone.now(), state="excused")
    assert tracking.board_of(rows).total.expected == before


def links(html: str) -> list[tuple[str, int]]:
    """Every figure that leads to rows: its address and the number of rows it promises."""
    found = []
    for url, inner in re.findall(r'<a[^>]*href="(/nhiem-vu/danh-sach/\?[^"]+)"[^>]*>(.*?)</a>', html, re.S):
        hidden = re.search(r'visually-hidden">([^<]*)<', inner)
        text = hidden[1] if hidden else re.sub(r"<[^>]+>", "", inner)
        numbers = [int(number) for number in re.findall(r"(?<![\d,])(\d+)(?![\d,%])", text)]
        if numbers and (hidden or len(numbers) == 1 and "%" not in text):
            found.append((url.replace("&amp;", "&"), sum(numbers)))
    return found


@pytest.mark.parametrize("view", ["", "?view=duties", "?tier=commune", "?view=duties&kind=deliverable&sort=worst"])
def test_every_figure_opens_exactly_its_rows(year, view):
    chair = year.reader("chair", "leader")
    figures = links(body(chair.get(PATH + view)))
    assert len(figures) > 6
    for url, promised in figures:
        listed = re.search(r"<b>(\d+) dòng</b>", body(chair.get(url)))
        assert int(listed[1]) == promised, url


def test_percentages_are_those_of_the_rows_they_open(year):
    chair = year.reader("chair", "leader")
    html = body(chair.get(PATH))
    cards = re.findall(r'<a href="(/nhiem-vu/danh-sach/[^"]*outcome=(?:complete|timely)[^"]*)">', html)
    listed = [int(re.search(r"<b>(\d+) dòng</b>", body(chair.get(url.replace("&amp;", "&"))))[1]) for url in cards[:2]]
    assert listed == [6, 4] and "50,0%" in html and "33,3%" in html


def test_the_workbook_names_every_agency_and_month(year):
    answer = year.reader("chair", "leader").get(f"{PATH}?format=xlsx")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        text = b"".join(book.read(name) for name in book.namelist()).decode()
    for words in ("tax bac-ninh", "commune_committee bac-ninh", "quá hạn, chưa làm", "tháng 12/"):
        assert words in text, words


@pytest.mark.parametrize(("agency", "role"), [("tax", "officer"), ("xa-a", "officer"), ("health", "approver")])
def test_who_may_not_see_all_has_no_tracker(small, agency, role):
    reader = small.reader(agency, role)
    assert reader.get(PATH).status_code == 403
    assert PATH not in body(reader.get("/nhiem-vu/"))


def test_another_province_is_not_there(year):
    other = type(year)("hai-phong")
    assert "Không có việc nào" in body(other.reader("chair", "leader").get(PATH))


def test_filters_narrow_the_board_to_directive_and_tier(year):
    second = make_directive(year.province, "099", coordinator=year.agencies["bhxh"])
    duty = make_duty(second, bearer=year.agencies["tax"])
    year.owed(duty, due_on=timezone.localdate() - timedelta(days=3))
    chair = year.reader("chair", "leader")
    only = body(chair.get(f"{PATH}?directive=099"))
    assert "1 cơ quan." in only and "0,0%" in only
    assert "1 cơ quan." in body(chair.get(f"{PATH}?tier=commune"))
    assert "2 cơ quan." in body(chair.get(PATH))


def test_a_board_of_many_agencies_is_paged_and_asks_no_more(small):
    chair = small.reader("chair", "leader")
    duty = small.duty()

    def owing(first: int, last: int) -> None:
        for number in range(first, last):
            small.agencies[f"n{number}"] = make_agency(small.province, "commune_committee", f"xa-{number:03}")
            small.owed(duty, f"n{number}", due_on=timezone.localdate() - timedelta(days=1))

    def asked(path: str) -> int:
        chair.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert chair.get(path).status_code == 200
        return len(queries)

    owing(0, 6)
    few = [asked(PATH), asked(f"{PATH}?view=duties")]
    owing(6, 60)
    assert few == [asked(PATH), asked(f"{PATH}?view=duties")] and max(few) <= 20
    first, second = body(chair.get(PATH)), body(chair.get(f"{PATH}?page=2"))
    assert "Trang 1 / 2" in first and first.count('scope="row" class="t"><a href="/co-quan/xa-') == 50
    assert second.count('scope="row" class="t"><a href="/co-quan/xa-') == 10


@pytest.mark.parametrize("query", ["?page=x", "?page=99999", "?year=abc", "?year=1", "?view=zzz", "?directive=none"])
def test_a_strange_address_is_answered(year, query):
    assert year.reader("chair", "leader").get(PATH + query).status_code == 200


def test_the_record_of_an_agency_is_its_own_and_its_figures_open_their_rows(year):
    record = record_of(
        year.agencies["tax"], timezone.localdate().year, user=year.person("chair", "leader"), now=timezone.now()
    )
    assert (record.total.expected, record.total.complete, record.total.timely) == (6, 3, 2)
    assert record.total.counts["returned"] == record.total.counts["nothing"] == 1
    stranger = year.person("xa-b")
    hidden = record_of(year.agencies["tax"], record.year, user=stranger, now=timezone.now())
    assert hidden.total.total == 0 and not hidden.rows
    tax = year.reader("tax")
    html = body(tax.get(f"/co-quan/tax/?year={record.year}"))
    figures = links(html)
    assert figures
    for url, promised in figures:
        assert int(re.search(r"<b>(\d+) dòng</b>", body(tax.get(url)))[1]) == promised, url


def test_an_agency_is_measured_by_its_own_months(small):
    january = Month(timezone.localdate().year, 1)
    small.owed(small.duty(), month=january, due_on=january.last_day)
    rows = tracking.tracked(Obligation.objects.all(), year=january.year, now=timezone.now())
    owner = small.agencies["tax"].pk
    assert list(tracking.cells_of(rows, [owner], "month")[owner]) == [1]
