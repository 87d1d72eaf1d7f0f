"""By which numbers an employer is known: each with its days, wrong check digits written down and told, branches linked."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import F

from employers.models import DuplicatePair, Employer, Identifier
from employers.queries.publication import DUPLICATE, MERGED, PARENT, WRONG_CODE, publication_blocks
from employers.services.identifiers import (
    end_identifier,
    keep_identifiers,
    link_branches,
    record_identifier,
    release_identifiers,
)
from portal.core import sql
from portal.core.acts import OPERATOR, NotPossible
from portal.core.periods import Month
from tests.factories.ledger import Ledger
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)
LEGAL, BRANCH, WRONG = "0100233488", "0100233488-001", "0100233489"


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def lan(ledger):
    return make_person(ledger.bhxh, "lan")


def keep(ledger, on=ON, batch=None) -> int:
    return keep_identifiers(ledger.province, by=OPERATOR, on=on, source="Tệp thử", batch=batch)


def numbers(employer) -> list[tuple]:
    rows = employer.identifiers.order_by("scheme", F("valid_from").asc(nulls_first=True), "pk")
    return [(row.scheme, row.value, row.valid_from, row.valid_to) for row in rows]


def test_each_code_of_the_register_is_an_identifier_once_and_its_replacement_ends_it(ledger):
    employer = ledger.employer("TA1", tax_code=LEGAL, tax_code_ok=True)
    assert keep(ledger) == 2 and keep(ledger) == 0
    Employer.objects.filter(pk=employer.pk).update(unit_code="TA9", tax_code=WRONG, tax_code_ok=False)
    assert keep(ledger, date(2026, 12, 1)) == 2
    eve, day = date(2026, 11, 30), date(2026, 12, 1)
    assert numbers(employer) == [
        ("tax_code", LEGAL, None, eve),
        ("tax_code", WRONG, day, None),
        ("unit_code", "TA1", None, eve),
        ("unit_code", "TA9", day, None),
    ]
    assert employer.identifiers.get(value=WRONG).is_right is False


def test_a_household_s_personal_number_takes_the_place_of_its_tax_code(ledger):
    employer = ledger.employer("TA1", tax_code=LEGAL)
    keep(ledger)
    Employer.objects.filter(pk=employer.pk).update(tax_code="024088001234")
    keep(ledger, date(2026, 12, 1))
    assert [(row[0], row[3]) for row in numbers(employer)] == [
        ("personal_no", None),
        ("tax_code", date(2026, 11, 30)),
        ("unit_code", None),
    ]


def test_codes_that_came_with_a_merged_employer_do_not_end_when_the_own_code_changes(ledger):
    employer, absorbed = ledger.employer("TA1"), ledger.employer("TA2")
    keep(ledger)
    Employer.objects.filter(pk=absorbed.pk).update(merged_into=employer)
    Identifier.objects.filter(employer=absorbed).update(employer=employer)
    Employer.objects.filter(pk=employer.pk).update(unit_code="TA9")
    keep(ledger, date(2026, 12, 1))
    ended = {row.value: row.valid_to for row in employer.identifiers.all()}
    assert ended == {"TA1": date(2026, 11, 30), "TA2": None, "TA9": None}


def test_undoing_a_file_forgets_its_codes_and_lets_the_former_go_on(ledger):
    employer = ledger.employer("TA1", tax_code=LEGAL)
    keep(ledger)
    before = numbers(employer)
    batch = ledger.batch(Month(2026, 12), "c12", "c12")
    Employer.objects.filter(pk=employer.pk).update(tax_code=WRONG)
    keep(ledger, date(2026, 12, 1), batch)
    assert numbers(employer) != before
    Employer.objects.filter(pk=employer.pk).update(tax_code=LEGAL)
    release_identifiers(ledger.province, by=OPERATOR, batch=batch, employers=[employer.pk])
    assert numbers(employer) == before


def test_a_branch_hangs_on_the_one_legal_unit_that_has_its_ten_digits(ledger):
    branch = ledger.employer("TA1", tax_code=BRANCH)
    assert link_branches(ledger.province, by=OPERATOR) == 0
    legal = ledger.employer("TA2", tax_code=LEGAL)
    assert link_branches(ledger.province, by=OPERATOR) == 1
    branch.refresh_from_db()
    assert branch.parent == legal
    ledger.employer("TA3", tax_code=LEGAL)
    second = ledger.employer("TA4", tax_code="0100233488-002")
    link_branches(ledger.province, by=OPERATOR)
    second.refresh_from_db()
    assert second.parent is None


@pytest.mark.parametrize("loops", ["on", "off"])
def test_however_many_branches_hang_on_nobody_the_register_is_not_read_for_each(ledger, loops):
    """A file was just let in, so the planner knows nothing of what the register holds now."""
    tens = [f"{number:010d}" for number in range(1000, 1600)]
    codes = [*tens, *(f"9{ten[1:]}-001" for ten in tens)]
    named = {"province": ledger.province, "commune": ledger.communes[0], "name": "Công ty", "folded": "cong ty"}
    Employer.objects.bulk_create(Employer(tax_code=code, sort_key="c", **named) for code in codes)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL enable_nestloop = {loops}")
        statement = "EXPLAIN (ANALYZE, FORMAT JSON) " + sql.text("employers", "branches_link")
        cursor.execute(statement, {"province": ledger.province.pk})
        assert looked_at(cursor.fetchone()[0][0]["Plan"]) < 20 * len(codes)


def looked_at(plan: dict) -> int:
    """How many rows every step of the plan saw, each time it was run."""
    seen = sum(plan.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter"))
    return int(seen * plan["Actual Loops"]) + sum(map(looked_at, plan.get("Plans", ())))


def test_a_number_is_recorded_by_the_managing_agency_and_a_wrong_check_digit_is_only_told(ledger, lan):
    employer = ledger.employer("TA1", agency=ledger.committees[0])
    own, other = make_person(ledger.committees[0], "hoa"), make_person(ledger.committees[1], "hai")
    facts = {"scheme": "tax_code", "valid_from": None, "source": "Giấy chứng nhận"}
    with pytest.raises(PermissionDenied):
        record_identifier(employer, by=other, value=WRONG, **facts)
    found = record_identifier(employer, by=own, value="0100 233 489", **facts)
    employer.refresh_from_db()
    assert (found.value, found.is_right, employer.tax_code, employer.tax_code_ok) == (WRONG, False, WRONG, False)
    with pytest.raises(ValidationError):
        record_identifier(employer, by=lan, value=LEGAL, **facts)
    record_identifier(employer, by=lan, value=LEGAL, **{**facts, "valid_from": ON})
    assert numbers(employer) == [("tax_code", WRONG, None, date(2026, 10, 31)), ("tax_code", LEGAL, ON, None)]
    with pytest.raises(NotPossible):
        record_identifier(employer, by=lan, value=LEGAL, **{**facts, "valid_from": ON})


def test_a_unit_code_of_another_employer_is_not_given_twice_and_the_code_in_use_does_not_end_alone(ledger, lan):
    employer = ledger.employer("TA1")
    ledger.employer("TA2")
    keep(ledger)
    with pytest.raises(NotPossible):
        record_identifier(employer, by=lan, scheme="unit_code", value="TA2", valid_from=ON, source="x")
    with pytest.raises(NotPossible):
        end_identifier(employer, by=lan, identifier=employer.identifiers.get(), valid_to=ON)
    number = record_identifier(employer, by=lan, scheme="registration_no", value="21A8", valid_from=ON, source="x")
    assert end_identifier(employer, by=lan, identifier=number, valid_to=ON).valid_to == ON


def test_what_is_doubtful_is_kept_from_publication(ledger):
    wrong = ledger.employer("TA1", tax_code=WRONG, tax_code_ok=False)
    branch = ledger.employer("TA2", tax_code=BRANCH, tax_code_ok=True)
    merged, right = ledger.employer("TA3"), ledger.employer("TA4", tax_code=LEGAL, tax_code_ok=True)
    Employer.objects.filter(pk=merged.pk).update(merged_into=right)
    wrong_and_right = sorted((wrong, right), key=lambda one: one.pk)
    DuplicatePair.objects.create(first=wrong_and_right[0], second=wrong_and_right[1], score=80)
    found = publication_blocks([wrong.pk, branch.pk, merged.pk, right.pk])
    assert found == {
        wrong.pk: [WRONG_CODE, DUPLICATE],
        branch.pk: [PARENT],
        merged.pk: [MERGED],
        right.pk: [DUPLICATE],
    }


def test_the_page_of_numbers_is_read_by_whoever_sees_the_employer_and_written_by_who_may(ledger, lan, client):
    employer = ledger.employer("TA1")
    keep(ledger)
    tax = make_person(make_agency(ledger.province, "tax", "thue-tinh"), "thue")
    for person, may_write in ((lan, True), (tax, False)):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        for page in ("ma", "noi-lam-viec"):
            answer = client.get(f"/don-vi/{employer.pk}/{page}")
            assert (answer.status_code, b"Ghi th\xc3\xaam" in answer.content) == (200, may_write), page
        assert client.get(f"/don-vi/{employer.pk}/nganh").status_code == (200 if may_write else 404)
    client.force_login(lan, "django.contrib.auth.backends.ModelBackend")
    sent = {"scheme": "budget_code", "value": "1053629", "valid_from": "01/11/2026", "source": "Sở Tài chính"}
    assert client.post(f"/don-vi/{employer.pk}/ma", sent).status_code == 302
    number = employer.identifiers.get(scheme="budget_code")
    assert client.post(f"/don-vi/ma/{number.pk}/ket-thuc", {"valid_to": "30/11/2026"}).status_code == 302
    number.refresh_from_db()
    assert number.valid_to == date(2026, 11, 30)
    place = {"name": "Xưởng 2", "commune": ledger.communes[1].pk, "source": "BQL", "workers": "12"}
    assert client.post(f"/don-vi/{employer.pk}/noi-lam-viec", place).status_code == 302
    assert employer.workplaces.get().workers == 12
