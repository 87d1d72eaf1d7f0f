"""Each number of a rollup opens its rows: what the list then counts and adds up is what the rollup said."""

import csv
import re
from html import unescape

import pytest

from agencies.models import Agency
from arrears.models import Rollup
from portal.core.periods import Month
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_person, sign_in

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)
COUNTS = ("Đơn vị", "Đơn vị nợ", "Mới nợ", "Hết nợ")
SUMS = {"Lao động bị nợ": "Lao động"}


@pytest.fixture
def ledger() -> Ledger:
    """A closed September and an open October in which employers come, go, pay and move from class to class."""
    made = Ledger()
    made.employer("A1", commune=made.communes[0], sector="C", zone=made.zone, agency=made.board)
    made.employer("A2", commune=made.communes[1], sector="F")
    made.employer("A3", commune=made.communes[2], kind=4)
    made.employer("A4", commune=None, kind=None)
    made.employer("A5", commune=made.communes[2], sector="C")
    made.b03(
        SEPTEMBER,
        [
            {"unit_code": "A1", "workers": 11} | each_fund(late=1_000, charge_late=7),
            {"unit_code": "A2", "workers": 22, "late_bhyt": 500, "evaded_httt": 900},
            {"unit_code": "A3", "workers": 33} | each_fund(late=40, not_due=8),
        ],
    )
    made.close(SEPTEMBER)
    made.c12(OCTOBER, [{"unit_code": "A3"} | each_fund(opening=48, payable=10, paid=30)])
    made.b03(
        OCTOBER,
        [
            {"unit_code": "A1", "workers": 11} | each_fund(late=400, not_due=60, charge_late=3),
            {"unit_code": "A2", "workers": 22, "late_bhyt": 700, "evaded_httt": 800, "not_due_odts": 5},
            {"unit_code": "A4", "workers": 44} | each_fund(evaded=30, charge_evaded=2),
            {"unit_code": "A5", "workers": 55, "not_due_bhtn": 90, "late_bhtn": 6},
        ],
    )
    return made


@pytest.fixture
def officer(ledger, client):
    sign_in(client, make_person(ledger.bhxh, "ha"))
    return client


def numbers_of(html: str) -> list[tuple[str, int, str]]:
    """Of every row of a rollup page: the name of a number, the number, and the address it opens."""
    labels = re.findall(r'data-label="([^"]+)"><a href="([^"]+)">([^<]*)</a>', html)
    return [(unescape(label), _int(text), unescape(address)) for label, address, text in labels]


def _int(text: str) -> int:
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else 0


def told_by_list(client, address: str) -> tuple[int, dict[str, int]]:
    """How many rows an address lists, and their totals by the name of the column."""
    page = client.get(address)
    assert page.status_code == 200, address
    listing = page.context["listing"]
    totals = {str(listing.table.column(key).label): value for key, value in listing.totals.items()}
    return (0 if listing.is_empty else listing.count), totals


ALL, SOME = tuple(Rollup.Dimension.values), ("office", "class")


@pytest.mark.parametrize(("fund", "dimensions"), [("all", ALL), ("httt", ALL), ("bhyt", SOME), ("unsplit", SOME)])
def test_every_number_of_a_dimension_opens_rows_that_come_to_it(officer, fund, dimensions):
    for dimension in dimensions:
        page = officer.get(f"/thu-no/thang/2026-10/tong-hop/{dimension}/?fund={fund}").content.decode()
        told = numbers_of(page)
        assert len(told) >= 11
        for label, number, address in told:
            if not number and dimension != "class":
                continue
            count, totals = told_by_list(officer, address)
            if label in COUNTS:
                assert count == number, (label, address)
            elif dimension == "class" and label == "Tổng nợ":
                assert number in (totals.get("Chậm đóng", 0), totals.get("Trốn đóng", 0)), address
            else:
                assert totals.get(SUMS.get(label, label), 0) == number, (label, address)


def test_money_in_a_class_opens_all_rows_that_hold_it_whichever_class_their_employer_is_in(officer):
    page = officer.get("/thu-no/thang/2026-10/tong-hop/class/").content.decode()
    late = next(number for label, number, _ in numbers_of(page) if label == "Chậm đóng")
    assert late == 400 * 5 + 700 + 6


