"""Which version of which month a person is shown: the newest closed one they may see; BHXH also the open month."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arrears.models import LedgerMonth, LedgerRow, LedgerVersion, Rollup
from arrears.models.ledger import PROVISIONAL, SEES_BEFORE_SUBMISSION
from arrears.queries.ledger import applied_batches
from portal.core.figures import Stamp
from portal.core.periods import Month

FORM_NAMES = {"b03a": "B03a-TS", "b03b": "B03b-TS", "b03": "B03-TS", "c12": "C12-TS", "b03-595": "B03-TS (QĐ 595)"}


@dataclass(frozen=True)
class Shown:
    """One month in one version, as one person sees it."""

    month: Month
    version: int
    closed: LedgerVersion | None
    stamp: Stamp

    def ledger(self, user) -> QuerySet:
        return LedgerRow.objects.visible_to(user).filter(
            province_id=user.posting.agency.province_id, month=self.month.first_day, version=self.version
        )

    def rollups(self, user) -> QuerySet:
        return Rollup.objects.visible_to(user).filter(
            province_id=user.posting.agency.province_id, month=self.month.first_day, version=self.version
        )


def shown(user, month: Month, version: int | None = None) -> Shown | None:
    """What `user` sees of the month; None when there is nothing yet for this person."""
    versions = LedgerVersion.objects.visible_to(user).newest_of(month)
    if version:
        versions = versions.filter(version=version)
    closed = versions.select_related("province").first() if version != PROVISIONAL else None
    if closed is not None:
        return Shown(month, closed.version, closed, stamp_of(closed))
    if version or not sees_open_months(user):
        return None
    open_month = LedgerMonth.objects.visible_to(user).filter(month=month.first_day).exclude(rebuilt_at=None).first()
    if open_month is None:
        return None
    return Shown(month, PROVISIONAL, None, provisional_stamp(open_month))


def sees_open_months(user) -> bool:
    """BHXH alone knows of a month before its report has been submitted."""
    is_bhxh = user.posting is not None and user.posting.agency.kind_id in SEES_BEFORE_SUBMISSION
    return is_bhxh and user.may("see_employer_arrears")


def versions_counted(user, month: Month) -> list[LedgerVersion]:
    """The closed versions of a month with the employers and debtors of the reader's own part, not saved."""
    versions = list(LedgerVersion.objects.visible_to(user).newest_of(month).select_related("closed_by"))
    if user.posting.agency.kind_id == "social_insurance_local":
        rows = Rollup.objects.visible_to(user).filter(month=month.first_day, fund="all")
        counts = {row.version: (row.employers, row.owing) for row in rows}
        for version in versions:
            version.employers, version.owing = counts.get(version.version, (0, 0))
    return versions


def months_for(user, closed: dict[date, int] | None = None, rebuilt: set[date] | None = None) -> list[Month]:
    """Months this person may look at, newest first. `closed`: newest_closed, `rebuilt`: rebuilt_months, where known already."""
    visible = set(newest_closed(user) if closed is None else closed)
    visible |= rebuilt_months(user) if rebuilt is None else rebuilt
    return [Month.of(day) for day in sorted(visible, reverse=True)]


def rebuilt_months(user) -> set[date]:
    """The first days of the months that have figures, for whoever sees open months too; nothing for others."""
    if not sees_open_months(user):
        return set()
    rebuilt = LedgerMonth.objects.visible_to(user).exclude(rebuilt_at=None)
    return set(rebuilt.values_list("month", flat=True))


def newest_closed(user) -> dict[date, int]:
    """The newest closed version of each month this person may see, by the month's first day."""
    versions = LedgerVersion.objects.visible_to(user).order_by("month", "version")
    return dict(versions.values_list("month", "version"))


def newest_for(user) -> Shown | None:
    """The newest closed month this person may see, else the open one."""
    newest = LedgerVersion.objects.visible_to(user).order_by("-month", "-version").select_related("province").first()
    if newest is not None:
        return Shown(newest.period, newest.version, newest, stamp_of(newest))
    months = months_for(user)
    return shown(user, months[0]) if months else None


def stamp_of(version: LedgerVersion) -> Stamp:
    forms = list(
        dict.fromkeys(FORM_NAMES.get(source.get("form") or source.get("kind", ""), "–") for source in version.sources)
    )
    return Stamp(
        version.period,
        _("BHXH tỉnh – %(forms)s") % {"forms": ", ".join(forms) or "–"},
        version.version,
        version.frozen_at,
    )


def provisional_stamp(month: LedgerMonth) -> Stamp:
    applied = applied_batches(month.province, month.period)
    forms = sorted(
        {FORM_NAMES.get(outcome.get("form", ""), "–") for outcome in applied.values_list("outcome", flat=True)}
    )
    return Stamp(
        month.period, _("BHXH tỉnh – %(forms)s") % {"forms": ", ".join(forms) or "–"}, PROVISIONAL, month.rebuilt_at
    )
