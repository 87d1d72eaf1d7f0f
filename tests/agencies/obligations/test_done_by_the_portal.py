"""What the upper storeys do fulfils the duty that asks for it: the month's report, its ledger, its lists, notes on debtors."""

import pytest

from agencies.models import Duty, Obligation
from arrears.models import LedgerMonth, LedgerVersion
from arrears.services.closing import finish_closing
from arrears.services.debtors import list_debtors
from arrears.services.notes import record_arrears_note
from portal.core.acts import OPERATOR, THE_CLOCK
from portal.core.periods import Month
from reports.models import MonthlyReport
from reports.services.monthly import submit_monthly_report
from tests.factories.duties import make_directive, make_duty, make_obligation
from tests.portal.canaries import CLOSED, NOW, OCTOBER, build

AUGUST = Month(2026, 8)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path):
    return build("bac-ninh", tmp_path)


@pytest.fixture
def owed(world):
    """October's obligation of BHXH for a thing, and the year's where the duty stands."""

    def make(thing: str, *, standing: bool = False, month: Month = OCTOBER) -> Obligation:
        directive = make_directive(world.province, "thu-tren-cong", coordinator=world.agencies["department"])
        kind = Duty.Kind.STANDING if standing else Duty.Kind.DELIVERABLE
        duty = make_duty(
            directive,
            bearer=world.agencies["bhxh"],
            recipients=(world.agencies["chair"],),
            mode=Duty.Mode.EXECUTED,
            thing=thing,
            kind=kind,
            due=[],
        )
        return make_obligation(duty, world.agencies["bhxh"], None if standing else month)

    return make


def test_submitting_the_month_report_is_the_monthly_report_and_the_review_of_its_notes(world, owed):
    report, review = owed("monthly_arrears_report"), owed("arrears_classification")
    draft = MonthlyReport.objects.get(version=world.versions[CLOSED])
    submit_monthly_report(draft, by=world.person("approver"), at=NOW, on=NOW.date(), number="10")
    for one in (report, review):
        one.refresh_from_db()
        assert (one.state, one.verdict, one.means) == ("submitted", "late", "executed")  # NOW is after the 4th
        assert "10/2026" in one.thing_label and one.thing_url.endswith(f"/{draft.pk}/")
        assert one.fulfilled_by == world.person("approver")
        assert [receipt.agency for receipt in one.receipts.all()] == [world.agencies["chair"]]


@pytest.mark.parametrize("actor", [OPERATOR, THE_CLOCK, None])
def test_closing_the_month_is_the_ledger_whoever_finishes_it(world, owed, actor):
    ledger, version = owed("arrears_ledger"), world.versions[CLOSED]
    LedgerMonth.objects.filter(month=OCTOBER.first_day).update(status="closing", version=0)
    finish_closing(version, by=actor or world.person("approver"), at=NOW)
    ledger.refresh_from_db()
    assert ledger.means == "executed" and OCTOBER.label in ledger.thing_label


def test_the_lists_of_a_version_are_the_list_of_debtors(world, owed):
    listed, month = owed("debtor_list", month=AUGUST), {"province": world.province, "month": AUGUST.first_day}
    version = LedgerVersion.objects.create(**month, version=1, closed_at=NOW, frozen_at=NOW, sources=[])
    list_debtors(version, by=THE_CLOCK, at=NOW)
    listed.refresh_from_db()
    assert (listed.means, listed.state) == ("executed", "submitted")


def test_a_note_is_a_line_in_the_log_whoever_of_bhxh_writes_it(world, owed):
    standing, dated = owed("arrears_classification", standing=True), owed("arrears_classification")
    facts = {"month": Month(2026, 11), "cause": None, "measures": "Đôn đốc", "proposal": "Kiểm tra"}
    for person in ("officer", "office"):
        record_arrears_note(world.employers["mot"], by=world.person(person), **facts)
    standing.refresh_from_db()
    dated.refresh_from_db()
    assert (standing.counted, standing.state, dated.state) == (1, "open", "open")  # one line a day and month
    step = standing.steps.get()
    assert "11/2026" in step.text and world.word("mot") not in step.text and not step.is_submitted
