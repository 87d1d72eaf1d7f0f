"""A number is looked up whole or begun by one index, whichever register it is of: each index of numbers costs a long file as much
as the rows. The order of a name is staged with it, so that nobody reads the names once more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("employers", "0012_quick_files")]

    operations = [
        migrations.AddField("sourcerow", "sort_key", models.CharField(max_length=300, null=True)),
        migrations.RemoveIndex("identifier", "identifier_value"),
        migrations.AddIndex(
            "identifier", models.Index(fields=["value"], name="identifier_number", opclasses=["varchar_pattern_ops"])
        ),
        migrations.RunSQL(
            "DROP INDEX identifier_begins",
            'CREATE INDEX identifier_begins ON employers_identifier (value COLLATE "C")',
        ),
    ]
