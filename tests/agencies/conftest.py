"""Bắc Ninh's social insurance, its people, and a stranger's browser."""

import pytest

from tests.factories.people import make_agency, make_person, make_province


@pytest.fixture
def province(db):
    return make_province()


@pytest.fixture
def bhxh(province):
    return make_agency(province)


@pytest.fixture
def lan(bhxh):
    """An officer: a password is enough."""
    return make_person(bhxh, "lan")


@pytest.fixture
def minh(bhxh):
    """An approver with a second factor."""
    return make_person(bhxh, "minh", "approver", factor=True)


@pytest.fixture
def quan(bhxh):
    """The administrator."""
    return make_person(bhxh, "quan", "administrator", factor=True)
