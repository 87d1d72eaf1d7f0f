"""Whose rows they are: the clear ones in a few statements of SQL, the rest by the rules, what is left by a person."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count

from agencies.models import Province
from employers import permissions
from employers.models import Employer, Match
from employers.queries.candidates import candidate_of, days_of
from employers.queries.communes import CommuneBook
from employers.rules.file_kinds import KINDS
from employers.rules.matching import ASKS, MATCHED, NEW, Candidate, Code, Decision, Row, decide
from employers.rules.names import BRANCH, key_of_name
from portal.core import sql
from portal.core.acts import act
from portal.core.copying import copy_rows
from portal.core.models import ImportBatch

ROW = (
    *("row_no", "tax_code", "unit_code", "personal_no", "registration_no", "budget_code", "parent_tax_code"),
    *("folded", "commune_code", "commune_name"),
)
TEMPORARY = ("match_row", "match_merged", "match_holder", "match_named", "match_pair")
SAME_NAME = 50
BRANCHES = rf"^(?:{'|'.join(BRANCH)})\y"


@act(may=permissions.match_rows)
def match_rows(batch: ImportBatch, *, by) -> dict[str, int]:
    """Say for every row whose it is, or that it must be asked. Safe to repeat: what a person answered stays, the rest is
    decided anew from the register as it is. Returns how many are matched, ask, are new (left_out too where there are)."""
    province = Province.objects.get(slug=batch.province_code)
    Match.objects.filter(batch=batch, decided_at=None).delete()
    facts = {"batch": batch.pk, "province": province.pk}
    with connection.cursor() as cursor:
        for name in TEMPORARY:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(
            "SET LOCAL work_mem = '64MB'; SET LOCAL enable_nestloop = off"
        )  # of new rows the planner knows nothing
        cursor.execute(sql.text("employers", "match_rows"), facts)
        cursor.execute(sql.text("employers", "match_clear"), facts)
        _name_candidates(batch, province)
        cursor.execute(sql.text("employers", "match_pairs"), facts)
        cursor.execute(sql.text("employers", "match_strangers"), facts)
        cursor.execute(sql.text("employers", "match_renamed"), facts | {"branch": BRANCHES})
        _decide_rest(batch, province)
        once = " || '|' || ".join(["''", *(f"coalesce(s.{name}::text, '')" for name in KINDS[batch.kind].once)])
        cursor.execute(sql.text("employers", "match_repeated").replace("<<once>>", once), facts)
        cursor.execute("RESET work_mem; RESET enable_nestloop")
    return _counts(batch)


def _counts(batch: ImportBatch) -> dict[str, int]:
    """How many rows of the batch are in which state."""
    found = Match.objects.filter(batch=batch).values_list("state").annotate(number=Count("pk"))
    return {MATCHED: 0, ASKS: 0, NEW: 0, **dict(found)}


# --- Candidates ------------------------------------------------------------------------------------------------------


def _untold(batch: ImportBatch) -> str:
    return (
        "SELECT {columns} FROM employers_sourcerow s JOIN match_row r USING (row_no) WHERE s.batch_id = %s AND NOT EXISTS"
        " (SELECT 1 FROM employers_match m WHERE m.batch_id = s.batch_id AND m.row_no = s.row_no)"
    )


def _name_candidates(batch: ImportBatch, province: Province) -> None:
    """Employers with the name of a row that is not told yet, apart from legal form and spaces."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE match_named (row_no integer, employer_id bigint) ON COMMIT DROP")
        cursor.execute(_untold(batch).format(columns="s.row_no, s.folded"), [batch.pk])
        asked = defaultdict(list)
        for row_no, folded in cursor.fetchall():
            if folded:
                asked[key_of_name(folded)].append(row_no)
    if not asked:
        return
    bearers = defaultdict(list)
    names = Employer.objects.filter(province=province).order_by("pk").values_list("pk", "folded")
    for pk, folded in names.iterator(chunk_size=20_000):
        if (key := key_of_name(folded)) in asked and len(bearers[key]) < SAME_NAME:
            bearers[key].append(pk)
    copy_rows(
        "match_named",
        ("row_no", "employer_id"),
        ((row_no, pk) for key, pks in bearers.items() for row_no in asked[key] for pk in pks),
    )


def _candidates() -> dict[int, Candidate]:
    """Every employer that stands in a pair, with all its codes."""
    codes: dict[int, list[Code]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.employer_id, i.scheme, i.value, i.valid_from, i.valid_to FROM employers_identifier i"
            " WHERE i.employer_id IN (SELECT employer_id FROM match_pair)"
        )
        for pk, *code in cursor.fetchall():
            codes[pk].append(Code(*code))
        cursor.execute(
            "SELECT e.id, e.folded, e.tax_code, e.unit_code, e.commune_id, e.merged_into_id FROM employers_employer e"
            " WHERE e.id IN (SELECT employer_id FROM match_pair)"
        )
        found = cursor.fetchall()
    return {row[0]: candidate_of(row, codes[row[0]]) for row in found}


# --- Decisions -------------------------------------------------------------------------------------------------------


def _decide_rest(batch: ImportBatch, province: Province) -> None:
    candidates = _candidates()
    first, last = days_of(batch)
    book = CommuneBook(province)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_no, employer_id FROM match_pair")
        pairs: dict[int, list[int]] = defaultdict(list)
        for row_no, pk in cursor.fetchall():
            pairs[row_no].append(pk)
        columns = ", ".join(f"s.{name}" for name in ROW)
        cursor.execute(_untold(batch).format(columns=columns), [batch.pk])
        rows = cursor.fetchall()
    decided = (
        (said[0], decide(_row(said, first, last, book), [candidates[pk] for pk in pairs.get(said[0], ())]))
        for said in rows
    )
    copy_rows(
        "employers_match", ("batch_id", "row_no", "state", "how", "employer_id", "candidates"), _lines(batch, decided)
    )


def _row(said: tuple, first: date, last: date, book: CommuneBook) -> Row:
    facts = {name: value or "" for name, value in zip(ROW, said, strict=True)}
    communes = book.units(facts.pop("commune_code"), facts.pop("commune_name"))
    facts.pop("row_no")
    return Row(first, last, **facts, communes=communes)


def _lines(batch: ImportBatch, decided: Iterable[tuple[int, Decision]]) -> Iterator[tuple[Any, ...]]:
    for row_no, decision in decided:
        shown = json.dumps(decision.candidates) if decision.candidates else None
        yield batch.pk, row_no, decision.state, decision.how, decision.employer, shown
