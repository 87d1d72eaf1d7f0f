"""The pages of a labour review: numbers that open their rows, a row without scripts, cells over HTTP, duties fulfilled."""

import json
import re

import pytest
import time_machine
from django.urls import reverse

from employers.models import ReviewLine, ReviewShare
from employers.services.review_cells import save_cells
from employers.services.review_shares import accept_share, submit_share
from portal.core.acts import OPERATOR
from tests.employers.reviews.conftest import AT, closed
from tests.factories.duties import make_directive, make_duty, make_obligation

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def review(here):
    here.firms = here.several()
    return here.open()


@pytest.fixture
def share(here, review):
    return review.shares.get(agency=here.board)


@pytest.fixture
def lan(here, client):
    user = here.person(here.board, name="lan")
    client.force_login(user, BACKEND)
    return user


def listed(client, address: str) -> int:
    text = client.get(address.replace("&amp;", "&")).content.decode()
    return int(re.search(r'role="status"><b>([\d.]+)', text)[1])


def test_every_number_of_the_progress_opens_exactly_its_rows(client, here, review, share):
    line = share.lines.order_by("pk")[0]
    facts = [(line.pk, "participating", None, 95), (line.pk, "not_participating", None, 25)]
    save_cells(share, by=OPERATOR, at=AT, cells=facts)
    client.force_login(here.person(here.coordinator), BACKEND)
    for page in (f"/ra-soat/{review.pk}/", f"/ra-soat/{review.pk}/bao-cao/?theo=sector"):
        text = client.get(page).content.decode()
        whole = r'<a href="(/ra-soat/\d+/don-vi/\?[^"]*)">([\d.]+)</a>'
        for label in ("Đơn vị", "Đã xong", "Còn lại"):
            cells = re.findall(rf'data-label="{label}">{whole}', text)
            assert cells
            for address, number in cells:
                assert listed(client, address) == int(number.replace(".", "")), address
    subject = re.search(
        r'href="(/ra-soat/\d+/don-vi/\?agency=\d+&amp;counted=subject)">120</a>',
        client.get(f"/ra-soat/{review.pk}/").content.decode(),
    )
    assert listed(client, subject[1]) == 1


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ('[[%d, "note", "", "a\\u0000b\\ud800 c"]]', 200),
        ('[[%d, "employed", null, "1\u202f234"]]', 200),
        ('[[%d, "note", "", {"a": ["b"]}]]', 200),
        ('[[%d0000000000000000000000, "note", "", "x"]]', 200),
        ('[[-%d, "note", "", "x"]]', 200),
        ('[[%d, "found", {}, []]]', 200),
        ('[[%d, "note", ""]]', 400),
        ('[[%d, "note", "", "x"], 7]', 400),
        ("[[%d, null, null, null]]", 200),
        ("[[1e400, %d, 0, 0]]", 400),
    ],
)
def test_whatever_is_sent_as_cells_is_answered(client, lan, share, cells, status):
    line = share.lines.order_by("pk")[0]
    address, body = f"/ra-soat/phan/{share.pk}/o/", f'{{"cells": {cells % line.pk}}}'
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == status, answer.content
    line.refresh_from_db()
    assert line.employed in (None, 1234) and line.note in ("", "ab c", "{'a': ['b']}")


def test_cells_come_over_http_and_each_is_answered(client, lan, share):
    line = share.lines.order_by("pk")[0]
    cells = [[line.pk, "subject", None, "120"], [line.pk, "participating", None, "130"]]
    answer = client.post(f"/ra-soat/phan/{share.pk}/o/", json.dumps({"cells": cells}), content_type="application/json")
    told = answer.json()
    assert told["saved"] == [[line.pk, "subject", 120]]
    assert told["refused"][0]["field"] == "participating"
    assert (told["all"], told["done"]) == (2, 0)
    for body in ("x", "{}", '{"cells": [[1]]}', '{"cells": 3}', '{"cells": [[1e999, "note", "", ""]]}', "[" * 100_000):
        wrong = client.post(f"/ra-soat/phan/{share.pk}/o/", body, content_type="application/json")
        assert wrong.status_code == 400
    ReviewShare.objects.filter(pk=share.pk).update(status="submitted")
    late = client.post(f"/ra-soat/phan/{share.pk}/o/", json.dumps({"cells": cells}), content_type="application/json")
    assert late.status_code == 409 and late.json()["why"]


