"""One run of the generator: the obligations of a province made as they should be on a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from agencies.models import (
    AdminUnit,
    Agency,
    Duty,
    DutyParty,
    Evidence,
    Obligation,
    ObligationStep,
    Province,
    Reminder,
    User,
)
from agencies.queries.expected import Calendar, Expected
from agencies.queries.successors import Successors
from agencies.rules.due_dates import due_instant
from portal.core.copying import copy_rows
from portal.core.periods import Month

State, Step = Obligation.State, ObligationStep.Kind
LOOKS_BACK_MONTHS, CHUNK = 12, 5_000
COLUMNS = (
    *(
        "province_id",
        "directive_id",
        "duty_id",
        "party",
        "agency_id",
        "holder_id",
        "period",
        "period_start",
        "period_end",
    ),
    *("opens_on", "due_on", "due_at", "subject", "quota", "counted", "state", "verdict", "means", "fulfilled_as"),
    *("thing_label", "thing_url", "note", "created_at"),
)


@dataclass
class Raised:
    """What a run changed. `unheld`: duties that nobody stated bears, and open obligations that nobody holds."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    passed_on: int = 0
    withdrawn: int = 0
    unheld: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in vars(self).items())


class Row(NamedTuple):
    """An obligation that exists, as far as the generator minds."""

    pk: int
    duty_id: int
    agency_id: int
    period: str
    opens_on: date
    due_on: date | None
    quota: int
    party: str
    state: str
    verdict: str
    counted: int
    directive_id: int
    code: str


