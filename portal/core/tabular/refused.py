"""What was refused goes back to its sender: the rows as they were, each with why it is refused and how to mend it.

The rows are read by the capped child again, so a file is never parsed in the process that serves pages."""

import json
from collections.abc import Iterator

from portal.core.tabular.problems import Sentences, remedy
from portal.core.workbooks import child
from portal.core.workbooks.text import clean
from portal.core.workbooks.writer import write_rows

MOST = 100_000
HEADER = ("Trang tính", "Dòng", "Ô", "Lý do", "Cách sửa")


def refused_workbook(
    path_in, outcome: dict, path_out, *, parser: str, sentences: Sentences, name: str = "", simulated: bool = False
) -> int:
    """Write the refused rows of `path_in` with their reasons; answers how many lines there are. Whole-file problems
    come first. `outcome` is what the parser answered; `name` what the sender called the file."""
    by_row: dict[int, list[dict]] = {}
    for error in _all_errors(path_in, outcome, parser, name):
        by_row.setdefault(error["row"] or 0, []).append(error)
    top = int(outcome.get("header_row") or 0)
    options = {"sheet": outcome.get("sheet"), "rows": sorted(by_row), "header": top}
    with child.stream("portal.core.tabular.refused:copy_rows", path_in, options, name=name) as reading:
        rows = dict(_lines(reading))
    header = rows.pop(top, [])
    width = max(map(len, (header, *rows.values())), default=0)
    lines = [[*_told(by_row[number], sentences), *_padded(rows.get(number, []), width)] for number in sorted(by_row)]
    titles = [*HEADER, *_padded(header, width)]
    kinds = ["text"] * len(titles)
    return write_rows(path_out, "Dòng bị từ chối", titles, lines, kinds, simulated=simulated)


def _all_errors(path_in, outcome: dict, parser: str, name: str) -> list[dict]:
    """Beyond the errors listed the first time, the file is checked once more for the rest."""
    if outcome.get("error_count", 0) <= len(outcome["errors"]):
        return outcome["errors"]
    options = outcome["asked"] | {"listed": MOST}
    with child.stream(parser, path_in, options, name=name) as checking:
        return checking.outcome["errors"]


def copy_rows(book, options: dict, out) -> dict:
    """In the child: the rows asked for, one JSON line each."""
    wanted = {*options["rows"], options["header"]}
    for sheet in book.sheets():
        if sheet.name != options["sheet"]:
            continue
        for number, row in sheet.rows():
            if number in wanted:
                out.write(json.dumps([number, [clean(cell) for cell in row]], ensure_ascii=False) + "\n")
    return {}


def _lines(reading) -> Iterator[tuple[int, list]]:
    told = b"".join(iter(reading.rows.read, b""))
    for line in told.decode().splitlines():
        number, cells = json.loads(line)
        yield number, cells


def _told(errors: list[dict], sentences: Sentences) -> list[str]:
    parted = [remedy(sentences, error["code"], error["message"]) for error in errors]
    cells = [f"{error['column']}{error['row']}" for error in errors if error["column"] and error["row"]]
    return [
        errors[0]["sheet"] or "",
        str(errors[0]["row"] or ""),
        ", ".join(dict.fromkeys(cells)),
        "\n".join(dict.fromkeys(why for why, _ in parted)),
        "\n".join(dict.fromkeys(what for _, what in parted if what)),
    ]


def _padded(cells: list, width: int) -> list:
    return [*cells, *[""] * (width - len(cells))]
