"""`manage.py bench`: what the portal costs, as one JSON value on stdout; progress on stderr. For an empty database."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from portal.core.acts import NotPossible
from portal.shell.bench.figures import KEYS, Effort, measure


class Command(BaseCommand):
    help = "Đo hiệu năng trên dữ liệu mô phỏng, so với các mức sàn đo cùng lúc. Chỉ chạy trên cơ sở dữ liệu trống."

    def add_arguments(self, parser):
        parser.add_argument("--employers", type=int, default=50_000, help="số đơn vị (mặc định 50000)")
        parser.add_argument("--months", type=int, default=24, help="số tháng, kể cả tháng chưa nhập (mặc định 24)")
        parser.add_argument(
            "--agencies", type=int, default=3_000, help="số cơ quan của tỉnh đo nhiệm vụ (mặc định 3000)"
        )
        parser.add_argument("--only", action="append", choices=KEYS, help="chỉ đo mục này; nêu được nhiều lần")
        parser.add_argument("--runs", type=int, default=5, help="số lần đo mỗi cặp (mặc định 5)")
        parser.add_argument("--rounds", type=int, default=8, help="số lượt của mỗi người ở mỗi trang (mặc định 8)")
        parser.add_argument("--users", type=int, default=8, help="số người cùng mở trang (mặc định 8)")
        parser.add_argument("--small", type=int, default=500, help="số đơn vị của tỉnh nhỏ để so số truy vấn")

    def handle(self, *args, **options):
        if options["employers"] < 100 or options["small"] < 50 or not 3 <= options["months"] <= 60:
            raise CommandError("Cần ít nhất 100 đơn vị (tỉnh nhỏ: 50) và từ 3 đến 60 tháng.")
        names = ("employers", "months", "small", "runs", "rounds", "users", "agencies")
        effort = Effort(**{name: options[name] for name in names}, on=localdate())
        try:
            figures = measure(effort, only=options["only"] or KEYS, tell=lambda line: self.stderr.write(str(line)))
        except NotPossible as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1))
