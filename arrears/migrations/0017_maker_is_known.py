"""A list whose maker nobody knows is approved by nobody: a missing maker satisfied the comparison."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("arrears", "0016_published_by_proof"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="publication", name="publication_two_people"),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(approved_by=None)
                | (models.Q(made_by__isnull=False) & ~models.Q(approved_by=models.F("made_by"))),
                name="publication_two_people",
            ),
        ),
    ]
