"""The demo's register: files on their road, counts side by side, reviews, gaps, letters; the same from the same seed."""

from pathlib import Path

import pytest

from portal.core.models import AuditEntry, ImportBatch
from portal.core.workbooks.text import tax_code_fault
from portal.shell.demo import register
from portal.shell.demo.register_rows import EXAMPLE, Registry
from tests.portal.demo.built import build
from tests.portal.demo.samples import TODAY, simulation
from tests.portal.demo.test_demo import folder  # noqa: F401

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
