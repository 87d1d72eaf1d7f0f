"""Who was urged in writing, and when; who owes and was not urged since; who has not paid though urged.

What makes evasion counts only days that are known: a notice of form B10a-TS has none and makes nobody evade. Whom to urge reads
the later of the days, whichever is known: a notice under way is not sent twice."""

from collections.abc import Iterable
from datetime import date

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, NullIf

from agencies.models import Agency, Province, ProvinceSetting
from agencies.models.settings import setting
from arrears.models import EvasionGround, LedgerRow, LedgerVersion, PaymentReport, UrgingBundle, UrgingNotice
from arrears.queries.law import law_on
from portal.core import sql
from portal.core.models import ImportBatch, Job
from portal.core.periods import Month

State, Origin = UrgingNotice.State, UrgingNotice.Origin
SENT = (State.ISSUED, State.SERVED)
OVERDUE = F("overdue_on")
URGED_BY = {"served": "served_on", "issued": "issued_on"}


def counts_from(province: Province, on: date) -> str:
    """The column of a notice whose day counts: service, unless the province set the day of issue."""
    return URGED_BY[setting(province, "urging.counts_from", on=on)]


def urged_days(employers: Iterable, *, province: Province, on: date) -> dict[int, list[date]]:
    """Employer -> the days up to `on` on which it was urged, oldest first; employers or their keys."""
    day = counts_from(province, on)
    notices = UrgingNotice.objects.filter(employer__in=employers, employer__province=province, state__in=SENT)
    found: dict[int, list[date]] = {}
    for employer, urged in notices.filter(**{f"{day}__lte": on}).order_by(day).values_list("employer", day):
        found.setdefault(employer, []).append(urged)
    return found


def urged_days_sql(province: Province, on: date) -> tuple[str, dict]:
    """The same as a statement of rows (employer_id, days), with its facts, for what works in bulk."""
    facts = {"province": province.pk, "on": on, "counts_from": setting(province, "urging.counts_from", on=on)}
    return sql.text("arrears", "urged_days"), facts


# --- Whom to urge ----------------------------------------------------------------------------------------------------


class _DaysBefore(Func):
    """A day minus a number of days."""

    template, arg_joiner, output_field = "(%(expressions)s)", " - ", DateField()


def newest_version(province: Province) -> LedgerVersion | None:
    """Whose figures notices are drawn from: the newest version of the newest closed month."""
    closed = LedgerVersion.objects.filter(province=province).exclude(frozen_at=None)
    return closed.order_by("-month", "-version").first()


def with_urging(rows: QuerySet[LedgerRow], version: LedgerVersion) -> QuerySet[LedgerRow]:
    """Each row with `overdue_on` (the day after which its oldest unpaid amount was overdue), `urged_on` (the newest notice
    that is issued and not withdrawn), `urged_undated` (form B10a-TS says urged, on a day not told) and `is_drafted`."""
    as_of, before = version.period.last_day, version.period.plus(-1).last_day
    days = NullIf(Greatest("days_late", "days_evaded"), Value(0))
    since = Coalesce("due_on", _DaysBefore(Value(as_of, DateField()), days), Value(before, DateField()))
    own = UrgingNotice.objects.filter(employer=OuterRef("employer_id"), state__in=SENT).order_by()
    newest = own.values("employer").annotate(day=Max(Coalesce("served_on", "issued_on"))).values("day")
    drafts = UrgingNotice.objects.filter(employer=OuterRef("employer_id"), bundle__status=UrgingBundle.Status.DRAFT)
    day0 = law_on(as_of, province=version.province).day0
    return rows.annotate(
        overdue_on=Greatest(since, Value(day0, DateField())),
        urged_on=Subquery(newest, output_field=DateField()),
        urged_undated=Exists(own.filter(origin=Origin.B10, month__gte=version.period.plus(-2).first_day)),
        is_drafted=Exists(drafts),
    )


def never_urged(rows: QuerySet[LedgerRow]) -> QuerySet[LedgerRow]:
    """Not urged since its oldest unpaid amount became overdue; rows `with_urging`."""
    return rows.filter(Q(urged_on=None) | Q(urged_on__lte=OVERDUE))


def urged(rows: QuerySet[LedgerRow]) -> QuerySet[LedgerRow]:
    """Urged since its oldest unpaid amount became overdue."""
    return rows.filter(urged_on__gt=OVERDUE)


def told_without_urging(rows: QuerySet[LedgerRow], version: LedgerVersion) -> QuerySet[LedgerRow]:
    """Whom BHXH holds to evade while the portal knows neither a notice whose day counts nor a ground that needs none."""
    day, as_of = counts_from(version.province, version.period.last_day), version.period.last_day
    proven = UrgingNotice.objects.filter(employer=OuterRef("employer_id"), state__in=SENT, **{f"{day}__isnull": False})
    grounds = EvasionGround.objects.filter(employer=OuterRef("employer_id"), valid_from__lte=as_of)
    held = grounds.filter(Q(valid_to=None) | Q(valid_to__gte=as_of))
    return rows.filter(worst=LedgerRow.Class.EVASION).exclude(Exists(proven)).exclude(Exists(held))


