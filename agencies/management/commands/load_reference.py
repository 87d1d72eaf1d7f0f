"""`manage.py load_reference`: every storey's given data, by natural key. Run at each deploy and once a test session."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from agencies.packs.reading import BrokenPack


class Command(BaseCommand):
    help = "Nạp dữ liệu tham chiếu (đơn vị hành chính, loại cơ quan, thẩm quyền, tham số...). Chạy lại nhiều lần được."
    requires_migrations_checks = True

    def handle(self, *args, **options):
        for name in settings.REFERENCE_LOADERS:
            for table, settled in self._loaded(name).items():
                if settled.added or settled.corrected or options["verbosity"] > 1:
                    self.stderr.write(f"{table}: +{settled.added} ~{settled.corrected}")

    def _loaded(self, name: str) -> dict:
        try:
            return import_string(name)()
        except BrokenPack as broken:
            raise CommandError(str(broken)) from broken
