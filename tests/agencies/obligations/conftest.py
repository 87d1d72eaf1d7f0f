"""The four provinces of the documents, opened with their directives, and short ways to what the tests look at."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from agencies.models import Agency, Obligation, Province
from agencies.services.obligations import raise_obligations
from portal.core.acts import THE_CLOCK
from tests.factories.cast import opened_province
from tests.factories.people import make_person

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def opened(db):
    """A province by its slug, opened once in a test."""
    provinces: dict[str, Province] = {}

    def open_once(slug: str) -> Province:
        if slug not in provinces:
            provinces[slug] = opened_province(slug)
        return provinces[slug]

    return open_once


@pytest.fixture
def moment():
    """An instant of Hanoi."""

    def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
        return datetime(year, month, day, hour, minute, second, tzinfo=HANOI)

    return at


@pytest.fixture
def person_of():
    """Somebody of the agency with that code, by default its head; their second factor does not matter here."""
    made = {}

    def person(province: Province, code: str, role: str = "head"):
        key = (province.slug, code, role)
        if key not in made:
            agency = Agency.objects.get(province=province, code=code)
            made[key] = make_person(agency, f"{province.slug}.{code}.{role}".replace("_", "-"), role)
        return made[key]

    return person


@pytest.fixture
def raised():
    """Run the generator on a day; give what it did."""

    def run(province: Province, on: date, **more):
        return raise_obligations(province, by=THE_CLOCK, on=on, **more)

    return run


@pytest.fixture
def owed():
    """The one obligation of an agency for a duty and period."""

    def find(province: Province, directive: str, duty: str, agency: str, period: str) -> Obligation:
        return Obligation.objects.get(
            province=province, directive__code=directive, duty__code=duty, agency__code=agency, period=period
        )

    return find
