"""What waits of an office's urging is counted without reading all it ever sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("arrears", "0014_lines_in_order")]

    operations = [
        migrations.AddIndex(
            model_name="urgingnotice",
            index=models.Index(fields=["agency", "state"], name="urging_agency_state"),
        ),
    ]
