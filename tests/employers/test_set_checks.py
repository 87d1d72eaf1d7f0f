"""What the database sees to for all rows of a statement at once: employers stand in what there is, what they stand in stays;
and whoever a file brought is found at once."""

import pytest
from django.db import IntegrityError, connection, transaction

from employers.models import Employer, Identifier, LabourCount, SearchWord
from employers.queries.finding import find_employers
from employers.queries.search import employers_found
from employers.queries.words import Question
from tests.employers.imports.desk import Province, applied, firm, table

pytestmark = pytest.mark.django_db
NOBODY = 10**9


@pytest.fixture
def place() -> Province:
    return Province()


def refused(question: str, *parameters) -> bool:
    """Whether the database does not let the statement through."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(question, parameters)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("column", ["province_id", "commune_id", "zone_id", "office_id", "agency_id"])
def test_an_employer_stands_in_nothing_that_is_not_there(place, column):
    employer = place.employer(1)
    assert refused(f"UPDATE employers_employer SET {column} = %s WHERE id = %s", NOBODY, employer.pk)
    assert not refused(f"UPDATE employers_employer SET {column} = {column} WHERE id = %s", employer.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Employer.objects.create(**{"province_id": place.province.pk, "name": "x", "folded": "x", column: NOBODY})


@pytest.mark.parametrize("table_of", ["identifier", "match", "registerchange", "labourcount"])
def test_rows_of_an_employer_are_of_one_that_is_there_and_it_stays_while_they_do(place, table_of):
    columns = {
        "identifier": ("scheme, value, source", "'tax_code', '1', ''"),
        "match": ("batch_id, row_no, state, how", "1, 1, 'matched', ''"),
        "registerchange": ("batch_id, before, after", "1, '{}', '{}'"),
        "labourcount": (
            "source, period, starts_on, version, is_current, recorded_at",
            "'tax', '2026', '2026-01-01', 1, true, now()",
        ),
    }
    names, values = columns[table_of]
    question = f"INSERT INTO employers_{table_of} (employer_id, {names}) VALUES (%s, {values})"
    employer = place.employer(1)
    assert refused(question, NOBODY)
    assert not refused(question, employer.pk)
    assert refused("DELETE FROM employers_employer WHERE id = %s", employer.pk)


def test_what_employers_and_counts_name_cannot_be_deleted(place):
    employer = place.employer(1, commune=place.communes[0])
    Employer.objects.filter(pk=employer.pk).update(agency=place.finance)
    LabourCount.objects.create(
        employer=employer, source="tax", period="2026", starts_on="2026-01-01", employed=1, agency=place.finance
    )
    assert refused("DELETE FROM agencies_adminunit WHERE id = %s", place.communes[0].pk)
    assert refused("DELETE FROM agencies_agency WHERE id = %s", place.finance.pk)


def test_newcomers_of_a_file_are_found_at_once_by_middles_of_names_and_codes(place, tmp_path):
    clerk = place.clerk(place.finance)
    row = firm(1, **{"Tên đơn vị": "Công ty TNHH Quỳnhxuyến"})
    path = table(tmp_path / "a.xlsx", [row], ["Mã số thuế", "Tên đơn vị"])
    applied(place.finance, clerk, "business-registry", "2026-11", path)
    made = Employer.objects.get(tax_code=row["Mã số thuế"])
    assert SearchWord.objects.filter(word="quynhxuyen").exists()
    for text in ("quynhxuyen", "ynhxuy", "quynhxuyem", made.tax_code, made.tax_code[3:9]):
        assert [found.pk for found in employers_found(Employer.objects.all(), text)] == [made.pk], text
        assert made.pk in [pk for *_, pk in find_employers(clerk, Question(text)).places], text
    assert Identifier.objects.filter(employer=made).exists()
