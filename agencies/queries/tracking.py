"""What agencies owe and how they stand with it: the lists of obligations, the tracker's figures.

One expression, `outcome`, says how an obligation stands; lists, heat-map, totals and record all count by it, so that a figure
and the rows it opens cannot differ. Every function takes rows that are visible_to the asker already, or asks for the user.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Case, CharField, Count, F, IntegerField, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, ExtractMonth
from django.utils.timezone import localdate

from agencies.models import Agency, Directive, Duty, DutyParty, FunctionHolder, Obligation, ObligationReceipt
from agencies.queries.functions import HolderBook
from agencies.queries.obligations import DEFAULT_COORDINATOR, LABOUR, coordinator_function
from portal.core import sql
from portal.core.folding import fold
from portal.core.periods import Month

State, Verdict, Means = Obligation.State, Obligation.Verdict, Obligation.Means
SOON = timedelta(days=7)

ON_TIME, NOTHING, LATE_DONE, RETURNED, MISSING = "on_time", "nothing", "late_done", "returned", "missing"
DUE_SOON, NOT_YET, EXCUSED, ONGOING, DONE = "due_soon", "not_yet", "excused", "ongoing", "done"
EXPECTED = (ON_TIME, NOTHING, LATE_DONE, RETURNED, MISSING)
COMPLETE = (ON_TIME, NOTHING, LATE_DONE)
TIMELY = (ON_TIME, NOTHING)
DATED = (*EXPECTED, DUE_SOON, NOT_YET, EXCUSED)
OUTCOMES = (*DATED, ONGOING, DONE)
MOST_COUNTED = 1_000
TIERS = ("province", "district", "local", "commune")

OVERDUE, IN_7_DAYS, THIS_MONTH, STANDING, EVENTS, LATER = (
    "qua-han",
    "7-ngay",
    "thang-nay",
    "thuong-xuyen",
    "phat-sinh",
    "sau",
)
URGENCIES = (OVERDUE, IN_7_DAYS, THIS_MONTH, LATER, STANDING, EVENTS)
_OPEN, _FULFILLED = Q(state__in=[State.OPEN, State.RETURNED]), Q(state__in=[State.SUBMITTED, State.ACCEPTED])


def with_outcome(rows: QuerySet, *, now: datetime) -> QuerySet:
    """The rows with `outcome` and `owner`: the agency that has to do it now, or that owed it while nobody is named.

    What was late stays late: an obligation excused or withdrawn after its verdict "late" still counts as missing.
    """
    dated, late = Q(due_at__isnull=False), Q(verdict=Verdict.LATE) | Q(verdict="", due_at__lt=now)
    gone = Q(state__in=[State.EXCUSED, State.WITHDRAWN])
    return rows.annotate(
        owner=Coalesce("holder_id", "agency_id"),
        is_due=Case(When(due_at__lt=now, then=Value(True)), default=Value(False)),
        outcome=Case(
            When(_FULFILLED & ~dated, then=Value(DONE)),
            When(_FULFILLED & Q(verdict=Verdict.LATE), then=Value(LATE_DONE)),
            When(_FULFILLED & Q(means=Means.NOTHING), then=Value(NOTHING)),
            When(_FULFILLED, then=Value(ON_TIME)),
            When(gone & Q(verdict=Verdict.LATE), then=Value(MISSING)),
            When(gone, then=Value(EXCUSED)),
            When(~dated, then=Value(ONGOING)),
            When(Q(state=State.RETURNED), then=Value(RETURNED)),
            When(late, then=Value(MISSING)),
            When(due_at__lt=now + SOON, then=Value(DUE_SOON)),
            default=Value(NOT_YET),
            output_field=CharField(max_length=10),
        ),
    )


def with_urgency(rows: QuerySet, *, now: datetime) -> QuerySet:
    """Open rows with `urgency`, the place in URGENCIES of the group in which they are shown, and `rank` within it: of what
    is overdue a week's quota comes after all else, for there may be many weeks."""
    today = localdate(now)
    month_end = Month.of(today).last_day
    places = {name: Value(place) for place, name in enumerate(URGENCIES)}
    return rows.annotate(
        rank=Case(When(due_at__lt=now, quota__gt=0, then=Value(1)), default=Value(0), output_field=IntegerField()),
        urgency=Case(
            When(due_at__lt=now, then=places[OVERDUE]),
            When(due_on__lte=today + SOON, then=places[IN_7_DAYS]),
            When(due_on__lte=month_end, then=places[THIS_MONTH]),
            When(due_on__isnull=False, then=places[LATER]),
            When(duty__kind=Duty.Kind.EVENT, then=places[EVENTS]),
            default=places[STANDING],
            output_field=IntegerField(),
        ),
    )


