"""Months owed of the old form keep every digit of their fraction; a month's statements in force are found by the month."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("arrears", "0010_law_withdrawn")]

    operations = [
        migrations.AlterField(
            model_name="oldb03row",
            name="months",
            field=models.DecimalField(decimal_places=16, max_digits=20, null=True),
        ),
        migrations.AlterField(
            model_name="oldstatement",
            name="months",
            field=models.DecimalField(decimal_places=16, max_digits=20, null=True, verbose_name="số tháng nợ"),
        ),
        migrations.AddIndex(
            model_name="oldstatement",
            index=models.Index(condition=models.Q(("is_current", True)), fields=["month"], name="old_statement_month"),
        ),
    ]
