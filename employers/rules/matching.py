"""Whose row it is: by tax code, then by unit code, then by name and commune, and then a person confirms.

Right or asks, never silently wrong: a row is matched only where one right code points at one employer and nothing the row
says points at another. Facts come in, a decision goes out; no database.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from employers.rules.names import is_branch, key_of_name
from portal.core.workbooks.text import tax_code_fault

MATCHED, ASKS, NEW = "matched", "asks", "new"
TAX, UNIT, PERSONAL = "tax_code", "unit_code", "personal_no"
REGISTRATION, BUDGET = "registration_no", "budget_code"
DEPENDENT = 14  # length of a tax code of 13 digits as it is kept: 0100233488-001
SHOWN = 8

WEIGHTS = {
    TAX: 60,
    UNIT: 50,
    PERSONAL: 45,
    REGISTRATION: 35,
    BUDGET: 35,
    "name": 30,
    "same_commune": 10,
    "wrong_tax_code": 25,
    "ended_code": 20,
    "other_days": 20,
    "parent": 15,
    "branch": 15,
}
"""What speaks for a candidate; the score (at most 100) only orders what a person is shown."""


@dataclass(frozen=True, slots=True)
class Code:
    """A number the employer has or had; `since` and `until` None: open."""

    scheme: str
    value: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says, for the days of its file's period. `communes`: the unit named, with predecessors and successors."""

    first_day: date
    last_day: date
    tax_code: str = ""
    unit_code: str = ""
    personal_no: str = ""
    registration_no: str = ""
    budget_code: str = ""
    parent_tax_code: str = ""
    folded: str = ""
    communes: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An employer of the register; one found to be another says into which."""

    pk: int
    folded: str
    codes: tuple[Code, ...] = ()
    commune: int | None = None
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """`how` says by what it was told, or why it must be asked. `candidates`: best first, as Match keeps them."""

    state: str
    how: str
    employer: int | None = None
    candidates: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class _Standing:
    """One employer with all that it absorbed: every code and name of theirs is its own."""

    pk: int
    names: set[str] = field(default_factory=set)
    communes: set[int | None] = field(default_factory=set)
    codes: list[Code] = field(default_factory=list)
    why: list[str] = field(default_factory=list)

    @property
    def score(self) -> int:
        return min(100, sum(WEIGHTS.get(reason, 0) for reason in self.why))


@lru_cache(maxsize=1 << 16)
def is_right(tax_code: str) -> bool:
    """A right number of a firm: 10 or 13 digits with their check digit. Personal numbers have none."""
    return len(tax_code) in (10, DEPENDENT) and tax_code_fault(tax_code) is None


@lru_cache(maxsize=64)
def codes_of(row: Row) -> dict[str, str]:
    """The codes that may tell whose row it is, by scheme. Twelve digits in the column of tax codes are a person's number."""
    personal = row.personal_no or (row.tax_code if len(row.tax_code) == 12 else "")
    said = {
        TAX: row.tax_code if is_right(row.tax_code) else "",
        UNIT: row.unit_code,
        PERSONAL: personal,
        REGISTRATION: row.registration_no,
        BUDGET: row.budget_code,
    }
    return {scheme: value for scheme, value in said.items() if value}


def decide(row: Row, candidates: Iterable[Candidate]) -> Decision:
    """Matched, to be asked, or nobody like it is known."""
    standing = _standing(candidates)
    for one in standing:
        one.why = _reasons(row, one)
    likely = sorted((one for one in standing if _speaks(one.why)), key=lambda one: (-one.score, one.pk))
    if not likely:
        return Decision(NEW, "")
    found, doubt = _told(row, likely)
    shown = [{"employer": one.pk, "why": one.why, "score": one.score} for one in likely]
    if found is None or doubt:
        if doubt == "name" and all(_is_homonym(row, one) for one in likely):
            return Decision(NEW, "homonym", None, shown[:SHOWN])
        return Decision(ASKS, doubt, None, shown[:SHOWN])
    told = [entry for entry in shown if entry["employer"] == found.pk]
    return Decision(MATCHED, _by(found), found.pk, told)


def _standing(candidates: Iterable[Candidate]) -> list[_Standing]:
    """Those that stand today, each with the codes and names of those merged into it."""
    by_pk = {one.pk: one for one in candidates}
    standing: dict[int, _Standing] = {}
    for one in by_pk.values():
        root, seen = one, {one.pk}
        while root.merged_into in by_pk and root.merged_into not in seen:
            root = by_pk[root.merged_into]
            seen.add(root.pk)
        kept = standing.setdefault(root.pk, _Standing(root.pk))
        kept.names.add(one.folded)
        kept.codes += one.codes
        if one is root:
            kept.communes.add(one.commune)
    return list(standing.values())


def _reasons(row: Row, one: _Standing) -> list[str]:
    why = [scheme for scheme, value in codes_of(row).items() if _has(one, scheme, value, row)]
    if ended := [s for s, value in codes_of(row).items() if s not in why and _had(one, s, value)]:
        why += ["ended_code"] if ended else []
    if row.tax_code and not is_right(row.tax_code) and any(code.value == row.tax_code for code in one.codes):
        why += [] if PERSONAL in why else ["wrong_tax_code"]
    why += _family(row, one, why)
    if row.folded and key_of_name(row.folded) in {key_of_name(name) for name in one.names}:
        why.append("name")
    elif row.folded and why:
        why.append("name_differs")
    if row.communes & one.communes:
        why.append("same_commune")
    elif why and row.communes and None not in one.communes:
        why.append("other_commune")
    return why