def with_names(rows: QuerySet) -> QuerySet:
    """The rows with all that a line of a list says; four questions, however many rows."""
    return rows.select_related("duty__clause", "directive", "agency", "holder").prefetch_related("duty__parties")


def owed_by(rows: QuerySet, agency: Agency) -> QuerySet:
    return rows.filter(holder=agency)


def concerning(rows: QuerySet, agency: Agency) -> QuerySet:
    """Those that the agency has to do or once owed."""
    return rows.filter(Q(holder=agency) | Q(agency=agency))


def still_to_do(rows: QuerySet, *, today: date) -> QuerySet:
    """Open ones that have begun or begin by the end of next month, weeks by next week; the horizon of 18 months would drown
    them. The log of a year that is over is no work any more."""
    soon = Q(quota=0) | Q(opens_on__lte=today + SOON)
    return rows.filter(_OPEN, soon, opens_on__lte=Month.of(today).plus(1).last_day).exclude(_ended_log(today))


def finished(rows: QuerySet, *, today: date) -> QuerySet:
    """What is done or over: handed in, excused, withdrawn, and the logs of years gone by."""
    return rows.filter(~_OPEN | _ended_log(today))


def _ended_log(today: date) -> Q:
    return Q(due_on__isnull=True, period_end__lt=today, duty__kind__in=[Duty.Kind.STANDING, Duty.Kind.GATE])


def shared_with(rows: QuerySet, agency: Agency) -> QuerySet:
    """Those of others in which the agency cooperates or does the work, without what begins later than next month."""
    parts = [DutyParty.Part.COOPERATING, DutyParty.Part.PERFORMER]
    mine = DutyParty.objects.filter(
        part__in=parts, function_id__in=agency.function_codes, duty__directive__province_id=agency.province_id
    )
    rows = rows.filter(duty_id__in=list(mine.values_list("duty_id", flat=True).distinct()))
    return rows.exclude(holder=agency).exclude(state=State.WITHDRAWN)


def begun_by(rows: QuerySet, *, today: date) -> QuerySet:
    return rows.filter(opens_on__lte=Month.of(today).plus(1).last_day)


def receipts_waiting(user) -> QuerySet:
    """What was sent on to the reader's agency and not acknowledged yet."""
    mine = ObligationReceipt.objects.visible_to(user)
    return mine.filter(agency_id=user.posting.agency_id, acknowledged_at=None) if user.posting else mine


def waiting_for(user) -> QuerySet:
    """Obligations sent on to the reader's agency that it has not acknowledged."""
    return Obligation.objects.visible_to(user).filter(pk__in=receipts_waiting(user).values("obligation_id"))


def found(rows: QuerySet, text: str) -> QuerySet:
    """Every word, with or without marks, stands in the duty, in the name of the agency or in what happened.

    A province has hundreds of duties and its agencies are folded already: nothing is scanned row by row.
    """
    duties = list(
        Duty.objects.filter(pk__in=rows.order_by().values("duty_id")).values_list("pk", "summary_vi", "text", "code")
    )
    named = [(pk, f"{fold(summary)} {fold(body)} {code}") for pk, summary, body, code in duties]
    for word in fold(text).split():
        condition = Q(duty_id__in=[pk for pk, known in named if word in known])
        rows = rows.filter(
            condition | Q(holder__folded__contains=word) | Q(agency__folded__contains=word) | Q(subject__icontains=word)
        )
    return rows


def urgency_counts(rows: QuerySet) -> dict[str, int]:
    """How many rows of each group, of rows with_urgency."""
    counted = dict(rows.order_by().values_list("urgency").annotate(n=Count("pk")))
    return {name: counted.get(place, 0) for place, name in enumerate(URGENCIES)}


