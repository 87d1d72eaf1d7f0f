"""The past months, each as it went: files in, notes written, closed by another person, reported, acknowledged.

Everything goes through the portal's own acts, one month in one transaction: a build that is killed goes on with the
first month that is not there.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from agencies.models import Province, User
from arrears.models import ArrearsNote, LedgerMonth, LedgerVersion, NoteCause
from arrears.rules import months_overdue
from arrears.services.closing import advance_closing, close_month, finish_closing
from arrears.services.notes import record_arrears_note
from employers.models import Employer
from portal.core.models import Job, Notification
from portal.core.periods import Month
from portal.shell.demo.batches import Sender
from portal.shell.demo.cast import clerks_of
from portal.shell.demo.contributions import Figures
from portal.shell.demo.remarks import remark
from portal.shell.demo.simulation import Simulation
from reports.models import MonthlyReport, ReportReceipt
from reports.services.monthly import acknowledge_monthly_report, compose_monthly_report, submit_monthly_report

LONG_MONTHS = 3
NOTED = 0.9
"""Of the long debtors, the officer has written something about so many."""

NOTED_ONE_BY_ONE = 200

ACKNOWLEDGED = 0.97
ACKNOWLEDGED_LATELY = 0.72
RECENT = 2
WAITING = ("kcn.canbo", "xa.canbo2")
"""Of the newest report the receipts of these two wait, so that a newcomer can acknowledge one."""


class Historian:
    """Lives through the closed months of a simulation."""

    def __init__(self, province: Province, simulation: Simulation, people: dict[str, User]) -> None:
        self.province, self.simulation, self.people = province, simulation, people
        bhxh = province.agencies.select_related("province").get(code="bhxh-tinh")
        self.sender = Sender(bhxh, people["bhxh.canbo"], simulation)
        self.readers = _readers(province, people)
        self.causes = NoteCause.objects.in_bulk()
        self.stories = {account.unit.unit_code: account.story.name for account in simulation.accounts}

    def missing(self) -> list[Month]:
        """The months of the plan that are not closed yet."""
        closed = set(LedgerMonth.objects.filter(province=self.province, version__gt=0).values_list("month", flat=True))
        return [month for month in self.simulation.plan.history if month.first_day not in closed]

    def live(self, month: Month) -> None:
        """One month, whole or not at all."""
        figures = list(self.simulation.month(month))
        with transaction.atomic():
            self.sender.send(month, figures, _at(month, 3, 9, 10))
            self._write_notes(month, figures)
            version = self._close(month)
            self._report(month, version)

    def _write_notes(self, month: Month, figures: Sequence[Figures]) -> None:
        """The officer writes about who has become a long debtor, and again after half a year."""
        random = Random(f"{self.simulation.plan.seed}/notes/{month}")
        concerned = [each for each in figures if _age(each, month) in (LONG_MONTHS, LONG_MONTHS + 6)]
        if month == self.simulation.plan.first:
            concerned = [each for each in figures if _age(each, month) >= LONG_MONTHS]
        remarks = {}
        for each in concerned:
            day = month.first_day + timedelta(days=random.randint(9, 25))
            said = remark(self.stories[each.unit.unit_code], random, f"{day:%d/%m/%Y}")
            if said and random.random() < NOTED:
                remarks[each.unit.unit_code] = (random.choice(said[0]), said[1], said[2])
        self._keep(month, remarks)

    def _keep(self, month: Month, remarks: dict[str, tuple[str, str, str]]) -> None:
        """Each by its act; where there are too many for a demo that somebody waits for, at once."""
        officer, notes = self.people["bhxh.canbo"], []
        employers = Employer.objects.filter(province=self.province, unit_code__in=remarks).order_by("unit_code")
        for employer in employers:
            cause, measures, proposal = remarks[employer.unit_code]
            said = {"cause": self.causes.get(cause), "measures": measures, "proposal": proposal}
            if len(remarks) <= NOTED_ONE_BY_ONE:
                record_arrears_note(employer, by=officer, month=month, **said)
            else:
                notes.append(ArrearsNote(employer=employer, month=month.first_day, made_by=officer, **said))
        ArrearsNote.objects.bulk_create(notes)

    def _close(self, month: Month) -> LedgerVersion:
        """What the approver starts and the four jobs of the closing do, here at once."""
        approver, at = self.people["bhxh.pheduyet"], _at(month, 5, 15, 20)
        ledger_month = LedgerMonth.objects.get(province=self.province, month=month.first_day)
        version = close_month(ledger_month, by=approver, at=at)
        version = advance_closing(version, by=approver, at=at, until="list")
        compose_monthly_report(version, by=approver, at=at)
        version = finish_closing(LedgerVersion.objects.get(pk=version.pk), by=approver, at=at)
        jobs = Job.objects.filter(key__startswith=f"close:{self.province.slug}:{month}:")
        jobs.update(state=Job.State.DONE, attempts=1, created_at=at, started_at=at, finished_at=at)
        return version

    def _report(self, month: Month, version: LedgerVersion) -> None:
        """Sent by the approver, received by most."""
        at = _at(month, 6, 9, 0)
        report = MonthlyReport.objects.get(version=version)
        place = self.simulation.plan.history.index(month) + 1
        report = submit_monthly_report(
            report,
            by=self.people["bhxh.pheduyet"],
            at=at,
            on=max(at.date(), self.province.unit.valid_from),  # who received reports before the merger is not known
            number=f"{100 + 7 * place}",
        )
        self._acknowledge(report, month)
        if month != self.simulation.plan.history[-1]:
            # Files of older reports are made when somebody asks for them, and old news is read.
            Job.objects.filter(task="reports.tasks.make_report_file", arguments__told=report.pk).delete()
            Notification.objects.filter(user__posts__agency__province=self.province, read_at=None).update(read_at=at)

    def _acknowledge(self, report: MonthlyReport, month: Month) -> None:
        """By act in the newest months; of older ones only the receipts themselves are filled in."""
        history = self.simulation.plan.history
        is_recent = month in history[-RECENT:]
        receipts = list(ReportReceipt.objects.filter(report=report).order_by("agency__code"))
        willing = []
        for receipt, delay, is_willing in self._willingness(receipts, month):
            reader = self.readers.get(receipt.agency_id)
            if reader is None or not is_willing:
                continue
            if is_recent:
                acknowledge_monthly_report(receipt, by=reader, at=report.submitted_at + delay)
            else:
                receipt.acknowledged_by, receipt.acknowledged_at = reader, report.submitted_at + delay
                willing.append(receipt)
        ReportReceipt.objects.bulk_update(willing, ["acknowledged_by", "acknowledged_at"])

    def _willingness(self, receipts: list[ReportReceipt], month: Month):
        """Each receipt with the time it took and whether it is acknowledged at all."""
        random = Random(f"{self.simulation.plan.seed}/receipts/{month}")
        is_newest = month == self.simulation.plan.history[-1]
        share = ACKNOWLEDGED_LATELY if is_newest else ACKNOWLEDGED
        cast = {user.posting.agency_id: name for name, user in self.people.items() if user.posting.role == "officer"}
        for receipt in receipts:
            delay = timedelta(hours=random.randint(1, 70), minutes=random.randint(0, 59))
            is_willing, name = random.random() < share, cast.get(receipt.agency_id)
            yield receipt, delay, is_willing if name is None else not (is_newest and name in WAITING)


def _readers(province: Province, people: dict[str, User]) -> dict[int, User]:
    """Agency id -> who acknowledges for it: the cast where it has somebody, else the clerk."""
    readers = clerks_of(province)
    readers |= {user.posting.agency_id: user for user in people.values() if user.posting.role in ("officer", "leader")}
    return readers


def _age(figures: Figures, month: Month) -> int:
    """Whole months since the oldest unpaid BHXH contribution was due."""
    days = max(figures.after[1].days_late, figures.after[1].days_evaded)
    return months_overdue(month.last_day - timedelta(days=days), month)


def _at(month: Month, day: int, hour: int, minute: int) -> datetime:
    """A moment of office life in the month after."""
    following = month.plus(1).first_day
    moment = datetime.combine(date(following.year, following.month, day), time(hour, minute))
    return timezone.make_aware(moment)
