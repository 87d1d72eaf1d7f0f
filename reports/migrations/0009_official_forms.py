"""Official forms written from a closed version, kept as they were written; the report's lines tell solution and remark."""

import django.db.models.deletion
from django.db import migrations, models

from portal.core.protection import refuse, take_from_app


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0007_draft_discarded"),
        ("arrears", "0011_old_months"),
        ("core", "0003_kept_for_good"),
        ("reports", "0008_demands_kept"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportline",
            name="solution",
            field=models.CharField(blank=True, default="", max_length=1000, verbose_name="giải pháp thu hồi"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reportline",
            name="remark",
            field=models.CharField(blank=True, default="", max_length=1000, verbose_name="ghi chú"),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="OfficialForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("b03", "B03-TS – chi tiết đơn vị chậm đóng, trốn đóng"),
                            ("b04", "B04-TS – tổng hợp tình hình chậm đóng, trốn đóng"),
                        ],
                        max_length=10,
                        verbose_name="mẫu",
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="lập lúc")),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.province"
                    ),
                ),
                (
                    "scope_agency",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="official_forms",
                        to="arrears.ledgerversion",
                    ),
                ),
            ],
            options={"verbose_name": "biểu mẫu"},
        ),
        migrations.AddConstraint(
            model_name="officialform",
            constraint=models.UniqueConstraint(
                fields=("version", "form", "scope_agency"), name="official_form_once", nulls_distinct=False
            ),
        ),
        migrations.RunSQL(
            refuse("reports_officialform", "UPDATE OR DELETE", name="official_form_is_kept")
            + refuse("reports_officialform", "TRUNCATE", name="official_forms_are_not_emptied"),
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(
            take_from_app("UPDATE, DELETE, TRUNCATE", "reports_officialform"), migrations.RunPython.noop
        ),
    ]
