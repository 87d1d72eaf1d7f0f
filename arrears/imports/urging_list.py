"""A flat list of 01-ĐĐ notices that BHXH's own software sent, one row a notice -> staged rows; and its blank template.

`parse(book, options, out)` runs in the capped child. Options: month "2026-10", batch_id, listed, today "2026-11-20"."""

from collections.abc import Iterator
from datetime import date
from itertools import chain, islice

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from arrears.imports.c12_headers import Column, key
from arrears.imports.outcome import asked, outcome
from arrears.imports.urging_problems import Problems
from portal.core.folding import fold
from portal.core.tabular.cells import Lines, code_column, shown, text_column
from portal.core.tabular.problems import LISTED
from portal.core.tabular.staged import CHUNK, Calculated, Staging
from portal.core.workbooks import text
from portal.core.workbooks.text import Unreadable

COPY = ("batch_id", "row_no", "sheet", "unit_code", "name", "full_number", "issued_on", "served_on", "served_by")
HEADER_WITHIN = 30
OLDEST = date(2020, 1, 1)
MEANS = {
    "post": ("buu dien", "buu chinh", "gui buu dien", "chuyen phat", "thu bao dam", "post"),
    "hand": ("truc tiep", "giao truc tiep", "tan tay", "giao tan tay", "hand"),
    "electronic": ("dien tu", "email", "thu dien tu", "giao dich dien tu", "ivan", "electronic"),
    "posted_up": ("niem yet", "niem yet cong khai", "posted up"),
    "unknown": ("chua ro", "khong ro", "khac", "unknown"),
}
_MEANS = {word: code for code, words in MEANS.items() for word in words}
CATALOGUE = (
    Column("unit_code", "Mã đơn vị", "Mã đơn vị do cơ quan BHXH cấp; định dạng cột là Văn bản.", "TA0123B", True,
           ("madvi", "ma dvi", "ma dv", "mdv", "ma so don vi")),
    Column("name", "Tên đơn vị", "Để đối chiếu, không bắt buộc.", "Công ty TNHH Hoa Sen", False,
           ("tendvi", "ten dvi", "ten dv", "ten")),
    Column("full_number", "Số 01-ĐĐ", "Số, ký hiệu của văn bản đôn đốc.", "125/BHXH-QLT", True,
           ("so van ban", "so 01 dd", "so01dd", "so vb", "so ky hieu", "so cong van", "so don doc")),
    Column("issued_on", "Ngày ban hành", "Ngày ghi trên văn bản.", "05/11/2026", True,
           ("ngay van ban", "ngay vb", "ngay ky", "ngay gui")),
    Column("served_on", "Ngày tống đạt", "Ngày đơn vị nhận được; để trống nếu chưa có chứng cứ.", "10/11/2026", False,
           ("ngay nhan", "ngay giao", "ngay don vi nhan")),
    Column("served_by", "Cách tống đạt", "Bưu điện, trực tiếp, điện tử hoặc niêm yết.", "Bưu điện", False,
           ("hinh thuc tong dat", "hinh thuc gui", "cach gui", "phuong thuc tong dat")),
)  # fmt: skip
TITLES = {column.name: column.title for column in CATALOGUE}
NAMES = {key(name): column.name for column in CATALOGUE for name in (column.name, column.title, *column.also)}
NEEDED = tuple(column.name for column in CATALOGUE if column.required)


def parse(book, options: dict, out) -> dict:
    """Check a list and write its rows as COPY text (COPY)."""
    problems = Problems(listed=options.get("listed", LISTED))
    table = _choose(book, problems)
    if table is None or not _has_columns(table, problems):
        return outcome("urging-list", problems, book=book)
    staging = Staging(out, options.get("batch_id", 0), problems, table.places["unit_code"])
    reader = Reader(table, problems, options)
    for numbers, rows in _chunks(table):
        staging.put(*reader.chunk(numbers, rows))
        out.progress(staging.rows)
    if not staging.rows:
        problems.error("no_rows")
    facts = {"month": options.get("month"), "header_row": table.at, "asked": _asked(options), "served": reader.served}
    return outcome("urging-list", problems, staging, book=book, columns_known=list(table.places), **facts)


def _asked(options: dict) -> dict:
    return asked(options) | ({"today": options["today"]} if options.get("today") else {})


