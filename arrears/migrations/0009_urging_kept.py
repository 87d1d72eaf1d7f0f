"""Rows of the files on urging, and what an issued notice says: kept as they were. Service, withdrawal and files are added."""

import django.db.models.deletion
from django.db import migrations, models

from portal.core.protection import refuse, take_from_app

STAGED = ("arrears_b10row", "arrears_urginglistrow")
SAID = (
    *(
        "bundle_id",
        "place",
        "agency_id",
        "employer_id",
        "origin",
        "year",
        "number",
        "full_number",
        "issued_on",
        "month",
    ),
    *("as_of", "name", "unit_code", "address", "late", "evaded", "days_late", "days_evaded", "charge_late"),
    *("charge_evaded", "grounds"),
)
FILES = ("pdf_id", "docx_id")
CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in SAID)
TAKEN_BACK = " OR ".join(f"(OLD.{file} IS NOT NULL AND NEW.{file} IS DISTINCT FROM OLD.{file})" for file in FILES)
IS_ISSUED = "OLD.origin = 'portal' AND OLD.issued_on IS NOT NULL"
KEPT = (
    refuse("arrears_urgingnotice", "UPDATE", name="urging_is_kept", when=f"{IS_ISSUED} AND ({CHANGED} OR {TAKEN_BACK})")
    + refuse("arrears_urgingnotice", "DELETE", name="urging_is_not_deleted", when=IS_ISSUED)
    + refuse(
        "arrears_urgingbundle",
        "UPDATE",
        name="urging_bundle_is_kept",
        when="OLD.status <> 'draft' AND (NEW.status, NEW.agency_id, NEW.version_id, NEW.issued_on, NEW.created_by_id,"
        " NEW.issued_by_id) IS DISTINCT FROM (OLD.status, OLD.agency_id, OLD.version_id, OLD.issued_on, OLD.created_by_id,"
        " OLD.issued_by_id)",
    )
    + "".join(refuse(table, "UPDATE OR DELETE", name=f"{table}_is_kept") for table in STAGED)
    + "".join(refuse(table, "TRUNCATE", name=f"{table}_is_not_emptied") for table in STAGED)
)


class Migration(migrations.Migration):
    dependencies = [
        ("arrears", "0008_edition_files_anew"),
        ("core", "0004_period"),
    ]

    operations = [
        migrations.AddField(
            model_name="evasionground",
            name="file",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.storedfile",
                verbose_name="tệp văn bản",
            ),
        ),
        migrations.CreateModel(
            name="B10Row",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "batch", "row_no", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("row_no", models.PositiveIntegerField()),
                ("sheet", models.CharField(blank=True, max_length=100)),
                ("unit_code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=300)),
                ("urged", models.BooleanField(default=False)),
                ("is_late", models.BooleanField(default=False)),
                ("is_evading", models.BooleanField(default=False)),
                ("inspected", models.BooleanField(default=False)),
                ("referred", models.BooleanField(default=False)),
                ("prosecuted", models.BooleanField(default=False)),
                ("note", models.CharField(max_length=500, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="b10_rows",
                        to="core.importbatch",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng B10a",
                "indexes": [models.Index(fields=["batch", "unit_code"], name="b10row_unit")],
            },
        ),
        migrations.CreateModel(
            name="UrgingListRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "batch", "row_no", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("row_no", models.PositiveIntegerField()),
                ("sheet", models.CharField(blank=True, max_length=100)),
                ("unit_code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=300, null=True)),
                ("full_number", models.CharField(max_length=60)),
                ("issued_on", models.DateField()),
                ("served_on", models.DateField(null=True)),
                ("served_by", models.CharField(max_length=12, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="urging_list_rows",
                        to="core.importbatch",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng danh sách 01-ĐĐ",
                "indexes": [models.Index(fields=["batch", "unit_code"], name="urginglistrow_unit")],
            },
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunPython(take_from_app("UPDATE, DELETE", *STAGED), migrations.RunPython.noop),
    ]
