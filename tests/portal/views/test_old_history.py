"""The months under Decision 595 in the employer's file: as BHXH stated them, beside the class of Law 41 where both hold."""

from decimal import Decimal

import pytest
from django.test import Client

from arrears.models import OldStatement
from employers.models import Employer
from portal.core.periods import Month
from portal.shell.file.arrears import arrears_of
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
JUNE_2025, MARCH, MAY = Month(2025, 6), Month(2026, 3), Month(2026, 5)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def stated(ledger: Ledger, month: Month, months="4", section="III", **more) -> OldStatement:
    batch = ledger.batch(month, "b03-595", "b03-595")
    facts = {"employer": ledger.employer("TA1"), "month": month.first_day, "batch": batch, "row_no": 12}
    return OldStatement.objects.create(**facts, months=Decimal(months), section=section, owed=1_140, **more)


def owing(ledger: Ledger, month: Month, **more) -> None:
    row = each_fund(opening=300, payable=100, adjustment=0, paid=0, late=300, not_due=100)
    ledger.c12(month, [{"unit_code": "TA1", "months_owed": 3} | row | more])


def shown(ledger: Ledger, person) -> dict:
    return arrears_of(person, Employer.objects.get(unit_code="TA1"))


def test_statements_stand_newest_first_with_their_class_and_that_of_the_law_where_both_hold(ledger):
    stated(ledger, JUNE_2025, "2", "II")
    stated(ledger, MARCH, "4", "III")
    owing(ledger, MARCH)
    found = shown(ledger, make_person(ledger.bhxh, "lan"))
    told = [(one.month, one.section, one.counted, one.by_law) for one in found["statements"]]
    assert told == [(MARCH.first_day, "III", "III", 2), (JUNE_2025.first_day, "II", "II", None)]


def test_a_section_that_the_months_do_not_bear_out_is_shown_as_said_with_the_class_by_months(ledger, client: Client):
    stated(ledger, MARCH, "2.9999", "III", measures="Thanh tra", document_no="7/QĐ")
    lan = make_person(ledger.bhxh, "lan")
    client.force_login(lan, BACKEND)
    page = client.get(f"/don-vi/{ledger.employer('TA1').pk}/").content.decode()
    assert "Nợ kéo dài" in page and "Theo số tháng: nợ đọng" in page
    assert "2,9999" in page and "7/QĐ" in page and "b03-595-" in page


def test_the_months_of_the_ledger_carry_the_old_class_to_april_2026_and_no_longer(ledger):
    ledger.employer("TA1")
    for month in (MARCH, Month(2026, 4), MAY):
        owing(ledger, month)
    rows = shown(ledger, make_person(ledger.bhxh, "lan"))["history"]
    assert [(row.month.month, row.old_class) for row in rows] == [(5, ""), (4, "III"), (3, "III")]


def test_the_state_of_a_unit_and_bhxhs_own_section_come_before_the_months(ledger):
    owing(ledger, MARCH, state=8)
    lan = make_person(ledger.bhxh, "lan")
    assert [row.old_class for row in shown(ledger, lan)["history"]] == ["IV"]
    stated(ledger, MARCH, "4", "II")
    assert [row.old_class for row in shown(ledger, lan)["history"]] == ["II"]


def test_a_replaced_statement_is_not_shown(ledger):
    stated(ledger, MARCH, is_current=False)
    assert shown(ledger, make_person(ledger.bhxh, "lan"))["statements"] == []


def test_who_does_not_see_arrears_is_told_nothing(ledger, client: Client):
    stated(ledger, MARCH)
    tax = make_person(make_agency(ledger.province, "tax", "thue-tinh"), "thue")
    assert shown(ledger, tax) == {"sees_arrears": False}
    client.force_login(tax, BACKEND)
    assert "Quyết định 595" not in client.get(f"/don-vi/{ledger.employer('TA1').pk}/").content.decode()
