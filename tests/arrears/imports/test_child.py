"""The parsers at work where they belong: in the capped child, without Django, into the staging tables."""

import subprocess
import sys

import pytest
from django.db import connection

from arrears.imports.c12_workbook import write_c12
from arrears.imports.columns import B03_COPY, C12_COPY
from arrears.models import B03Row, C12Row
from portal.core.workbooks import child
from tests.arrears.imports.desk import flat, form, unit


@pytest.mark.parametrize(("model", "columns"), [(C12Row, C12_COPY), (B03Row, B03_COPY)])
def test_the_staging_tables_have_the_columns_of_a_copy_line(model, columns):
    assert {field.column for field in model._meta.concrete_fields} == set(columns)
    assert len(set(columns)) == len(columns)


@pytest.mark.parametrize("module", ["b03", "c12", "refused"])
def test_a_parser_needs_no_django(module):
    code = f"import arrears.imports.{module}, sys; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("kind", ["b03", "c12"])
def test_rows_stream_from_the_child_into_a_table(db, tmp_path, kind):
    path = tmp_path / f"{kind}.xlsx"
    if kind == "b03":
        form(path, [unit(kind=3) for _ in range(50)])
        model, columns = B03Row, B03_COPY
    else:
        write_c12(path, "2026-10", [flat() for _ in range(50)])
        model, columns = C12Row, C12_COPY
    options = {"month": "2026-10", "batch_id": 12}
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE staged (LIKE {model._meta.db_table}) ON COMMIT DROP")
        with child.stream(f"arrears.imports.{kind}:parse", path, options, name=path.name) as parsing:
            cursor.copy_expert(f"COPY staged ({', '.join(columns)}) FROM STDIN", parsing.rows)
            outcome = parsing.outcome
        cursor.execute("SELECT count(*), min(batch_id) FROM staged")
        assert cursor.fetchone() == (50, 12)
    assert (outcome["errors"], outcome["accepted"]) == ([], 50)
