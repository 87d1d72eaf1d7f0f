"""Lists going out as CSV that Excel opens rightly and that starts nothing: UTF-8 with BOM, semicolons, all quoted."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import BinaryIO

SIMULATED = "Dữ liệu mô phỏng"
_VIETNAM = timezone(timedelta(hours=7))
_RUNS = tuple("=+-@\t\r\n＝＋－＠")


def write_csv(
    target: str | BinaryIO,
    header: Sequence[str],
    rows: Iterable[Sequence],
    kinds: Sequence[str],
    *,
    top: Sequence[str] = (),
    simulated: bool = False,
) -> int:
    """Write one list to a path or a binary file; answers how many rows. `kinds` and `top` as in write_rows."""
    file = open(target, "wb") if isinstance(target, str) else target  # noqa: SIM115  # closed below where it is ours
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="", write_through=False)
    out = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    if simulated:
        out.writerow([SIMULATED])
    out.writerows([harmless(line)] for line in top)
    out.writerow([harmless(title) for title in header])
    says = [_SAYS.get(kind, harmless) for kind in kinds]
    written = 0
    for row in rows:
        out.writerow([say(value) for say, value in zip(says, row, strict=True)])
        written += 1
    text.flush()
    text.detach()
    if isinstance(target, str):
        file.close()
    return written


def harmless(value: object) -> str:
    """Text that no spreadsheet takes for a formula: a leading = + - @ (wide too), tab or line end gets an apostrophe.

    >>> harmless("=1+1"), harmless("Công ty"), harmless(None)
    ("'=1+1", 'Công ty', '')
    """
    text = "" if value is None else str(value).replace("\0", "")
    return f"'{text}" if text.startswith(_RUNS) else text


def _number(value: object) -> str:
    return "" if value is None else str(value)


def _day(value: date | None) -> str:
    return "" if value is None else value.strftime("%d/%m/%Y")


def _moment(value: datetime | None) -> str:
    if value is None:
        return ""
    return (value.astimezone(_VIETNAM) if value.tzinfo else value).strftime("%d/%m/%Y %H:%M")


_SAYS: dict[str, Callable] = {"money": _number, "int": _number, "decimal": _number, "date": _day, "datetime": _moment}
