"""`manage.py rescue USERNAME`: for the only administrator who is locked out or has lost password or telephone."""

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from agencies.login import passwords
from agencies.models import User
from agencies.services.users import reset_password, reset_second_factor, unlock_user
from portal.core.acts import OPERATOR


class Command(BaseCommand):
    help = "Mở khóa đăng nhập của một người; nếu cần thì cấp mật khẩu dùng một lần, gỡ lớp xác thực thứ hai."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--password", action="store_true", help="cấp mật khẩu dùng một lần")
        parser.add_argument("--second-factor", action="store_true", help="gỡ lớp xác thực thứ hai")
        parser.add_argument("--reason", default="máy chủ", help="ghi vào nhật ký")

    def handle(self, *args, **options):
        user = User.objects.filter(username=options["username"].strip().lower()).first()
        if user is None:
            raise CommandError("Không có người dùng này.", returncode=2)
        try:
            self._rescue(user, options)
        except PermissionDenied as refusal:
            raise CommandError("COMMAND_DOORS=0: lệnh đang đóng.", returncode=2) from refusal

    def _rescue(self, user: User, options: dict) -> None:
        unlock_user(user, by=OPERATOR)
        if options["second_factor"]:
            reset_second_factor(user, by=OPERATOR, reason=options["reason"])
        if options["password"]:
            password = passwords.one_time()
            reset_password(user, by=OPERATOR, password=password)
            self.stdout.write(f"Mật khẩu dùng một lần: {password}")
