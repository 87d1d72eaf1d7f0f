"""The page of what does not fit: BHXH reads it in sentences, nobody else finds it."""

from tests.arrears.road import OCTOBER
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_agency, make_person, sign_in


def test_bhxh_reads_what_does_not_fit_and_the_department_finds_no_such_page(db, client):
    ledger = Ledger()
    ledger.c12(OCTOBER.plus(-1), [{"unit_code": "A1", **each_fund(opening=0, payable=100)}])
    ledger.close(OCTOBER.plus(-1))
    ledger.c12(OCTOBER, [{"unit_code": "A1", **each_fund(opening=500, payable=100)}])
    page = f"/thu-no/thang/{OCTOBER}/chenh-lech/"
    sign_in(client, make_person(ledger.bhxh, "lan"))
    told = client.get(page).content.decode()
    assert "Số đầu kỳ khác số cuối kỳ tháng trước" in told
    assert "cuối kỳ tháng trước 100 đồng, đầu kỳ tháng này 500 đồng" in told
    client.post("/dang-xuat/")
    sign_in(client, make_person(make_agency(ledger.province, "home_affairs", "so-noi-vu"), "nam"))
    assert client.get(page).status_code == 404
