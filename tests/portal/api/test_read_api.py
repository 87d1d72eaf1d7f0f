"""The read API: closed to strangers and to writing, capped, in whole dong, described on a page that works offline."""

import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema
from pytest_django.live_server_helper import LiveServer
from rest_framework.settings import api_settings

from portal.core.api import KeysetPages
from tests.portal.canaries import KEYS, SEPTEMBER, TOLD, build

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def world(db, tmp_path):
    return build("bac-ninh", tmp_path)


@pytest.fixture
def served(own_database, tmp_path):
    """The world committed, and a server that shows it."""
    server = LiveServer("localhost")
    yield build("bac-ninh", tmp_path), server.url
    server.stop()


def signed_in(world, name: str) -> Client:
    client = Client()
    client.force_login(world.person(name), BACKEND)
    return client


def addresses(world) -> list[str]:
    listed = world.lists(TOLD).get(purpose="report").pk
    return ["/api/employers/", "/api/debtor-lists/", f"/api/debtor-lists/{listed}/entries/", "/api/rollups/"]


def test_the_api_answers_reading_only_and_never_a_stranger(world):
    client, stranger = signed_in(world, "department"), Client()
    for path in addresses(world):
        assert stranger.get(path).status_code in (302, 401, 403), path
        answer = client.get(path)
        assert answer.status_code == client.head(path).status_code == client.options(path).status_code == 200, path
        assert "no-store" in answer["Cache-Control"], path
        for method in ("post", "put", "patch", "delete"):
            assert getattr(client, method)(path, content_type="application/json").status_code == 405, (method, path)


def test_pages_are_capped_unknown_filters_are_harmless_and_money_is_whole(world):
    assert KeysetPages.max_page_size == 200
    client = signed_in(world, "department")
    for path in addresses(world):
        plain, odd = (
            client.get(f"{path}?page_size=200").json(),
            client.get(f"{path}?page_size=100000&x=1&province=2&office__id=1&q='").json(),
        )
        assert plain["results"] == odd["results"], path
        assert len(plain["results"]) <= 200
    for query in ("cursor=zzz", "cursor=cD0x", "page_size=-1", "page_size=x", "worst=9", "months=1e400", "commune=x"):
        assert client.get(f"{addresses(world)[2]}?{query}").status_code in (200, 400, 404), query
    rows = client.get(addresses(world)[2]).json()["results"]
    assert {row["owed"] for row in rows} == {world.money(key, TOLD) for key in KEYS}
    assert all(type(row[name]) is int for row in rows for name in ("owed", "late", "evaded", "workers"))


def test_what_is_counted_is_counted_over_the_own_rows(world):
    def told(name: str) -> list[tuple[int, int]]:
        found = signed_in(world, name).get("/api/debtor-lists/").json()["results"]
        return [(row["entries_count"], row["owed"]) for row in found if row["purpose"] == "report"]

    first = world.money("mot", TOLD) + world.money("trung", TOLD)
    assert told("commune") == [(2, first)]
    assert told("board") == [(1, world.money("khu", TOLD))]
    assert told("department") == [(6, world.total(TOLD))]
    assert len(told("officer")) == 3
    assert told("tax") == told("auditor") == told("administrator") == []
    rollups = signed_in(world, "commune").get("/api/rollups/?fund=all").json()["results"]
    assert {(row["dimension"], row["month"]) for row in rollups} == {("commune", str(SEPTEMBER.first_day))}


def test_the_default_of_a_view_that_says_nothing_is_closed():
    assert [rule.__name__ for rule in api_settings.DEFAULT_PERMISSION_CLASSES] == ["DenyAll"]


def test_the_description_is_valid_and_its_page_works_offline_under_the_policy(served, page):
    world, url = served
    client = signed_in(world, "department")
    schema = client.get("/api/schema/?format=json").json()
    validate_schema(schema)
    assert {"/api/employers/", "/api/rollups/"} <= set(schema["paths"])
    session = {"name": "sid", "value": client.cookies["sid"].value, "url": url}
    page.context.add_cookies([session])
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on(
        "request",
        lambda request: said.append(request.url) if not request.url.startswith((url, "data:")) else None,
    )
    page.goto(f"{url}/api/")
    page.get_by_text("/api/debtor-lists/").first.wait_for()
    assert not said
