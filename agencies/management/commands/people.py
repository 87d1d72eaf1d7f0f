"""`manage.py people`: everyone of the demo, with password and current code, as text or JSON. Only with DEMO=1."""

import json
from dataclasses import asdict

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.queries.users import demo_people


class Command(BaseCommand):
    help = "In danh sách người dùng của bản mô phỏng: tên đăng nhập, mật khẩu, mã xác thực hiện tại."

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Chỉ có trong bản mô phỏng (DEMO=1).", returncode=2)
        people = demo_people(on=timezone.localdate(), now=timezone.now())
        if options["format"] == "json":
            self.stdout.write(json.dumps([asdict(person) for person in people], ensure_ascii=False))
            return
        if people:
            self.stdout.write(f"Mật khẩu chung: {people[0].password}")
        for person in people:
            code = f"  mã {person.code or '(chờ 30 giây)'}" if person.has_factor else ""
            self.stdout.write(
                f"  {person.username:<16} {person.full_name:<24} {person.role_name}, {person.agency}{code}"
            )
