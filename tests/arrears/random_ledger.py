"""Closed months as no file would have them: missing months, openings out of nowhere, money taken back, funds split and not.

Every employer is made from a number alone, so that a failing one can be made again."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from agencies.models import Province
from arrears.models import JustifiedReason, LedgerMonth, LedgerRow, LedgerVersion, UrgingNotice
from employers.models import Employer
from portal.core.money import FUNDS, SPLIT_FUNDS
from portal.core.periods import Month

AT = datetime(2026, 11, 5, 2, tzinfo=UTC)


class RandomEmployer:
    """The months of one employer, from its number."""

    def __init__(self, number: int, months: Sequence[Month]) -> None:
        self.random = Random(number)
        self.months = months
        self.cycle = self.random.choice((1, 1, 1, 3, 6))
        self.payable = self.random.choice((100, 1_667, 12_345_678, 2_000_000_000))
        self.may_reverse = self.random.random() < 0.15
        self.is_tidy = self.random.random() < 0.3
        self.balance = dict.fromkeys(FUNDS, 0)

    def rows(self) -> Iterator[tuple[Month, dict[str, Any]]]:
        funds = ("unsplit",) if self.random.random() < 0.1 else SPLIT_FUNDS
        begun = self.random.randrange(max(1, len(self.months) - 2))
        for place, month in enumerate(self.months[begun:]):
            if self.random.random() < (0.0 if self.is_tidy else 0.08) and month != self.months[-1]:
                continue
            if self.random.random() < 0.02:
                funds = SPLIT_FUNDS if funds == ("unsplit",) else ("unsplit",)
            if not self.is_tidy and self.random.random() < 0.02:
                self.cycle = self.random.choice((1, 3, 6))
            row: dict[str, Any] = {"cycle": self.cycle, "c12_batch": 1, "is_absent": False}
            if not self.is_tidy and self.random.random() < 0.05:
                row["c12_batch"] = None
            else:
                for fund in funds:
                    row |= self._fund(fund, month, is_first=not place)
            yield month, row | self._said(month)

    def _fund(self, fund: str, month: Month, *, is_first: bool) -> dict[str, Any]:
        random = self.random
        carried = self.balance[fund]
        if is_first and random.random() < 0.7:
            carried = random.choice((-1, 1, 1, 1)) * random.randrange(4 * self.payable)
        elif not self.is_tidy and random.random() < 0.1:
            carried += random.choice((-1, 1)) * random.randrange(3 * self.payable)
        payable = random.choice((self.payable, self.payable, random.randrange(self.payable), 0))
        adjustment = random.choice((0, 0, 0, 0, 0, random.randrange(-self.payable, self.payable)))
        if not self.is_tidy and random.random() < 0.03:
            payable = -random.randrange(self.payable)
        paid = random.choice((0, 0, payable, max(carried, 0), max(carried, 0) // 2, random.randrange(2 * self.payable)))
        if self.may_reverse and random.random() < 0.15:
            paid = -random.randrange(2 * self.payable)
        off = random.randrange(-50, 50) if not self.is_tidy and random.random() < 0.03 else 0
        self.balance[fund] = closing = carried + payable + adjustment - paid + off
        through = random.choice((None, month.plus(-random.randrange(9)), month.plus(-random.randrange(3))))
        return {
            f"opening_{fund}": carried, f"payable_{fund}": payable, f"adjustment_{fund}": adjustment,
            f"paid_{fund}": paid, f"closing_{fund}": closing,
            f"paid_through_{fund}": through.first_day if through else None,
        }  # fmt: skip

    def _said(self, month: Month) -> dict[str, Any]:
        """What BHXH says of it."""
        random, found = self.random, {}
        worst = random.choice((0, 1, 2, 2, 3))
        if worst >= 2:
            name = "late_httt" if worst == 2 else "evaded_httt"
            found = {name: 5 * self.payable, "owed": 5 * self.payable, "charge_httt": random.randrange(self.payable)}
            found |= {"days_late": random.randrange(100), "days_evaded": random.choice((None, 0, 75))}
            found |= {"months_supplied": random.choice((None, 3, "2.50")), "b03_batch": 2}
        return found | {"worst": worst, "workers": 1}

    def urged(self) -> list[date]:
        first, last = self.months[0].first_day, self.months[-1].plus(1).last_day
        days = (last - first).days
        return sorted(
            {first + timedelta(days=self.random.randrange(days)) for _ in range(self.random.choice((0, 0, 1, 2)))}
        )

    def justified(self) -> list[tuple[date, date | None]]:
        if self.random.random() < 0.85:
            return []
        begun = self.months[-1].first_day - timedelta(days=self.random.randrange(200))
        return [(begun, self.random.choice((None, begun + timedelta(days=self.random.randrange(300)))))]


def close_random_months(province: Province, months: Sequence[Month], numbers: range) -> LedgerVersion:
    """Every month closed with these employers' rows; the newest version."""
    people = [
        Employer(province=province, unit_code=f"R{number}", name=f"R{number}", sort_key=f"r{number}", kind=3)
        for number in numbers
    ]
    people = Employer.objects.bulk_create(people, batch_size=2_000)
    rows, notices, reasons = [], [], []
    for number, employer in zip(numbers, people, strict=True):
        made = RandomEmployer(number, months)
        for month, columns in made.rows():
            rows.append(LedgerRow(month=month.first_day, version=1, employer=employer, province=province, **columns))
        for served in made.urged():
            notices.append(_notice(employer, served))
        for begun, ended in made.justified():
            reasons.append(
                JustifiedReason(employer=employer, reason="Thiên tai", valid_from=begun, valid_to=ended, accepted_at=AT)
            )
    LedgerRow.objects.bulk_create(rows, batch_size=2_000)
    UrgingNotice.objects.bulk_create(notices, batch_size=2_000)
    JustifiedReason.objects.bulk_create(reasons, batch_size=2_000)
    for month in months:
        LedgerMonth.objects.create(province=province, month=month.first_day, status="closed", version=1)
        version = LedgerVersion.objects.create(
            province=province, month=month.first_day, version=1, closed_at=AT, frozen_at=AT
        )
    return version


def _notice(employer: Employer, served: date) -> UrgingNotice:
    return UrgingNotice(
        employer=employer, origin="list", state="served", served_on=served, issued_on=served, name=employer.name,
        full_number=f"{served}/{employer.pk}", month=served.replace(day=1),
    )  # fmt: skip
