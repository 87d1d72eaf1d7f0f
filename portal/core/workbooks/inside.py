"""What runs inside the capped child: caps first, then the guard, then the parser's function. No Django in here."""

import gc
import importlib
import io
import json
import os
import resource
import signal
import sys
import traceback

from portal.core.workbooks.guard import inspect
from portal.core.workbooks.limits import Limits
from portal.core.workbooks.reader import Book
from portal.core.workbooks.refusals import Refused

_BUFFER = 256 * 1024
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})


class Out:
    """Where a parser's function puts its rows (COPY text) and tells how far it is."""

    def __init__(self, rows: io.BufferedWriter, told: int):
        self._rows, self._told = rows, told

    def write(self, copy_text: bytes | str) -> None:
        """Whole lines of COPY text, ready made."""
        self._rows.write(copy_text.encode() if isinstance(copy_text, str) else copy_text)

    def row(self, values) -> None:
        """One row of values: None becomes NULL, booleans t and f, text is escaped."""
        self._rows.write(("\t".join([copied(value) for value in values]) + "\n").encode())

    def progress(self, rows: int) -> None:
        """How many rows have been read so far; every few thousand rows is enough."""
        self._tell({"rows": rows})

    def _tell(self, message: dict) -> None:
        line = json.dumps(message, ensure_ascii=False, default=str).encode("utf-8", "replace") + b"\n"
        while line:
            line = line[os.write(self._told, line) :]

    def _end(self, message: dict) -> None:
        self._rows.flush()
        self._tell(message)


def copied(value) -> str:
    """A value as COPY text writes it."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)


def main(order: dict) -> None:
    """Run one order from the parent: {"function", "file", "name", "options", "limits", "caps", "told"}."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # the parent is gone: so are we
    out = Out(io.BufferedWriter(io.FileIO(sys.stdout.fileno(), "wb", closefd=False), _BUFFER), order["told"])
    try:
        module, _separator, function = order["function"].partition(":")
        parse = getattr(importlib.import_module(module), function)
        _cap(order["caps"])
        gc.disable()  # millions of short-lived values and no cycles; the memory cap stands behind it
        inspection = inspect(order["file"], Limits(**order["limits"]), order["name"])
        outcome = parse(Book(order["file"], inspection), order["options"], out)
        out._end({"outcome": {"inspection": inspection.summary()} | outcome})
    except Refused as refused:
        out._end({"refused": refused.code, "facts": refused.facts})
    except MemoryError:
        out._tell({"refused": "too_much_memory", "facts": {}})
    except BaseException:  # a parser's panic is no Exception
        out._tell({"fault": traceback.format_exc(limit=-8)[-4000:]})
    os._exit(0)


def _cap(caps: dict) -> None:
    """Ceilings that the process cannot lift again; it may write no file and, short of memory, is the first to go."""
    for limit, soft, hard in (
        (resource.RLIMIT_AS, caps["memory_bytes"], caps["memory_bytes"]),
        (resource.RLIMIT_CPU, caps["cpu_seconds"], caps["cpu_seconds"] + 1),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
    ):
        resource.setrlimit(limit, (soft, hard))
    signal.setitimer(signal.ITIMER_REAL, caps["wall_seconds"] + 1)
    try:
        with open("/proc/self/oom_score_adj", "w") as score:
            score.write("1000")
    except OSError:
        pass  # not on this system
