"""The employer's file: who sees which part of it; no trace of arrears for those who see the register alone."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employers.models import Employer, Identifier, LabourCount, Merge, PastPlace, StatusEvent
from portal.core.models import AuditEntry
from portal.shell.file.parts import PARTS, parts_of
from tests.factories.people import make_agency, make_person
from tests.portal.canaries import STATES, in_a_folder

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
MOST = 20
EVERYBODY = {
    "ma-so",
    "noi-lam-viec",
    "co-quan",
    "lao-dong",
    "nhiem-vu",
    "ra-soat",
    "dinh-chinh",
    "tai-lieu",
    "dong-thoi-gian",
}
GAPS, RELATIONS, ARREARS, URGING, RISK = "chenh-lech", "quan-he", "no", "don-doc", "rui-ro"
# Twelve people: what of the file of the employer in commune 1 (in no zone) each may open; None: there is no such page.
TABLE: dict[str, set[str] | None] = {
    "officer": EVERYBODY | {GAPS, RELATIONS, ARREARS, URGING, RISK},
    "office": EVERYBODY | {RELATIONS, ARREARS, URGING, RISK},
    "department": EVERYBODY | {GAPS, RELATIONS, ARREARS, RISK},
    "leader": EVERYBODY | {GAPS, RELATIONS, ARREARS, RISK},
    "union": EVERYBODY | {RELATIONS, ARREARS},
    "commune": EVERYBODY | {GAPS, RELATIONS, ARREARS},
    "tax": EVERYBODY,
    "finance": EVERYBODY,
    "commune2": None,
    "board": None,
    "auditor": None,
    "administrator": None,
}
OF_ARREARS = re.compile(
    r"nợ|chậm đóng|trốn đóng|thu hồi|chu kỳ 0|Diễn biến theo tháng|Ghi nhận của BHXH|id=\"history\"", re.I
)


def _world(_below: dict):
    made = in_a_folder("bac-ninh")
    made.people["finance"] = make_person(make_agency(made.province, "finance", "so-tai-chinh"), "tai.chinh")
    return made


LAYERS = (("world", _world),)


@pytest.fixture
def world(of_layers):
    return of_layers["world"]


def client_of(world, name: str) -> Client:
    client = Client()
    client.force_login(world.person(name), BACKEND)
    return client


def content(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, address
    return page.content.decode()


def body(html: str) -> str:
    """What stands between the bar and the foot."""
    return html[html.index("<main") : html.index("</main>")]


@pytest.mark.parametrize("name", TABLE)
def test_each_opens_the_parts_that_are_theirs_and_no_other_exists(world, name):
    client, employer, entitled = client_of(world, name), world.employers["mot"], TABLE[name]
    address = reverse("employer", args=[employer.pk])
    if entitled is None:
        assert client.get(address).status_code == 404
        assert {client.get(reverse("employer-part", args=[employer.pk, part])).status_code for part in PARTS} == {404}
        assert client.get(reverse("employer-in-full", args=[employer.pk])).status_code == 404
        return
    html = body(content(client, address))
    shown = {part for part in PARTS if f'id="{part}"' in html} | ({ARREARS} if 'id="history"' in html else set())
    assert shown == entitled
    for part in PARTS:
        status = client.get(reverse("employer-part", args=[employer.pk, part])).status_code
        assert status == (200 if part in entitled else 404), part


@pytest.mark.parametrize("name", ["tax", "finance"])
def test_who_sees_the_register_alone_finds_no_word_and_no_figure_of_arrears(world, name):
    client, employer = client_of(world, name), world.employers["mot"]
    pages = [reverse("employer", args=[employer.pk]), reverse("employer-in-full", args=[employer.pk])]
    pages += [reverse("employer-part", args=[employer.pk, part.slug]) for part in parts_of(world.person(name))]
    for address in pages:
        html = body(content(client, address))
        assert not OF_ARREARS.search(html), (address, OF_ARREARS.search(html))
        digits = re.sub(r"\D", "", html)
        assert not any(str(world.money("mot", state)) in digits for state in STATES)


def test_a_page_asks_at_most_twenty_questions_and_as_many_of_every_employer(world):
    client = client_of(world, "officer")
    full = world.employers["mot"]
    for place in range(30):
        Identifier.objects.create(
            employer=full, scheme="registration_no", value=str(place), valid_from=date(2026, 1, 1)
        )
        LabourCount.objects.create(
            employer=full, source="tax", period=str(1990 + place), starts_on=date(1990 + place, 1, 1)
        )
    asked = {}
    for key in ("mot", "hai", "vang"):
        address = reverse("employer", args=[world.employers[key].pk])
        content(client, address)
        with CaptureQueriesContext(connection) as queries:
            content(client, address)
        asked[key] = len(queries)
    assert len(set(asked.values())) == 1 and max(asked.values()) <= MOST, asked


def test_a_merged_employer_says_where_its_file_went(world):
    kept, gone = world.employers["mot"], world.employers["trung"]
    Employer.objects.filter(pk=gone.pk).update(merged_into=kept)
    Merge.objects.create(kept=kept, absorbed=gone, reason="Trùng", merged_by=world.people["officer"])
    client = client_of(world, "tax")
    html = body(content(client, reverse("employer", args=[gone.pk])))
    assert "đã được gộp" in html and reverse("employer", args=[kept.pk]) in html
    told = content(client, reverse("employer-part", args=[kept.pk, "dong-thoi-gian"]))
    assert gone.name in told and "Trùng" in told


def test_the_timeline_runs_backwards_page_by_page_and_says_everything_once(world):
    employer = world.employers["mot"]
    for place in range(70):
        on = date(2020 + place // 12, place % 12 + 1, 3)
        StatusEvent.objects.create(
            employer=employer, kind="suspended", happened_on=on, agency=world.agencies["tax"], note=f"việc {place:03d}."
        )
    PastPlace.objects.create(employer=employer, valid_to=date(2025, 6, 30))
    client, seen = client_of(world, "tax"), []
    address, turns = reverse("employer-part", args=[employer.pk, "dong-thoi-gian"]), 0
    while address:
        html = content(client, address)
        seen += re.findall(r"việc (\d{3})\.", html)
        following = re.search(r'href="([^"]+)" rel="next"', html)
        address, turns = following[1].replace("&amp;", "&") if following else "", turns + 1
    assert seen == [f"{place:03d}" for place in reversed(range(70))]
    assert turns == 3
    forged = content(client, reverse("employer-part", args=[employer.pk, "dong-thoi-gian"]) + "?after=x")
    assert "việc 069." in forged


def test_reading_a_file_and_its_parts_is_written_down(world):
    client, employer = client_of(world, "tax"), world.employers["mot"]
    content(client, reverse("employer", args=[employer.pk]))
    content(client, reverse("employer-part", args=[employer.pk, "lao-dong"]))
    read = AuditEntry.objects.filter(act="employer", kind="read", user=world.people["tax"]).order_by("pk")
    assert [entry.detail.get("part") for entry in read] == [None, "lao-dong"]


def test_unknown_parts_and_employers_are_not_there(world):
    client = client_of(world, "officer")
    assert client.get(reverse("employer-part", args=[world.employers["mot"].pk, "khong-co"])).status_code == 404
    assert client.get(reverse("employer", args=[0])).status_code == 404
