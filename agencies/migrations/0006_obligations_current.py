"""What is current of one directive, and what is open of a province, are found by indexes of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_obligation_submitted")]

    operations = [
        migrations.RemoveIndex(model_name="obligation", name="obligation_directive"),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["directive", "period_end", "opens_on", "due_on"], name="obligation_current"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                fields=["province", "due_on"],
                name="obligation_open",
                condition=models.Q(state__in=["open", "returned"]),
            ),
        ),
    ]
