"""What waits for a coordinator's judgement is found by an index of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_accounts")]

    operations = [
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                fields=["directive"], name="obligation_submitted", condition=models.Q(state="submitted")
            ),
        ),
    ]
