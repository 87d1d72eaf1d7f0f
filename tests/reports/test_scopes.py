"""Who reads what of a report: the same rows for the person on the page and for the file made for the agency."""

import pytest

from arrears.models import DebtorEntry
from reports.models import MonthlyReport, ReportLine, ReportReceipt
from reports.queries.scopes import within

EVERYTHING = {"TA0001A", "TA0002A", "TA0003A", "TA0004A", "TA0005A"}
ROWS = {
    "officer": EVERYTHING,
    "approver": EVERYTHING,
    "department": EVERYTHING,
    "leader": EVERYTHING - {"TA0005A"},
    "union": EVERYTHING - {"TA0005A"},
    "board": {"TA0004A"},
    "commune": {"TA0001A", "TA0002A"},
    "neighbour": {"TA0003A", "TA0004A"},
    "office": {"TA0001A", "TA0002A"},
    "tax": set(),
}


@pytest.mark.parametrize("name", ROWS)
def test_after_submission_each_reads_the_own_rows(closed, submitted, name):
    lines = ReportLine.objects.visible_to(closed.person(name))
    assert set(lines.values_list("unit_code", flat=True)) == ROWS[name]


@pytest.mark.parametrize("name", [name for name in ROWS if name not in ("officer", "approver", "office")])
def test_a_draft_does_not_exist_outside_bhxh(closed, draft, name):
    person = closed.person(name)
    assert not MonthlyReport.objects.visible_to(person).exists()
    assert not ReportLine.objects.visible_to(person).exists()
    assert not ReportReceipt.objects.visible_to(person).exists()
    assert not DebtorEntry.objects.visible_to(person).exists()


@pytest.mark.parametrize("name", [name for name in ROWS if name != "tax"])
def test_the_file_of_an_agency_holds_what_its_people_see(closed, submitted, name):
    person = closed.person(name)
    agency = person.posting.agency
    scope = None if agency.kind_id == "social_insurance" else agency
    for rows, mine in (
        (submitted.lines.all(), ReportLine.objects.visible_to(person)),
        (DebtorEntry.objects.all(), DebtorEntry.objects.visible_to(person)),
    ):
        codes = set(within(rows, scope).values_list("unit_code", flat=True))
        assert codes == set(mine.values_list("unit_code", flat=True))


def test_a_recipient_sees_its_own_receipt_and_the_sender_all(closed, submitted):
    assert ReportReceipt.objects.visible_to(closed.person("commune")).count() == 1
    assert ReportReceipt.objects.visible_to(closed.person("officer")).count() == submitted.receipts.count() > 10


def test_a_stranger_and_a_person_without_a_post_see_nothing(closed, submitted):
    person = closed.person("department")
    person.posts.all().delete()
    assert not ReportLine.objects.visible_to(closed.person("department")).exists()
