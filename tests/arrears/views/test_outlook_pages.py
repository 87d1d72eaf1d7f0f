"""The pages of what happens unless somebody pays, and of payables beside payrolls: who finds them, what they say."""

from datetime import date

import pytest

from portal.core.periods import Month
from tests.factories.ledger import Ledger
from tests.factories.people import make_agency, make_person, sign_in

OCTOBER = Month(2026, 10)
H = 100_000_000


@pytest.fixture
def ledger(db) -> Ledger:
    ledger = Ledger()
    for number, month in enumerate((OCTOBER.plus(-2), OCTOBER.plus(-1), OCTOBER)):
        money = {"opening_httt": number * H, "payable_httt": H, "paid_httt": 0, "payroll": H}
        ledger.c12(month, [{"unit_code": "A1", **money}])
        ledger.close(month)
    return ledger


def test_the_pages_ask_the_database_a_few_questions(ledger, client, django_assert_max_num_queries):
    sign_in(client, make_person(ledger.bhxh, "lan"))
    for page in (f"/don-vi/{ledger.employer('A1').pk}/du-bao/", f"/thu-no/thang/{OCTOBER}/du-bao/"):
        client.get(page)
        with django_assert_max_num_queries(20):
            assert client.get(page).status_code == 200


def test_bhxh_reads_the_outlook_tries_a_payment_and_nothing_is_kept_of_it(ledger, client):
    sign_in(client, make_person(ledger.bhxh, "lan"))
    page = f"/don-vi/{ledger.employer('A1').pk}/du-bao/"
    told = client.get(page).content.decode()
    assert "Nếu không nộp gì" in told and "cuối tháng <b>12/2026</b>" in told and "30/11/2026" in told
    paid = {"amount": "300.000.000", "fund": "httt", "paid_on": "25/12/2026", "at": "31/12/2026"}
    tried = client.get(page, paid).content.decode()
    assert "Vào ngày 31/12/2026" in tried and "không còn khoản nào chưa đóng" in tried
    wrong = {"amount": "0", "paid_on": "25/10/2026", "at": "01/01/2020"}
    said = client.get(page, wrong).content.decode()
    assert "Phải từ 1 trở lên" in said and "Ngày phải sau 31/10/2026" in said and "Vào ngày" not in said
    before = client.get(page, paid | {"at": "30/11/2026"}).content.decode()
    assert "Ngày xem không được trước ngày nộp" in before


def test_the_province_reads_who_crosses_when_and_opens_the_rows_of_each_figure(ledger, client):
    sign_in(client, make_person(ledger.bhxh, "lan"))
    page = f"/thu-no/thang/{OCTOBER}/du-bao/"
    told = client.get(page)
    assert "Công ty A1" in told.content.decode()
    cards = told.context["cards"]
    assert [(which, window.since, count) for which, window, count, _url in cards] == [
        ("sixty", date(2026, 11, 1), 1), ("sixty", date(2026, 12, 1), 0),
        ("months", date(2026, 11, 1), 0), ("months", date(2026, 12, 1), 1),
    ]  # fmt: skip
    for _which, _window, count, url in cards:
        assert client.get(page + url).context["listing"].count == count
    assert told.context["per_day"] == 30_000
    assert client.get(page, {"urged": "yes"}).context["listing"].count == 0
    assert client.get(page, {"office": ledger.offices[1].pk}).context["listing"].count == 0
    assert client.get(page, {"stage": "not_due"}).context["listing"].count == 0
    odd = client.get(f"/thu-no/thang/{OCTOBER}/quy-luong/")
    assert "HTTT cao 354%" in odd.content.decode()


def test_nobody_else_finds_them_before_the_month_is_submitted(ledger, client):
    pages = [f"/don-vi/{ledger.employer('A1').pk}/du-bao/", f"/thu-no/thang/{OCTOBER}/du-bao/"]
    pages.append(f"/thu-no/thang/{OCTOBER}/quy-luong/")
    for kind in ("home_affairs", "tax"):
        sign_in(client, make_person(make_agency(ledger.province, kind, kind), kind))
        assert [client.get(page).status_code for page in pages] == [404, 404, 404]
        client.post("/dang-xuat/")
    sign_in(client, make_person(ledger.offices[1], "cs2"))
    assert client.get(pages[0]).status_code == 404, "another office's unit"
    assert client.get(pages[1]).context["listing"].count == 0
