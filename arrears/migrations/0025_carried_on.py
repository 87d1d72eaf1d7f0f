"""Where accounts stand at a month's end, for the next month to go on from; fewer indexes on what a run writes by the thousand."""

import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models

FUNDS = ("odts", "httt", "bhyt", "bhtn", "tnld_bnn", "unsplit")


def of_run(name: str, on_delete=django.db.models.deletion.CASCADE) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=on_delete, related_name=name, to="arrears.reckoningrun"
    )


def money(*names: str) -> list[tuple[str, models.Field]]:
    return [(f"{name}_{fund}", models.BigIntegerField(db_default=0, default=0)) for name in names for fund in FUNDS]


class Migration(migrations.Migration):
    dependencies = [("arrears", "0024_lines_found_by_index")]

    operations = [
        migrations.AddField("reckoningrun", "carries", models.PositiveSmallIntegerField(default=0)),
        migrations.CreateModel(
            name="CarriedAccount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run", "employer", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("run", of_run("carried")),
                ("employer", models.BigIntegerField(db_column="employer_id")),
                ("cycle", models.SmallIntegerField()),
                ("last_at", models.SmallIntegerField(null=True)),
                ("covered_at", models.SmallIntegerField(null=True)),
                ("has_less", models.BooleanField()),
                ("lately", ArrayField(base_field=models.BigIntegerField(), size=None)),
                *money("closing", "settled", "part"),
            ],
            options={"verbose_name": "số liệu mang sang"},
        ),
        migrations.CreateModel(
            name="CarriedMonth",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run", "employer", "at", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("run", of_run("carried_months")),
                ("employer", models.BigIntegerField(db_column="employer_id")),
                ("at", models.SmallIntegerField()),
                ("undated", models.SmallIntegerField()),
                ("is_bhxh", models.BooleanField()),
                *money("left", "upto"),
            ],
            options={
                "verbose_name": "tháng mang sang",
                "indexes": [BrinIndex(fields=["run"], name="carried_months_of_run")],
            },
        ),
        # Written and read all at once: an index of single rows would cost more than the rows.
        migrations.RunSQL(
            "ALTER TABLE arrears_carriedmonth DROP CONSTRAINT arrears_carriedmonth_pkey",
            "ALTER TABLE arrears_carriedmonth ADD PRIMARY KEY (run_id, employer_id, at)",
        ),
        migrations.RemoveIndex("reckoning", "reckoning_employer"),
        migrations.AlterField("reckoning", "run", of_run("rows", django.db.models.deletion.PROTECT)),
        migrations.AlterField("reckoningdifference", "run", of_run("differing", django.db.models.deletion.PROTECT)),
    ]
