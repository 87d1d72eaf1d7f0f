"""Bắc Ninh opened with its past, its administrator, and people in offices that are about to change."""

from datetime import date

import pytest

from agencies.models import AdminUnit, Agency, Province
from agencies.queries.territory import province_named
from agencies.services.provinces import open_province
from portal.core.acts import OPERATOR
from tests.factories.people import make_person

TODAY = date(2026, 11, 20)


@pytest.fixture
def open_as(db):
    def opened(slug: str) -> Province:
        return open_province(province_named(slug, TODAY), by=OPERATOR, on=TODAY)

    return opened


@pytest.fixture(scope="module")
def layer_builders() -> tuple:
    return (("bac_ninh", lambda _below: open_province(province_named("bac-ninh", TODAY), by=OPERATOR, on=TODAY)),)


@pytest.fixture
def bac_ninh(of_layers) -> Province:
    return of_layers["bac_ninh"]


@pytest.fixture
def bac_giang(bac_ninh) -> AdminUnit:
    """The former province that directive 000 speaks to."""
    return AdminUnit.objects.get(code="24", level=1, valid_to=date(2025, 6, 30))


@pytest.fixture
def agency(bac_ninh):
    def named(code: str) -> Agency:
        return bac_ninh.agencies.get(code=code)

    return named


@pytest.fixture
def quan(agency):
    """The administrator of the province's social insurance."""
    return make_person(agency("bhxh-tinh"), "quan", "administrator", factor=True)


@pytest.fixture
def mai(agency):
    """An officer of the local office of Việt Yên."""
    return make_person(agency("bhxh-cs-viet-yen"), "mai")
