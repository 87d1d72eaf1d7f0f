"""What happens unless somebody pays: of one employer from its account, of the province from the rows of a month.

Of an employer everything is reckoned from what the closed months say of its money; of the province from the due day of the
oldest unpaid BHXH money that the row carries, so that a third of a million rows are asked in one statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least

from agencies.models import Province
from arrears.models import UrgingNotice
from arrears.queries.accounts import Reading, accounts_of
from arrears.queries.law import RECKONED_WITH, LawBook, book, law_of
from arrears.queries.shown import newest_closed
from arrears.queries.urging import SENT, counts_from
from arrears.rules.forecasting import Forecast, forecast
from arrears.rules.law import Account, Entry, Kind, Law, Status
from arrears.rules.months import CYCLES, RATE_BASE, due_date, first_not_overdue
from arrears.rules.reckoning import Reckoned, half_up, reckon
from employers.models import Employer
from portal.core.money import FUNDS
from portal.core.periods import Month

# --- One employer ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Point:
    """The employer on one day, if nothing is paid until then."""

    on: date
    found: Reckoned
    added: int
    """Charge since the day of the page, whole dong."""

    @property
    def worst(self) -> Status:
        return worst_of(self.found)

    @property
    def days(self) -> int:
        return max(self.found.days_late, self.found.days_evaded)

    @property
    def charge(self) -> int:
        return sum(self.found.charge.values())


@dataclass(frozen=True)
class FundLine:
    """One fund before and after a payment."""

    fund: str
    owed: int
    owed_then: int
    not_due: int
    not_due_then: int
    charge: int
    charge_then: int


@dataclass(frozen=True)
class WhatIf:
    """The same day with and without a payment."""

    without: Point
    with_it: Point
    ahead: Forecast
    funds: Sequence[FundLine]


@dataclass(frozen=True)
class Outlook:
    """`known_until`: the end of the last closed month that the reader may see; money paid since is not in it."""

    employer: Employer
    account: Account
    held: LawBook
    on: date
    known_until: date
    threshold: int

    def at(self, day: date, account: Account | None = None) -> Reckoned:
        return reckon(account or self.account, self.law(day), on=day)

    def law(self, day: date) -> Law:
        return law_of(self.held, day)

    @property
    def now(self) -> Point:
        return Point(self.on, self.at(self.on), 0)

    def ahead(self, account: Account | None = None, on: date | None = None) -> Forecast:
        day = on or self.on
        return forecast(account or self.account, self.law(day), on=day, until=day, threshold=self.threshold)

    @property
    def per_day(self) -> int:
        """Charge that the next day adds to what is overdue."""
        return half_up(self.now.found.owed * self.law(self.on).rate, RATE_BASE)

    def points(self, months: int = 4) -> list[Point]:
        """Today, the ends of the months ahead, and the day on which something passes the days of the law."""
        ends = [Month.of(self.on).plus(shift).last_day for shift in range(months)]
        crossing = self.ahead().evasion_from
        days = {self.on, *ends, *([crossing] if crossing and self.on < crossing <= ends[-1] else [])}
        charged = self.now.charge
        found = [(day, self.at(day)) for day in sorted(days)]
        return [Point(day, reckoned, sum(reckoned.charge.values()) - charged) for day, reckoned in found]

    def what_if(self, amount: int, fund: str, on: date, at: date) -> WhatIf:
        """Pay so much of one fund (or of none) on the day, and look on `at`, that day or a later one."""
        paid = replace(self.account, entries=[*self.account.entries, Entry(Kind.PAYMENT, amount, on, fund)])
        before, after = self.at(at), self.at(at, paid)
        charged = self.now.charge
        points = [Point(at, one, sum(one.charge.values()) - charged) for one in (before, after)]
        return WhatIf(points[0], points[1], self.ahead(paid, at), fund_lines(before, after))


def fund_lines(before: Reckoned, after: Reckoned) -> list[FundLine]:
    def owed(found: Reckoned, fund: str) -> int:
        return found.late.get(fund, 0) + found.evaded.get(fund, 0)

    return [
        FundLine(
            fund, owed(before, fund), owed(after, fund), before.not_due.get(fund, 0), after.not_due.get(fund, 0),
            before.charge.get(fund, 0), after.charge.get(fund, 0),
        )
        for fund in FUNDS
        if fund in before.charge
    ]  # fmt: skip


def worst_of(found: Reckoned) -> Status:
    return max((one.status for one in found.standings), default=Status.SETTLED)


def outlook_of(user, employer: Employer, *, on: date, threshold: int) -> Outlook | None:
    """From the months this person may see; None where none of them knows the employer."""
    closed = newest_closed(user)
    if not closed:
        return None
    known_until = Month.of(max(closed)).last_day
    day = max(on, known_until)
    reading = Reading(employer.province, day, sorted(closed.items()))
    known = next(accounts_of([employer.pk], reading), None)
    if known is None:
        return None
    return Outlook(employer, known.account, book(employer.province, RECKONED_WITH), day, known_until, threshold)


# --- The province ----------------------------------------------------------------------------------------------------


class _DaysAfter(Func):
    template, arg_joiner, output_field = "(%(expressions)s)", " + ", DateField()


class _DaysBetween(Func):
    template, arg_joiner, output_field = "(%(expressions)s)", " - ", IntegerField()


class _MonthEndAfter(Func):
    """The last day of the month that lies so many months after the day's own."""

    output_field = DateField()

    def __init__(self, day, months: int):
        super().__init__(day)
        self.template = (
            f"(date_trunc('month', %(expressions)s) + interval '{int(months) + 1} months' - interval '1 day')::date"
        )


