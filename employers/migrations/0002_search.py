"""Employers are found by any part of a name or code: an index over their triples of letters, of PostgreSQL's own making
(the extension pg_trgm is not everywhere)."""

from django.db import migrations

TRIPLES = """
    CREATE FUNCTION employer_triples(folded text, unit_code text, tax_code text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT array(
            SELECT DISTINCT substr(told, place, 3)
            FROM (SELECT folded || ' ' || lower(unit_code) || ' ' || lower(tax_code) AS told) t
            CROSS JOIN LATERAL generate_series(1, length(told) - 2) AS place
        )
    $$;
    CREATE INDEX employer_triples ON employers_employer USING gin (employer_triples(folded, unit_code, tax_code));
"""


class Migration(migrations.Migration):
    dependencies = [("employers", "0001_initial")]

    operations = [
        migrations.RunSQL(TRIPLES, "DROP INDEX employer_triples; DROP FUNCTION employer_triples(text, text, text)")
    ]
