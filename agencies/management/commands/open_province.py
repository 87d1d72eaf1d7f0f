"""`manage.py open_province bac-ninh`: opens one of the 34 provinces for use, as the operator."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from agencies.queries.territory import province_named
from agencies.services.provinces import open_province
from portal.core.acts import OPERATOR


class Command(BaseCommand):
    help = "Mở một tỉnh, thành phố: tạo các cơ quan, địa bàn và tham số mặc định. Chạy lại nhiều lần được."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="bac-ninh, hai-phong, thai-nguyen, gia-lai, ...")
        parser.add_argument("--on", type=date.fromisoformat, help="ngày mở (mặc định: hôm nay)")

    def handle(self, *args, **options):
        on = options["on"] or localdate()
        unit = province_named(options["slug"], on)
        if unit is None:
            raise CommandError(f"Không có tỉnh, thành phố nào tên {options['slug']} vào ngày {on:%d/%m/%Y}.")
        province = open_province(unit, by=OPERATOR, on=on)
        self.stderr.write(f"{province.name}: {province.agencies.count()} cơ quan")
