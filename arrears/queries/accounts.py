"""What is known of employers' money on a day: their account, from the closed months, urgings that count and accepted reasons.

Of each month the newest closed version. Where a month of an employer is missing nobody guesses what became payable in it: the
next opening tells, see rules.bookkeeping.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from agencies.models import Province
from arrears.models import JustifiedReason, LedgerRow, LedgerVersion
from arrears.queries.urging import urged_days
from arrears.rules.bookkeeping import Book, Line, book_of
from arrears.rules.law import Account
from arrears.rules.months import CYCLES
from employers.models import Employer
from portal.core.money import FUNDS
from portal.core.periods import Month

_OF_FUND = ("opening", "payable", "adjustment", "paid", "closing", "paid_through")
_COLUMNS = ("employer_id", "month", "cycle", "c12_batch", *(f"{name}_{fund}" for fund in FUNDS for name in _OF_FUND))
Span = tuple[date, date | None]


@dataclass(frozen=True)
class Reading:
    """What a reckoning reads: closed months with their versions, oldest first, and the day."""

    province: Province
    on: date
    versions: Sequence[tuple[date, int]]

    @property
    def months(self) -> list[date]:
        return [month for month, _version in self.versions]

    @property
    def numbers(self) -> list[int]:
        return [version for _month, version in self.versions]


@dataclass(frozen=True)
class Known:
    """An employer's account and what it rests on."""

    employer: int
    account: Account
    books: Sequence[Book]

    @property
    def has_less(self) -> bool:
        return any(book.has_less for book in self.books)

    @property
    def has_reversal(self) -> bool:
        return any(book.has_reversal for book in self.books)

    @property
    def undated(self) -> set[tuple[str, Month]]:
        """Fund and month of openings that nobody has dated."""
        return {(book.fund, month) for book in self.books for month in book.undated}


def reading_of(version: LedgerVersion) -> Reading:
    """The version itself, and the newest of every month before it."""
    before = reading_on(version.province, version.period.plus(-1).last_day)
    return Reading(version.province, version.period.last_day, [*before.versions, (version.month, version.version)])


def reading_on(province: Province, day: date) -> Reading:
    """The newest version of every month closed, up to the month of the day."""
    newest = LedgerVersion.objects.filter(province=province, month__lte=day).newest_of_each_month()
    return Reading(province, day, list(newest.values_list("month", "version")))


def account_of(employer: Employer, *, until: date) -> Account:
    """All that is known of the employer's money up to the day; an empty account where no closed month knows it."""
    known = next(accounts_of([employer.pk], reading_on(employer.province, until)), None)
    return Account([]) if known is None else known.account


def accounts_of(employers: Sequence[int], reading: Reading) -> Iterator[Known]:
    """The accounts of these employers, three questions for all of them."""
    rows = LedgerRow.objects.filter(employer__in=employers, month__in=reading.months).order_by("employer_id", "month")
    wanted = set(reading.versions)
    told = (
        dict(zip(_COLUMNS, values, strict=True))
        for *values, version in rows.values_list(*_COLUMNS, "version").iterator(20_000)
        if (values[1], version) in wanted
    )
    urged = urged_days(employers, province=reading.province, on=reading.on)
    justified = justified_spans(employers, reading.on)
    for employer, own in groupby(told, key=lambda row: row["employer_id"]):
        months = list(own)
        books = books_of(months)
        cycle = _cycle(months[-1])
        entries = [entry for book in books for entry in book.entries]
        yield Known(employer, Account(entries, cycle, urged.get(employer, ()), justified.get(employer, ())), books)


def books_of(months: Sequence[dict[str, Any]]) -> list[Book]:
    """The books of an employer's six funds, from its ledger rows in the order of months. A row that no C12 speaks for says
    nothing; where a C12 splits the money by fund the unsplit fund is empty, and the other way round."""
    said = [row for row in months if row["c12_batch"] is not None]
    books = [book_of(fund, [_line(row, fund) for row in said]) for fund in FUNDS]
    return [book for book in books if book.entries]


def _line(row: dict[str, Any], fund: str) -> Line:
    through = row[f"paid_through_{fund}"] or row["paid_through_unsplit"]
    opening, payable, adjustment, paid = (row[f"{name}_{fund}"] or 0 for name in _OF_FUND[:4])
    return Line(
        Month.of(row["month"]), opening, payable, adjustment, paid, row[f"closing_{fund}"],
        Month.of(through) if through else None, _cycle(row),
    )  # fmt: skip


def _cycle(row: dict[str, Any]) -> int:
    return row["cycle"] if row["cycle"] in CYCLES else 1


def justified_spans(employers: Sequence[int], on: date) -> dict[int, list[Span]]:
    """The spans in which an accepted reason counts that have begun by the day."""
    accepted = JustifiedReason.objects.filter(employer__in=employers, withdrawn_at=None, valid_from__lte=on)
    found: dict[int, list[Span]] = {}
    for employer, begun, ended in accepted.exclude(accepted_at=None).values_list("employer", "valid_from", "valid_to"):
        found.setdefault(employer, []).append((begun, ended))
    return found
