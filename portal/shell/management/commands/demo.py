"""`manage.py demo`: builds the simulated province. Only with DEMO=1, never beside real employers; safe to run again."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from portal.core.acts import NotPossible
from portal.shell.demo.building import build
from portal.shell.demo.codes import UNIT_PREFIXES
from portal.shell.demo.simulation import Plan


class Command(BaseCommand):
    help = "Dựng dữ liệu mô phỏng: tỉnh, con người, đơn vị, các tháng đã khóa sổ và tệp của tháng chưa nhập."

    def add_arguments(self, parser):
        default = settings.PROVINCE if settings.PROVINCE in UNIT_PREFIXES else "bac-ninh"
        parser.add_argument("--province", choices=list(UNIT_PREFIXES), default=default)
        parser.add_argument("--employers", type=int, default=3000, help="số đơn vị (mặc định 3000)")
        parser.add_argument("--months", type=int, default=16, help="số tháng, kể cả tháng chưa nhập (mặc định 16)")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--as-of", type=date.fromisoformat, help="ngày coi là hôm nay (mặc định: hôm nay)")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "var" / "demo")

    def handle(self, *args, **options):
        if options["employers"] < 20 or not 2 <= options["months"] <= 60:
            raise CommandError("Cần ít nhất 20 đơn vị và từ 2 đến 60 tháng.")
        plan = Plan(
            options["province"],
            options["employers"],
            options["months"],
            options["seed"],
            options["as_of"] or localdate(),
        )
        try:
            self.stderr.write(build(plan, folder=options["folder"], tell=self.stderr.write))
        except NotPossible as refusal:
            raise CommandError(str(refusal)) from refusal
