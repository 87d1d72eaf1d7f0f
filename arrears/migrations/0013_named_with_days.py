"""Evasion without a count of days is no evasion: a missing number satisfied the comparison. And what belongs to a list on its way,
its letters, answers, holds and payments, is ended or withdrawn, never deleted."""

from django.conf import settings
from django.db import migrations, models

from portal.core.protection import refuse

NEVER_DELETED = (
    *("arrears_publication", "arrears_publicationline", "arrears_publicationnotice"),
    *("arrears_objection", "arrears_hold", "arrears_paymentreport"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("arrears", "0012_named_by_law"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="publicationline", name="named_evasion_has_grounds"),
        migrations.AddConstraint(
            model_name="publicationline",
            constraint=models.CheckConstraint(
                condition=~models.Q(named_as=3)
                | models.Q(ground__in=["a", "b", "c", "d", "g"])
                | (
                    models.Q(ground__in=["đ", "e"])
                    & models.Q(days__isnull=False, days__gt=60)
                    & models.Q(urged_on__isnull=False)
                    & models.Q(is_justified=False)
                ),
                name="named_evasion_has_grounds",
            ),
        ),
        migrations.RunSQL(
            "".join(refuse(table, "DELETE", name=f"{table}_is_not_deleted") for table in NEVER_DELETED),
            "".join(f"DROP TRIGGER {table}_is_not_deleted ON {table};" for table in NEVER_DELETED),
        ),
    ]
