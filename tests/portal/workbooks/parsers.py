"""Functions that the capped child runs in the tests: honest ones, and ones that never come back."""

import ctypes
import os
import signal
import sys
import time


def count(book, options, out) -> dict:
    """Every row of every sheet, as text."""
    rows = 0
    for sheet in book.sheets():
        for number, values in sheet.rows():
            rows += 1
            out.row([number, *map(str, values[:3])])
            if rows % 10_000 == 0:
                out.progress(rows)
    return {"rows": rows, "modules": sorted(name for name in sys.modules if name in ("django", "celery", "psycopg2"))}


def whole(book, options, out) -> dict:
    """Everything read, sheet by sheet."""
    return {
        "sheets": [
            {
                "name": sheet.name,
                "visible": sheet.visible,
                "rows": [[number, [str(value) for value in values]] for number, values in sheet.rows()],
            }
            for sheet in book.sheets()
        ]
    }


def spin(book, options, out) -> dict:
    out.write("a\n" * 100_000)
    while True:
        pass


def sleep(book, options, out) -> dict:
    time.sleep(60)
    return {}


def hoard(book, options, out) -> dict:
    kept = []
    while True:
        kept.append(bytes(10_000_000))


def die(book, options, out) -> dict:
    out.write("1\n" * 200_000)
    os.kill(os.getpid(), getattr(signal, options["signal"]))
    return {}


def crash(book, options, out) -> dict:
    ctypes.string_at(0)
    return {}


def stumble(book, options, out) -> dict:
    raise KeyError("a mistake of our own")


def chatter(book, options, out) -> dict:
    return {"rows": 0, "errors": [{"message": "Mã đơn vị bị trùng " * 5}] * 200_000}


def look_around(book, options, out) -> dict:
    """What a hostile parser would find here."""
    written = "no"
    try:
        with open(options["file"], "w") as file:
            file.write("x" * 100_000)
        written = "yes"
    except OSError:
        pass
    return {
        "environment": sorted(os.environ),
        "files": sorted(os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if _stands(fd)),
        "written": written,
    }


def _stands(fd: str) -> bool:
    return os.path.lexists(f"/proc/self/fd/{fd}")
