"""A list's file of all letters is known by which letters it holds: one that names who has gone since is given to nobody. Those
made before are asked for anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("arrears", "0025_carried_on")]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="letters_mark",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
    ]
