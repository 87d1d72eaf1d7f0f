"""Who an employer is: its numbers with their days, its legal unit and branches, where it works and stood, who manages it."""

from datetime import date
from typing import Any

from agencies.models import Agency, Function, User
from employers.models import Employer, Identifier, PastPlace, Sector, UnitKind, Workplace
from employers.permissions import record_employer_facts
from employers.queries.managing import ManagingBook

SHOWN = 20


def may_record(user: User, employer: Employer) -> bool:
    """Whether numbers, workplaces and sector are the reader's to write down; of a merged employer nobody's."""
    return employer.merged_into_id is None and record_employer_facts(user, employer)


def facts_of(employer: Employer) -> dict[str, Any]:
    """What the first card says, in words."""
    sector = Sector.objects.filter(version=employer.vsic_version or "2018", code=employer.sector).first()
    return {"kind": UnitKind.objects.filter(number=employer.kind).first(), "sector": sector}


def numbers_of(user: User, employer: Employer, on: date) -> dict[str, Any]:
    """Every number it is or was known by, newest first; the legal unit and those branches that the reader sees."""
    mine = Employer.objects.visible_to(user).select_related("commune")
    numbers = Identifier.objects.visible_to(user).filter(employer=employer).order_by("scheme", "-valid_from", "-id")
    return {
        "numbers": list(numbers[:SHOWN]),
        "parent": mine.filter(pk=employer.parent_id).first() if employer.parent_id else None,
        "branches": list(mine.live().filter(parent=employer).order_by("sort_key")[:SHOWN]),
        "absorbed": list(mine.filter(merged_into=employer).order_by("sort_key")[:SHOWN]),
        "may_record": may_record(user, employer),
        "on": on,
    }


def places_of(user: User, employer: Employer, on: date) -> dict[str, Any]:
    """Its workplaces, and where it stood before."""
    works = Workplace.objects.visible_to(user).filter(employer=employer).select_related("commune", "zone")
    past = PastPlace.objects.visible_to(user).filter(employer=employer).select_related("commune", "zone")
    return {
        "workplaces": list(works[:SHOWN]),
        "past_places": list(past.order_by("-valid_to")[:SHOWN]),
        "may_record": may_record(user, employer),
        "on": on,
    }


def managing_of(user: User, employer: Employer, on: date) -> dict[str, Any]:
    """The one agency that manages it today, on what ground, and those that read."""
    book = ManagingBook(employer.province, on)
    managing = book.of(employer)
    agencies = Agency.objects.visible_to(user).in_bulk([managing.agency_id, *managing.readers])
    return {
        "owner": agencies.get(managing.agency_id),
        "ground": Function.objects.filter(code=managing.ground).first() or managing.ground,
        "readers": [agencies[pk] for pk in managing.readers if pk in agencies],
        "rule": book.rule,
        "on": on,
    }
