"""Of two indexes that begin with the same column one is enough: a file of tens of thousands of rows writes each of them. A row's
batch, which nobody may delete, is not looked up once more for every row."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT

BATCH = {"to": "core.importbatch", "on_delete": PROTECT, "db_constraint": False}


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_period"),
        ("employers", "0010_unconfirmed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField("identifier", "batch", models.ForeignKey(null=True, related_name="+", **BATCH)),
        migrations.AlterField(
            "identifier",
            "employer",
            models.ForeignKey("employers.employer", CASCADE, db_index=False, related_name="identifiers"),
        ),
        migrations.AlterField(
            "labourcount", "batch", models.ForeignKey(db_index=False, null=True, related_name="+", **BATCH)
        ),
        migrations.AlterField(
            "labourcount",
            "employer",
            models.ForeignKey("employers.employer", PROTECT, db_index=False, related_name="counts"),
        ),
        migrations.AlterField(
            "match", "batch", models.ForeignKey(db_index=False, related_name="register_matches", **BATCH)
        ),
        migrations.AlterField(
            "match",
            "decided_by",
            models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, db_index=False, null=True, related_name="+"),
        ),
        migrations.AlterField("registerchange", "batch", models.ForeignKey(db_index=False, related_name="+", **BATCH)),
        migrations.AlterField("sourcerow", "batch", models.ForeignKey(db_index=False, related_name="+", **BATCH)),
    ]