class _Charge(Func):
    """Dong x days x rate, rounded half up."""

    output_field = BigIntegerField()

    def __init__(self, dong, days, rate: int):
        super().__init__(dong, days)
        self.template = f"((%(expressions)s * {2 * int(rate)} + {RATE_BASE}) / {2 * RATE_BASE})"
        self.arg_joiner = " * "


def _first_due(month: Month, law: Law) -> Case:
    """When the oldest money of a row falls due that has only money not yet due: that of the last month where it is no more
    than what became payable in it, else that of the oldest month still open."""
    fresh = Q(owed_ahead__lte=F("payable_bhxh"))
    whens = []
    for cycle in CYCLES:
        oldest = due_date(first_not_overdue(month, cycle, law.deadlines), cycle, law.deadlines)
        last = due_date(month, cycle, law.deadlines)
        whens += [When(fresh, cycle=cycle, then=Value(last)), When(cycle=cycle, then=Value(oldest))]
    return Case(*whens, output_field=DateField())


def rows_ahead(rows: QuerySet, month: Month, law: Law, threshold: int) -> QuerySet:
    """Rows of a month that owe, or will, with the days on which they cross: `clock` (the day from which days count),
    `days_then` (at the month's end), `sixty_on`, `listed_on`, `next_on`, and what waiting costs: `per_day`, `until_next`."""
    end = month.last_day
    bhxh = ("odts", "httt", "unsplit")
    rows = rows.annotate(
        owed_ahead=sum((F(f"not_due_{fund}") for fund in bhxh[1:]), F("not_due_odts")),
        payable_bhxh=sum((Coalesce(F(f"payable_{fund}"), 0) for fund in bhxh[1:]), Coalesce(F("payable_odts"), 0)),
        months_shown=Coalesce(
            "months_supplied", "months_computed", output_field=rows.model._meta.get_field("months_supplied")
        ),
    )
    due = Case(When(owed__gt=0, then=F("due_on")), When(owed_ahead__gt=0, then=_first_due(month, law)))
    after = law.evasion_after
    rows = rows.annotate(falls_due=due).filter(falls_due__isnull=False)
    rows = rows.annotate(clock=Greatest(F("falls_due"), Value(law.day0), output_field=DateField()))
    sixty = _DaysAfter(F("clock"), Value(after + 1)) if after is not None else Value(None, DateField())
    listed = Case(
        When(months_shown__gte=threshold, owed__gt=0, then=Value(None)),
        default=_MonthEndAfter(F("falls_due"), threshold),
        output_field=DateField(),
    )
    rows = rows.annotate(
        days_then=Greatest(_DaysBetween(Value(end, DateField()), F("clock")), Value(0)),
        sixty_on=sixty,
        listed_on=listed,
    )
    rows = rows.annotate(
        next_on=Least(_if_later("sixty_on", end), _if_later("listed_on", end), output_field=DateField()),
        per_day=_Charge(F("owed"), Value(1), law.rate),
    )
    wait = Greatest(_DaysBetween(F("next_on"), Value(end, DateField())), Value(0))
    return rows.annotate(until_next=_Charge(F("owed"), wait, law.rate))


def _if_later(name: str, day: date) -> Case:
    return Case(When(**{f"{name}__gt": day}, then=F(name)), output_field=DateField())


def with_urging(rows: QuerySet, province: Province, on: date) -> QuerySet:
    """Whether an urging that counts was served after the oldest money fell overdue (`is_urged`)."""
    day = counts_from(province, on)
    notices = UrgingNotice.objects.filter(employer=OuterRef("employer_id"), state__in=SENT)
    return rows.annotate(is_urged=Exists(notices.filter(**{f"{day}__gt": OuterRef("clock"), f"{day}__lte": on})))


@dataclass(frozen=True)
class Window:
    """Days within which somebody crosses, as a link of the page asks for them."""

    since: date
    until: date


def windows_of(month: Month) -> dict[str, Window]:
    """The month after the figures, and the one after that."""
    following = {"soon": month.plus(1), "later": month.plus(2)}
    return {name: Window(one.first_day, one.last_day) for name, one in following.items()}
