"""Whatever stands in a cell, a parser answers in sentences: it never falls over, and its counts and lines stay in order."""

import datetime
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.imports import b03, c12
from arrears.imports.c12_headers import CATALOGUE
from arrears.imports.columns import B03_COPY, C12_COPY
from portal.core.workbooks.guard import Inspection, inspect
from portal.core.workbooks.reader import Book
from portal.core.workbooks.sheet_scan import SheetSeen
from tests.arrears.imports.desk import MONTH, Out, flat, form, unit

NUMBERS = [0, 0.0, -1.0, 5.5, 49.0, 1e308, float("inf"), float("nan"), 10**30, True, False]
DAYS = [datetime.date(2026, 1, 1), datetime.datetime(2026, 1, 1), datetime.timedelta(1), datetime.time(3)]  # noqa: DTZ001
WORDS = ["", "x", "X", "A", "B", "C", "1.1", "1.000", "(5)", "-", " ", "\u200b", "\\", "%d%s", "\t\n", "á" * 1000]
WORDS += ["Tổng số", "Cộng", "BHXH cơ sở X", "Hợp tác xã", "BHXH tự nguyện", "#VALUE!", "3=5+12+19", "T10/2026", "ÔĐTS"]
RUBBISH = st.sampled_from([None, *NUMBERS, *DAYS, *WORDS])


@dataclass
class Sheet:
    """A sheet as the reader gives it, from rows in memory."""

    lines: list[list]
    name: str = "S"
    visible: bool = True
    date1904: bool = False

    def __post_init__(self):
        self.seen, self.book, self.inspection = SheetSeen(name=self.name), self, Inspection("xlsx", 1)

    def sheets(self):
        return [self]

    def rows(self):
        return iter(list(enumerate(map(list, self.lines), 1)))


@pytest.fixture(scope="module")
def b03_lines(tmp_path_factory):
    path = form(tmp_path_factory.mktemp("b03") / "B03.xlsx", [unit(kind=1 + place % 11) for place in range(12)])
    sheet = next(sheet for sheet in Book(path, inspect(path)).sheets() if sheet.name == "B03b-TS")
    return [row for _, row in sheet.rows()]


@pytest.fixture(scope="module")
def c12_lines():
    names = [column.name for column in CATALOGUE if not column.name.endswith("_unsplit")]
    rows = [flat() | {"kind": 3.0, "cycle": 1.0} for _ in range(8)]
    return [names, *[[row.get(name, "") for name in names] for row in rows]]


SPOILT = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), RUBBISH), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(spoilt=SPOILT)
def test_rubbish_in_a_form_is_told_in_sentences(b03_lines, spoilt):
    answered(b03.parse, len(B03_COPY), b03_lines, spoilt)


@settings(max_examples=60, deadline=None)
@given(spoilt=SPOILT)
def test_rubbish_in_a_flat_file_is_told_in_sentences(c12_lines, spoilt):
    answered(c12.parse, len(C12_COPY), c12_lines, spoilt)


def answered(parse, width, lines, spoilt):
    lines = [list(line) for line in lines]
    for row, column, value in spoilt:
        line = lines[row % len(lines)]
        line[column % len(line)] = value
    out = Out()
    outcome = parse(Sheet(lines), {"month": MONTH, "batch_id": 7}, out)
    written = out.getvalue().decode().split("\n")[:-1]
    assert outcome["rows"] == outcome["accepted"] + outcome["refused"]
    assert all(line.count("\t") == width - 1 for line in written)
    assert outcome["errors"] or len(written) == outcome["accepted"]
    assert all(problem["message"].endswith(".") for problem in outcome["errors"] + outcome["warnings"])
