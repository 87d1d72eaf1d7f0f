"""Employers are found by any part of a name or code, without accents, and by an index."""

import pytest
from django.db import connection

from arrears.models import LedgerRow
from employers.models import Employer
from employers.queries.search import employers_found, rows_of_employers_found
from portal.core.periods import Month
from tests.factories.ledger import Ledger, each_fund

pytestmark = pytest.mark.django_db
NAMES = {"TA0001C": "Công ty TNHH Hoà Bình", "TB0002D": "Hợp tác xã Đông Á", "TC0003E": "Trường Mầm non Hoa Hồng"}


@pytest.fixture
def ledger() -> Ledger:
    ledger = Ledger()
    for code, name in NAMES.items():
        employer = ledger.employer(code, tax_code="2300" + code[2:6] + "51")
        employer.rename(name)
        employer.save()
    return ledger


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("hoa binh", ["TA0001C"]),
        ("Hòa", ["TA0001C", "TC0003E"]),
        ("đông á", ["TB0002D"]),
        ("ong", ["TA0001C", "TB0002D", "TC0003E"]),
        ("á", ["TA0001C", "TB0002D", "TC0003E"]),
        ("ta0001c", ["TA0001C"]),
        ("0002D", ["TB0002D"]),
        ("2300000351", ["TC0003E"]),
        ("hồng 0003", ["TC0003E"]),
        ("hoa khong", ["TC0003E"]),  # one letter too many
        ("hoa xuan", []),
        ("  ", ["TA0001C", "TB0002D", "TC0003E"]),
    ],
)
def test_every_word_is_found_in_a_name_or_a_code(ledger, text, codes):
    found = employers_found(Employer.objects.filter(province=ledger.province), text)
    assert sorted(found.values_list("unit_code", flat=True)) == codes


def test_a_rare_word_is_looked_up_in_the_index(ledger):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "employer_words" in employers_found(Employer.objects.order_by(), "hoa binh").explain()
    assert "employer_codes" in employers_found(Employer.objects.order_by(), "0002").explain()


def test_rows_are_found_by_their_employer(ledger):
    october = Month(2026, 10)
    ledger.c12(october, [{"unit_code": code, **each_fund(payable=100)} for code in NAMES])
    found = rows_of_employers_found(LedgerRow.objects.filter(month=october.first_day), "mầm non")
    assert [row.employer.unit_code for row in found] == ["TC0003E"]
