"""Data drops: what each supplier owes when, what came of it, and how it differs from the drop before.

What is owed are the obligations of the duties that ask for data; a file that was taken over stands beside its own."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from agencies.models import Agency, Duty, DutyParty, Obligation, Province, ProvinceSetting
from agencies.queries.functions import HolderBook
from agencies.queries.tracking import with_outcome
from employers.models import SourceRow
from employers.rules.drops import COMPARED, FILES_OF_THING, SUPPLIED, THINGS, thing_of
from portal.core import sql
from portal.core.models import ImportBatch
from portal.core.periods import Month

AHEAD = timedelta(days=45)
LOGGED = (Duty.Kind.STANDING, Duty.Kind.GATE, Duty.Kind.META)
RECEIVERS = {"status-events": "status_events.recipients", "labour-review": "labour_review.partners"}
USUAL = ("labour_management", "social_insurance")
CAME, WENT, CHANGED = "came", "went", "changed"


def period_of(batch: ImportBatch) -> str:
    """As obligations write it: "2026", "2026-Q2", "2026-10"."""
    return batch.period or str(Month.of(batch.month))


def expected_drops(rows: QuerySet[Obligation], *, now: datetime) -> QuerySet[Obligation]:
    """Of obligations visible_to the reader those that ask for data and have begun or begin soon, each with its outcome and the
    file that came for it: `batch_id`, `batch_rows`, `batch_at`, `batch_drop` (how it differs from the one before)."""
    asked = rows.filter(duty__thing__in=THINGS, duty__category__in=SUPPLIED, opens_on__lte=localdate(now) + AHEAD)
    asked = asked.exclude(state=Obligation.State.WITHDRAWN).annotate(sender=Coalesce("holder__code", "agency__code"))
    exact, during = _files(), _files()
    exact = exact.filter(key=OuterRef("period"))
    during = during.filter(month__gte=OuterRef("period_start"), month__lte=OuterRef("period_end"))
    fields = {"batch_id": "pk", "batch_rows": "accepted", "batch_at": "applied_at", "batch_drop": "outcome__drop"}
    logged = Q(duty__kind__in=LOGGED)
    found = {
        name: Case(When(logged, then=Subquery(during.values(path)[:1])), default=Subquery(exact.values(path)[:1]))
        for name, path in fields.items()
    }
    rows = with_outcome(asked.annotate(**found), now=now)
    return rows.select_related("duty__clause", "directive", "agency", "holder")


def _files() -> QuerySet[ImportBatch]:
    things = [When(kind__in=kinds, then=Value(thing)) for thing, kinds in FILES_OF_THING.items()]
    month = RawSQL("to_char(month, 'YYYY-MM')", [], output_field=CharField())
    files = ImportBatch.objects.applied().filter(
        province_code=OuterRef("province__slug"), agency_code=OuterRef("sender")
    )
    files = files.annotate(
        thing=Case(*things, default=Value(""), output_field=CharField()),
        key=Case(When(period="", then=month), default="period", output_field=CharField()),
    )
    return files.filter(thing=OuterRef("duty__thing")).order_by("-month", "-applied_at", "-pk")


def late_days(obligation: Obligation, today: date) -> int:
    """Days after the due day on which it was done, or by which it is still missing."""
    if obligation.due_on is None or obligation.state in (Obligation.State.EXCUSED, Obligation.State.WITHDRAWN):
        return 0
    done = localdate(obligation.fulfilled_at) if obligation.fulfilled_at else today
    return max(0, (done - obligation.due_on).days)


# --- Who is to have a drop -------------------------------------------------------------------------------------------


def drop_receivers(province: Province, sender: Agency, kind: str, day: date) -> list[Agency]:
    """Whom the duties of this thing name, and whom the province's setting names; without either, the labour agency and BHXH.
    Never the sender itself."""
    functions = [*_by_duty(province, sender, kind, day), *_by_setting(province, kind, day)] or USUAL
    book = HolderBook(province)
    found = {agency.pk: agency for code in functions for agency in book.holders(code, province.unit, day)}
    found.pop(sender.pk, None)
    return sorted(found.values(), key=lambda agency: agency.code)


def _by_duty(province: Province, sender: Agency, kind: str, day: date) -> Iterable[str]:
    mine = DutyParty.objects.filter(part=DutyParty.Part.BEARER, function__in=sender.function_codes)
    duties = Duty.objects.filter(thing=thing_of(kind), directive__province=province, parties__in=mine).on(day)
    told = DutyParty.objects.filter(duty__in=duties.values("pk"), part=DutyParty.Part.RECIPIENT, function__isnull=False)
    return told.order_by("function").values_list("function", flat=True).distinct()


def _by_setting(province: Province, kind: str, day: date) -> Iterable[str]:
    """One function or several, as the setting's row was written."""
    rows = ProvinceSetting.objects.filter(province=province).valid_on(RECEIVERS.get(kind, ""), day)
    value = rows.values_list("value", flat=True).first() or []
    return [value] if isinstance(value, str) else value


# --- How a drop differs from the one before --------------------------------------------------------------------------


def drop_of(province: Province, pk: int) -> ImportBatch | None:
    """A file of the register that was taken over in the province, whichever agency sent it."""
    kinds = [kind for kinds in FILES_OF_THING.values() for kind in kinds]
    return ImportBatch.objects.applied().filter(pk=pk, province_code=province.slug, kind__in=kinds).first()


def previous_drop(batch: ImportBatch) -> ImportBatch | None:
    """The same agency's last file of the kind that was taken over before this one, of this period or an earlier one."""
    mine = ImportBatch.objects.applied().filter(
        province_code=batch.province_code, agency_code=batch.agency_code, kind=batch.kind, month__lte=batch.month
    )
    return mine.exclude(pk__gte=batch.pk).order_by("-month", "-pk").first()


def difference_of(batch: ImportBatch) -> dict[str, Any]:
    """How many came, went and changed since the drop before; empty without one, and for lists of events."""
    before = previous_drop(batch) if batch.kind in COMPARED else None
    if before is None:
        return {}
    asked = f"SELECT what, count(*) FROM ({_compared()}) told GROUP BY what"
    with connection.cursor() as cursor:
        cursor.execute(asked, _places(batch.pk, before.pk))
        found = dict(cursor.fetchall())
    return {"previous": before.pk, **{what: found.get(what, 0) for what in (CAME, WENT, CHANGED)}}


def compared_with(batch: ImportBatch) -> ImportBatch | None:
    """The file that `difference_of` compared this one with, when it was checked."""
    return ImportBatch.objects.filter(pk=(batch.outcome.get("drop") or {}).get("previous")).first()


def rows_that(batch: ImportBatch, what: str) -> QuerySet[SourceRow]:
    """The rows behind a figure of `difference_of`: those that went stand in the file before."""
    before = (batch.outcome.get("drop") or {}).get("previous")
    if before is None:
        return SourceRow.objects.none()
    asked = f"SELECT row_id FROM ({_compared()}) told WHERE what = %s"
    return SourceRow.objects.filter(pk__in=RawSQL(asked, [*_places(batch.pk, before), what]))


def _compared() -> str:
    return sql.text("employers", "drop_rows")


def _places(batch: int, before: int) -> list[int]:
    return [batch, before, batch, before]
