"""The command doors: one JSON value on stdout, text on stderr, 0 done, 2 refused, 1 fault; they act as the operator."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings

from arrears.models import LedgerVersion
from portal.core.models import AuditEntry, ImportBatch
from portal.core.money import SPLIT_FUNDS
from tests.arrears.road import OCTOBER, c12_file, c12_unit
from tests.factories.ledger import Ledger

COUNTS = ("rows", "accepted", "refused", "new", "changed", "same", "absent")


def door(*arguments) -> tuple[int, object]:
    """The exit code and the one JSON value."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command(*map(str, arguments), stdout=out, stderr=err)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(out.getvalue())


@pytest.fixture
def ledger(own_database) -> Ledger:
    return Ledger()


def test_a_file_is_staged_and_with_confirm_applied(ledger, tmp_path):
    path = c12_file(tmp_path, [c12_unit("A1"), c12_unit("A2", owes_months=5)])
    code, staged = door("import_file", "c12", path, "--month", "2026-10")
    assert (code, staged["status"], staged["kind"], staged["month"]) == (0, "staged", "c12", "2026-10")
    assert [staged[name] for name in COUNTS] == [2, 2, 0, 2, 0, 0, 0]
    assert set(staged["totals"]) >= set(SPLIT_FUNDS)
    code, applied = door("import_file", "c12", path, "--month", "2026-10", "--confirm")
    assert (code, applied["status"], applied["batch"]) == (0, "applied", staged["batch"])
    code, again = door("import_file", "c12", path, "--month", "2026-10", "--confirm")
    assert (code, again["status"], again["same"]) == (0, "unchanged", 2)


def test_a_refused_file_exits_2_with_row_column_and_reason(ledger, tmp_path):
    bad = c12_unit("A1") | {"closing_bhyt": 5}
    code, answer = door("import_file", "c12", c12_file(tmp_path, [bad]), "--month", "2026-10", "--confirm")
    assert (code, answer["status"], answer["refused"]) == (2, "refused", 1)
    assert set(answer["errors"][0]) == {"sheet", "row", "column", "code", "message"}
    assert answer["errors"][0]["row"] == 2
    assert not ImportBatch.objects.applied().exists()


def test_a_missing_file_is_refused(ledger, tmp_path):
    code, answer = door("import_file", "c12", tmp_path / "không-có.xlsx", "--month", "2026-10")
    assert (code, answer["code"]) == (2, "no_file")


def test_a_month_is_closed_once_and_its_list_and_rollup_are_read(ledger, tmp_path):
    rows = [c12_unit("A1"), c12_unit("A2", owes_months=5, commune_code=ledger.communes[0].code)]
    rows.append(c12_unit("A3", owes_months=6))
    door("import_file", "c12", c12_file(tmp_path, rows), "--month", "2026-10", "--confirm")
    code, closed = door("close_month", "2026-10")
    assert (code, closed["status"], closed["version"], closed["employers"], closed["owing"]) == (0, "closed", 1, 3, 2)
    assert door("close_month", "2026-10")[1]["status"] == "unchanged"

    code, listed = door("debtor_list", "2026-10", "--threshold", "3", "--format", "json")
    assert [(row["unit_code"], row["months"], row["months_source"]) for row in listed] == [
        ("A3", 4, "paid_through"),
        ("A2", 3, "paid_through"),
    ]
    assert listed[0]["owed"] == listed[0]["late"] + listed[0]["evaded"] == 4_000_000 * 5
    assert [row["unit_code"] for row in door("debtor_list", "2026-10", "--threshold", "4", "--version", "1")[1]] == [
        "A3"
    ]

    code, sums = door("rollup", "2026-10", "--by", "commune", "--format", "json")
    whole = door("rollup", "2026-10", "--by", "province")[1]
    assert set(sums[0]) == {
        *("key", "name", "fund", "employers", "owing", "workers"),
        *("not_due", "late", "evaded", "charge"),
    }
    for name in ("employers", "owing", "late", "not_due"):
        assert sum(row[name] for row in sums if row["fund"] == "all") == next(
            row[name] for row in whole if row["fund"] == "all"
        )


def test_a_closed_month_refuses_a_file_without_a_reason_and_restates_with_one(ledger, tmp_path):
    door("import_file", "c12", c12_file(tmp_path, [c12_unit("A1")]), "--month", "2026-10", "--confirm")
    door("close_month", "2026-10")
    path = c12_file(tmp_path, [c12_unit("A1", owes_months=5)])
    code, answer = door("import_file", "c12", path, "--month", "2026-10", "--confirm")
    assert (code, answer["errors"][0]["code"]) == (2, "month_closed")
    code, answer = door("import_file", "c12", path, "--month", "2026-10", "--confirm", "--reason", "BHXH tính lại")
    assert (code, answer["status"]) == (0, "applied")
    code, closed = door("close_month", "2026-10", "--reason", "BHXH tính lại")
    assert (code, closed["version"]) == (0, 2)
    assert door("debtor_list", "2026-10", "--version", "1")[1] == []
    assert [row["unit_code"] for row in door("debtor_list", "2026-10")[1]] == ["A1"]
    assert LedgerVersion.objects.get(version=2).reason == "BHXH tính lại"


def test_nothing_is_listed_from_an_open_month(ledger, tmp_path):
    door("import_file", "c12", c12_file(tmp_path, [c12_unit("A1", owes_months=5)]), "--month", "2026-10", "--confirm")
    assert door("debtor_list", "2026-10") == (2, [])


def test_the_four_jobs_run_by_hand_and_again(ledger, tmp_path):
    door("import_file", "c12", c12_file(tmp_path, [c12_unit("A1", owes_months=5)]), "--month", "2026-10", "--confirm")
    assert door("run_job", "freeze", "2026-10")[0] == 2
    door("close_month", "2026-10")
    before = door("debtor_list", "2026-10")[1]
    for name in ("freeze", "rollup", "list", "report"):
        code, answer = door("run_job", name, "2026-10")
        assert (code, answer["status"]) == (0, "done"), answer
    assert door("debtor_list", "2026-10")[1] == before


def test_shut_doors_do_nothing(ledger, tmp_path):
    with override_settings(COMMAND_DOORS=False):
        code, answer = door("import_file", "c12", c12_file(tmp_path, [c12_unit("A1")]), "--month", "2026-10")
    assert (code, answer["code"]) == (2, "doors_shut")
    assert not ImportBatch.objects.exists()


def test_what_comes_through_a_door_is_the_operator_s(ledger, tmp_path):
    door("import_file", "c12", c12_file(tmp_path, [c12_unit("A1")]), "--month", str(OCTOBER), "--confirm")
    actors = set(AuditEntry.objects.filter(kind="act").values_list("actor", flat=True))
    assert actors == {"Người vận hành máy chủ"}