def told_count(user, month: Month) -> int | None:
    """How many of the reader's employers they are, as the list of whom to urge has them; None for a month that it is not of."""
    version = newest_version(user.province)
    if version is None or version.period != month or not user.may("see_urging"):
        return None
    return told_without_urging(candidates(user, version), version).count()


def urged_before_the_newest(rows: QuerySet[LedgerRow], version: LedgerVersion) -> QuerySet[LedgerRow]:
    """Urged for the oldest, but before what the version's month made overdue."""
    return rows.filter(urged_on__gt=OVERDUE, urged_on__lte=version.period.plus(-1).last_day)


def candidates(user, version: LedgerVersion) -> QuerySet[LedgerRow]:
    """The reader's employers that owe by the version, with what is known of their urging; nobody merged into another."""
    rows = LedgerRow.objects.visible_to(user).of(version).owing().filter(employer__merged_into=None)
    return with_urging(rows, version)


def to_urge(rows: QuerySet[LedgerRow]) -> QuerySet[LedgerRow]:
    """Candidates that a draft may be written for now."""
    return never_urged(rows).filter(is_drafted=False)


def files_key(bundle: UrgingBundle) -> str:
    """By which the work that draws the files of a bundle is known."""
    return f"urging-files:{bundle.pk}"


def files_job(bundle: UrgingBundle) -> Job | None:
    """The work that draws them, whoever asked for it."""
    return Job.objects.filter(key=files_key(bundle)).first()


def next_number(agency: Agency, year: int) -> int:
    """One beyond the highest number of the year."""
    used = UrgingNotice.objects.filter(agency=agency, year=year, origin=Origin.PORTAL)
    return (used.aggregate(last=Max("number"))["last"] or 0) + 1


def last_symbol(agency: Agency) -> str:
    """What the agency wrote behind its number last time."""
    used = UrgingNotice.objects.filter(agency=agency, origin=Origin.PORTAL).exclude(full_number="")
    newest = used.order_by("-issued_on", "-pk").values_list("full_number", flat=True).first() or ""
    return newest.partition("/")[2]


# --- Who has not paid ------------------------------------------------------------------------------------------------


class _Words(Func):
    """A setting's value as text."""

    template, output_field = "(%(expressions)s #>> '{}')", TextField()


def _set(province: Province | int, key: str, on: date) -> Subquery:
    """A setting of the day, asked inside the question that needs it."""
    rows = ProvinceSetting.objects.filter(province=province).valid_on(key, on)
    return Subquery(rows.annotate(told=_Words("value")).values("told")[:1], output_field=TextField())


def _counted(column: str) -> Case:
    return Case(When(**{column: "issued"}, then=F("issued_on")), default=F("served_on"), output_field=DateField())


def unpaid(notices: QuerySet[UrgingNotice], province: Province | int, on: date) -> QuerySet[UrgingNotice]:
    """Of these those whose employer still owes so many days after (urging.reminder_days): by the newest closed month, and no
    payment is known since. The newest notice of each employer alone. One question, settings included."""
    closed = LedgerVersion.objects.filter(province=province).exclude(frozen_at=None).order_by("-month", "-version")
    owing = LedgerRow.objects.filter(employer=OuterRef("employer"), province=province).owing()
    owing = owing.filter(month=Subquery(closed.values("month")[:1]), version=Subquery(closed.values("version")[:1]))
    days = Cast(_set(province, "urging.reminder_days", on), IntegerField())
    counted = notices.filter(state__in=SENT, employer__province=province)
    counted = counted.annotate(from_what=_set(province, "urging.counts_from", on)).annotate(day=_counted("from_what"))
    paid = PaymentReport.objects.filter(
        employer=OuterRef("employer"), withdrawn_at=None, paid_on__gte=OuterRef("day"), paid_on__lte=on
    )
    later = UrgingNotice.objects.filter(employer=OuterRef("employer"), state__in=SENT)
    later = later.annotate(from_what=_set(province, "urging.counts_from", on)).annotate(own_day=_counted("from_what"))
    waiting = counted.filter(Exists(owing), day__lte=_DaysBefore(Value(on, DateField()), days))
    return waiting.exclude(Exists(paid)).exclude(Exists(later.filter(own_day__gt=OuterRef("day"))))


# --- What came of it -------------------------------------------------------------------------------------------------


def speaking_b10(province: Province, month: Month) -> QuerySet[ImportBatch]:
    """The files B10a-TS that speak for a month: of each agency the newest."""
    mine = ImportBatch.objects.applied().filter(kind="b10", province_code=province.slug, month=month.first_day)
    return mine.order_by("agency_code", "-sequence").distinct("agency_code")
