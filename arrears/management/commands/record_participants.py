"""Write who takes part in the closed months among the labour counts: manage.py record_participants [PROVINCE]."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from agencies.models import Province
from arrears.services.participants import record_participants
from portal.core.acts import THE_CLOCK


class Command(BaseCommand):
    help = "Months closed before there were labour counts are caught up; safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("province", nargs="?", help="slug; all provinces without it")

    def handle(self, *args, province=None, **options):
        places = Province.objects.filter(slug=province) if province else Province.objects.all()
        for place in places:
            written = record_participants(place, by=THE_CLOCK, at=timezone.now())
            self.stdout.write(f"{place.slug}: {written}")
