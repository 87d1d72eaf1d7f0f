"""Pages of duties with eight people at once: an officer of a commune, one of the coordinating department, the leader."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from agencies.models import Obligation, User
from portal.core.periods import Month
from portal.shell.bench.duty_province import Lived
from portal.shell.bench.pages import GOAL_MS, GOAL_QUERIES, page
from portal.shell.bench.users import Site, logged_in, site

PEOPLE = {"commune": "xa.canbo1", "coordinator": "noivu.canbo", "leader": "tinh.lanhdao"}
DIRECTIVE = "004"


def addresses(lived: Lived, person: str) -> dict[str, str]:
    """The pages of duties that a person of this kind works with, by name."""
    user = lived.person(PEOPLE[person])
    return _everybodys(user) | (_coordinators(user) if person != "commune" else {})


def _everybodys(user: User) -> dict[str, str]:
    agency, tracked = user.posting.agency, reverse("obligations")
    mine = Obligation.objects.visible_to(user).filter(holder=agency, quota=0)
    done = mine.filter(state=Obligation.State.ACCEPTED).order_by("pk")
    return {
        "duties": tracked,
        "duties_found": f"{tracked}?q=bao+cao",
        "duties_urgent": f"{tracked}?urgency=qua-han",
        "done": reverse("obligations-done"),
        "shared": reverse("obligations-shared"),
        "to_acknowledge": reverse("obligations-to-acknowledge"),
        "rows": reverse("obligation-rows"),
        "events": reverse("events"),
        "calendar": reverse("obligation-calendar"),
        "obligation": reverse("obligation", args=[mine.filter(state="open", opens_on__lte=timezone.localdate())[0].pk]),
        "obligation_done": reverse("obligation", args=[(done.first() or mine[0]).pk]),
        "directives": reverse("directives"),
        "directive": reverse("directive", args=[DIRECTIVE]),
        "agencies": reverse("agencies"),
        "agencies_found": f"{reverse('agencies')}?q=mo+phong",
        "agency": reverse("agency", args=[agency.code]),
        "targets": reverse("targets"),
        "home": reverse("home"),
    }


def _coordinators(user: User) -> dict[str, str]:
    tracker, rows = reverse("tracker"), reverse("obligation-rows")
    narrowed = {"directive": DIRECTIVE, "tier": "commune", "sort": "worst"}
    month = Month.of(timezone.localdate())
    late = {"outcome": "missing", "year": month.year, "tier": "commune"}
    pages = {
        "tracker": tracker,
        "tracker_narrowed": f"{tracker}?{urlencode(narrowed)}",
        "tracker_duties": f"{tracker}?view=duties",
        "tracker_deep": f"{tracker}?page=2",
        "rows_missing": f"{rows}?{urlencode(late)}",
        "calendar_province": f"{reverse('obligation-calendar')}?scope=all",
        "letters": reverse("letters"),
        "functions": reverse("functions"),
    }
    if user.may("coordinate_duties"):
        pages |= {"to_judge": reverse("obligations-to-judge"), "late_agencies": reverse("late-agencies")}
    return pages


def is_as_many(queries: int, few: int) -> bool:
    """As many questions as elsewhere; a list that fills more than one page is counted, which is one more."""
    return abs(queries - few) <= 1


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    with site() as running:
        return {"duties_pages": dict(_pages(ground, running))}


def _pages(ground, running: Site) -> Iterator[tuple[str, dict[str, Any]]]:
    for person, name in PEOPLE.items():
        cookies = [logged_in(ground.duties.person(name)) for _ in range(ground.effort.users)]
        elsewhere, visitor = addresses(ground.few_duties, person), [logged_in(ground.few_duties.person(name))]
        for title, path in addresses(ground.duties, person).items():
            figure = page(running, path, cookies, ground.effort)
            few = running.ask(elsewhere[title], visitor, rounds=2)[-1].queries
            as_many = is_as_many(figure["queries"], few)
            is_met = figure["p95_ms"] <= GOAL_MS and figure["queries"] <= GOAL_QUERIES and as_many
            figure |= {"queries_small": few, "met": is_met}
            ground.tell(
                f"{person}.{title}: {figure['p95_ms']} ms (alone {figure['alone_ms']}), {figure['queries']} queries"
            )
            yield f"{person}.{title}", figure
