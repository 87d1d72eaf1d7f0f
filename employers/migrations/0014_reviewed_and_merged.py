"""A count that goes over to another file in a merge may be numbered anew there, as the kept file may have taken back one of the
same number. And an event may come from a labour review, which it names for good."""

import django.db.models.deletion
from django.db import migrations, models

from portal.core.protection import refuse

SAID = ("source", "period", "starts_on", "employed", "subject", "participating", "not_participating")
COUNT_CHANGED = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in (*SAID, "batch_id", "review_id")
)
NUMBERED = "NEW.version IS DISTINCT FROM OLD.version"
MERGED = "NEW.employer_id IS DISTINCT FROM OLD.employer_id"
KEPT = refuse(
    "employers_labourcount", "UPDATE", name="labour_count_is_kept",
    when=f"{COUNT_CHANGED} OR ({NUMBERED} AND NOT ({MERGED}))",
)  # fmt: skip
BEFORE = refuse("employers_labourcount", "UPDATE", name="labour_count_is_kept", when=f"{COUNT_CHANGED} OR {NUMBERED}")
DROPPED = "DROP TRIGGER labour_count_is_kept ON employers_labourcount;"
REVIEWED = refuse(
    "employers_statusevent",
    "UPDATE",
    name="statusevent_review_stays",
    when="NEW.review_id IS DISTINCT FROM OLD.review_id",
)


class Migration(migrations.Migration):
    dependencies = [("employers", "0013_one_index_of_numbers")]

    operations = [
        migrations.RunSQL(DROPPED + KEPT, DROPPED + BEFORE),
        migrations.AddField(
            model_name="statusevent",
            name="review",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="employers.labourreview",
            ),
        ),
        migrations.AddIndex(
            model_name="statusevent",
            index=models.Index(
                condition=models.Q(("review__isnull", False)), fields=["review"], name="status_event_review"
            ),
        ),
        migrations.RunSQL(REVIEWED, "DROP TRIGGER statusevent_review_stays ON employers_statusevent;"),
    ]
