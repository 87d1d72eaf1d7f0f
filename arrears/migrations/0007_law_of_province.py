"""Figures that people enter are their province's; the portal's own are everybody's."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0007_draft_discarded"),
        ("arrears", "0006_published_is_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="legalrule", name="legal_rule_key_from"),
        migrations.AddField(
            model_name="legalrule",
            name="province",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.province"
            ),
        ),
        migrations.AlterField(
            model_name="legalrule", name="key", field=models.CharField(max_length=60, verbose_name="quy định")
        ),
        migrations.AddConstraint(
            model_name="legalrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "approved")),
                fields=("key", "valid_from", "province"),
                name="legal_rule_key_from",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="legalrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_shipped", True), ("province", None)),
                    models.Q(("is_shipped", False), ("province__isnull", False)),
                    _connector="OR",
                ),
                name="legal_rule_of_portal_or_province",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                name="legal_rule_ends_after_it_begins",
            ),
        ),
    ]
