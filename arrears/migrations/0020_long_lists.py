"""A long list is drawn up by a job, so there is a state before the draft; all letters of a list are kept in one file each."""

import django.db.models.deletion
from django.db import migrations, models

STATES = [
    ("drawing", "Đang lập"),
    ("draft", "Dự thảo"),
    ("checked", "Đã kiểm tra"),
    ("noticed", "Đã thông báo đơn vị"),
    ("approved", "Đã duyệt"),
    ("published", "Đã công khai"),
    ("withdrawn", "Đã gỡ"),
    ("discarded", "Đã bỏ"),
]


def one_file() -> models.ForeignKey:
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
    )


class Migration(migrations.Migration):
    dependencies = [("arrears", "0018_line_of_a_list"), ("core", "0004_period")]

    operations = [
        migrations.AddField(model_name="publication", name="letters_pdf", field=one_file()),
        migrations.AddField(model_name="publication", name="letters_zip", field=one_file()),
        migrations.AlterField(
            model_name="publication",
            name="state",
            field=models.CharField(choices=STATES, default="draft", max_length=10, verbose_name="trạng thái"),
        ),
    ]
