"""Who withdrew a figure of the law stands beside who approved it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("arrears", "0009_urging_kept"),
    ]

    operations = [
        migrations.AddField(
            model_name="legalrule",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="legalrule",
            name="withdrawn_at",
            field=models.DateTimeField(null=True, verbose_name="thu hồi lúc"),
        ),
        migrations.AddField(
            model_name="legalrule",
            name="withdrawn_reason",
            field=models.CharField(blank=True, max_length=400, verbose_name="lý do thu hồi"),
        ),
    ]
