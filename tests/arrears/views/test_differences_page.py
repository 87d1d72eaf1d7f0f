"""Where BHXH's figures and the portal's differ: the page, its sums, its file, and who reads it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arrears.services.reckoning import reckon_version
from portal.core.acts import THE_CLOCK
from portal.core.models import AuditEntry
from portal.core.periods import Month
from tests.factories.ledger import NOW, Ledger
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
ADDRESS = "/thu-no/thang/2026-10/chenh-lech-tinh/"
AUGUST, OCTOBER = Month(2026, 8), Month(2026, 10)


@pytest.fixture
def ledger(settings) -> Ledger:
    return Ledger()


@pytest.fixture
def months(ledger):
    for place in range(3):
        month = AUGUST.plus(place)
        ledger.c12(month, [
            {"unit_code": code, "opening_httt": place * 1_000_000, "payable_httt": 1_000_000} for code in ("TA1", "TA2")
        ])  # fmt: skip
        if month == OCTOBER:
            ledger.b03(month, [
                {"unit_code": "TA1", "evaded_httt": 2_000_000, "not_due_httt": 1_000_000, "days_evaded": 61},
                {"unit_code": "TA2", "late_httt": 1_000_000, "not_due_httt": 2_000_000, "days_late": 31,
                 "charge_late_httt": 9_300},
            ])  # fmt: skip
        version = ledger.close(month)
    return version


def enter(client, ledger, kind="social_insurance", code="bhxh-tinh", **facts):
    agency = next(agency for agency in ledger.province.agencies.filter(kind=kind) if agency.code == code)
    person = make_person(agency, f"nguoi-{code}", **facts)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def test_the_page_sums_by_figure_and_cause_and_each_number_opens_its_rows(client, ledger, months):
    enter(client, ledger)
    assert "Chưa tính tháng này" in client.get(ADDRESS).content.decode()
    run = reckon_version(months, by=THE_CLOCK, at=NOW)
    text = client.get(ADDRESS).content.decode()
    assert "Công ty TA1" in text and "Công ty TA2" not in text
    assert "Trốn đóng" in text and "Cổng chưa có văn bản đôn đốc" in text
    assert "what=urging&amp;cause=no_urging" in text
    only = client.get(ADDRESS, {"what": "urging", "cause": "no_urging"}).content.decode()
    assert "2.000.000" in only and "1 dòng" in only
    assert "0 dòng" in client.get(ADDRESS, {"cause": "reversal"}).content.decode()
    assert "Công ty TA1" in client.get(ADDRESS, {"q": "cong ty ta1"}).content.decode()
    assert run.differences == 4  # urging, class, days evaded, charge of HTTT


def test_the_month_leads_to_it_and_a_file_is_told(client, ledger, months):
    person = enter(client, ledger)
    reckon_version(months, by=THE_CLOCK, at=NOW)
    assert ADDRESS in client.get("/thu-no/thang/2026-10/").content.decode()
    answer = client.get(ADDRESS, {"format": "csv"})
    assert "TA1" in b"".join(answer).decode("utf-8-sig")
    told = AuditEntry.objects.filter(user=person, kind=AuditEntry.Kind.EXPORT, act="reckoning_differences")
    assert told.exists()


def test_a_local_office_reads_its_own_and_nobody_outside_bhxh_any(client, ledger, months):
    reckon_version(months, by=THE_CLOCK, at=NOW)
    enter(client, ledger, "social_insurance_local", "bhxh-cs-2")
    assert "Công ty TA1" not in client.get(ADDRESS).content.decode()
    enter(client, ledger, "social_insurance_local", "bhxh-cs-1")
    assert "Công ty TA1" in client.get(ADDRESS).content.decode()
    enter(client, ledger, "industrial_zone_board", "bql-kcn")
    assert client.get(ADDRESS).status_code == 404
    enter(client, ledger, role="approver")
    assert client.get(ADDRESS, {"version": "7"}).status_code == 404


def test_the_page_asks_no_more_for_more_employers(client, ledger):
    enter(client, ledger)
    asked: list[int] = []
    for codes in ([f"TA{number}" for number in range(many)] for many in (40, 80)):
        month = AUGUST.plus(len(asked))
        ledger.c12(month, [{"unit_code": code, "opening_httt": 0, "payable_httt": 1_000_000} for code in codes])
        ledger.b03(month, [{"unit_code": code, "late_httt": 500_000, "days_late": 40} for code in codes])
        reckon_version(ledger.close(month), by=THE_CLOCK, at=NOW)
        address = ADDRESS.replace(str(OCTOBER), str(month))
        client.get(address)
        with CaptureQueriesContext(connection) as questions:
            text = client.get(address).content.decode()
        assert sum(f"Công ty {code}" in text for code in codes) >= 10  # both have more rows than one page holds
        asked.append(len(questions))
    assert asked[1] <= asked[0] <= 20
