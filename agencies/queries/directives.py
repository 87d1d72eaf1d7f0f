"""A directive as it is read: clause by clause, the duties of each with their bodies, and how they stand in this period."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Case, Count, Min, Q, Value, When

from agencies.models import AdminUnit, Agency, Clause, Directive, Duty, DutyParty, Obligation, User
from agencies.queries.functions import IN_PARTS, HolderBook
from agencies.reference_files import rows
from agencies.rules.wording import rules_words
from portal.core.folding import fold

MINE = "toi"
DOING = (DutyParty.Part.BEARER, DutyParty.Part.COOPERATING, DutyParty.Part.PERFORMER)
ASKED_AGAIN = (Obligation.State.OPEN, Obligation.State.RETURNED)
LONGEST_DUE = timedelta(days=400)  # nothing falls due later after its period


@dataclass(frozen=True)
class Asked:
    """How a reader asks to see a directive."""

    on: date
    now: datetime
    names_as_issued: bool = False
    function: str = ""
    text: str = ""

    @property
    def words(self) -> list[str]:
        return fold(self.text).split()

    @property
    def is_narrowed(self) -> bool:
        return bool(self.function or self.words)


@dataclass(frozen=True)
class BodyShown:
    """A body as issued, and whoever stands for it today (empty: nobody stated, or outside the portal)."""

    name: str
    now: tuple[str, ...] = ()
    is_outside: bool = False
    is_requested: bool = False


@dataclass(frozen=True)
class Standing:
    """How many agencies stand how in this period, of those that the reader may see."""

    late: int = 0
    open: int = 0
    submitted: int = 0
    accepted: int = 0
    excused: int = 0

    @property
    def total(self) -> int:
        return self.late + self.open + self.submitted + self.accepted + self.excused

    def with_more(self, name: str, number: int) -> "Standing":
        """What was withdrawn is counted nowhere."""
        return replace(self, **{name: getattr(self, name) + number}) if hasattr(self, name) else self


@dataclass
class DutyShown:
    duty: Duty
    bodies: dict[str, list[BodyShown]]
    mine: Standing
    all: Standing
    is_own: bool
    is_borne: bool

    @property
    def due(self) -> list[str]:
        return rules_words(self.duty.due)

    @property
    def assumed_why(self) -> str:
        reasons = [rule.get("why") or "" for rule in self.duty.due if rule.get("assumed")]
        return "; ".join(dict.fromkeys(filter(None, reasons))) if reasons else ""

    @property
    def is_assumed(self) -> bool:
        return any(rule.get("assumed") for rule in self.duty.due)

    @property
    def is_done_later(self) -> bool:
        return self.duty.mode == Duty.Mode.EXECUTED and self.duty.thing not in open_things()

    @property
    def bearers(self) -> list[BodyShown]:
        return self.bodies.get(DutyParty.Part.BEARER, [])

    @property
    def others(self) -> list[tuple[str, list[BodyShown]]]:
        """The other parts, each with its word."""
        parts = [part for part in DutyParty.Part if part != DutyParty.Part.BEARER and self.bodies.get(part)]
        return [(str(part.label), self.bodies[part]) for part in parts]


@dataclass
class ClauseShown:
    clause: Clause
    duties: list[DutyShown] = field(default_factory=list)

    @property
    def is_heading(self) -> bool:
        return self.clause.kind in ("heading", "title")


@dataclass(frozen=True)
class Coverage:
    """How the directive lives in the portal, as one line."""

    paragraphs: int
    duties: int
    executed: int
    later: int
    evidenced: int
    tracked: int


@dataclass
class Reading:
    """Everything that the page of one directive shows."""

    directive: Directive
    clauses: list[ClauseShown]
    coverage: Coverage
    functions: list[tuple[str, str]]
    unstated: list[str]
    coordinator: str


def open_things() -> frozenset[str]:
    return frozenset(row["code"] for row in rows("agencies", "things") if row["is_open"] == "1")


def day_read(directive: Directive, on: date) -> date:
    """The day as of which a directive is read: today while it is in force, else the nearest day of its time."""
    if on < directive.in_force_from:
        return directive.in_force_from
    return min(on, directive.in_force_to) if directive.in_force_to else on


def reading(directive: Directive, user: User, asked: Asked) -> Reading:
    """The directive as this person reads it; as many queries for two duties as for two hundred."""
    on = day_read(directive, asked.on)
    duties = list(Duty.objects.filter(directive=directive).on(on).select_related("clause").prefetch_related("parties"))
    bodies = _Bodies(directive, asked.on)
    standings = _standings(directive, user, asked)
    shown = [_shown(duty, bodies, standings, user) for duty in duties]
    clauses = _by_clause(directive, shown)
    return Reading(
        directive=directive,
        clauses=_narrowed(clauses, user, asked) if asked.is_narrowed else clauses,
        coverage=coverage(clauses),
        functions=_function_choices(duties, bodies),
        unstated=bodies.unstated(),
        coordinator=", ".join(bodies.now(directive.coordinator_id or "")),
    )


def coverage(clauses: Iterable[ClauseShown]) -> Coverage:
    clauses = list(clauses)
    duties = [one for clause in clauses for one in clause.duties]
    modes = [one.duty.mode for one in duties]
    executed = sum(mode == Duty.Mode.EXECUTED for mode in modes)
    later = sum(one.is_done_later for one in duties)
    return Coverage(
        paragraphs=sum(bool(clause.duties) for clause in clauses),
        duties=len(duties),
        executed=executed - later,
        later=later,
        evidenced=modes.count(Duty.Mode.EVIDENCED),
        tracked=modes.count(Duty.Mode.TRACKED),
    )


class _Named(HolderBook):
    """Holders for their names: where a kind has an agency in every commune its name stands for all, and which of them lie in
    the territory need not be asked."""

    def _is_in_charge(self, agency: Agency, territory: AdminUnit, areas: set[int], day: date) -> bool:
        in_parts = agency.area_id is None and agency.kind.tier in IN_PARTS
        return self.province.unit_id in areas if in_parts else super()._is_in_charge(agency, territory, areas, day)


class _Bodies:
    """The bodies of a directive by slug and function, with who stands for each on the day."""

    def __init__(self, directive: Directive, on: date):
        self.directive, self.on = directive, on
        self._now: dict[str, tuple[str, ...]] = {}

    @cached_property
    def held(self) -> dict[str, list[Agency]]:
        book = _Named(self.directive.province)
        book.agencies = self._one_of_many(book)
        return book.on(self.directive.territory, self.on)

    def _one_of_many(self, book: HolderBook) -> list[Agency]:
        """The agencies of the day; of a kind that has one in every commune the first, for only the kind is named."""
        standing = book.province.agencies.as_of(self.on)
        many = standing.filter(area=None, kind__tier__in=IN_PARTS).order_by().values("kind").annotate(first=Min("pk"))
        named = {row.agency_id for row in book.rows if row.agency_id}
        single = ~Q(kind__tier__in=IN_PARTS) | Q(area__isnull=False) | Q(pk__in=named)
        return list(standing.filter(single | Q(pk__in=many.values("first"))).select_related("kind").order_by("code"))

    def now(self, function: str) -> tuple[str, ...]:
        if function not in self._now:
            self._now[function] = self._names(function)
        return self._now[function]

    def _names(self, function: str) -> tuple[str, ...]:
        agencies = self.held.get(function, [])
        many = {agency.kind_id: agency.kind.name for agency in agencies if agency.kind.tier in IN_PARTS}
        single = [agency.name for agency in agencies if agency.kind_id not in many]
        return (*single, *sorted(many.values()))

    def shown(self, party: DutyParty) -> BodyShown:
        now = self.now(party.function_id) if party.function_id else ()
        return BodyShown(party.name, now, party.function_id is None, party.is_requested)

    def unstated(self) -> list[str]:
        """Bodies whose function nobody holds today: the administrator is asked."""
        named = {body["name"]: body["function"] for body in self.directive.parties.values() if body.get("function")}
        return sorted(name for name, function in named.items() if not self.now(function))


def _shown(duty: Duty, bodies: _Bodies, standings: dict[int, tuple[Standing, Standing]], user: User) -> DutyShown:
    parts: dict[str, list[BodyShown]] = defaultdict(list)
    for party in sorted(duty.parties.all(), key=lambda party: party.pk):
        parts[party.part].append(bodies.shown(party))
    mine, everyone = standings.get(duty.pk, (Standing(), Standing()))
    own = set(user.posting.agency.function_codes) if user.posting else set()
    taken = {party.part for party in duty.parties.all() if party.function_id in own}
    is_borne = DutyParty.Part.BEARER in taken
    return DutyShown(duty, dict(parts), mine, everyone, is_own=bool(taken & set(DOING)), is_borne=is_borne)


def _standings(directive: Directive, user: User, asked: Asked) -> dict[int, tuple[Standing, Standing]]:
    """Duty id -> the own agency's and everybody's counts of what is open or was answered in this period."""
    rows_ = Obligation.objects.visible_to(user).filter(directive=directive, opens_on__lte=asked.on)
    late = Case(When(due_at__lt=asked.now, then=Value(True)), default=Value(False))
    own = Case(When(holder=user.posting.agency_id, then=Value(True)), default=Value(False))
    rows_ = rows_.annotate(is_late=late, is_own=own).order_by()
    ended = Q(period_end__lt=asked.on)
    parts = (  # each has its index; joined by OR none of them is used
        Q(period_end__gte=asked.on),
        ended & Q(period_end__gte=asked.on - LONGEST_DUE, due_on__gte=asked.on),
        ended & Q(due_on__lt=asked.on, state__in=ASKED_AGAIN),
    )
    counted = [
        rows_.filter(part).values_list("duty_id", "state", "is_late", "is_own").annotate(number=Count("pk"))
        for part in parts
    ]
    found: dict[int, tuple[Standing, Standing]] = defaultdict(lambda: (Standing(), Standing()))
    for duty, state, is_late, is_own, number in counted[0].union(*counted[1:], all=True):
        name = ("late" if is_late else "open") if state in ASKED_AGAIN else state
        mine, everyone = found[duty]
        found[duty] = (mine.with_more(name, number) if is_own else mine, everyone.with_more(name, number))
    return found


def _by_clause(directive: Directive, shown: list[DutyShown]) -> list[ClauseShown]:
    duties: dict[int, list[DutyShown]] = defaultdict(list)
    for one in shown:
        duties[one.duty.clause_id].append(one)
    clauses = [ClauseShown(clause, duties.get(clause.pk, [])) for clause in directive.clauses.all()]
    return [clause for clause in clauses if clause.clause.kind != "dropped" or clause.duties]


def _narrowed(clauses: list[ClauseShown], user: User, asked: Asked) -> list[ClauseShown]:
    """The clauses that are asked for, each under its heading."""
    kept: list[ClauseShown] = []
    heading: ClauseShown | None = None
    for clause in clauses:
        if clause.is_heading:
            heading = clause
        found = _matching(clause, user, asked)
        if found is None:
            continue
        if heading is not None and heading is not clause and heading not in kept:
            kept.append(heading)
        kept.append(found)
    return kept


def _matching(clause: ClauseShown, user: User, asked: Asked) -> ClauseShown | None:
    duties = clause.duties
    if asked.function:
        duties = [one for one in duties if _is_of(one, user, asked.function)]
        if not duties:
            return None
    if asked.words:
        said = " ".join([clause.clause.text, *(one.duty.summary_vi for one in duties)])
        if not all(word in fold(said) for word in asked.words):
            return None
    return ClauseShown(clause.clause, duties)


def _is_of(one: DutyShown, user: User, function: str) -> bool:
    if function == MINE:
        return one.is_own
    return any(party.function_id == function and party.part in DOING for party in one.duty.parties.all())


def _function_choices(duties: list[Duty], bodies: _Bodies) -> list[tuple[str, str]]:
    """Functions that bear a duty here, named by who stands for them today, else as issued."""
    issued: dict[str, str] = {}
    for duty in duties:
        for party in duty.parties.all():
            if party.function_id and party.part == DutyParty.Part.BEARER:
                issued.setdefault(party.function_id, party.name)
    named = [(function, ", ".join(bodies.now(function)) or name) for function, name in issued.items()]
    labels = [label for _function, label in named]
    named = [
        (function, f"{label} ({issued[function]})" if labels.count(label) > 1 else label) for function, label in named
    ]
    return sorted(named, key=lambda pair: fold(pair[1]))
