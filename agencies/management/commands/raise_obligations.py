"""`manage.py raise_obligations`: makes the obligations of the months ahead, of one province or of all, and judges the late."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.models import Province
from agencies.services.obligations import judge_overdue, raise_obligations
from portal.core.acts import OPERATOR


class Command(BaseCommand):
    help = "Tạo việc phải làm của các tháng tới từ các văn bản chỉ đạo, và ghi nhận việc quá hạn."

    def add_arguments(self, parser):
        parser.add_argument("--province", help="mã tỉnh (mặc định: mọi tỉnh đang mở)")
        parser.add_argument("--on", type=date.fromisoformat, help="ngày YYYY-MM-DD (mặc định: hôm nay)")
        parser.add_argument("--months", type=int, help="số tháng phía trước (mặc định: tham số của tỉnh)")

    def handle(self, *args, **options):
        provinces = Province.objects.order_by("slug")
        if options["province"]:
            provinces = provinces.filter(slug=options["province"])
        if not provinces:
            raise CommandError(f"Không có tỉnh nào mã {options['province']}.", returncode=2)
        on = options["on"] or timezone.localdate()
        for province in provinces:
            try:
                raised = raise_obligations(province, by=OPERATOR, on=on, months=options["months"])
                late = judge_overdue(province, by=OPERATOR, at=timezone.now())
            except PermissionDenied as refusal:
                raise CommandError("COMMAND_DOORS=0: lệnh đang đóng.", returncode=2) from refusal
            self.stdout.write(f"{province.slug}: {raised}, late {late}")
