"""What each supplier owes and sent: due day, lateness, what differs from the drop before; scenario 6."""

from datetime import date, datetime

import pytest

from agencies.models import Obligation
from agencies.services.fulfilment import fulfil_by_execution
from agencies.services.obligations import judge_overdue, raise_obligations
from employers.models import SourceRow
from employers.queries.drops import difference_of, expected_drops, late_days, rows_that
from portal.core.acts import OPERATOR
from tests.employers.coverage.conftest import HERE, browser, person, text
from tests.employers.coverage.test_coverage import a_batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(bac_ninh):
    raise_obligations(bac_ninh, by=OPERATOR, on=date(2026, 1, 5))
    return bac_ninh


def list_of_tax(province, now: datetime) -> Obligation:
    rows = expected_drops(Obligation.objects.filter(province=province), now=now)
    return rows.get(duty__thing="tax_list", period="2026")


def test_the_tax_list_not_uploaded_is_late_on_the_first_of_july(owed):
    """000:245-251: quarter II, by 30/6 inclusive."""
    last, next_day = datetime(2026, 6, 30, 23, tzinfo=HERE), datetime(2026, 7, 1, 0, 1, tzinfo=HERE)
    assert (list_of_tax(owed, last).outcome, late_days(list_of_tax(owed, last), last.date())) == ("due_soon", 0)
    judge_overdue(owed, by=OPERATOR, at=next_day)
    found = list_of_tax(owed, next_day)
    assert (found.outcome, found.verdict, late_days(found, next_day.date())) == ("missing", "late", 1)


def test_the_page_shows_the_due_day_the_sentence_and_the_days_late(owed):
    shown = text(browser(person(owed, "social_insurance")).get("/nguon-du-lieu/?thing=tax_list&year=2026"))
    assert "30/06/2026" in shown and "dòng 245-251" in shown and "Quá hạn, chưa làm" in shown
    found = Obligation.objects.get(province=owed, duty__thing="tax_list", period="2026")
    assert f"/nhiem-vu/{found.pk}/" in shown


def test_a_file_that_came_stands_beside_what_was_owed(owed):
    tax = person(owed, "tax")
    batch = a_batch(owed, "tax-labour", tax.agency_code, month=date(2026, 1, 1), period="2026", accepted=120)
    facts = {
        "thing": "tax_list",
        "on_period": 2026,
        "label": "Danh sách thuế",
        "url": f"/nguon-du-lieu/tep/{batch.pk}/",
    }
    fulfil_by_execution(tax.posting.agency, by=tax, at=datetime(2026, 5, 20, 9, tzinfo=HERE), **facts)
    found = list_of_tax(owed, datetime(2026, 7, 1, 9, tzinfo=HERE))
    assert (found.outcome, found.batch_id, found.batch_rows) == ("on_time", batch.pk, 120)
    shown = text(browser(tax).get("/nguon-du-lieu/?thing=tax_list"))
    assert f"/nguon-du-lieu/tep/{batch.pk}/" in shown and "120 dòng" in shown


def test_others_see_what_they_owe_themselves(owed):
    assert "dòng 245-251" in text(browser(person(owed, "tax")).get("/nguon-du-lieu/"))
    assert "dòng 245-251" not in text(browser(person(owed, "finance")).get("/nguon-du-lieu/"))
    assert browser(person(owed, "police")).get("/nguon-du-lieu/").status_code == 404


def staged(batch, *rows: dict) -> None:
    SourceRow.objects.bulk_create(
        SourceRow(batch=batch, row_no=number, sheet="Danh sách", **row) for number, row in enumerate(rows, 2)
    )


def firm(code: str, employed: int, **columns) -> dict:
    return {"tax_code": code, "name": f"Công ty {code}", "employed": employed} | columns


def two_drops(province):
    tax = person(province, "tax")
    before = a_batch(province, "tax-labour", tax.agency_code, month=date(2025, 1, 1), period="2025")
    staged(before, firm("01", 10), firm("02", 20), firm("03", 30))
    now = a_batch(province, "tax-labour", tax.agency_code, month=date(2026, 1, 1), period="2026")
    staged(now, firm("01", 10), firm("02", 25), firm("04", 40))
    return tax, before, now


def test_a_drop_differs_from_the_one_before_by_what_came_went_and_changed(bac_ninh):
    tax, before, now = two_drops(bac_ninh)
    assert difference_of(before) == {}
    assert difference_of(now) == {"previous": before.pk, "came": 1, "went": 1, "changed": 1}
    now.outcome = {"drop": difference_of(now)}  # as the road writes it before the file is settled
    assert {what: [row.tax_code for row in rows_that(now, what)] for what in ("came", "went", "changed")} == {
        "came": ["04"], "went": ["03"], "changed": ["02"]
    }  # fmt: skip


def test_the_rows_behind_a_difference_are_the_suppliers_and_of_who_sees_all(bac_ninh):
    tax = person(bac_ninh, "tax")
    before = a_batch(bac_ninh, "tax-labour", tax.agency_code, month=date(2025, 1, 1), period="2025")
    staged(before, firm("0100000001", 10))
    outcome = {"drop": {"previous": before.pk, "came": 1, "went": 1, "changed": 0}}
    facts = {"month": date(2026, 1, 1), "period": "2026", "outcome": outcome}
    now = a_batch(bac_ninh, "tax-labour", tax.agency_code, **facts)
    staged(now, firm("0100000002", 40))
    address = f"/nguon-du-lieu/so-sanh/{now.pk}/"
    for kind, status in (("tax", 200), ("home_affairs", 200), ("social_insurance", 200), ("finance", 404)):
        assert browser(person(bac_ninh, kind)).get(address).status_code == status, kind
    assert "0100000002" in text(browser(tax).get(address))
    assert "0100000001" in text(browser(tax).get(f"{address}?nhom=went"))
    assert browser(tax).get(f"{address}?nhom=khac").status_code == 404


def test_where_individuals_are_not_offered_the_page_says_so_with_its_source(thai_nguyen, bac_ninh):
    """003:93-97."""
    shown = text(browser(person(thai_nguyen, "social_insurance")).get("/nguon-du-lieu/"))
    assert "không nhận tệp danh sách cá nhân" in shown and "dòng 93-97" in shown
    assert "không nhận tệp" not in text(browser(person(bac_ninh, "social_insurance")).get("/nguon-du-lieu/"))