def test_a_row_is_typed_without_scripts_and_what_changed_meanwhile_is_said(client, here, lan, share):
    line = share.lines.order_by("pk")[0]
    names = ("found", "employed", "subject", "participating", "not_participating", "reason", "note")
    form = dict.fromkeys(names, "") | {f"was_{name}": "" for name in names}
    page = client.get(f"/ra-soat/dong/{line.pk}/").content.decode()
    assert 'name="was_subject"' in page and "Xưởng" not in page
    typed = form | {"subject": "1.200", "participating": "1.000"}
    assert client.post(f"/ra-soat/dong/{line.pk}/", typed).status_code == 302
    line.refresh_from_db()
    assert (line.found, line.subject, line.not_participating) == ("operating", 1200, 200)
    again = client.post(f"/ra-soat/dong/{line.pk}/", form | {"subject": "900"})
    assert again.status_code == 200 and "lan vừa ghi “1200”" in again.content.decode()
    line.refresh_from_db()
    assert line.subject == 1200


def test_an_agency_finds_its_own_share_and_no_other(client, here, lan, review, share):
    assert client.get(f"/ra-soat/phan/{share.pk}/").status_code == 200
    other = review.shares.get(agency=here.construction)
    assert client.get(f"/ra-soat/phan/{other.pk}/").status_code == 404
    line = ReviewLine.objects.get(employer=here.firms["contractor"])
    assert client.get(f"/ra-soat/dong/{line.pk}/").status_code == 404
    text = client.get(f"/ra-soat/{review.pk}/").content.decode()
    assert here.board.name in text and here.construction.name not in text


def test_the_tabs_hold_what_they_count(client, lan, share):
    first, second = share.lines.order_by("pk")
    save_cells(share, by=lan, at=AT, cells=[(first.pk, "subject", None, 5), (second.pk, "found", "", "elsewhere")])
    for only, number in (("chua-xong", 1), ("chua-khop", 1), ("khong-thuoc", 1), ("khac-bhxh", 0)):
        text = client.get(f"/ra-soat/phan/{share.pk}/?xem={only}").content.decode()
        assert text.count('class="sheet-row') == number, only
    assert client.get(f"/ra-soat/phan/{share.pk}/?q=nha+thau").content.decode().count('class="sheet-row') == 1


def test_closing_fulfils_the_duty_of_each_agency_as_of_the_day_it_handed_in(here, review, share):
    directive = make_directive(here.province, "ra-soat", coordinator=here.coordinator)
    duty = make_duty(directive, "ra-soat-01", bearer=here.board, thing="labour_review", mode="executed")
    owed = make_obligation(duty, here.board, None)
    submit_share(share, by=OPERATOR, at=AT, reason="bận")
    share.refresh_from_db()
    accept_share(share, by=OPERATOR, at=AT)
    closed(review)
    owed.refresh_from_db()
    assert (owed.state, owed.means, owed.thing_label) == ("submitted", "executed", "Rà soát 2026")
    assert owed.thing_url == f"/ra-soat/phan/{share.pk}/"


def test_all_that_was_handed_in_is_accepted_at_once_and_the_rest_is_told(client, here, review, share):
    mine = (share, review.shares.get(agency=here.committee(0)))
    for one in mine:
        submit_share(one, by=OPERATOR, at=AT, reason="chưa xong")
    mine[1].lines.filter(pk=mine[1].lines.first().pk).update(found="elsewhere")
    client.force_login(here.person(here.coordinator, name="hoa"), BACKEND)
    address = reverse("accept-review-shares", args=[review.pk])
    told = [str(one) for one in client.post(address, follow=True).context["messages"]]
    assert [review.shares.get(pk=one.pk).status for one in mine] == ["accepted", "submitted"]
    assert len(told) == 2 and "1 cơ quan" in told[1] and "giao lại" in told[0]
    assert "Không có phần việc" in str(list(client.post(address, follow=True).context["messages"])[-1])