def test_steps_between_dimensions_and_funds_keep_the_version_the_fund_and_the_order(officer):
    page = officer.get("/thu-no/thang/2026-09/tong-hop/commune/?version=1&fund=httt&sort=member").content.decode()
    assert 'href="/thu-no/thang/2026-09/tong-hop/zone/?version=1&amp;fund=httt&amp;sort=member"' in page
    assert 'href="/thu-no/thang/2026-09/tong-hop/commune/?version=1&amp;fund=bhyt&amp;sort=member"' in page


def test_filtering_the_rows_of_a_version_stays_in_that_version(officer):
    page = officer.get("/thu-no/thang/2026-09/so/?version=1&group=late").content.decode()
    assert '<input type="hidden" name="version" value="1">' in page
    assert 'href="/thu-no/thang/2026-09/so/?version=1"' in page


def test_the_list_of_one_fund_shows_and_exports_that_funds_money(officer):
    listing = officer.get("/thu-no/thang/2026-10/so/?fund=httt&group=owing").context["listing"]
    assert listing.totals["owed"] == 400 + 800 + 30
    answer = officer.get("/thu-no/thang/2026-10/so/?fund=httt&group=owing&format=csv")
    lines = list(csv.reader(b"".join(answer).decode("utf-8-sig").splitlines(), delimiter=";"))
    assert any("Số tiền của quỹ" in "".join(line) for line in lines)
    place = next(line for line in lines if "Tổng nợ" in line).index("Tổng nợ")
    assert sum(int(line[place]) for line in lines if line and line[0].startswith("Công ty")) == 1230


@pytest.mark.parametrize(
    "asked", ["commune=abc", "commune=9" + "9" * 20, "months=1e400", "months=NaN", "group=xx", "none_of=class"]
)
def test_a_condition_that_cannot_be_lists_nothing_in_a_closed_month_too(officer, asked):
    for month in ("2026-09", "2026-10"):
        page = officer.get(f"/thu-no/thang/{month}/so/?{asked}")
        assert page.status_code == 200
        assert page.context["listing"].is_empty


def test_a_local_office_opens_its_own_rows_only(ledger, client):
    office = Agency.objects.get(code="bhxh-cs-2")
    sign_in(client, make_person(office, "coso"))
    listing = client.get("/thu-no/thang/2026-10/so/?group=owing").context["listing"]
    assert {row.employer.unit_code for row in listing.page.rows} == {"A5"}


@pytest.mark.parametrize("asked", ["version=999", "version=abc", "version=99999999999"])
def test_a_version_that_nobody_made_is_no_page(ledger, client, asked):
    sign_in(client, make_person(ledger.bhxh, "ha"))
    assert client.get(f"/thu-no/thang/2026-09/so/?{asked}").status_code == 404
    assert client.get(f"/thu-no/thang/2026-09/tong-hop/commune/?{asked}").status_code == 404


def test_who_evades_is_shown_the_days_of_evasion_with_those_of_late_payment_beside_and_files_have_both(ledger, officer):
    ledger.b03(NOVEMBER, [
        {"unit_code": "A1", "late_httt": 5, "evaded_httt": 90, "days_late": 30, "days_evaded": 120},
        {"unit_code": "A2", "late_httt": 5, "days_late": 45},
        {"unit_code": "A3", "evaded_bhtn": 7},
    ])  # fmt: skip
    ledger.close(NOVEMBER)
    page = f"/thu-no/thang/{NOVEMBER}/so/"
    html = re.sub(r"\s*<[^>]+>\s*", " ", unescape(officer.get(page, {"sort": "-days"}).content.decode()))
    assert html.index("Công ty A1") < html.index("Công ty A2"), "who evades longest stands first"
    assert re.search(r" 120 +chậm: 30 ", html.split("Công ty A1")[1].split("Công ty A2")[0])
    assert "chậm:" not in html.split("Công ty A2")[1]
    answer = officer.get(page, {"format": "csv", "sort": "-days"})
    lines = [
        line for line in csv.reader(b"".join(answer).decode("utf-8-sig").splitlines(), delimiter=";") if len(line) > 9
    ]
    places = [lines[0].index(title) for title in ("Mã đơn vị", "Số ngày chậm đóng", "Số ngày trốn đóng")]
    assert [[line[place] for place in places] for line in lines[1:3]] == [["A1", "30", "120"], ["A2", "45", ""]]
