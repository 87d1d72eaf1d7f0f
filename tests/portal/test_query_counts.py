"""Pages ask the database at most twenty questions, and as many of a province of 600 employers as of one of 60."""

from datetime import date
from itertools import chain

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.core.models import Notification
from portal.shell.bench import duty_pages, duty_province
from portal.shell.bench.duty_province import Lived, lived
from portal.shell.bench.pages import PEOPLE, addresses
from portal.shell.bench.province import LARGE, SMALL, Built, built

pytestmark = pytest.mark.django_db
MOST = 20
TODAY = date(2026, 11, 20)


@pytest.fixture
def provinces(settings) -> tuple[Built, Built]:
    settings.DEMO = True
    facts = {"months": 3, "on": TODAY, "tell": lambda line: None}
    return built(LARGE, employers=600, **facts), built(SMALL, employers=60, **facts)


def counted(province: Built, person: str) -> dict[str, int]:
    """Queries of each page of this person, warm."""
    return asked(province.person(PEOPLE[person]), person, addresses(province, person))


def asked(user, person: str, pages: dict[str, str]) -> dict[str, int]:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    found = {}
    for name, path in pages.items():
        assert client.get(path).status_code == 200, path
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        found[f"{person}.{name}"] = len(queries)
    return found


def test_pages_ask_at_most_twenty_questions_and_as_many_of_ten_times_the_employers(provinces):
    many, few = (dict(chain(*(counted(each, person).items() for person in PEOPLE))) for each in provinces)
    assert {name: count for name, count in many.items() if count > MOST} == {}
    assert {name: (few[name], count) for name, count in many.items() if count != few[name]} == {}


def test_a_board_is_drawn_anew_only_when_something_has_changed(provinces):
    leader, clerk = provinces[0].person(PEOPLE["leader"]), provinces[0].person(PEOPLE["commune"])
    home, client, other = reverse("home"), Client(), Client()
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    other.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
    client.get(home)  # which gives the cookie that every form of the page is bound to
    shown = client.get(home)
    tag = {"If-None-Match": shown["ETag"]}
    again = client.get(home, headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert shown["Cache-Control"] == again["Cache-Control"] == "private, no-cache"
    assert other.get(home, headers=tag).status_code == 200
    assert client.get(f"{home}?month={provinces[0].plan.history[0]}", headers=tag).status_code == 200
    Notification.objects.create(user=leader, key="something", text="Có việc mới")
    assert client.get(home, headers=tag).status_code == 200


@pytest.fixture
def many_agencies(settings) -> tuple[Lived, Lived]:
    """Rows that nobody committed have no statistics, and a plan made without them may take minutes: no nested loops here."""
    settings.DEMO = True
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop TO off")
    facts = {"on": TODAY, "tell": lambda line: None}
    return lived(duty_province.LARGE, agencies=240, **facts), lived(duty_province.SMALL, agencies=24, **facts)


def counted_of_duties(province: Lived, person: str) -> dict[str, int]:
    return asked(province.person(duty_pages.PEOPLE[person]), person, duty_pages.addresses(province, person))


def test_pages_of_duties_ask_at_most_twenty_questions_however_many_agencies(many_agencies):
    large, small = many_agencies
    many, few = (
        dict(chain(*(counted_of_duties(each, person).items() for person in duty_pages.PEOPLE)))
        for each in (large, small)
    )
    assert {name: count for name, count in many.items() if count > MOST} == {}
    grown = {name: (few[name], count) for name, count in many.items() if not duty_pages.is_as_many(count, few[name])}
    assert grown == {}