class Table:
    """A sheet with a header row we know, and its rows below."""

    def __init__(self, sheet, at: int, found: dict[str, list[int]], unknown: dict[int, str], rows: Iterator) -> None:
        self.sheet, self.at, self.found, self.unknown, self.rows = sheet, at, found, unknown, rows
        self.places = {name: places[0] for name, places in found.items()}

    @property
    def width(self) -> int:
        return max(self.places.values()) + 1

    def has_data(self) -> bool:
        looked_at: list = []
        rows, self.rows = self.rows, chain(looked_at, self.rows)
        for number, row in rows:
            looked_at.append((number, row))
            if any(text.clean(cell) for cell in row):
                return True
        return False


def _choose(book, problems: Problems) -> Table | None:
    found = [table for sheet in book.sheets() if (table := _find(sheet))]
    filled = [table for table in found if table.has_data()]
    filled = [table for table in filled if table.sheet.visible] or filled
    if len(filled) > 1:
        problems.error("two_sheets", sheets=", ".join(table.sheet.name for table in filled))
        return None
    if not found:
        problems.error("no_urging_header", found=", ".join(sheet.name for sheet in book.sheets()) or "—")
        return None
    table = (filled or found)[0]
    problems.sheet = table.sheet.name
    if not table.sheet.visible:
        problems.warning("hidden_sheet", sheet=table.sheet.name)
    return table


def _find(sheet) -> Table | None:
    """The row among the first thirty that names most columns, three at least."""
    rows = iter(sheet.rows())
    above = list(islice(rows, HEADER_WITHIN))
    best, at = None, -1
    for place, (_, row) in enumerate(above):
        found, unknown = _recognise(row)
        if len(found) >= 3 and (best is None or len(found) > len(best[0])):
            best, at = (found, unknown), place
    return Table(sheet, above[at][0], *best, chain(above[at + 1 :], rows)) if best else None


def _recognise(row: list) -> tuple[dict[str, list[int]], dict[int, str]]:
    found: dict[str, list[int]] = {}
    unknown: dict[int, str] = {}
    for place, value in enumerate(row):
        told = text.clean(value) if isinstance(value, str) else ""
        name = NAMES.get(key(told)) if told else None
        if name:
            found.setdefault(name, []).append(place)
        elif told and key(told) not in ("stt", "tt", "sott", "ghichu"):
            unknown[place] = told
    return found, unknown


def _has_columns(table: Table, problems: Problems) -> bool:
    missing = [TITLES[name] for name in NEEDED if name not in table.places]
    if missing:
        found = ", ".join(TITLES[name] for name in table.places)
        problems.error("columns_missing", table.at, None, missing=", ".join(missing), found=found)
    for name, places in table.found.items():
        if len(places) > 1:
            columns = ", ".join(map(text.column_letter, places))
            problems.error("column_twice", table.at, places[1], title=TITLES[name], columns=columns)
    if table.unknown:
        told = ", ".join(f"{name} ({text.column_letter(place)})" for place, name in list(table.unknown.items())[:40])
        problems.warning("unknown_columns", table.at, None, columns=told)
    return not problems.error_count


def _chunks(table: Table) -> Iterator[tuple[list[int], list]]:
    """The rows that say something in one of the columns, some thousands at a time."""
    numbers: list[int] = []
    rows: list = []
    for number, row in table.rows:
        row = [*row, *[""] * (table.width - len(row))][: table.width]
        if any(text.clean(row[place]) for place in table.places.values()):
            numbers.append(number)
            rows.append(row)
        if len(rows) >= CHUNK:
            yield numbers, rows
            numbers, rows = [], []
    if rows:
        yield numbers, rows


