"""The demo's register: files on their road, counts side by side, reviews, gaps, letters; the same from the same seed."""

from pathlib import Path

import pytest

from agencies.models import Denominator
from employers.models import (
    Alert,
    Correction,
    CoverageFigure,
    DataExchange,
    DuplicatePair,
    Employer,
    Gap,
    GapStep,
    Identifier,
    LabourCount,
    LabourRelation,
    LabourReview,
    Match,
    ReviewLine,
    ReviewShare,
    StatusEvent,
    SyncCount,
    SyncStep,
    Workplace,
)
from portal.core.models import AuditEntry, ImportBatch, Job
from portal.core.workbooks.text import tax_code_fault
from portal.shell.demo import register
from portal.shell.demo.register_rows import EXAMPLE, Registry
from reports.models import Demand, DemandBundle
from tests.portal.demo.samples import TODAY, simulation
from tests.portal.demo.test_demo import build, folder  # noqa: F401

KINDS = {"business-registry", "status-events", "zone-list", "tax-labour", "coverage"}


def books() -> Registry:
    return Registry(simulation(), TODAY)


def test_the_same_seed_tells_the_same_files():
    first, second = books(), books()
    for one, other in (
        (first.registry(), second.registry()),
        (first.tax_list(), second.tax_list()),
        (first.zone_list(24320), second.zone_list(24320)),
    ):
        assert list(one) == list(other)


def test_codes_of_newcomers_are_nobodys_and_add_up():
    known = {unit.tax_code for unit in simulation().units}
    firms = books().newcomers
    assert firms and len({firm.tax_code for firm in firms}) == len(firms)
    for firm in firms:
        assert firm.tax_code not in known and firm.tax_code.startswith("99") and not tax_code_fault(firm.tax_code)


def test_one_employer_stands_in_the_tax_list_as_in_the_directives_story():
    told = books()
    unit = told.example()
    people = {row[0]: row[4] for row in told.tax_list()}
    assert people[unit.tax_code] - told.workers[unit.unit_code] == EXAMPLE[1] - EXAMPLE[0]


@pytest.mark.django_db
def test_everything_that_offices_know_of_employers_is_there_to_be_tried(folder: Path):  # noqa: F811
    build(folder, employers=240)
    applied = ImportBatch.objects.applied()
    assert (
        set(applied.exclude(kind__in=("c12", "b03", "b03-595", "urging-list")).values_list("kind", flat=True)) == KINDS
    )
    assert not Employer.objects.filter(is_demo=False).exists()
    for model in (StatusEvent, LabourRelation, Workplace, SyncCount, SyncStep, DataExchange, Alert, DuplicatePair):
        assert model.objects.exists(), model.__name__
    assert {"tax_code", "unit_code", "registration_no"} <= set(Identifier.objects.values_list("scheme", flat=True))
    assert Employer.objects.exclude(parent=None).exists() and Employer.objects.exclude(vsic="").exists()
    assert not Employer.objects.filter(agency=None).exists()
    assert LabourCount.objects.values("source").distinct().count() >= 7
    assert Match.objects.filter(state=Match.State.ASKS).exists()
    assert {"accepted", "refused", "open"} <= set(Correction.objects.values_list("state", flat=True))
    assert CoverageFigure.objects.values("month").distinct().count() == 12
    _reviews_and_gaps()
    assert not Job.objects.filter(task__startswith="employers.").exclude(state=Job.State.DONE).exists()


def _reviews_and_gaps() -> None:
    closed, running = LabourReview.objects.order_by("as_of")
    assert (closed.status, running.status) == ("closed", "open")
    assert set(closed.shares.values_list("status", flat=True)) == {"accepted"}
    assert {"open", "submitted", "accepted", "returned"} <= set(ReviewShare.objects.values_list("status", flat=True))
    assert ReviewLine.objects.filter(share__review=running, found="").exists()
    assert {"not_joined", "short"} == set(Gap.objects.values_list("kind", flat=True))
    ways = Denominator.objects.values_list("method__code", "method__version").distinct()
    assert {("labour_force", 1), ("labour_force", 2), ("population", 1)} <= set(ways)
    assert {"open", "demanded"} <= set(Gap.objects.values_list("state", flat=True))
    issued = Demand.objects.exclude(issued_on=None)
    numbers = {letter.full_number for letter in issued}
    assert numbers == set(GapStep.objects.filter(state="demanded").values_list("document_no", flat=True))
    assert DemandBundle.objects.filter(status="issued").exists()


@pytest.mark.django_db
def test_a_build_killed_between_two_steps_does_none_of_them_twice(folder: Path, monkeypatch):  # noqa: F811
    lived = register.STEPS["tax-list"]

    def dies(_register) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(register.STEPS, "tax-list", dies)
    with pytest.raises(KeyboardInterrupt):
        build(folder)
    monkeypatch.setitem(register.STEPS, "tax-list", lived)
    build(folder)
    steps = list(AuditEntry.objects.filter(act="live_step").values_list("detail__facts__step", flat=True))
    assert sorted(steps) == sorted(register.STEPS)
    assert ImportBatch.objects.filter(kind="business-registry").count() == 1
