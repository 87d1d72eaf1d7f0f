"""My duties and one duty's page."""

import pytest

from tests.factories.duties import make_directive, make_duty, make_obligation
from tests.factories.people import make_agency

pytestmark = pytest.mark.django_db


def test_the_factory_makes_what_an_agency_owes(province, bhxh):
    tax = make_agency(province, "tax", "thue-tinh")
    duty = make_duty(make_directive(province, coordinator=bhxh), bearer=tax, recipients=(bhxh,))
    assert str(make_obligation(duty, tax).due_at.astimezone().date()) == "2026-11-04"
