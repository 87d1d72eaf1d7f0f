"""`manage.py first_admin`: opens the province if needed and makes its first administrator. Only while it has none."""

from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from agencies.login import passwords
from agencies.models import Province
from agencies.models.users import Role
from agencies.queries.territory import province_named
from agencies.queries.users import has_administrator
from agencies.services.provinces import open_province
from agencies.services.users import add_user
from portal.core.acts import OPERATOR


class Command(BaseCommand):
    help = "Tạo người quản trị đầu tiên của tỉnh, với mật khẩu dùng một lần."

    def add_arguments(self, parser):
        parser.add_argument("--username", default="quan-tri", help="mặc định: %(default)s")
        parser.add_argument("--full-name", default="Quản trị viên", help="mặc định: %(default)s")
        parser.add_argument("--province", default=settings.PROVINCE, help="mặc định: PROVINCE (%(default)s)")
        parser.add_argument("--agency", default="bhxh-tinh", help="mã cơ quan (mặc định: %(default)s)")

    def handle(self, *args, **options):
        today = localdate()
        province = self._province(options["province"], today)
        if has_administrator(province, today):
            raise CommandError(f"{province.name} đã có người quản trị; người sau do người quản trị thêm.", returncode=2)
        agency = province.agencies.as_of(today).filter(code=options["agency"]).first()
        if agency is None:
            raise CommandError(f"{province.name} không có cơ quan mã {options['agency']}.", returncode=2)
        password = passwords.one_time()
        facts = {"username": options["username"], "full_name": options["full_name"], "role": Role.ADMINISTRATOR}
        try:
            add_user(agency, by=OPERATOR, password=password, on=today, **facts)
        except PermissionDenied as refusal:
            raise CommandError("COMMAND_DOORS=0: lệnh đang đóng.", returncode=2) from refusal
        except ValidationError as wrong:
            raise CommandError("\n".join(wrong.messages), returncode=2) from wrong
        self.stdout.write(f"Tên đăng nhập: {options['username'].strip().lower()}\nMật khẩu dùng một lần: {password}")

    def _province(self, slug: str, today: date) -> Province:
        province = Province.objects.filter(slug=slug).first()
        if province is not None:
            return province
        unit = province_named(slug, today)
        if unit is None:
            raise CommandError(f"Không có tỉnh, thành phố nào tên {slug}. Đã chạy load_reference chưa?", returncode=2)
        return open_province(unit, by=OPERATOR, on=today)
