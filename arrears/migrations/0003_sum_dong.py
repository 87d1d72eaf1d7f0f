"""Sum whole dong as bigint: half the time of PostgreSQL's own sum(bigint), which counts in numeric. Overflow is an error."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("arrears", "0002_protection")]

    operations = [
        migrations.RunSQL(
            """
            CREATE AGGREGATE sum_dong (bigint) (
                SFUNC = int8pl, STYPE = bigint, INITCOND = '0', COMBINEFUNC = int8pl, PARALLEL = SAFE
            );
            """,
            "DROP AGGREGATE sum_dong (bigint)",
        )
    ]
