"""The lines of a list in their order, and those that wait for somebody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("arrears", "0013_named_with_days")]

    operations = [
        migrations.AddIndex(
            model_name="publicationline",
            index=models.Index(fields=["publication", "place"], name="publication_line_place"),
        ),
        migrations.AddIndex(
            model_name="publicationline",
            index=models.Index(
                fields=["publication"], name="publication_line_stopped", condition=models.Q(state="stopped")
            ),
        ),
    ]
