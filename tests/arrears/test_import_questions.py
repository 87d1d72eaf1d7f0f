"""What is asked about a file just copied in is planned for a large one: looked up row by row, 50,000 rows take minutes."""

import pytest
from django.db import connection

from portal.core import sql
from portal.core.models import ImportBatch
from portal.core.periods import Month
from tests.arrears.imports.old_form import old_form, old_unit
from tests.arrears.road import c12_file, c12_unit, upload
from tests.factories.ledger import Ledger
from tests.factories.people import make_person

ASKED = {
    "c12": {
        *("import_match_by_tax_code", "import_opening_differs", "import_matched_by_tax_code", "import_unknown_places"),
        *("import_name_differs", "import_news", "import_absent"),
    },
    "b03-595": {"import_name_differs", "import_news"},
}
QUESTIONS = {sql.text("arrears", name).splitlines()[0]: name for name in set().union(*ASKED.values())}


@pytest.fixture
def ledger(db) -> Ledger:
    return Ledger()


def a_file(kind: str, folder):
    if kind == "c12":
        return c12_file(folder, [c12_unit("A1")])
    return old_form(folder / "b03.xlsx", [old_unit("TA1")], month="2026-03")


@pytest.mark.parametrize("kind", sorted(ASKED))
def test_no_question_about_a_file_looks_its_rows_up_one_by_one(ledger, tmp_path, kind):
    told: dict[str, str] = {}

    def listen(execute, statement, parameters, many, context):
        name = QUESTIONS.get(str(statement).partition("\n")[0])
        if name:
            with connection.cursor() as cursor:
                cursor.execute("SHOW enable_nestloop")
                told[name] = cursor.fetchone()[0]
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(listen):
        lan, month = make_person(ledger.bhxh, "lan"), Month(2026, 3) if kind == "b03-595" else Month(2026, 10)
        batch = upload(ledger.bhxh, a_file(kind, tmp_path), by=lan, kind=kind, month=month)
    assert batch.status == ImportBatch.Status.STAGED
    assert told == dict.fromkeys(ASKED[kind], "off")
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_nestloop")
        assert cursor.fetchone() == ("on",)
