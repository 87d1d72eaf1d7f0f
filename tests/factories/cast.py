"""The named cast of the demo, for tests: who acts on the month's road, and who must see nothing."""

from datetime import date

from agencies.models import Agency, Province, User
from agencies.queries.territory import communes_of, province_named
from agencies.services.provinces import open_province
from portal.core.acts import OPERATOR
from portal.shell.demo.cast import COMMUNE_1, COMMUNE_2, LOCAL_OFFICE, add_cast

TODAY = date(2026, 11, 20)


def opened_province(slug: str = "bac-ninh", *, on: date = TODAY) -> Province:
    """A province of the demo with its agencies, without people and employers."""
    return open_province(province_named(slug, on), by=OPERATOR, on=on, is_demo=True)


def cast_of(province: Province, *, on: date = TODAY) -> dict[str, User]:
    """Everyone of the demo by user name ("bhxh.canbo", "xa.canbo1", "thue.canbo", …). Needs settings.DEMO on.

    The two communes are the first two in the Vietnamese order, the local office is that of the first.
    """
    first, second = communes_of(province, on)[:2]
    office = Agency.objects.get(province=province, kind="social_insurance_local", territories__unit=first)
    places = {LOCAL_OFFICE: office.code, COMMUNE_1: f"ubnd-{first.code}", COMMUNE_2: f"ubnd-{second.code}"}
    return add_cast(province, places, on=on)
