"""The book of exchanges: who sent what to whom, and what is still unread."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import Obligation
from agencies.services.obligations import raise_obligations
from employers.models import DataExchange
from employers.services.exchanges import Side, log_drop, receive_exchange, record_exchange
from portal.core.acts import OPERATOR, NotPossible
from portal.core.models import Notification
from tests.employers.coverage.conftest import AT, TODAY, agency_of, browser, person, text
from tests.employers.coverage.test_coverage import a_batch

pytestmark = pytest.mark.django_db
FACTS = {"at": AT, "subject": "Khoản trích đóng BHXH qua kiểm tra", "form": "device", "sent_on": date(2026, 11, 18)}


@pytest.fixture
def sent(thai_nguyen) -> DataExchange:
    """003:97: the tax office hands deductions over on a device."""
    by = person(thai_nguyen, "tax")
    other = Side(agency_of(thai_nguyen, "social_insurance"))
    return record_exchange(by.posting.agency, by=by, is_sender=True, other=other, **FACTS)


def test_what_is_sent_is_unread_until_the_receiver_says_so(thai_nguyen, sent):
    officer = person(thai_nguyen, "social_insurance")
    assert sent.received_on is None
    with pytest.raises(PermissionDenied):
        receive_exchange(sent, by=person(thai_nguyen, "tax"), at=AT, on=TODAY)
    with pytest.raises(ValidationError):
        receive_exchange(sent, by=officer, at=AT, on=date(2026, 11, 17))
    done = receive_exchange(sent, by=officer, at=AT, on=TODAY)
    assert (done.received_on, done.received_by) == (TODAY, officer)
    with pytest.raises(NotPossible):
        receive_exchange(sent, by=officer, at=AT, on=TODAY)


def test_the_receivers_people_are_told(thai_nguyen):
    officer, by = person(thai_nguyen, "social_insurance"), person(thai_nguyen, "tax")
    other = Side(officer.posting.agency)
    record_exchange(by.posting.agency, by=by, is_sender=True, other=other, **FACTS)
    assert "gửi dữ liệu" in Notification.objects.get(user=officer).text


def test_what_came_from_outside_counts_as_received(thai_nguyen):
    by = person(thai_nguyen, "social_insurance")
    found = record_exchange(
        by.posting.agency, by=by, is_sender=False, other=Side(name="Cục Thuế"), **FACTS | {"form": "central"}
    )
    assert (found.sender, found.sender_name, found.receiver) == (None, "Cục Thuế", by.posting.agency)
    assert found.received_on == date(2026, 11, 18)


def test_each_agency_writes_its_own_book(thai_nguyen):
    by, own = person(thai_nguyen, "tax"), agency_of(thai_nguyen, "tax")
    with pytest.raises(PermissionDenied):
        record_exchange(agency_of(thai_nguyen, "police"), by=by, is_sender=True, other=Side(own), **FACTS)
    for other in (Side(), Side(own), Side(agency_of(thai_nguyen, "police"), "Cục Thuế")):
        with pytest.raises(ValidationError):
            record_exchange(own, by=by, is_sender=True, other=other, **FACTS)
    with pytest.raises(ValidationError):  # files handed in write themselves
        record_exchange(own, by=by, is_sender=True, other=Side(name="x"), **FACTS | {"form": "portal"})


def test_to_send_is_a_line_in_the_log_of_the_duty(thai_nguyen):
    raise_obligations(thai_nguyen, by=OPERATOR, on=TODAY)
    by = person(thai_nguyen, "tax")
    other = Side(agency_of(thai_nguyen, "social_insurance"))
    record_exchange(by.posting.agency, by=by, is_sender=True, other=other, **FACTS)
    logs = Obligation.objects.filter(holder=by.posting.agency, duty__thing="data_exchange", period="2026")
    assert {(log.duty.lines, log.counted) for log in logs} == {("31", 1), ("93", 1), ("95", 1), ("97", 1)}


def test_a_file_taken_over_writes_a_line_for_each_agency_that_is_to_have_it(bac_ninh, gia_lai):
    tax = person(bac_ninh, "tax")
    batch = a_batch(bac_ninh, "tax-labour", tax.agency_code, period="2026", accepted=120)
    made = log_drop(batch, by=tax, at=AT)
    assert {one.receiver.kind_id for one in made} == {"home_affairs", "social_insurance"}  # 000:245-251
    assert {(one.form, one.period, one.rows, one.sender) for one in made} == {
        ("portal", "2026", 120, tax.posting.agency)
    }
    assert log_drop(batch, by=tax, at=AT) == []
    finance = person(gia_lai, "finance")
    batch = a_batch(gia_lai, "status-events", finance.agency_code, period="2026-Q3")
    assert {one.receiver.kind_id for one in log_drop(batch, by=finance, at=AT)} == {"social_insurance"}  # 004:217
    with pytest.raises(PermissionDenied):
        log_drop(batch, by=person(gia_lai, "tax"), at=AT)


def test_the_book_shows_the_own_ones_and_all_to_who_sees_all(thai_nguyen, sent):
    address = f"/nguon-du-lieu/trao-doi/{sent.pk}/"
    for kind, status in (("tax", 200), ("social_insurance", 200), ("home_affairs", 200), ("police", 404)):
        assert browser(person(thai_nguyen, kind)).get(address).status_code == status, kind
    shown = text(browser(person(thai_nguyen, "social_insurance")).get("/nguon-du-lieu/trao-doi/?side=in&state=unread"))
    assert FACTS["subject"] in shown and "1 lần gửi" in shown


def test_it_is_written_and_received_in_the_browser(thai_nguyen):
    tax, officer = browser(person(thai_nguyen, "tax")), browser(person(thai_nguyen, "social_insurance"))
    other = agency_of(thai_nguyen, "social_insurance")
    data = {"direction": "out", "other": other.pk, "subject": "Đăng ký thuế", "form": "mail", "period": "2026-Q3"}
    answer = tax.post("/nguon-du-lieu/trao-doi/ghi/", data | {"sent_on": "18/11/2026", "rows": "1.200"})
    found = DataExchange.objects.get()
    assert answer.status_code == 302 and (found.rows, found.period) == (1200, "2026-Q3")
    assert "Xác nhận đã nhận" in text(officer.get(f"/nguon-du-lieu/trao-doi/{found.pk}/"))
    officer.post(f"/nguon-du-lieu/trao-doi/{found.pk}/nhan/", {"on": "19/11/2026"})
    found.refresh_from_db()
    assert found.received_on == date(2026, 11, 19)
    wrong = tax.post("/nguon-du-lieu/trao-doi/ghi/", data | {"sent_on": "18/11/2026", "period": "quý 3"})
    assert wrong.status_code == 200 and "2026-Q2" in text(wrong)
