"""`manage.py load_reference`: every storey's given data, by natural key. Run at each deploy and once a test session."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string


class Command(BaseCommand):
    help = "Nạp dữ liệu tham chiếu (đơn vị hành chính, loại cơ quan, thẩm quyền, tham số...). Chạy lại nhiều lần được."
    requires_migrations_checks = True

    def handle(self, *args, **options):
        for name in settings.REFERENCE_LOADERS:
            for table, settled in import_string(name)().items():
                if settled.added or settled.corrected or options["verbosity"] > 1:
                    self.stderr.write(f"{table}: +{settled.added} ~{settled.corrected}")