class Raising:
    """Level-triggered: what should be is computed anew, what is there is compared with it, only differences are written."""

    def __init__(self, province: Province, *, by: Any, on: date, last: date) -> None:
        self.province, self.by, self.on, self.last = province, by, on, last
        self.calendar = Calendar(province, on=on, first=self._looked_at_from(), last=last)
        self.wanted = {(one.duty_id, one.agency_id, one.period): one for one in self.calendar}

    def run(self) -> Raised:
        done = Raised(removed=self._remove())
        done.added = self._add(self._missing())
        done.changed = self._correct()
        done.withdrawn = self._withdraw()
        done.passed_on = self._pass_on()
        nobody = self._open.filter(holder=None, opens_on__lte=self.on)
        done.unheld = len(self.calendar.unheld) + nobody.count()
        return done

    def _looked_at_from(self) -> date:
        """What fell due before the portal began to follow is not raised; since then, whatever a year of nights missed."""
        followed = Obligation.objects.filter(province=self.province).exclude(duty__kind=Duty.Kind.EVENT)
        earliest = followed.aggregate(first=Min("due_on"))["first"] or self.on
        return max(min(self.on, earliest), Month.of(self.on).plus(-LOOKS_BACK_MONTHS).first_day)

    @cached_property
    def there(self) -> dict[tuple[int, int, str], Row]:
        first = self.calendar.first
        rows = Obligation.objects.filter(province=self.province, period_start__lte=self.last)
        rows = rows.filter(Q(due_on__gte=first) | Q(period_end__gte=first) | Q(period="once"))
        rows = rows.exclude(duty__kind=Duty.Kind.EVENT).order_by()
        columns = [name.replace("code", "duty__code") for name in Row._fields]
        found = (Row(*values) for values in rows.values_list(*columns).iterator(chunk_size=20_000))
        return {(row.duty_id, row.agency_id, row.period): row for row in found}

    @property
    def _open(self):
        return Obligation.objects.filter(province=self.province).open()

    def _remove(self) -> int:
        """What begins today or later and is wanted no more, untouched by anybody; a file or a step keeps its obligation."""
        going = [row.pk for key, row in self.there.items() if key not in self.wanted and self._may_go(row)]
        removed = 0
        for chunk in _chunks(going):
            untouched = Obligation.objects.filter(pk__in=chunk)
            for model in (ObligationStep, Evidence, Reminder):
                untouched = untouched.filter(~Exists(model.objects.filter(obligation=OuterRef("pk"))))
            removed += untouched._raw_delete(untouched.db)
        return removed

    def _may_go(self, row: Row) -> bool:
        return row.opens_on >= self.on and row.state == State.OPEN and not row.verdict and not row.counted

    def _missing(self) -> list[Expected]:
        """What is not there. A period that began before today keeps its agency and its version of the duty."""
        begun: set[tuple] = set()
        for row in self.there.values():
            if row.opens_on < self.on:
                key = (row.directive_id, row.code, row.period)
                begun |= {(*key, row.party), (*key, row.agency_id)}
        return [
            one
            for key, one in self.wanted.items()
            if key not in self.there and (one.opens_on > self.on or not _has_begun(one, begun))
        ]

    def _add(self, missing: list[Expected]) -> int:
        instants = {day: due_instant(day) for day in {one.due_on for one in missing if one.due_on}}
        rows = (
            (
                *(self.province.pk, one.directive_id, one.duty_id, one.party, one.agency_id, one.agency_id, one.period),
                *(
                    one.period_start,
                    one.period_end,
                    one.opens_on,
                    one.due_on,
                    instants.get(one.due_on),
                    "",
                    one.quota,
                    0,
                ),
                *(State.OPEN.value, "", "", "", "", "", "", "now"),
            )
            for one in missing
        )
        return copy_rows(Obligation._meta.db_table, COLUMNS, rows) if missing else 0

    def _correct(self) -> int:
        """Another due day, quota or body as issued: for what has no verdict, and never to a day that has passed."""
        groups: dict[tuple, list[int]] = defaultdict(list)
        for key, one in self.wanted.items():
            row = self.there.get(key)
            if row is None or not self._may_change(row):
                continue
            opens_on = one.opens_on if row.opens_on >= self.on else row.opens_on
            should = (one.due_on, one.quota, opens_on, one.party)
            if should != (row.due_on, row.quota, row.opens_on, row.party) and (one.due_on or self.on) >= self.on:
                groups[should].append(row.pk)
        for (due_on, quota, opens_on, party), found in groups.items():
            facts = {"due_on": due_on, "due_at": due_on and due_instant(due_on), "quota": quota}
            Obligation.objects.filter(pk__in=found, verdict="").open().update(opens_on=opens_on, party=party, **facts)
        return sum(len(found) for found in groups.values())

    def _may_change(self, row: Row) -> bool:
        is_past = row.due_on is not None and row.due_on < self.on
        return not row.verdict and not is_past and row.state in (State.OPEN, State.RETURNED)

    def _withdraw(self) -> int:
        """What is open and would fall due after the directive, or the duty without a newer version, has ended; and what fell
        due before the directive is now known to have begun."""
        newer = Duty.objects.filter(directive=OuterRef("directive"), code=OuterRef("duty__code"))
        newer = newer.filter(valid_from__gt=OuterRef("duty__valid_to"))
        repealed = Q(directive__in_force_to__lt=self.on) & (
            Q(due_on=None) | Q(due_on__gt=F("directive__in_force_to")) | Q(opens_on__gt=F("directive__in_force_to"))
        )
        ended = Q(duty__valid_to__lt=self.on) & (Q(due_on=None) | Q(due_on__gt=F("duty__valid_to"))) & ~Exists(newer)
        too_early = Q(due_on__lt=F("directive__in_force_from")) | Q(
            period_end__lt=F("directive__in_force_from"), due_on=None
        )
        rows = self._open.exclude(duty__kind=Duty.Kind.EVENT).filter(repealed | ended | too_early)
        found = _held(rows)
        for chunk in _chunks(found):
            Obligation.objects.filter(pk__in=chunk).update(state=State.WITHDRAWN)
        self._steps((pk, Step.WITHDRAW, _("Văn bản hoặc nhiệm vụ đã hết hiệu lực")) for pk in found)
        return len(found)

    def _pass_on(self) -> int:
        """What has begun and is open belongs to whoever holds the function today; nobody where none is stated."""
        successors = Successors(self.calendar.book, self.on)
        moves: dict[int | None, list[int]] = defaultdict(list)
        rows = self._open.filter(opens_on__lte=self.on).order_by()
        for pk, duty, party, agency, holder, territory in rows.values_list(
            "pk", "duty_id", "party", "agency_id", "holder_id", "directive__territory_id"
        ):
            function = self._functions.get((duty, party))
            if function is None:
                continue
            now = successors.holder(function, self._territories[territory], began=agency, now=holder)
            if now != holder:
                moves[now].append(pk)
        moved = 0
        for now, going in moves.items():
            found = [pk for chunk in _chunks(going) for pk in _held(self._open.filter(pk__in=chunk))]
            text = self._passed_to(now)
            for chunk in _chunks(found):
                Obligation.objects.filter(pk__in=chunk).update(holder=now)
            self._steps((pk, Step.PASS_ON, text) for pk in found)
            moved += len(found)
        return moved

    @cached_property
    def _functions(self) -> dict[tuple[int, str], str]:
        """(duty, body as issued) -> the function that it stands for."""
        parties = DutyParty.objects.filter(part=DutyParty.Part.BEARER, duty__directive__province=self.province)
        found = parties.filter(function__isnull=False).values_list("duty_id", "slug", "function_id")
        return {(duty, slug): function for duty, slug, function in found}

    @cached_property
    def _territories(self) -> dict[int, AdminUnit]:
        return AdminUnit.objects.in_bulk(self.province.directives.values_list("territory_id", flat=True).distinct())

    def _passed_to(self, agency_id: int | None) -> str:
        if agency_id is None:
            return _("Chưa có cơ quan kế tục được xác định")
        return _("Chuyển đến %(agency)s") % {"agency": Agency.objects.get(pk=agency_id).name_on(self.on)}

    def _steps(self, rows: Iterable[tuple[int, str, str]]) -> None:
        at = datetime.combine(self.on, time.min, get_current_timezone())
        person = self.by if isinstance(self.by, User) else None
        ObligationStep.objects.bulk_create(
            (
                ObligationStep(
                    obligation_id=pk,
                    kind=kind,
                    text=text,
                    at=at,
                    by=person,
                    actor=str(self.by)[:200],
                    is_submitted=True,
                )
                for pk, kind, text in rows
            ),
            batch_size=2000,
        )


def _has_begun(one: Expected, begun: set[tuple]) -> bool:
    key = (one.directive_id, one.code, one.period)
    return (*key, one.party) in begun or (*key, one.agency_id) in begun


def _held(rows: QuerySet[Obligation]) -> list[int]:
    """Those that are still so once their rows are locked: whoever submits at this moment goes first, or waits."""
    locked = rows.order_by("pk").select_for_update(no_key=True, of=["self"])
    return list(locked.values_list("pk", flat=True))


def _chunks(found: list[int]) -> Iterator[list[int]]:
    return (found[start : start + CHUNK] for start in range(0, len(found), CHUNK))
