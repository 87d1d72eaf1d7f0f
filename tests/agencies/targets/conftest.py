"""Gia Lai as its directive describes it, and Hải Phòng with what Hải Dương's plan set; whoever records in them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from agencies.models import AdminUnit, Indicator, Province
from tests.factories.cast import opened_province
from tests.factories.people import make_agency, make_person

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
ON = date(2025, 12, 1)
AT = datetime(2025, 12, 1, 9, tzinfo=HERE)


@pytest.fixture
def gia_lai(db) -> Province:
    return opened_province("gia-lai")


@pytest.fixture
def hai_phong(db) -> Province:
    return opened_province("hai-phong")


@pytest.fixture
def hai_duong() -> AdminUnit:
    return AdminUnit.objects.get(name="Tỉnh Hải Dương", level=AdminUnit.Level.PROVINCE)


def indicator(code: str) -> Indicator:
    return Indicator.objects.get(pk=code)


def recorder(province: Province, kind: str = "home_affairs", name: str = "") -> object:
    agency = province.agencies.filter(kind=kind, valid_to=None, area=None).first()
    agency = agency or make_agency(province, kind, kind.replace("_", "-"))
    return make_person(agency, name or f"{kind}-{province.slug}"[:30])