@dataclass(frozen=True)
class Waiting:
    """What the first page tells an agency."""

    overdue: int
    this_month: int
    returned: int
    to_acknowledge: int
    to_judge: int
    next_due: date | None = None


def what_waits(user, *, now: datetime) -> Waiting:
    """For the reader's agency: overdue, due by the month's end, returned, to acknowledge, and to accept as coordinator."""
    today, agency = localdate(now), user.posting.agency
    facts = {
        "province": agency.province_id,
        "agency": agency.pk,
        "kind": agency.kind_id,
        "today": today,
        "now": now,
        "month_end": Month.of(today).last_day,
        "judges": user.may("coordinate_duties"),
        "key": DEFAULT_COORDINATOR,
        "fallback": LABOUR,
    }
    return Waiting(**sql.rows("agencies", "what_waits", facts)[0])


def to_judge(user, *, today: date) -> QuerySet:
    """Submitted ones that wait for the reader as coordinator of their directive."""
    rows = Obligation.objects.visible_to(user).filter(state=State.SUBMITTED)
    if user.posting is None or not user.may("coordinate_duties"):
        return rows.none()
    directives = coordinated_directives(user.posting.agency, today)
    return rows.filter(directive_id__in=directives).exclude(holder=user.posting.agency)


def functions_of(agency: Agency, day: date) -> list[str]:
    """The functions that the agency, by its kind or by name, holds on the day."""
    held = FunctionHolder.objects.filter(province_id=agency.province_id).on(day)
    held = held.filter(Q(agency=agency) | Q(kind_id=agency.kind_id))
    return list(held.values_list("function_id", flat=True).distinct())


def coordinated_directives(agency: Agency, day: date) -> list[int]:
    """The directives of the province whose coordinating function the agency holds on the day."""
    held = set(functions_of(agency, day))
    directives = Directive.objects.filter(province_id=agency.province_id)
    return [directive.pk for directive in directives.defer("text") if coordinator_function(directive, day) in held]


def _directives_for(user, today: date) -> list[Directive]:
    """In force where the reader's agency is in charge: what one former province ordered is not the other's to do."""
    agency, book = user.posting.agency, HolderBook(user.posting.agency.province)
    found = Directive.objects.visible_to(user).in_force(today).defer("text").select_related("territory")
    return [
        one
        for one in found
        if one.territory_id == agency.province.unit_id or book.is_in_charge(agency, one.territory, today)
    ]


def event_duties(user, *, today: date) -> QuerySet:
    """The duties in force that arise only when something happens, borne by the reader's agency."""
    agency = user.posting.agency
    borne = DutyParty.objects.filter(part=DutyParty.Part.BEARER, function_id__in=functions_of(agency, today))
    duties = Duty.objects.visible_to(user).on(today).tracked().filter(kind=Duty.Kind.EVENT)
    duties = duties.filter(pk__in=borne.values("duty_id"), directive__in=_directives_for(user, today))
    raised = Q(obligations__holder=agency, obligations__period_start__year=today.year)
    return duties.annotate(raised=Count("obligations", filter=raised)).select_related("directive", "clause")


# --- Calendar -------------------------------------------------------------------------------------------------------


@dataclass
class DayCount:
    """How many obligations are due on a day, and how they stand."""

    total: int = 0
    missing: int = 0
    waiting: int = 0
    done: int = 0
    excused: int = 0

    def add(self, outcome: str, number: int) -> None:
        self.total += number
        self.missing += number if outcome in (MISSING, RETURNED) else 0
        self.waiting += number if outcome in (DUE_SOON, NOT_YET) else 0
        self.done += number if outcome in COMPLETE else 0
        self.excused += number if outcome == EXCUSED else 0


def day_counts(rows: QuerySet, month: Month, *, now: datetime) -> dict[date, DayCount]:
    """Day -> what is due on it."""
    rows = with_outcome(rows.filter(due_on__range=(month.first_day, month.last_day)), now=now)
    found: dict[date, DayCount] = {}
    for day, outcome, number in rows.order_by().values_list("due_on", "outcome").annotate(number=Count("pk")):
        found.setdefault(day, DayCount()).add(outcome, number)
    return found


