"""One piece of work in a process of its own, to see how much memory it takes: `python -m portal.shell.bench.once …`."""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from agencies.models import Agency, Province  # noqa: E402 - models stand only after the set-up
from portal.core.periods import Month  # noqa: E402
from portal.shell.bench import documents, register_files, workbooks  # noqa: E402
from portal.shell.bench.measuring import undone  # noqa: E402
from portal.shell.bench.province import person_of  # noqa: E402


def take_in(province: str, month: str, path: str) -> None:
    bhxh = Agency.objects.select_related("province").get(province__slug=province, code="bhxh-tinh")
    with undone():
        workbooks.take_in(bhxh, documents.officer_of(bhxh), Month.parse(month), Path(path))


def take_in_register(province: str, kind: str, period: str, path: str) -> None:
    name = register_files.TAX_OFFICER if kind == "tax-labour" else register_files.REGISTRAR
    officer = person_of(Province.objects.get(slug=province), name)
    with undone():
        register_files.take_in(officer, kind, period, Path(path))


WORK = {
    "import": take_in,
    "register": take_in_register,
    "parts": documents.draw_in_parts,
    "whole": documents.draw_whole,
}

if __name__ == "__main__":
    WORK[sys.argv[1]](*sys.argv[2:])