class Reader:
    """Reads rows a chunk at a time; a notice is known by unit, number and day together."""

    def __init__(self, table: Table, problems: Problems, options: dict) -> None:
        self.table, self.problems, self.month = table, problems, options.get("month")
        self.today = date.fromisoformat(options["today"]) if options.get("today") else date.max
        watched = table.places.values()
        self.calculated = Calculated(table.sheet.seen.formulas, watched, problems)
        self.served = 0

    def chunk(self, numbers: list[int], rows: list) -> tuple[list[int], list[str], list[str], set[int]]:
        self.numbers, self.columns = numbers, list(zip(*rows, strict=True))
        self.bad = self.calculated.told(numbers)
        codes = self._codes()
        names = self._texts("name", 300)
        full = self._texts("full_number", 60)
        self._missing("missing_number", full, "full_number")
        issued, served = self._days("issued_on"), self._days("served_on")
        self._missing("missing_issue", issued, "issued_on")
        means = self._means()
        self._compare(issued, served, means)
        self.served += sum(day is not None for day in served)
        lines = Lines()
        lines.constant(self.problems.sheet.replace("\\", "\\\\"))
        for column in (codes, names, full):
            lines.text(column)
        for days in (issued, served):
            lines.ready([day.isoformat() if day else "\\N" for day in days])
        lines.text(means)
        keys = [
            f"{code}, số {number} ngày {day:%d/%m/%Y}" if code and day else ""
            for code, number, day in zip(codes, full, issued, strict=True)
        ]
        return numbers, keys, lines.joined(), self.bad

    def _column(self, name: str):
        place = self.table.places.get(name)
        return self.columns[place] if place is not None else ("",) * len(self.numbers)

    def _told(self, odd: list, name: str) -> None:
        if odd:
            self.bad |= self.problems.cells(odd, self.numbers, self.table.places[name], TITLES[name])

    def _codes(self) -> list[str]:
        codes, odd = code_column(self._column("unit_code"))
        self._told(odd, "unit_code")
        self._missing("missing_code", codes, "unit_code", {place for place, _ in odd})
        return codes

    def _texts(self, name: str, limit: int) -> list[str]:
        texts, odd = text_column(self._column(name), limit)
        self._told(odd, name)
        return texts

    def _missing(self, code: str, values: list, name: str, told: set[int] = frozenset()) -> None:  # type: ignore[assignment]
        for place, value in enumerate(values):
            if not value and place not in told and place not in self.bad:
                self.problems.error(code, self.numbers[place], self.table.places[name])
                self.bad.add(place)

    def _days(self, name: str) -> list[date | None]:
        days: list[date | None] = []
        for place, value in enumerate(self._column(name)):
            try:
                day = text.day(value)
            except Unreadable as wrong:
                self._told([(place, wrong)], name)
                day = None
            days.append(self._likely(day, place, name))
        return days

    def _likely(self, day: date | None, place: int, name: str) -> date | None:
        """A day that can be: not ahead, not of another age."""
        code = "" if day is None else "future" if day > self.today else "too_old" if day < OLDEST else ""
        if code and day:
            facts = {"title": TITLES[name], "value": f"{day:%d/%m/%Y}"}
            self.problems.error(code, self.numbers[place], self.table.places[name], **facts)
            self.bad.add(place)
        return day

    def _means(self) -> list[str]:
        found = []
        for place, value in enumerate(self._column("served_by")):
            told = fold(text.clean(value))
            means = _MEANS.get(told, "")
            if told and not means:
                facts = {"value": shown(value)}
                self.problems.error("means", self.numbers[place], self.table.places["served_by"], **facts)
                self.bad.add(place)
            found.append(means)
        return found

    def _compare(self, issued: list, served: list, means: list[str]) -> None:
        warn = self.problems.warning
        for place, (made, given, way) in enumerate(zip(issued, served, means, strict=True)):
            number = self.numbers[place]
            if made and given and given < made:
                facts = {"served": f"{given:%d/%m/%Y}", "issued": f"{made:%d/%m/%Y}"}
                self.problems.error("served_before", number, self.table.places["served_on"], **facts)
                self.bad.add(place)
            elif given is None:
                warn("means_without_day" if way else "not_served", number, self.table.places.get("served_on"))
            if made and self.month and f"{made:%Y-%m}" != self.month:
                facts = {"value": f"{made:%d/%m/%Y}", "month": f"{self.month[5:]}/{self.month[:4]}"}
                warn("another_month", number, self.table.places["issued_on"], **facts)


def write_template(path) -> None:
    """The blank list: headers, columns of codes and days already set to text, and what each column means."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Danh sách 01-ĐĐ"
    for place, column in enumerate(CATALOGUE, 1):
        cell = sheet.cell(1, place, column.title)
        cell.font = Font(bold=True, color="9C0006" if column.required else "000000")
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width, dimension.number_format = 34 if column.name == "name" else 18, "@"
    sheet.freeze_panes = "A2"
    columns = workbook.create_sheet("Danh mục cột")
    columns.append(["Tên cột", "Bắt buộc", "Ý nghĩa", "Ví dụ", "Tên khác nhận ra được"])
    for column in CATALOGUE:
        columns.append(
            [column.title, "x" if column.required else "", column.meaning, column.example, ", ".join(column.also)]
        )
    for letter, width in zip("ABCDE", (20, 10, 70, 24, 60), strict=True):
        columns.column_dimensions[letter].width = width
    workbook.save(path)
