"""What the portal raises, month by month from 1/2020 to 12/2030, is what a second reading of the five texts asks for."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

import pytest

from agencies.models import Duty, Obligation, Province
from agencies.queries.working_days import working_days
from agencies.rules.due_dates import due_date, periods
from agencies.services.obligations import raise_obligations
from portal.core.acts import THE_CLOCK
from tests.agencies.obligations.slow_calendar import DIRECTIVES, MONTHS, Owed, calendar_of, employer_pays_by
from tests.agencies.obligations.small_provinces import KEPT, a_small

pytestmark = pytest.mark.django_db
MANY = {"district_committee", "commune_committee", "social_insurance_local"}
# 000 and 001 order something in one former province; 003 and 004 in a province made of two.
OF_MANY = {"bac-ninh": KEPT, "hai-phong": KEPT, "thai-nguyen": 2 * KEPT, "gia-lai": 2 * KEPT}
NEW_YEARS = [date(year, 1, 1) for year in range(2020, 2031)]


def raised(province: Province, days: Iterable[date]) -> dict[tuple[int, int], Counter[Owed]]:
    """The dated part of the calendar as it came to be, a run on each of the days; offices of a kind counted as one, once it
    is sure that all of them owe it."""
    for day in days:
        raise_obligations(province, by=THE_CLOCK, on=day)
    offices: dict[tuple[Owed, str], int] = Counter()
    dated = Obligation.objects.filter(province=province, due_on__isnull=False)
    columns = ("directive__code", "duty__code", "party", "agency__kind", "due_on", "period")
    for *owed, period in dated.values_list(*columns):
        offices[Owed(*owed), period] += 1
    found: dict[tuple[int, int], Counter[Owed]] = defaultdict(Counter)
    for (owed, _period), number in offices.items():
        assert number == (OF_MANY[province.slug] if owed.kind in MANY else 1), owed
        found[owed.due.year, owed.due.month][owed] += 1
    return found


def differences(expected: dict[tuple[int, int], Counter[Owed]], found: dict[tuple[int, int], Counter[Owed]]) -> dict:
    return {
        f"{month}/{year}": {"only in the texts": list(wanted - had), "only in the portal": list(had - wanted)}
        for (year, month), wanted in expected.items()
        if wanted != (had := found.get((year, month), Counter()))
    }


@pytest.mark.parametrize("slug", DIRECTIVES)
def test_each_month_asks_for_what_the_texts_ask_for(slug):
    expected, found = calendar_of(slug), raised(a_small(slug), NEW_YEARS)
    assert differences(expected, found) == {}
    assert sum(wanted.total() for wanted in expected.values()) > 100


@pytest.mark.parametrize("slug", ["bac-ninh", "hai-phong"])
def test_it_is_the_same_when_it_is_raised_month_by_month_through_the_reorganisations(slug):
    """From December 2024, when the portal begins to follow, through 2025: what fell due before is not raised."""
    found = raised(a_small(slug), [date(2024, 12, 1), *(date(2025, month, 1) for month in MONTHS)])
    expected = {month: owed for month, owed in calendar_of(slug).items() if (2024, 12) <= month <= (2025, 12)}
    assert differences(expected, found) == {} and min(found) == (2024, 12)


def test_employers_pay_by_the_last_working_day_of_each_month():
    """004:408-411. Employers are outside the portal, so nothing is raised for them; the rule is theirs all the same."""
    duty = Duty.objects.get(directive__province=a_small("gia-lai"), code="nguoi-su-dung-lao-dong-04")
    [rule], days = duty.due, working_days()
    found = {period.key: due_date(rule, period, days) for period in periods(rule, date(2020, 1, 1), date(2030, 12, 31))}
    assert found == {
        f"{year}-{month:02d}": employer_pays_by(year, month) for year in range(2020, 2031) for month in MONTHS
    }
    assert found["2022-01"] == date(2022, 1, 28)  # Monday the 31st is the eve of Tết
    assert found["2025-01"] == date(2025, 1, 24)  # Tết from Saturday the 25th on
    assert found["2026-05"] == date(2026, 5, 29)  # the 31st is a Sunday
    assert found["2026-08"] == date(2026, 8, 28)  # Monday the 31st is off, for Saturday the 22nd
