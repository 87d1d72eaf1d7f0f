"""Who received a report and when stays as it was said; nothing that was sent is emptied, whoever asks."""

from django.db import migrations

from portal.core.protection import refuse

KEPT = ("reports_monthlyreport", "reports_reportline", "reports_reportreceipt", "reports_reportfile")


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_protection"), ("core", "0003_kept_for_good")]

    operations = [
        migrations.RunSQL(
            refuse("reports_reportreceipt", "DELETE", name="receipt_is_not_deleted")
            + refuse("reports_reportreceipt", "UPDATE", name="receipt_is_kept", when="OLD.acknowledged_at IS NOT NULL")
            + "".join(refuse(table, "TRUNCATE", name=f"{table}_is_not_emptied") for table in KEPT),
            migrations.RunSQL.noop,
        ),
    ]
