"""Provinces with their agencies, and whoever counts, sends and verifies in them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from agencies.models import AdminUnit, Agency, AgencyTerritory, Province, User
from agencies.queries.territory import communes_of
from agencies.services import targets
from employers.services.coverage import record_coverage
from portal.core.acts import OPERATOR
from portal.core.periods import Month
from tests.factories.cast import opened_province
from tests.factories.people import make_agency, make_person

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 11, 20, 9, tzinfo=HERE)
TODAY, OCTOBER = AT.date(), Month(2026, 10)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def doors(settings):
    settings.COMMAND_DOORS = True


@pytest.fixture
def hai_phong(db) -> Province:
    return opened_province("hai-phong")


@pytest.fixture
def bac_ninh(db) -> Province:
    return opened_province("bac-ninh")


@pytest.fixture
def thai_nguyen(db) -> Province:
    return opened_province("thai-nguyen")


@pytest.fixture
def gia_lai(db) -> Province:
    return opened_province("gia-lai")


def agency_of(province: Province, kind: str) -> Agency:
    found = province.agencies.filter(kind=kind, valid_to=None, area=None).order_by("code").first()
    return found or make_agency(province, kind, kind.replace("_", "-"))


def person(province: Province, kind: str, role: str = "officer") -> User:
    known = User.objects.filter(username=f"{kind}-{role}-{province.slug}"[:60]).first()
    return known or make_person(agency_of(province, kind), f"{kind}-{role}-{province.slug}"[:60], role)


def of_commune(province: Province, commune: AdminUnit, kind: str, name: str) -> User:
    """An officer of the commune's committee or police; the police is opened for it."""
    if kind == "commune_committee":
        agency = Agency.objects.get(province=province, kind=kind, territories__unit=commune)
    else:
        agency = make_agency(province, kind, f"{kind.replace('_', '-')}-{commune.code}")
        AgencyTerritory.objects.create(agency=agency, unit=commune, valid_from=date(2025, 7, 1))
    return make_person(agency, name)


def communes(province: Province, number: int = 3) -> list[AdminUnit]:
    return list(communes_of(province, TODAY)[:number])


def tell(province: Province, unit: AdminUnit, month: Month = OCTOBER, **figures: int) -> None:
    for measure, value in figures.items():
        record_coverage(
            province,
            by=OPERATOR,
            at=AT,
            territory=unit,
            month=month,
            measure=measure,
            value=value,
            source="Báo cáo BHXH",
        )


def count_people(
    province: Province, code: str, values: dict[AdminUnit, int], *, name: str = "Niên giám", without=()
) -> object:
    """A new version of a way of counting, with the people that it counts."""
    method = targets.record_denominator_method(
        province,
        by=OPERATOR,
        code=code,
        name=name,
        exclusions=list(without),
        source="Thống kê",
        valid_from=date(2026, 1, 1),
    )
    for unit, value in values.items():
        targets.record_denominator(
            method, by=OPERATOR, at=AT, as_of=date(2026, 6, 30), value=value, source="Niên giám 2026", territory=unit
        )
    return method


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, BACKEND)
    return client


def text(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ")