# --- Tracker --------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """Counts of outcomes, and what they make of the expected set: obligations whose due instant has passed."""

    counts: dict[str, int] = field(default_factory=dict)
    expected: int = 0
    complete: int = 0
    timely: int = 0

    def add(self, outcome: str, is_due: bool, number: int) -> None:
        """What is done before its due instant is not expected yet."""
        self.counts[outcome] = self.counts.get(outcome, 0) + number
        if is_due:
            self.expected += number if outcome in EXPECTED else 0
            self.complete += number if outcome in COMPLETE else 0
            self.timely += number if outcome in TIMELY else 0

    @classmethod
    def together(cls, tallies: Iterable["Tally"]) -> "Tally":
        whole = cls()
        for one in tallies:
            for outcome, number in one.counts.items():
                whole.counts[outcome] = whole.counts.get(outcome, 0) + number
            whole.expected, whole.complete = whole.expected + one.expected, whole.complete + one.complete
            whole.timely += one.timely
        return whole

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def complete_permille(self) -> int | None:
        """Rounded down, so that the whole is reached only when none is missing."""
        return 1000 * self.complete // self.expected if self.expected else None

    @property
    def timely_permille(self) -> int | None:
        return 1000 * self.timely // self.expected if self.expected else None


def tracked(rows: QuerySet, *, year: int, now: datetime) -> QuerySet:
    """The dated obligations due in the year, with their outcome."""
    return with_outcome(rows.filter(due_on__range=(date(year, 1, 1), date(year, 12, 31))), now=now)


@dataclass
class Board:
    """The tracker's figures of one selection: of all, and of each directive."""

    total: Tally
    by_directive: dict[int, Tally]


def board_of(rows: QuerySet) -> Board:
    """One question: counts by directive and outcome, added up here. A FILTER for each outcome would weigh the
    expression eleven times a row, and counts by agency would be thousands of lines for a page that shows fifty."""
    board = Board(Tally(), {})
    lines = rows.order_by().values_list("directive_id", "outcome", "is_due").annotate(number=Count("pk"))
    for directive, *counted in lines:
        board.total.add(*counted)
        board.by_directive.setdefault(directive, Tally()).add(*counted)
    return board


def owners_in_order(rows: QuerySet, province_id: int, *, worst_first: bool) -> list[int]:
    """The agencies of rows with_outcome by tier and name, or those with most missing first."""
    places = {tier: place for place, tier in enumerate(TIERS)}
    owners = rows.order_by().values_list("owner")
    if worst_first:
        found = dict(owners.annotate(missing=Count("pk", filter=Q(outcome=MISSING))))
    else:
        found = {owner: 0 for (owner,) in owners.distinct()}
    known = Agency.objects.filter(province_id=province_id).values_list("pk", "kind__tier", "folded")
    names = {pk: (places.get(tier, len(TIERS)), folded) for pk, tier, folded in known if pk in found}
    return sorted(names, key=lambda pk: (-found[pk], names[pk], pk))


def of_tier(rows: QuerySet, tier: str) -> QuerySet:
    """Of rows with_outcome those that an agency of the tier has to do; the agencies are looked up once, not for each row."""
    return rows.filter(owner__in=Agency.objects.filter(kind__tier=tier).values("pk"))


def cells_of(rows: QuerySet, owners: list[int], column: str) -> dict[int, dict[int, Tally]]:
    """Owner -> column (month or duty) -> tally; one question for a page of agencies."""
    mine = rows.filter(Q(holder_id__in=owners) | Q(holder=None, agency_id__in=owners))
    place = ExtractMonth("due_on") if column == "month" else F("duty_id")
    lines = mine.annotate(place=place).order_by().values_list("owner", "place", "outcome", "is_due")
    found: dict[int, dict[int, Tally]] = {}
    for owner, key, *counted in lines.annotate(number=Count("pk")):
        found.setdefault(owner, {}).setdefault(key, Tally()).add(*counted)
    return found


def years_of(rows: QuerySet, *, or_else: int) -> list[int]:
    """The years in which something of the rows is due, the newest first."""
    ends = rows.order_by().aggregate(first=Min("due_on"), last=Max("due_on"))
    first, last = (ends["first"] or date(or_else, 1, 1)).year, (ends["last"] or date(or_else, 1, 1)).year
    return list(range(max(last, or_else), min(first, or_else) - 1, -1))
