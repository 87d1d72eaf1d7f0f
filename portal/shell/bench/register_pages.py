"""The register's pages with one person and with eight at once: officers of a commune, the department and BHXH, the leader."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from agencies.models import User
from employers.models import Employer, Gap, ReviewShare
from portal.core.models import ImportBatch
from portal.shell.bench.duty_pages import is_as_many
from portal.shell.bench.pages import GOAL_MS, GOAL_QUERIES, page
from portal.shell.bench.register_province import Registered
from portal.shell.bench.users import Site, logged_in, site

PEOPLE = {"commune": "xa.canbo1", "department": "noivu.canbo", "bhxh": "bhxh.canbo", "leader": "tinh.lanhdao"}
LISTS = {
    "register": "employers",
    "gaps": "gaps",
    "counts": "labour-counts",
    "coverage": "coverage",
    "coverage_communes": "coverage-communes",
    "drops": "data-drops",
    "files": "register-files",
    "events": "status-events",
    "not_joined": "not-joined",
    "reviews": "labour-reviews",
}
OF_FEW = {"gaps_all": "all-gaps", "gaps_by_agency": "gaps-by-agency", "exchanges": "exchanges", "alerts": "alerts"}


def addresses(place: Registered, person: str) -> dict[str, str]:
    """The pages of the register that a person of this kind works with, by name."""
    user = place.person(PEOPLE[person])
    names = LISTS | (OF_FEW if person != "commune" else {})
    return {name: reverse(route) for name, route in names.items()} | _single(place, user)


def _single(place: Registered, user: User) -> dict[str, str]:
    seen = Employer.objects.visible_to(user).order_by("pk")
    gap = Gap.objects.visible_to(user).filter(employer__province=place.province).first()
    share = ReviewShare.objects.visible_to(user).filter(review__province=place.province).order_by("-employers").first()
    batch = ImportBatch.objects.filter(province_code=place.province.slug, agency_code=user.posting.agency.code).first()
    word = seen[seen.count() // 2].folded.split()[-1]
    pages = {
        "register_found": f"{reverse('employers')}?q={word}",
        "employer": reverse("employer", args=[(gap.employer if gap else seen[0]).pk]),
    }
    pages |= {"gap": reverse("gap", args=[gap.pk])} if gap else {}
    pages |= {"share": reverse("review-share", args=[share.pk])} if share else {}
    return pages | ({"file": reverse("register-file", args=[batch.pk])} if batch else {})


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    with site() as running:
        return {"register_pages": dict(_pages(ground, running))}


def _pages(ground, running: Site) -> Iterator[tuple[str, dict[str, Any]]]:
    large, small = ground.register, ground.few_registered
    for person, name in PEOPLE.items():
        cookies = [logged_in(large.person(name)) for _ in range(ground.effort.users)]
        elsewhere, visitor = addresses(small, person), [logged_in(small.person(name))]
        for title, path in addresses(large, person).items():
            figure = page(running, path, cookies, ground.effort)
            few = running.ask(elsewhere[title], visitor, rounds=2)[-1].queries if title in elsewhere else None
            as_many = few is None or is_as_many(figure["queries"], few)
            is_met = figure["p95_ms"] <= GOAL_MS and figure["queries"] <= GOAL_QUERIES and as_many
            figure |= {"queries_small": few, "met": is_met}
            ground.tell(
                f"{person}.{title}: {figure['p95_ms']} ms (alone {figure['alone_ms']}), {figure['queries']} queries"
            )
            yield f"{person}.{title}", figure