def _family(row: Row, one: _Standing, why: list[str]) -> list[str]:
    """Branch and parent share ten digits, and are two employers."""
    if TAX in why:
        return []
    own = {code.value for code in one.codes if code.scheme == TAX}
    asked = {value for value in (row.tax_code, row.parent_tax_code) if is_right(value)}
    tens = {value[:10] for value in asked}
    if any(len(value) == 10 and value in tens and value != row.tax_code for value in own):
        return ["parent"]
    return ["branch"] if any(value[:10] in tens for value in own if len(value) == DEPENDENT) else []


def _has(one: _Standing, scheme: str, value: str, row: Row) -> bool:
    """It had the code on some day of the period, or has it only since and nobody else is asked before it did."""
    mine = [code for code in one.codes if code.scheme == scheme and code.value == value]
    return any(code.until is None or code.until >= row.first_day for code in mine)


def _had(one: _Standing, scheme: str, value: str) -> bool:
    return any(code.scheme == scheme and code.value == value for code in one.codes)


def _since(one: _Standing, scheme: str, value: str, row: Row) -> bool:
    """It had the code within the period already, not only afterwards."""
    mine = [code for code in one.codes if code.scheme == scheme and code.value == value]
    return any(
        (code.since is None or code.since <= row.last_day) and (code.until is None or code.until >= row.first_day)
        for code in mine
    )


def _speaks(why: list[str]) -> bool:
    """A commune alone makes nobody similar."""
    return any(reason in WEIGHTS and reason != "same_commune" for reason in why)


def _told(row: Row, likely: list[_Standing]) -> tuple[_Standing | None, str]:
    """Who the codes say it is, and what speaks against taking their word ("" where nothing does)."""
    codes = codes_of(row)
    for scheme in (TAX, UNIT, PERSONAL, REGISTRATION, BUDGET):
        holders = [one for one in likely if scheme in one.why]
        if len(holders) > 1:
            holders = _within_period(holders, scheme, codes[scheme], row)
        if len(holders) > 1 and scheme == TAX:
            return _by_unit_code(holders, row, likely)
        if len(holders) > 1:
            return None, "several"
        if holders:
            return holders[0], _doubt(row, holders[0], likely, scheme)
    return None, _why_asked(likely)


def _within_period(holders: list[_Standing], scheme: str, value: str, row: Row) -> list[_Standing]:
    """A code that changed its owner belongs to whoever had it in the period; both had it: both are asked."""
    had = [one for one in holders if _since(one, scheme, value, row)]
    for one in holders:
        if had and one not in had:
            one.why = ["other_days" if reason == scheme else reason for reason in one.why]
    return had or holders


def _by_unit_code(holders: list[_Standing], row: Row, likely: list[_Standing]) -> tuple[_Standing | None, str]:
    """Several employers with one tax code: only the unit code tells which."""
    told = [one for one in likely if UNIT in one.why]
    if len(told) != 1 or told[0] not in holders:
        return None, "several"
    if "name" not in told[0].why and any("name" in one.why for one in likely):
        return told[0], "name_of_another"
    return told[0], _doubt(row, told[0], [one for one in likely if one not in holders or one is told[0]], TAX)


def _doubt(row: Row, found: _Standing, likely: list[_Standing], scheme: str) -> str:
    """What speaks against it: another employer by another code, a branch for its parent, a name that is another's."""
    others = [one for one in likely if one is not found]
    said = codes_of(row).get(scheme, "")
    if not _since(found, scheme, said, row) and any(_had(one, scheme, said) for one in others):
        return "several"
    if any(reason in one.why for one in others for reason in (TAX, UNIT, PERSONAL, "wrong_tax_code")):
        return "codes_differ"
    if _contradicts(row, found):
        return "codes_differ"
    if _is_other_level(row, found):
        return "branch_parent"
    if "name" in found.why or not row.folded:
        return ""
    if any("name" in one.why for one in others):
        return "name_of_another"
    return "" if scheme == TAX else "name_differs"


def _is_other_level(row: Row, found: _Standing) -> bool:
    """One name says branch and the other does not, while no code of 13 digits settles it."""
    settled = TAX in found.why and len(row.tax_code) == DEPENDENT
    if settled or not row.folded:
        return False
    return is_branch(row.folded) not in {is_branch(name) for name in found.names}


def _contradicts(row: Row, found: _Standing) -> bool:
    """A right code of the row is not the employer's, though it has one of that kind."""
    for scheme in (TAX, UNIT):
        said = codes_of(row).get(scheme, "")
        own = {code.value for code in found.codes if code.scheme == scheme and code.until is None}
        if scheme == TAX:
            own = {value for value in own if is_right(value)}
        if said and own and scheme not in found.why:
            return True
    return False


def _why_asked(likely: list[_Standing]) -> str:
    for reason in ("ended_code", "wrong_tax_code", "parent", "branch", "name"):
        if any(reason in one.why for one in likely):
            return {"parent": "branch_parent", "branch": "branch_parent"}.get(reason, reason)
    return "name"


def _is_homonym(row: Row, one: _Standing) -> bool:
    """The same name, another place and another right tax code on both sides: two firms."""
    own = {code.value for code in one.codes if code.scheme == TAX and is_right(code.value)}
    return one.why == ["name", "other_commune"] and is_right(row.tax_code) and bool(own) and not is_branch(row.folded)


def _by(found: _Standing) -> str:
    return next(scheme for scheme in (TAX, UNIT, PERSONAL, REGISTRATION, BUDGET) if scheme in found.why)
