"""Words of the employers that demand letters went to are found by an index, without marks."""

from django.db import migrations

INDEX = """
    CREATE INDEX demand_said ON reports_demand
        USING gin (to_tsvector('simple', portal_folded(name || ' ' || tax_code || ' ' || unit_code || ' ' || symbol)));
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_demands_kept"), ("shell", "0001_search")]

    operations = [migrations.RunSQL(INDEX, "DROP INDEX demand_said")]
