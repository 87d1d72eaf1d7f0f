"""Fifty rows as they come from tax offices, zone boards and departments, and whose they are: right, or asked."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from employers.rules.matching import Candidate, Code, Row, decide
from portal.core.folding import fold

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
A, B, C = 1, 2, 3
TAX_A = "0100233488"
WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def right(nine: str) -> str:
    """Nine digits with their check digit."""
    digit = 10 - sum(w * int(d) for w, d in zip(WEIGHTS, nine, strict=True)) % 11
    return f"{nine}{digit}"


TAX_B, TAX_C = right("230012346"), right("230055556")
WRONG = TAX_A[:9] + "0"


def tax(value, since=None, until=None):
    return Code("tax_code", value, since, until)


def unit(value, since=None, until=None):
    return Code("unit_code", value, since, until)


def personal(value, since=None, until=None):
    return Code("personal_no", value, since, until)


def firm(pk, name, *codes, commune=None, merged_into=None):
    return Candidate(pk, fold(name), tuple(codes), commune, merged_into)


def row(name="", tax_code="", *, communes=(), **codes):
    return Row(FIRST, LAST, tax_code=tax_code, folded=fold(name), communes=frozenset(communes), **codes)


HOA_BINH = "Công ty TNHH Hòa Bình"
CASES = [
    # --- codes that tell
    ("the right tax code and the same name", row(HOA_BINH, TAX_A), [firm(A, HOA_BINH, tax(TAX_A))], A),
    ("a tax code alone, no name in the row", row("", TAX_A), [firm(A, HOA_BINH, tax(TAX_A))], A),
    (
        "tax code and unit code agree",
        row(HOA_BINH, TAX_A, unit_code="TA1"),
        [firm(A, HOA_BINH, tax(TAX_A), unit("TA1"))],
        A,
    ),
    (
        "the unit code where the row has no tax code",
        row(HOA_BINH, unit_code="TA1"),
        [firm(A, HOA_BINH, tax(TAX_A), unit("TA1"))],
        A,
    ),
    (
        "the unit code where the employer has no tax code yet",
        row(HOA_BINH, TAX_A, unit_code="TA1"),
        [firm(A, HOA_BINH, unit("TA1"))],
        A,
    ),
    (
        "a branch by its own 13 digits",
        row("Chi nhánh Hòa Bình", f"{TAX_A}-001"),
        [firm(A, "Chi nhánh Hòa Bình", tax(f"{TAX_A}-001")), firm(B, HOA_BINH, tax(TAX_A))],
        A,
    ),
    (
        "the parent by its 10 digits though a branch exists",
        row(HOA_BINH, TAX_A),
        [firm(A, HOA_BINH, tax(TAX_A)), firm(B, "Chi nhánh Hòa Bình", tax(f"{TAX_A}-001"))],
        A,
    ),
    (
        "a household by its owner's number in the column of tax codes",
        row("Hộ kinh doanh Nguyễn Thị Lan", "027085001234"),
        [
            firm(A, "Hộ KD Nguyễn Thị Lan", personal("027085001234")),
        ],
        "name_differs",
    ),
    (
        "a household by number and name",
        row("Hộ kinh doanh Nguyễn Thị Lan", "027085001234"),
        [firm(A, "HKD Nguyễn Thị Lan", personal("027085001234"))],
        A,
    ),
    (
        "two households of one owner",
        row("Hộ kinh doanh Nguyễn Thị Lan", "027085001234"),
        [firm(A, "HKD Nguyễn Thị Lan", personal("027085001234")), firm(B, "HKD Lan Anh", personal("027085001234"))],
        "several",
    ),
    # --- homonyms
    (
        "homonyms with codes of their own: the code tells",
        row(HOA_BINH, TAX_B),
        [firm(A, HOA_BINH, tax(TAX_A)), firm(B, HOA_BINH, tax(TAX_B))],
        B,
    ),
    (
        "homonyms and a row without any code",
        row(HOA_BINH),
        [firm(A, HOA_BINH, tax(TAX_A)), firm(B, HOA_BINH, tax(TAX_B))],
        "name",
    ),
    (
        "one firm of the name, no code: a person confirms",
        row(HOA_BINH, communes=[7]),
        [firm(A, HOA_BINH, tax(TAX_A), commune=7)],
        "name",
    ),
    (
        "a homonym elsewhere with another right code is another firm",
        row(HOA_BINH, TAX_B, communes=[7]),
        [firm(A, HOA_BINH, tax(TAX_A), commune=9)],
        "new",
    ),
    (
        "a homonym in the same commune with another right code",
        row(HOA_BINH, TAX_B, communes=[7]),
        [firm(A, HOA_BINH, tax(TAX_A), commune=7)],
        "name",
    ),
    (
        "a homonym elsewhere that has no code",
        row(HOA_BINH, TAX_B, communes=[7]),
        [firm(A, HOA_BINH, commune=9)],
        "name",
    ),
    (
        "a homonym and a row that names no commune",
        row(HOA_BINH, TAX_B),
        [firm(A, HOA_BINH, tax(TAX_A), commune=9)],
        "name",
    ),
    # --- names
    ("renamed: the right code, another name", row("Công ty CP Sao Mai", TAX_A), [firm(A, HOA_BINH, tax(TAX_A))], A),
    (
        "renamed, but another employer bears the row's name",
        row("Công ty CP Sao Mai", TAX_A),
        [firm(A, HOA_BINH, tax(TAX_A)), firm(B, "Công ty CP Sao Mai", tax(TAX_B))],
        "name_of_another",
    ),
    (
        "the unit code with a name that is not the employer's",
        row("Công ty CP Sao Mai", unit_code="TA1"),
        [firm(A, HOA_BINH, unit("TA1"))],
        "name_differs",
    ),
    (
        "NFD letters are the same name",
        row(unicodedata.normalize("NFD", HOA_BINH), unit_code="TA1"),
        [firm(A, HOA_BINH, unit("TA1"))],
        A,
    ),
    (
        "the tone on the other vowel is the same name",
        row("Công ty TNHH Hoà Bình", unit_code="TA1"),
        [firm(A, HOA_BINH, unit("TA1"))],
        A,
    ),
    (
        "Thuỷ and Thủy, capitals, odd spaces",
        row("CÔNG TY  TNHH THUỶ NGUYÊN", unit_code="TA1"),
        [firm(A, "Công ty TNHH Thủy Nguyên", unit("TA1"))],
        A,
    ),
    ("Cty for Công ty", row("Cty TNHH Hòa Bình", unit_code="TA1"), [firm(A, HOA_BINH, unit("TA1"))], A),
    (
        "MTV spelled out",
        row("Công ty TNHH Một thành viên Hòa Bình", unit_code="TA1"),
        [firm(A, "Cty TNHH MTV Hòa Bình", unit("TA1"))],
        A,
    ),
    ("CP spelled out", row("Công ty Cổ phần An Phú", unit_code="TA1"), [firm(A, "Cty CP An Phú", unit("TA1"))], A),
    (
        "DNTN spelled out",
        row("Doanh nghiệp tư nhân Minh Khai", unit_code="TA1"),
        [firm(A, "DNTN Minh Khai", unit("TA1"))],
        A,
    ),
    (
        "TNHH and CP of one name without codes: a person says",
        row("Công ty TNHH An Phú"),
        [firm(A, "Công ty CP An Phú", tax(TAX_A))],
        "name",
    ),
    (
        "a foreign firm, with and without Ltd",
        row("Samho Vina Co., Ltd", unit_code="TA1"),
        [firm(A, "Công ty TNHH Samho Vina", unit("TA1"))],
        A,
    ),
    # --- branches and parents
    (
        "a branch's row, only the parent is known",
        row("Chi nhánh Hòa Bình", f"{TAX_A}-001"),
        [firm(A, HOA_BINH, tax(TAX_A))],
        "branch_parent",
    ),
    (
        "the parent's row, only a branch is known",
        row(HOA_BINH, TAX_A),
        [firm(A, "Chi nhánh Hòa Bình", tax(f"{TAX_A}-001"))],
        "branch_parent",
    ),
    (
        "a branch that writes its parent's code",
        row("Chi nhánh Công ty TNHH Hòa Bình", TAX_A),
        [firm(A, HOA_BINH, tax(TAX_A))],
        "branch_parent",
    ),
    (
        "a parent's row and a branch kept under the parent's code",
        row(HOA_BINH, TAX_A),
        [firm(A, "Chi nhánh Công ty TNHH Hòa Bình", tax(TAX_A))],
        "branch_parent",
    ),
    (
        "another branch of the same parent",
        row("Chi nhánh 2 Hòa Bình", f"{TAX_A}-002"),
        [firm(A, "Chi nhánh 1 Hòa Bình", tax(f"{TAX_A}-001"))],
        "branch_parent",
    ),
    (
        "a branch's 13 digits beside the parent's unit code",
        row("Chi nhánh Hòa Bình", f"{TAX_A}-001", unit_code="TA1"),
        [firm(A, HOA_BINH, tax(TAX_A), unit("TA1"))],
        "codes_differ",
    ),
    (
        "no code but the parent's in its own column",
        row("Chi nhánh Bắc Ninh", parent_tax_code=TAX_A),
        [firm(A, HOA_BINH, tax(TAX_A))],
        "branch_parent",
    ),
    # --- several with one code
    (
        "two employers with one tax code",
        row(HOA_BINH, TAX_A),
        [firm(A, HOA_BINH, tax(TAX_A)), firm(B, "Xưởng Hòa Bình", tax(TAX_A))],
        "several",
    ),
    (
        "two with one tax code, the unit code tells",
        row(HOA_BINH, TAX_A, unit_code="TA2"),
        [firm(A, HOA_BINH, tax(TAX_A), unit("TA1")), firm(B, HOA_BINH, tax(TAX_A), unit("TA2"))],
        B,
    ),
    (
        "two with one tax code, the unit code of a third",
        row(HOA_BINH, TAX_A, unit_code="TA3"),
        [firm(A, HOA_BINH, tax(TAX_A)), firm(B, "Xưởng", tax(TAX_A)), firm(C, "Khác", unit("TA3"))],
        "several",
    ),
    (
        "two with one tax code, the unit code of one and the name of the other",
        row("Xưởng Hòa Bình", TAX_A, unit_code="TA1"),
        [firm(A, "Sao Mai", tax(TAX_A), unit("TA1")), firm(B, "Xưởng Hòa Bình", tax(TAX_A), unit("TA2"))],
        "name_of_another",
    ),
    (
        "tax code and unit code of two employers",
        row(HOA_BINH, TAX_A, unit_code="TA2"),
        [firm(A, HOA_BINH, tax(TAX_A), unit("TA1")), firm(B, "Sao Mai", tax(TAX_B), unit("TA2"))],
        "codes_differ",
    ),
    (
        "a unit code nobody has beside a tax code of an employer with another one",
        row(HOA_BINH, TAX_A, unit_code="TA9"),
        [firm(A, HOA_BINH, tax(TAX_A), unit("TA1"))],
        "codes_differ",
    ),
    (
        "the unit code of an employer with another tax code",
        row(HOA_BINH, TAX_B, unit_code="TA1"),
        [firm(A, HOA_BINH, tax(TAX_A), unit("TA1"))],
        "codes_differ",
    ),
    # --- places
    (
        "moved to another commune: the code tells",
        row(HOA_BINH, TAX_A, communes=[7]),
        [firm(A, HOA_BINH, tax(TAX_A), commune=9)],
        A,
    ),
    (
        "a commune merged into another is the same place",
        row(HOA_BINH, TAX_B, communes=[7, 70]),
        [firm(A, HOA_BINH, tax(TAX_A), commune=70)],
        "name",
    ),
    (
        "communes of a district that is no more",
        row(HOA_BINH, communes=[7, 70, 71]),
        [firm(A, HOA_BINH, tax(TAX_A), commune=71), firm(B, HOA_BINH, tax(TAX_B), commune=12)],
        "name",
    ),
    (
        "a commune alone makes nobody similar",
        row("Công ty Lạ", TAX_C, communes=[7]),
        [firm(A, HOA_BINH, tax(TAX_A), commune=7)],
        "new",
    ),
    # --- wrong codes
    ("the same wrong code and the same name", row(HOA_BINH, WRONG), [firm(A, HOA_BINH, tax(WRONG))], "wrong_tax_code"),
    ("the same wrong code, another name", row("Công ty Lạ", WRONG), [firm(A, HOA_BINH, tax(WRONG))], "wrong_tax_code"),
    (
        "a mistyped code, the name of one employer",
        row(HOA_BINH, WRONG),
        [firm(A, HOA_BINH, tax(TAX_A))],
        "name",
    ),
    (
        "a wrong code beside the right unit code and name",
        row(HOA_BINH, WRONG, unit_code="TA1"),
        [firm(A, HOA_BINH, tax(TAX_A), unit("TA1"))],
        A,
    ),
    (
        "a wrong code that is another's, beside a right unit code",
        row(HOA_BINH, WRONG, unit_code="TA1"),
        [firm(A, HOA_BINH, unit("TA1")), firm(B, "Khác", tax(WRONG))],
        "codes_differ",
    ),
    # --- over time
    (
        "a code that ended before the period",
        row(HOA_BINH, TAX_A),
        [firm(A, HOA_BINH, tax(TAX_A, None, date(2025, 1, 1)), tax(TAX_B))],
        "ended_code",
    ),
    (
        "a code that ended, and no other since",
        row(HOA_BINH, TAX_A),
        [firm(A, HOA_BINH, tax(TAX_A, None, date(2025, 1, 1)))],
        "ended_code",
    ),
    (
        "a code that ended within the period",
        row(HOA_BINH, TAX_A),
        [firm(A, HOA_BINH, tax(TAX_A, None, date(2026, 5, 1)), tax(TAX_B, date(2026, 5, 2)))],
        A,
    ),
    (
        "a code that changed its owner long ago",
        row(HOA_BINH, TAX_A),
        [firm(A, "Sao Mai", tax(TAX_A, None, date(2024, 1, 1))), firm(B, HOA_BINH, tax(TAX_A, date(2024, 1, 2)))],
        B,
    ),
    (
        "a code that changed its owner after the period",
        row("Sao Mai", TAX_A),
        [firm(A, "Sao Mai", tax(TAX_A, None, date(2026, 8, 1))), firm(B, HOA_BINH, tax(TAX_A, date(2026, 8, 2)))],
        A,
    ),
    (
        "a code that changed its owner within the period",
        row(HOA_BINH, TAX_A),
        [firm(A, "Sao Mai", tax(TAX_A, None, date(2026, 5, 1))), firm(B, HOA_BINH, tax(TAX_A, date(2026, 5, 2)))],
        "several",
    ),
    (
        "a code that had no owner in the period, one before and one after",
        row(HOA_BINH, TAX_A),
        [firm(A, "Sao Mai", tax(TAX_A, None, date(2026, 1, 1))), firm(B, HOA_BINH, tax(TAX_A, date(2026, 8, 2)))],
        "several",
    ),
    (
        "merged into another: its code is the other's",
        row(HOA_BINH, TAX_A),
        [firm(A, HOA_BINH, tax(TAX_A), merged_into=B), firm(B, "Công ty TNHH Hòa Bình Mới", tax(TAX_B))],
        B,
    ),
    (
        "merged twice over",
        row(HOA_BINH, TAX_A),
        [firm(A, HOA_BINH, tax(TAX_A), merged_into=B), firm(B, "Mới", merged_into=C), firm(C, "Mới nữa", tax(TAX_C))],
        C,
    ),
    ("nobody like it", row("Công ty Lạ", TAX_C), [], "new"),
]


@pytest.mark.parametrize(("sentence", "said", "known", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_row_is_matched_or_asks(sentence, said, known, expected):
    decision = decide(said, known)
    if isinstance(expected, int):
        assert (decision.state, decision.employer) == ("matched", expected), decision
    elif expected == "new":
        assert (decision.state, decision.employer) == ("new", None), decision
    else:
        assert (decision.state, decision.how, decision.employer) == ("asks", expected, None), decision


def test_there_are_fifty_cases_and_more():
    assert len({sentence for sentence, *_rest in CASES}) == len(CASES) >= 50


def test_a_renamed_employer_is_told():
    decision = decide(row("Công ty CP Sao Mai", TAX_A), [firm(A, HOA_BINH, tax(TAX_A))])
    assert decision.candidates == [{"employer": A, "why": ["tax_code", "name_differs"], "score": 60}]


def test_the_likeliest_stands_first():
    known = [firm(A, HOA_BINH, commune=9), firm(B, HOA_BINH, commune=7), firm(C, HOA_BINH, tax(WRONG), commune=7)]
    decision = decide(row(HOA_BINH, WRONG, communes=[7]), known)
    assert [shown["employer"] for shown in decision.candidates] == [C, B, A]


# --- Never silently wrong --------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["Công ty TNHH Hòa Bình", "Cty CP Hoà Bình", "Chi nhánh Hòa Bình", "Sao Mai", "Công ty"])
TAXES = st.sampled_from([TAX_A, TAX_B, f"{TAX_A}-001", WRONG, "027085001234", ""])
DAYS = st.none() | st.sampled_from([date(2025, 1, 1), date(2026, 5, 1), date(2026, 9, 1)])
CODES = st.one_of(
    st.builds(lambda value, day: Code("tax_code", value, None, day), TAXES.filter(bool), DAYS),
    st.builds(lambda value, day: Code("tax_code", value, day, None), TAXES.filter(bool), DAYS),
    st.builds(lambda value: Code("unit_code", value), st.sampled_from(["TA1", "TA2"])),
    st.just(Code("personal_no", "027085001234")),
)
FIRMS = st.lists(
    st.builds(
        lambda name, codes, commune, merged: (name, codes, commune, merged),
        NAMES,
        st.lists(CODES, max_size=3),
        st.sampled_from([None, 7, 9]),
        st.booleans(),
    ),
    max_size=4,
)
ROWS = st.builds(
    lambda name, code, unit_code, communes: row(name, code, unit_code=unit_code, communes=communes),
    NAMES | st.just(""),
    TAXES,
    st.sampled_from(["", "TA1", "TA2"]),
    st.sampled_from([(), (7,), (9,)]),
)


def register(firms):
    """The first stands; others may have been merged into the one before them."""
    return [
        firm(pk, name, *codes, commune=commune, merged_into=pk - 1 if merged and pk > 1 else None)
        for pk, (name, codes, commune, merged) in enumerate(firms, 1)
    ]


@settings(max_examples=600, deadline=None)
@given(ROWS, FIRMS)
def test_a_twin_of_the_employer_found_makes_the_row_ask(said, firms):
    """Whatever is matched: were there another employer with the very same facts, nobody could tell, so it must ask."""
    known = register(firms)
    found = decide(said, known)
    if found.state != "matched":
        return
    tree = [one for one in known if one.pk == found.employer or _root(one, known) == found.employer]
    twins = [
        replace(one, pk=one.pk + 100, merged_into=one.merged_into + 100 if one.merged_into else None) for one in tree
    ]
    again = decide(said, known + twins)
    assert again.state == "asks"


@settings(max_examples=600, deadline=None)
@given(ROWS, FIRMS)
def test_what_is_matched_has_a_right_code_of_the_row_and_stands(said, firms):
    known = register(firms)
    found = decide(said, known)
    assert (found.employer is not None) == (found.state == "matched")
    if found.state == "matched":
        assert found.how in ("tax_code", "unit_code", "personal_no")
        tree = [one for one in known if _root(one, known) == found.employer]
        values = {code.value for one in tree for code in one.codes}
        assert values & {said.tax_code, said.unit_code}
        assert next(one for one in known if one.pk == found.employer).merged_into is None


@settings(max_examples=300, deadline=None)
@given(ROWS, FIRMS, st.randoms())
def test_the_order_of_the_register_does_not_matter(said, firms, chance):
    known = register(firms)
    shuffled = list(known)
    chance.shuffle(shuffled)
    assert decide(said, known) == decide(said, shuffled)


def _root(one, known):
    by_pk = {each.pk: each for each in known}
    while one.merged_into:
        one = by_pk[one.merged_into]
    return one.pk
