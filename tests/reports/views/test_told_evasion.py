"""Whom BHXH holds to evade while the portal knows no urging: one click away, counted, brought in or drafted from there."""

from datetime import date

import pytest
from django.urls import reverse

from arrears.models import EvasionGround, UrgingNotice
from portal.core.models import AuditEntry
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_person
from tests.reports.views.test_urging_pages import OCTOBER, desk, today, words  # noqa: F401

EVADING = {"days_evaded": 120, "days_late": 20} | each_fund(evaded=5_000_000, late=1_000_000, charge_evaded=900)
TOLD = {"which": "told"}


@pytest.fixture
def ledger(db) -> Ledger:
    """A1: nothing known; A2: late only; A3: served; A4: issued, no day of service; A5: a ground that needs no urging."""
    found = Ledger()
    rows = [{"unit_code": code, **EVADING} for code in ("A1", "A3", "A4", "A5")]
    for code in ("A3", "A4", "A5"):
        found.employer(code)
    rows.append({"unit_code": "A2", "days_late": 45} | each_fund(late=1_000_000))
    found.b03(OCTOBER, rows)
    found.close(OCTOBER)
    make_person(found.bhxh, "lan")
    notice(found, "A3", served_on=date(2026, 10, 12), served_by="post", state="served")
    notice(found, "A4", state="issued")
    EvasionGround.objects.create(
        employer=found.employer("A5"), ground="c", document_no="27/KL", document_on=date(2026, 9, 1),
        valid_from=date(2026, 9, 1),
    )  # fmt: skip
    return found


def notice(ledger: Ledger, code: str, **facts) -> UrgingNotice:
    return UrgingNotice.objects.create(
        employer=ledger.employer(code), agency=ledger.bhxh, origin="list", year=2026, full_number=f"{code}/BHXH",
        issued_on=date(2026, 10, 5), month=OCTOBER.first_day, name=code, unit_code=code, **facts,
    )  # fmt: skip


def listed(ledger: Ledger) -> set[str]:
    page = words(desk("lan").get(reverse("to-urge"), TOLD))
    return {code for code in ("A1", "A2", "A3", "A4", "A5") if ledger.employer(code).name in page}


def test_it_lists_whom_no_counted_notice_and_no_other_ground_proves(ledger):
    assert listed(ledger) == {"A1", "A4"}


def test_a_notice_that_is_served_since_takes_the_employer_off_the_list(ledger):
    UrgingNotice.objects.filter(full_number="A4/BHXH").update(
        served_on=date(2026, 11, 18), served_by="post", state="served"
    )
    assert listed(ledger) == {"A1"}


def test_a_tab_and_a_count_lead_there_and_the_page_leads_to_the_import_and_its_template(ledger):
    client = desk("lan")
    front = words(client.get(reverse("to-urge")))
    assert front.count("which=told") == 2  # the tab, and the count
    page = words(client.get(reverse("to-urge"), TOLD))
    assert reverse("upload-month-file") in page and reverse("import-template", args=["urging-list"]) in page


def test_all_of_the_list_get_drafts_at_once_and_leave_it_only_when_served(ledger):
    answer = desk("lan").post(reverse("draft-urging"), {"all": "1", "asked": "which=told"})
    bundle = answer.url.rstrip("/").rsplit("/", 1)[1]
    drawn = set(UrgingNotice.objects.filter(bundle=bundle).values_list("unit_code", flat=True))
    assert "A1" in drawn and drawn <= {"A1", "A4"}
    assert listed(ledger) == {"A1", "A4"}


def test_the_list_is_taken_away_with_who_took_it(ledger):
    answer = desk("lan").get(reverse("to-urge"), TOLD | {"format": "csv"}, follow=True)
    assert answer.status_code == 200
    took = AuditEntry.objects.get(act="to_urge", kind=AuditEntry.Kind.EXPORT)
    assert took.user.username == "lan"


def test_the_month_says_as_many_as_the_list_has_and_opens_it_whatever_was_brought_in_since(ledger):
    client, said = desk("lan"), "chưa có văn bản đôn đốc: "
    for expected in ({"A1", "A4"}, {"A1"}):
        month = words(client.get(reverse("month", args=[OCTOBER])))
        assert f"{said}{len(expected)}" in month and f"{reverse('to-urge')}?which=told" in month
        assert listed(ledger) == expected
        UrgingNotice.objects.filter(full_number="A4/BHXH").update(served_on=date(2026, 10, 18), state="served")
    later = OCTOBER.plus(1)
    ledger.b03(later, [{"unit_code": "A1", **EVADING}])
    ledger.close(later)
    assert said not in words(client.get(reverse("month", args=[OCTOBER])))  # the list is of November now
    assert f"{said}1" in words(client.get(reverse("month", args=[later])))
