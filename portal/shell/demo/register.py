"""The register of the demo comes to life step by step, each whole or not at all: files of the registry, the zone board and the
tax office, counts, reviews, gaps and what was done about them. A build that was killed goes on with the next step."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from agencies.models import Province, User
from employers.models import Employer, Match
from employers.services.match_answers import answer_match
from portal.core.acts import OPERATOR, act
from portal.core.models import AuditEntry, Notification
from portal.core.periods import Month
from portal.shell.demo import counted, foretold, happening, older, published, reviewed, urged
from portal.shell.demo.register_rows import EVENTS, REGISTRY, TAX, ZONE, Registry
from portal.shell.demo.road import send
from portal.shell.demo.simulation import Simulation

FILES = ("registry", "status-events", "zone-list-1", "zone-list-2", "zone-list-3", "participants", "tax-list")


class Register:
    """Everything a step needs to know: the province, its people, the simulation and the days."""

    def __init__(
        self, province: Province, simulation: Simulation, people: dict[str, User], tell: Callable[[str], Any]
    ) -> None:
        self.province, self.simulation, self.people, self.tell = province, simulation, people, tell
        self.as_of, self.month = simulation.plan.as_of, simulation.plan.history[-1]
        self.books = Registry(simulation, self.as_of)

    def live(self) -> None:
        """The steps that were not done yet, in their order."""
        done = AuditEntry.objects.filter(act="live_step", province_code=self.province.slug)
        known = set(done.values_list("detail__facts__step", flat=True))
        for step in STEPS:
            if step not in known:
                live_step(self.province, by=OPERATOR, step=step, register=self)
        self.tell(_("Hồ sơ đơn vị, số lao động theo nguồn, đợt rà soát, chênh lệch: đã dựng."))

    def at(self, day: date, hour: int = 9) -> datetime:
        """A moment of office life: not after the demo's own day, nor before the offices of today were there."""
        return make_aware(datetime.combine(min(max(day, self.opened_on), self.as_of), time(hour, 10)))

    @property
    def opened_on(self) -> date:
        """The first day of the province of today; what was done before it other offices did."""
        return self.province.unit.valid_from

    @property
    def quarter(self) -> tuple[str, date, date]:
        """The last quarter that is over: its name, first and last day."""
        last = Month.of(self.as_of).plus(-1)
        while last.month % 3:
            last = last.plus(-1)
        return f"{last.year}-Q{last.month // 3}", last.plus(-2).first_day, last.last_day

    @property
    def tax_period(self) -> str:
        """The newest second quarter that is over, when the tax office sends its list."""
        year = self.as_of.year if self.as_of >= date(self.as_of.year, 7, 1) else self.as_of.year - 1
        return f"{year}-Q2"

    def person(self, name: str) -> User:
        """Read anew: what a person may do is remembered on the instance."""
        return User.objects.get(pk=self.people[name].pk)


def _only_the_operator(by: Any, province: Any) -> bool:
    return by is OPERATOR and settings.DEMO


@act(may=_only_the_operator, hide=("register",))
def live_step(province: Province, *, by, step: str, register: Register) -> Province:
    """One step of the demo's register; that it was done is remembered with it."""
    STEPS[step](register)
    Employer.objects.filter(province=province, is_demo=False).update(is_demo=True)
    older = Notification.objects.filter(user__posts__agency__province=province, read_at=None)
    if step in FILES:  # what the files of past months told is read by now
        older.update(read_at=register.at(register.as_of))
    return province


def _registry(register: Register) -> None:
    name, _first, last = register.quarter
    send(
        "business-registry",
        register.person("taichinh.canbo"),
        period=name,
        titles=REGISTRY,
        rows=register.books.registry(),
        at=register.at(last + timedelta(days=8)),
    )


def _answers(register: Register) -> None:
    """Rows that only a person can place: works of a known firm are records of their own, so are most of the same name."""
    by, at = register.person("taichinh.canbo"), register.at(register.quarter[2] + timedelta(days=12))
    asked = Match.objects.filter(batch__province_code=register.province.slug, state=Match.State.ASKS).order_by("row_no")
    for match in list(asked)[:-2]:
        answer_match(match, by=by, answer=Match.State.NEW, at=at)


def _status_events(register: Register) -> None:
    name, first, last = register.quarter
    send(
        "status-events",
        register.person("taichinh.canbo"),
        period=name,
        titles=EVENTS,
        rows=register.books.events(first, last),
        at=register.at(last + timedelta(days=9)),
    )


def _zone_list(back: int) -> Callable[[Register], None]:
    def step(register: Register) -> None:
        month = register.simulation.plan.last.plus(1 - back)
        send(
            "zone-list",
            register.person("kcn.canbo"),
            period=str(month),
            titles=ZONE,
            rows=register.books.zone_list(month.index),
            at=register.at(month.last_day + timedelta(days=7)),
        )

    return step


def _tax_list(register: Register) -> None:
    last = Month(int(register.tax_period[:4]), 6).last_day
    send(
        "tax-labour",
        register.person("thue.canbo"),
        period=register.tax_period,
        titles=TAX,
        rows=register.books.tax_list(),
        at=register.at(last + timedelta(days=12)),
    )


STEPS: dict[str, Callable[[Register], None]] = {
    "registry": _registry,
    "answers": _answers,
    "zone-list-3": _zone_list(3),
    "zone-list-2": _zone_list(2),
    "zone-list-1": _zone_list(1),
    "participants": counted.participants,
    "status-events": _status_events,
    "coverage": counted.coverage,
    "sync": counted.sync,
    "exchanges": counted.exchanges,
    "other-counts": counted.other_counts,
    "closed-review": reviewed.closed_review,
    "tax-list": _tax_list,
    "cross-check": reviewed.cross_check,
    "gaps": reviewed.outcomes,
    "demands": reviewed.demands,
    "open-review": reviewed.open_review,
    "relations": happening.relations,
    "corrections": happening.corrections,
    "duplicates": happening.duplicates,
    "alerts": happening.alerts,
    "old-month": older.old_month,
    "urging-list": urged.brought_in,
    "urging": urged.bundles,
    "reasons": urged.reasons,
    "reckoning": urged.reckoned,
    "edition": published.edition,
    "praise": published.praise,
    "waiting-list": published.waiting,
    "commune-list": published.draft,
    "told": foretold.told,
    "risk": foretold.scores,
}
