"""Words of clauses, of the titles of evidence and of letters are found by an index, without marks."""

from django.db import migrations

INDEXES = """
    CREATE INDEX clause_said ON agencies_clause USING gin (to_tsvector('simple', portal_folded(text)));
    CREATE INDEX evidence_said ON agencies_evidence USING gin (to_tsvector('simple', portal_folded(title)));
    CREATE INDEX letter_said ON reports_letter
        USING gin (to_tsvector('simple', portal_folded(number || ' ' || addressee_name || ' ' || remark)));
"""
NO_INDEXES = "DROP INDEX clause_said, evidence_said, letter_said"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0007_draft_discarded"),
        ("employers", "0005_search_words"),
        ("reports", "0006_letters_kept_whole"),
    ]

    operations = [migrations.RunSQL(INDEXES, NO_INDEXES)]
