"""The files of an edition are made anew whenever a line leaves it: each making is a row of its own, none is changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("arrears", "0007_law_of_province")]

    operations = [
        migrations.AddField(
            model_name="editionfile",
            name="revision",
            field=models.PositiveIntegerField(default=0, verbose_name="số dòng đã đưa ra"),
        ),
        migrations.RemoveConstraint(model_name="editionfile", name="edition_file_once"),
        migrations.AddConstraint(
            model_name="editionfile",
            constraint=models.UniqueConstraint(fields=("edition", "kind", "revision"), name="edition_file_once"),
        ),
    ]
