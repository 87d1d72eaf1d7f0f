"""The factors of risk said once more, slowly and as the words of their weights have them: one employer after the other, every
question asked anew of the rows as Python holds them. What the portal's SQL says must be the same."""

from fractions import Fraction
from math import floor

from django.utils.timezone import localdate

from arrears.models import LedgerRow, LedgerVersion, Rollup
from arrears.queries.risk_factors import EVENT_SHARES, STATE_SHARES
from employers.models import Gap, GapStep, LabourCount, LabourRelation, StatusEvent
from employers.rules.status import Told, status_on
from portal.core.periods import Month


class SlowRisk:
    """What was known of one version; `share(factor, employer)` in thousandths, 0 where the factor is silent."""

    def __init__(self, version: LedgerVersion) -> None:
        self.version, self.month = version, Month.of(version.month)
        self.end = self.month.last_day
        known = [v for v in LedgerVersion.objects.filter(province=version.province, month__lt=version.month)
                 if v.frozen_at and v.closed_at <= version.closed_at]  # fmt: skip
        self.closed = {}
        for one in sorted(known, key=lambda v: (v.month, v.version)):
            self.closed[Month.of(one.month)] = one
        self.closed[self.month] = version

    def row(self, employer: int, back: int = 0) -> LedgerRow | None:
        version = self.closed.get(self.month.plus(-back))
        if version is None:
            return None
        return LedgerRow.objects.filter(employer_id=employer, month=version.month, version=version.version).first()

    def share(self, factor: str, employer: int) -> int:
        return max(0, min(1000, floor(getattr(self, factor)(employer))))

    def age(self, employer):
        row = self.row(employer)
        if row.owed <= 0:
            return 0
        days = max(row.days_late or 0, row.days_evaded or 0)
        return max(floor(Fraction(row.months or 0) * 1000 / 6), floor(Fraction(days * 1000, 180)))

    def trend(self, employer):
        row, found = self.row(employer), []
        for back in (3, 6):
            if self.month.plus(-back) in self.closed:
                was = self.row(employer, back)
                fresh = row.owed - (was.owed if was else 0)
                found.append(floor(Fraction(max(fresh, 0) * 1000, row.owed)) if row.owed > 0 else 0)
        return sum(found) // len(found) if found else 0

    def shrinkage(self, employer):
        row = self.row(employer)
        if row.is_absent:
            return 0
        before = [was for back in (3, 6) if (was := self.row(employer, back))]
        falls = [0]
        payrolls = [was.payroll for was in before if was.payroll is not None]
        if payrolls and row.payroll is not None and max(payrolls) > row.payroll:
            falls.append(floor(Fraction((max(payrolls) - row.payroll) * 1000, max(payrolls))))
        people = max((was.workers for was in before), default=0)
        if people - row.workers > 1:
            falls.append(floor(Fraction((people - row.workers) * 1000, people)))
        return 2 * max(falls) if max(falls) > 100 else 0

    def tax_gap(self, employer):
        found = []
        for gap in Gap.objects.filter(employer=employer, source__in=["tax", "tax_exchange"]):
            steps = [s for s in GapStep.objects.filter(gap=gap) if localdate(s.at) <= self.end]
            counts = [c for c in LabourCount.objects.filter(employer=employer, source=gap.source, period=gap.period)
                      if localdate(c.recorded_at) <= self.end and not c.withdrawn_at]  # fmt: skip
            if localdate(gap.found_at) > self.end or not steps or not counts:
                continue
            last = max(steps, key=lambda s: (s.at, s.pk))
            count = max(counts, key=lambda c: c.version)
            counted = count.subject if count.subject is not None else count.employed
            missing = counted - self.row(employer).workers
            if last.state in ("open", "demanded", "inspection") and missing > 0:
                found.append((gap.starts_on, missing, missing * 2000 // counted))
        return max(found)[2] if found else 0

    def late_filing(self, employer):
        window = [self.month.plus(-back) for back in range(6) if self.month.plus(-back) in self.closed]
        rows = {month: self.row(employer, self.month.index - month.index) for month in window}
        first = min(month for month in window if rows[month])
        missed = sum(1 for month in window if month >= first and (rows[month] is None or rows[month].is_absent))
        unanswered = 0
        for gap in Gap.objects.filter(employer=employer):
            steps = [s for s in GapStep.objects.filter(gap=gap) if localdate(s.at) <= self.end]
            last = max(steps, key=lambda s: (s.at, s.pk), default=None)
            if last and last.state == "demanded" and last.answer_by and last.answer_by <= self.end:
                unanswered += 1
        return 250 * (missed + unanswered)

    def events(self, employer):
        told = [Told(e.kind, e.happened_on, e.until) for e in StatusEvent.objects.filter(employer=employer)
                if not e.withdrawn_at and localdate(e.recorded_at) <= self.end]  # fmt: skip
        holding = {status_on([one for one in told if _is_for(one, kind)], self.end).status for kind in EVENT_SHARES}
        return max([STATE_SHARES.get(self.row(employer).state, 0), *(EVENT_SHARES.get(one, 0) for one in holding)])

    def strikes(self, employer):
        points = {"wage_arrears": 700, "strike": 600, "stoppage": 400}
        return sum(
            points.get(r.kind, 0)
            for r in LabourRelation.objects.filter(employer=employer, withdrawn_at=None)
            if self.month.plus(-11).first_day <= r.begun_on <= self.end and localdate(r.recorded_at) <= self.end
        )

    def sector(self, employer):
        row = self.row(employer)
        rollups = Rollup.objects.filter(month=self.version.month, version=self.version.version, fund="all")
        whole = rollups.get(dimension="province")
        own = rollups.filter(dimension="sector", key=row.sector).first() if row.sector else None
        if own is None or own.employers - 1 < 5 or not whole.owing:
            return 0
        others = Fraction(own.owing - (row.owed > 0), own.employers - 1)
        return floor(others / Fraction(whole.owing, whole.employers) * 1000) - 1000


def _is_for(told: Told, kind: str) -> bool:
    """Each kind alone with what lifts it: the gravest of what holds is asked, whichever weighs more here."""
    return told.kind in (kind, "new", "resumed")
