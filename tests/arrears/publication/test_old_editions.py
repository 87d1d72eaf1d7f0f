"""What was published before the database asked for something goes on standing: migrations take it as it is."""

import io
from datetime import date

import psycopg2
import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from agencies.models import ProvinceSetting
from arrears.models import EditionLine
from arrears.services.publication.approving import approve_publication
from arrears.services.publication.checking import check_publication
from arrears.services.publication.editions import publish_edition
from arrears.services.publication.noticing import notice_publication
from tests.factories.ledger import each_fund
from tests.factories.publications import APPROVED, DRAWN, OCTOBER, PUBLISHED, Publishing

NOVEMBER = OCTOBER.plus(1)
BEFORE_0024 = """
    SET CONSTRAINTS ALL IMMEDIATE;
    DROP INDEX edition_names_once;
    DROP INDEX edition_praise_unit;
    CREATE INDEX edition_line_unit ON arrears_editionline (edition_id, unit_code);
    ALTER TABLE arrears_editionline DISABLE TRIGGER USER;
    INSERT INTO arrears_editionline (edition_id, place, name, folded, unit_code, tax_code, address, workers, late, evaded, owed,
                                     named_as, class_word, note, is_masked)
    SELECT edition_id, place + 1, name, folded, unit_code, tax_code, address, workers, late, evaded, owed, named_as, class_word,
           note, is_masked FROM arrears_editionline;
    ALTER TABLE arrears_editionline ENABLE TRIGGER USER;
"""


def sql_of(migration: str) -> str:
    said = io.StringIO()
    call_command("sqlmigrate", "arrears", migration, stdout=said, no_color=True)
    return said.getvalue()


@pytest.fixture
def praised(own_database):
    publishing = Publishing(owing=1)
    setting = {"key": "publication.praise_months", "value": 1, "valid_from": date(2026, 1, 1), "reason": "thử"}
    ProvinceSetting.objects.create(province=publishing.province, **setting)
    publishing.ledger.employer("TB0001B", tax_code="0100109106")
    publishing.ledger.c12(
        NOVEMBER, [{"unit_code": "TB0001B", "name": "Công ty TB0001B", **each_fund(opening=0, payable=100, paid=100)}]
    )
    publishing.version = publishing.ledger.close(NOVEMBER)
    officer, approver = publishing.person("lap"), publishing.person("duyet")
    publication = check_publication(publishing.drawn("praise"), by=officer, at=DRAWN)
    publication = notice_publication(publication, by=officer, at=DRAWN)
    approve_publication(publication, by=approver, at=APPROVED)
    return publish_edition(publication, by=approver, at=PUBLISHED, number=1, symbol="DS")


def test_an_edition_that_praised_somebody_twice_before_anybody_asked_stands_through_the_migrations(
    own_database, praised
):
    assert praised.lines.count() == 1
    with psycopg2.connect(own_database.env["DATABASE_OWNER_URL"]) as owner, owner.cursor() as cursor:
        cursor.execute(BEFORE_0024)
    for migration in ("0024", "0027"):
        with psycopg2.connect(own_database.env["DATABASE_OWNER_URL"]) as owner, owner.cursor() as cursor:
            cursor.execute(sql_of(migration))
    assert list(praised.lines.values_list("unit_code", flat=True)) == ["TB0001B", "TB0001B"]


def test_nobody_is_praised_twice_from_now_on(praised):
    line = praised.lines.get()
    line.pk, line.place = None, 2
    with pytest.raises(DatabaseError, match="twice"), transaction.atomic():
        line.save(force_insert=True)
    assert EditionLine.objects.filter(edition=praised).count() == 1
