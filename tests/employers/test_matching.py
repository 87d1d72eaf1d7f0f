"""Matching a whole file: the SQL of the clear rows and the rules say the same, and what a person answered stays."""

import random
from datetime import date

import pytest

from employers.models import Employer, Identifier, Match, SourceRow
from employers.queries.candidates import candidates_of, days_of
from employers.queries.communes import CommuneBook
from employers.rules.matching import Row, decide
from employers.services.matching import match_rows
from portal.core.acts import OPERATOR
from portal.core.folding import fold
from portal.core.models import ImportBatch
from portal.core.periods import Month
from tests.employers.test_matching_cases import right
from tests.factories.ledger import Ledger

pytestmark = pytest.mark.django_db
NAMES = ("Công ty TNHH Hòa Bình", "Cty CP Hoà Bình", "Chi nhánh Hòa Bình", "Công ty Sao Mai", "Công ty", "Xưởng Mộc An")
CODES = tuple(right(f"23001234{n}") for n in range(1, 8))
ALL_CODES = (*CODES, f"{CODES[0]}-001", f"{CODES[1]}-001", CODES[0][:9] + str((int(CODES[0][9]) + 1) % 10))
UNITS = ("TA1", "TA2", "TA3", "TA4")


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def make_employer(ledger, name, **columns) -> Employer:
    employer = Employer(province=ledger.province, **columns)
    employer.rename(name)
    employer.save()
    return employer


def make_batch(ledger, rows, kind="tax-labour", period="2026-Q2") -> ImportBatch:
    batch = ledger.batch(Month(2026, 4), kind, "flat")
    ImportBatch.objects.filter(pk=batch.pk).update(period=period)
    batch.refresh_from_db()
    SourceRow.objects.bulk_create(
        SourceRow(
            batch=batch,
            row_no=place,
            sheet="1",
            folded=fold(said.get("name", "")),
            tax_code_ok=is_right(said.get("tax_code")),
            **said,
        )
        for place, said in enumerate(rows, 2)
    )
    return batch


def is_right(code):
    if not code or len(code) not in (10, 14):
        return None
    return right(code[:9]) == code[:10]


def random_register(ledger, chance) -> None:
    units = list(UNITS)
    chance.shuffle(units)
    made = []
    for _n in range(chance.randint(1, 7)):
        employer = make_employer(
            ledger,
            chance.choice(NAMES),
            unit_code=units.pop() if units and chance.random() < 0.6 else "",
            tax_code=chance.choice(ALL_CODES) if chance.random() < 0.7 else "",
            commune=chance.choice([None, *ledger.communes]),
            merged_into=chance.choice(made) if made and chance.random() < 0.2 else None,
        )
        made.append(employer)
        if chance.random() < 0.4:
            until = chance.choice([None, date(2025, 1, 1), date(2026, 5, 1)])
            scheme, value = chance.choice([("tax_code", chance.choice(ALL_CODES)), ("unit_code", chance.choice(UNITS))])
            Identifier.objects.create(employer=employer, scheme=scheme, value=value, valid_to=until, source="thử")


def random_rows(chance, communes):
    for _n in range(chance.randint(1, 12)):
        said = {}
        if chance.random() < 0.9:
            said["name"] = chance.choice(NAMES)
        if chance.random() < 0.7:
            said["tax_code"] = chance.choice(ALL_CODES)
        if chance.random() < 0.4:
            said["unit_code"] = chance.choice(UNITS)
        if chance.random() < 0.5:
            said["commune_code"] = chance.choice(communes).code
        yield said


@pytest.mark.parametrize("seed", range(40))
def test_the_sql_of_the_clear_rows_and_the_rules_say_the_same(ledger, seed):
    chance = random.Random(seed)
    random_register(ledger, chance)
    batch = make_batch(ledger, random_rows(chance, ledger.communes), kind="status-events")  # where rows may repeat
    match_rows(batch, by=OPERATOR)
    register = candidates_of(ledger.province, Employer.objects.values_list("pk", flat=True))
    book, (first, last) = CommuneBook(ledger.province), days_of(batch)
    found = {match.row_no: match for match in Match.objects.filter(batch=batch)}
    for said in SourceRow.objects.filter(batch=batch):
        row = Row(
            first,
            last,
            tax_code=said.tax_code or "",
            unit_code=said.unit_code or "",
            folded=said.folded,
            communes=book.units(said.commune_code or "", ""),
        )
        expected, match = decide(row, register), found[said.row_no]
        if match.how == "repeated":
            continue
        assert (match.state, match.employer_id) == (expected.state, expected.employer), (said.row_no, row, expected)
        if match.candidates is not None:
            assert match.candidates == expected.candidates


def test_rows_are_told_asked_and_new(ledger):
    known = make_employer(ledger, NAMES[0], tax_code=CODES[0])
    rows = [
        {"name": NAMES[0], "tax_code": CODES[0]},
        {"name": NAMES[1]},
        {"name": "Công ty Lạ", "tax_code": CODES[1]},
    ]
    batch = make_batch(ledger, rows)
    assert match_rows(batch, by=OPERATOR) == {"matched": 1, "asks": 1, "new": 1}
    assert match_rows(batch, by=OPERATOR) == {"matched": 1, "asks": 1, "new": 1}, "safe to repeat"
    told, asked, new = Match.objects.filter(batch=batch).order_by("row_no")
    assert (told.employer, told.how) == (known, "tax_code")
    assert (asked.how, asked.candidates[0]["employer"]) == ("name", known.pk)
    assert (new.employer, new.candidates) == (None, None)


def test_two_rows_for_one_employer_ask_but_events_may_repeat(ledger):
    known = make_employer(ledger, NAMES[0], tax_code=CODES[0])
    rows = [{"name": NAMES[0], "tax_code": CODES[0]}, {"name": "Công ty Mới", "tax_code": CODES[0]}]
    assert match_rows(make_batch(ledger, rows), by=OPERATOR)["asks"] == 2
    events = make_batch(ledger, rows, kind="status-events")
    assert match_rows(events, by=OPERATOR)["asks"] == 2, "the same event twice"
    told = [rows[0] | {"event": "new"}, rows[0] | {"event": "suspended"}]
    events = make_batch(ledger, told, kind="status-events")
    assert match_rows(events, by=OPERATOR)["matched"] == 2
    assert set(Match.objects.filter(batch=events).values_list("employer", flat=True)) == {known.pk}


def test_two_rows_of_one_newcomer_ask(ledger):
    rows = [{"name": "Công ty Lạ", "tax_code": CODES[1]}, {"name": "Công ty Lạ lắm", "tax_code": CODES[1]}]
    assert match_rows(make_batch(ledger, rows), by=OPERATOR) == {"matched": 0, "asks": 2, "new": 0}


def test_a_commune_is_known_by_the_names_it_had(ledger):
    book = CommuneBook(ledger.province)
    commune = ledger.communes[0]
    assert commune.pk in book.units(commune.code, "")
    assert commune.pk in book.units("", commune.name.upper())
    old = commune.origins.select_related("predecessor").first()
    assert commune.pk in book.units("", old.predecessor.name)
    assert book.units("", "Xã Không Có") == frozenset()
