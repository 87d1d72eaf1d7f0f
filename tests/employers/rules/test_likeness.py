"""Which two files look like one employer, and which never do."""

import pytest

from employers.rules.likeness import ASKED_FROM, Looks, likeness

TAX, OTHER_TAX = "0100109106", "0100233488"
HERE, THERE = 1, 2


def firm(pk: int, folded: str = "cong ty tnhh hoa binh", **facts) -> Looks:
    tax = facts.get("tax_code", "")
    numbers = set(facts.pop("numbers", ())) | ({("tax_code", tax)} if tax else set())
    facts = {"tax_code_ok": True if tax else None, "commune": HERE} | facts
    return Looks(pk=pk, folded=folded, numbers=frozenset(numbers), **facts)


def asked(one: Looks, other: Looks) -> bool:
    found = likeness(one, other)
    mirrored = likeness(other, one)
    assert (found and found.score) == (mirrored and mirrored.score)
    return found is not None and found.score >= ASKED_FROM


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (firm(1, tax_code=TAX), firm(2, "cong ty co phan dong a", tax_code=TAX, commune=THERE)),
        (firm(1, tax_code=TAX), firm(2, "cty tnhh hoa binh")),
        (firm(1), firm(2)),
        (firm(1, address="lo 5 duong 3 que vo"), firm(2, commune=THERE, address="lo 5 duong 3 que vo")),
        (firm(1, tax_code=TAX), firm(2, tax_code=OTHER_TAX, past=frozenset({("tax_code", TAX)}))),
        (firm(1, tax_code=TAX, tax_code_ok=False), firm(2, tax_code=TAX, tax_code_ok=False)),
        (firm(1, unit_code="TA1"), firm(2, past=frozenset({("unit_code", "TA1")}), numbers={("x", "1")})),
        (
            firm(1, numbers={("personal_no", "024090001234")}),
            firm(2, "ho a", numbers={("personal_no", "024090001234")}),
        ),
    ],
)
def test_these_are_asked_about(one, other):
    if ("unit_code", "TA1") in other.past:
        one = firm(1, unit_code="TA1", numbers={("unit_code", "TA1")})
    assert asked(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (firm(1, tax_code=TAX), firm(2, tax_code=OTHER_TAX)),  # homonyms
        (firm(1, address="12 hung vuong"), firm(2, address="90 le loi")),  # shops of a chain
        (firm(1, tax_code=TAX), firm(2, tax_code=f"{TAX}-001")),
        (firm(1, tax_code=f"{TAX}-002"), firm(2, tax_code=f"{TAX}-001")),
        (firm(1), firm(2, parent=1)),
        (firm(1, parent=9), firm(2, parent=9)),
        (firm(1, tax_code=TAX), firm(2, "chi nhanh cong ty tnhh hoa binh", tax_code=TAX)),
        (firm(1), firm(2, "cong ty tnhh dong a")),
        (firm(1), firm(2, commune=THERE)),
    ],
)
def test_these_stay_apart(one, other):
    assert not asked(one, other)
