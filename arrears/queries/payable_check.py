"""Whether what became payable in a month can be that of its payroll: payroll x rate of each fund, employer and employee.

A difference is a question, no mistake: caps, foreign workers outside BHTN, people on sick leave and corrections all make one.
"""

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Case, F, Func, Q, QuerySet, Value, When

from agencies.models import Province
from arrears.queries.law import book
from arrears.rules.figures import BASIS_POINTS, basis_points
from portal.core.money import SPLIT_FUNDS

PAYERS = ("employer", "employee")
REDUCED = "rate.tnld_bnn.employer_reduced"
SLACK = 1_000
"""Whole dong that are never spoken of: roundings of people one by one."""


@dataclass(frozen=True)
class Rate:
    """Of one fund, in hundredths of a percent of payroll: the least and the most that the law allows."""

    fund: str
    least: int
    most: int

    @property
    def words(self) -> str:
        """
        >>> Rate("bhyt", 450, 450).words, Rate("tnld_bnn", 30, 50).words
        ('4,5%', '0,3–0,5%')
        """
        ends = dict.fromkeys(_percent(points) for points in (self.least, self.most))
        return "–".join(ends) + "%"


def _percent(points: int) -> str:
    whole, part = divmod(points, 100)
    return f"{whole},{part:02d}".rstrip("0").rstrip(",")


def rates_on(day: date, province: Province) -> list[Rate]:
    """The rates of the day; a fund of which the law says nothing on the day is left out."""
    held = book(province, [REDUCED, *(f"rate.{fund}.{payer}" for fund in SPLIT_FUNDS for payer in PAYERS)])
    found = []
    for fund in SPLIT_FUNDS:
        told = [held.value(f"rate.{fund}.{payer}", day) for payer in PAYERS]
        if None in told:
            continue
        total = sum(basis_points(text) for text in told if text)
        reduced = held.value(REDUCED, day) if fund == "tnld_bnn" and total else None
        found.append(Rate(fund, min(total, basis_points(reduced)) if reduced else total, total))
    return found


class _OfPayroll(Func):
    """payroll x rate, in whole dong."""

    template, arg_joiner, output_field = "((%(expressions)s) / 10000)", " * ", BigIntegerField()


class _Share(Func):
    """So many percent of it."""

    template, arg_joiner, output_field = "((%(expressions)s) / 100)", " * ", BigIntegerField()


def _expected(points: int) -> Func:
    return _OfPayroll(F("payroll"), Value(points))


def odd_in(rate: Rate, tolerance: int) -> Q:
    """Rows that pay into the fund, by an amount outside the rates by more than the tolerance (percent)."""
    least, most = _expected(rate.least), _expected(rate.most)
    name = f"payable_{rate.fund}"
    too_much = Q(**{f"{name}__gt": most + _Share(most, Value(tolerance)) + SLACK})
    too_little = Q(**{f"{name}__lt": least - _Share(least, Value(tolerance)) - SLACK})
    return ~Q(**{name: 0}) & (too_much | too_little)


def nothing_in(rate: Rate) -> Q:
    """Rows that pay nothing into a fund that takes something: officials are not in BHTN, workers abroad in HTTT alone."""
    return Q(**{f"payable_{rate.fund}": 0}) if rate.least else Q(payroll__lt=0)


def odd_payables(rows: QuerySet, rates: Sequence[Rate], tolerance: int, *, with_missing: bool = False) -> QuerySet:
    """Rows of the ledger with a payroll that one of their payables does not fit, or with nothing payable at all; with the
    sums of both (payable_all, expected_all, differs_all). `with_missing`: also where a fund is not paid into."""
    if not rates:
        return rows.none()
    total = _Sum(*(F(f"payable_{rate.fund}") for rate in rates))
    parts = (Case(When(~Q(**{f"payable_{rate.fund}": 0}), then=_expected(rate.most))) for rate in rates)
    whole = _expected(sum(rate.most for rate in rates))
    expected = whole if with_missing else Case(When(payable_all=0, then=whole), default=_Sum(*parts))
    asked = functools.reduce(operator.or_, (odd_in(rate, tolerance) for rate in rates)) | Q(payable_all=0)
    if with_missing:
        asked = functools.reduce(operator.or_, (nothing_in(rate) for rate in rates), asked)
    known = rows.filter(payroll__gt=0, payable_unsplit__isnull=True) | rows.filter(payroll__gt=0, payable_unsplit=0)
    known = known.exclude(is_absent=True).exclude(payable_httt=None).annotate(payable_all=total)
    return known.filter(asked).annotate(expected_all=expected, differs_all=F("payable_all") - expected)


class _Sum(Func):
    """Columns added up; one that the file leaves empty is nothing."""

    output_field = BigIntegerField()

    def as_sql(self, compiler, connection, **extra):
        parts, params = [], []
        for expression in self.get_source_expressions():
            text, given = compiler.compile(expression)
            parts.append(f"coalesce({text}, 0)")
            params += given
        return f"({' + '.join(parts)})", params


@dataclass(frozen=True)
class Odd:
    """One fund of one row: what is payable, what the payroll makes expect, the difference in percent."""

    fund: str
    payable: int
    expected: int

    @property
    def percent(self) -> int | None:
        """Rounded towards nothing."""
        if not self.expected:
            return None
        share = 100 * abs(self.payable - self.expected) // self.expected
        return share if self.payable >= self.expected else -share


def odd_funds(row, rates: Sequence[Rate], tolerance: int, *, with_missing: bool = False) -> list[Odd]:
    """The same of one row, fund by fund, for its line on the page."""
    found = []
    for rate in rates:
        payable = getattr(row, f"payable_{rate.fund}")
        if payable is None or payable == 0 and not (with_missing or row.payable_all == 0):
            continue
        least, most = (row.payroll * points // BASIS_POINTS for points in (rate.least, rate.most))
        if payable > most + most * tolerance // 100 + SLACK:
            found.append(Odd(rate.fund, payable, most))
        elif payable < least - least * tolerance // 100 - SLACK:
            found.append(Odd(rate.fund, payable, least))
    return found
