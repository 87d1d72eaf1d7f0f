"""One piece of work in a process of its own, to see how much memory it takes: `python -m portal.shell.bench.once …`."""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from agencies.models import Agency  # noqa: E402 - models stand only after the set-up
from portal.core.periods import Month  # noqa: E402
from portal.shell.bench import documents, workbooks  # noqa: E402
from portal.shell.bench.measuring import undone  # noqa: E402


def take_in(province: str, month: str, path: str) -> None:
    bhxh = Agency.objects.select_related("province").get(province__slug=province, code="bhxh-tinh")
    with undone():
        workbooks.take_in(bhxh, documents.officer_of(bhxh), Month.parse(month), Path(path))


WORK = {"import": take_in, "parts": documents.draw_in_parts, "whole": documents.draw_whole}

if __name__ == "__main__":
    WORK[sys.argv[1]](*sys.argv[2:])
