"""The calendar: what is due on each day, days off and Saturdays worked, and that a count opens its rows."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import SpecialDay
from portal.core.periods import Month

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)


def body(answer) -> str:
    return answer.content.decode()


def counts(html: str) -> list[tuple[int, str]]:
    """(number of things, address) of each day that has some."""
    found = re.findall(r'class="month-count[^"]*" href="([^"]+)"><b>(\d+) việc</b>', html)
    return [(int(number), url.replace("&amp;", "&")) for url, number in found]


def rows(client, url: str) -> int:
    return int(re.search(r"<b>(\d+) dòng</b>", body(client.get(url)))[1])


def test_every_count_of_a_day_opens_exactly_its_rows(small):
    for place, day in enumerate((5, 5, 15, 31)):
        small.owed(small.duty(), month=OCTOBER.plus(-place), due_on=date(2026, 10, day))
    small.owed(small.duty("xa-a"), "xa-a", due_on=date(2026, 10, 5))
    small.owed(small.duty(), due_on=date(2026, 11, 1))
    tax, chair = small.reader("tax"), small.reader("chair", "leader")
    seen = counts(body(tax.get("/nhiem-vu/lich/?month=2026-10")))
    assert [number for number, _url in seen] == [2, 1, 1]
    assert [rows(tax, url) for _number, url in seen] == [2, 1, 1]
    of_all = counts(body(chair.get("/nhiem-vu/lich/?month=2026-10&scope=all")))
    assert [number for number, _url in of_all] == [3, 1, 1]
    assert [rows(chair, url) for _number, url in of_all] == [3, 1, 1]


def test_who_does_not_watch_over_the_province_sees_only_the_own_calendar(small):
    small.owed(small.duty("xa-a"), "xa-a", due_on=date(2026, 10, 5))
    assert counts(body(small.reader("xa-b").get("/nhiem-vu/lich/?month=2026-10&scope=all"))) == []
    assert "Cả tỉnh" not in body(small.reader("xa-a").get("/nhiem-vu/lich/"))


def test_days_off_and_saturdays_worked_are_marked_with_their_names(small):
    SpecialDay.objects.update_or_create(day=date(2026, 9, 2), defaults={"name": "Quốc khánh", "is_working": False})
    SpecialDay.objects.update_or_create(day=date(2026, 9, 12), defaults={"name": "Làm bù", "is_working": True})
    html = body(small.reader("tax").get("/nhiem-vu/lich/?month=2026-09"))
    assert "Quốc khánh" in html and "Làm bù" in html
    assert re.search(r'month-special is-working">.*?Làm bù', html)
    assert "?month=2026-08" in html and "?month=2026-10" in html


@pytest.mark.parametrize("asked", ["", "2026-13", "abc", "0000-00", "2026-02"])
def test_a_month_that_is_none_is_this_one(small, asked):
    assert small.reader("tax").get(f"/nhiem-vu/lich/?month={asked}").status_code == 200


def test_the_calendar_asks_as_much_for_many_things_as_for_few(small):
    client = small.reader("chair", "leader")
    path = "/nhiem-vu/lich/?month=2026-10&scope=all"

    def asked() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    small.owed(small.duty(), due_on=date(2026, 10, 5))
    few = asked()
    for day in range(6, 30):
        small.owed(small.duty(), due_on=date(2026, 10, day))
    assert few == asked() <= 20
