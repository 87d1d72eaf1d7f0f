"""`manage.py duty_coverage`: what of the documents the portal carries, counted from the packs. Fails where anything is left
out."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.packs.coverage import COUNTED, Coverage, coverage, total
from agencies.packs.reading import FOLDER, BrokenPack, in_folder

WORDS = {
    "document": "văn bản",
    "paragraphs": "đoạn",
    "duties": "nhiệm vụ",
    "executed": "trên cổng",
    "executed_later": "khi mở phần sau",
    "evidenced": "minh chứng",
    "tracked": "theo dõi",
    "unmapped": "chưa gắn",
    "restated": "nhắc lại",
    "agencies": "cơ quan",
    "groups": "nhóm",
    "targets": "chỉ tiêu",
    "actuals": "kết quả",
}


class Command(BaseCommand):
    help = "Đếm từng văn bản: số đoạn, số nhiệm vụ và cách thực hiện trên cổng. Còn nhiệm vụ chưa gắn thì báo lỗi."

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--folder", type=Path, default=FOLDER, help="thư mục khác, để xem trước khi phát hành")

    def handle(self, *args, **options):
        try:
            documents = coverage(in_folder(options["folder"]))
        except BrokenPack as broken:
            raise CommandError(str(broken)) from broken
        summed = total(documents)
        if options["format"] == "json":
            told = {
                "documents": [asdict(row) for row in documents],
                "total": {name: getattr(summed, name) for name in COUNTED},
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self._table([*documents, summed])
        if summed.unmapped:
            raise CommandError(
                f"Còn {summed.unmapped} đoạn hoặc nhiệm vụ chưa gắn với cách thực hiện nào.", returncode=1
            )

    def _table(self, found: list[Coverage]) -> None:
        self.stdout.write("  ".join(WORDS.values()))
        for row in found:
            cells = [str(value).rjust(len(WORDS[name])) for name, value in asdict(row).items()]
            self.stdout.write("  ".join(cells).replace("total", "cộng "))
