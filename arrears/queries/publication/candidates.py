"""Who would stand on a list by one closed version: rows of the ledger with their sums, in the order of the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from arrears.models import DebtorEntry, DebtorList, LedgerRow, LedgerVersion, Publication
from arrears.queries.publication.publishers import Right
from portal.core.money import BHXH_FUNDS, FUNDS
from portal.core.sql import among

What = Publication.What
FIGURES = (
    *("month", "employer", "version", "worst", "owed", "kind", "state", "workers", "commune", "due_on", "days_evaded"),
    *("months_supplied", "months_computed", "months_source", "c12_batch", "b03_batch"),
    *(f"{what}_{fund}" for what in ("late", "evaded", "charge") for fund in FUNDS),
)
"""What lists read of a row; the rest of it, twice as much, stays where it is."""
SAID = ("name", "unit_code", "tax_code", "address", "kind")
"""What a line says of its employer."""
_LATE, _EVADED, _CHARGE, _BHXH = (
    attrgetter(*(f"{what}_{fund}" for fund in funds))
    for what, funds in (("late", FUNDS), ("evaded", FUNDS), ("charge", FUNDS), ("evaded", BHXH_FUNDS))
)


@dataclass(frozen=True)
class Sums:
    """The money of one row, over the funds."""

    late: int
    evaded: int
    evaded_bhxh: int
    by_fund: dict[str, int]


def sums_of(row: LedgerRow) -> Sums:
    late, evaded = _LATE(row), _EVADED(row)
    by_fund = {fund: one + other for fund, one, other in zip(FUNDS, late, evaded, strict=True) if one + other}
    charge = sum(_CHARGE(row))
    return Sums(sum(late), sum(evaded), evaded_bhxh(row), by_fund | {"charge": charge} if charge else by_fund)


def evaded_bhxh(row: LedgerRow) -> int:
    return sum(_BHXH(row))


def chosen(version: LedgerVersion, what: str, right: Right, rule: dict[str, Any]) -> QuerySet:
    """Whose rows they are, in no order: to be counted before anything is written."""
    rows = _chosen(version, what, rule)
    return rows if right.communes is None else rows.filter(commune__in=right.communes)


def candidates(version: LedgerVersion, what: str, right: Right, rule: dict[str, Any]) -> list[LedgerRow]:
    """The rows with their employers, most owed first, then by unit code."""
    rows = (
        chosen(version, what, right, rule)
        .select_related("employer")
        .only(*FIGURES, *(f"employer__{name}" for name in SAID))
    )
    return list(rows.order_by("-owed", "employer__unit_code", "employer"))


def _chosen(version: LedgerVersion, what: str, rule: dict[str, Any]):
    rows = LedgerRow.objects.of(version)
    if what == What.DEBTORS:
        return rows.filter(employer__in=entries_of(version).values("employer"))
    if what == What.PRAISE:
        return _good_payers(rows, version, rule)
    rows = rows.filter(owed__gt=0, worst__gte=LedgerRow.Class.LATE)
    return rows.filter(worst=LedgerRow.Class.EVASION) if what == What.EVASION else rows


def list_of(version: LedgerVersion) -> DebtorList | None:
    """The version's list for publication."""
    made = DebtorList.objects.filter(version=version, purpose=DebtorList.Purpose.PUBLICATION)
    return made.order_by("-pk").first()


def entries_of(version: LedgerVersion):
    return DebtorEntry.objects.filter(debtor_list=list_of(version))


def versions_of_praise(version: LedgerVersion, months: int) -> list[LedgerVersion]:
    """The newest frozen version of each of the months, the version's own last; fewer where a month is not closed."""
    begins = version.period.plus(1 - months).first_day
    before = LedgerVersion.objects.filter(province=version.province_id, month__gte=begins, month__lt=version.month)
    return [*before.newest_of_each_month(), version]


def _good_payers(rows, version: LedgerVersion, rule: dict[str, Any]):
    """Nothing owed and no charge in any of the months, named in a file of every one of them, with workers; of the kinds that
    lists of debtors name."""
    nothing = {f"charge_{fund}": 0 for fund in FUNDS} | {"owed": 0, "is_absent": False, "workers__gt": 0}
    good = rows.filter(worst__lt=LedgerRow.Class.LATE, kind__in=rule["kinds"], **nothing)
    for month in versions_of_praise(version, rule["months"])[:-1]:
        was = LedgerRow.objects.of(month).filter(
            employer=OuterRef("employer"), worst__lt=LedgerRow.Class.LATE, **nothing
        )
        good = good.filter(Exists(was))
    return good


def rows_of(version: LedgerVersion, employers: Iterable[int]) -> dict[int, LedgerRow]:
    """The version's rows of these employers, with their FIGURES."""
    rows = LedgerRow.objects.of(version).filter(employer__in=among(employers)).only(*FIGURES)
    return {row.employer_id: row for row in rows}


def still_owing(what: str) -> Q:
    """What a newer row must be for its employer to stay on the list."""
    if what == What.PRAISE:
        return Q(owed=0, worst__lt=LedgerRow.Class.LATE)
    if what == What.EVASION:
        return Q(owed__gt=0, worst=LedgerRow.Class.EVASION)
    return Q(owed__gt=0, worst__gte=LedgerRow.Class.LATE)
