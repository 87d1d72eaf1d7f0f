"""What a review found is told without the note of its line, which fewer people read than the register: notes told before are
taken out of the events. And whoever has stopped is not said to be dissolved."""

from django.db import migrations, models

FORGET = r"""
    ALTER TABLE employers_statusevent DISABLE TRIGGER statusevent_stays_as_said;
    UPDATE employers_statusevent
    SET note = (regexp_match(note, '^(Rà soát «.*?», chốt ngày \d\d/\d\d/\d{4}: [^.]*\.)'))[1]
    WHERE review_id IS NOT NULL AND note ~ '^Rà soát «.*», chốt ngày \d\d/\d\d/\d{4}: [^.]*\. ';
    ALTER TABLE employers_statusevent ENABLE TRIGGER statusevent_stays_as_said;
"""


class Migration(migrations.Migration):
    dependencies = [("employers", "0014_reviewed_and_merged")]

    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="reviewline",
            name="found",
            field=models.CharField(
                blank=True,
                choices=[
                    ("operating", "Đang hoạt động"),
                    ("suspended", "Tạm ngừng"),
                    ("stopped", "Đã ngừng hoạt động"),
                    ("not_found", "Không tìm thấy tại địa chỉ"),
                    ("no_workers", "Không sử dụng lao động"),
                    ("elsewhere", "Không thuộc phạm vi quản lý"),
                ],
                max_length=12,
                verbose_name="tình trạng",
            ),
        ),
    ]
