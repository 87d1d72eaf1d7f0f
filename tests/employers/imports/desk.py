"""The desk where tests fill in register files and bring them down the road: rows in, batches out."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count
from pathlib import Path

from openpyxl import Workbook

from agencies.models import AdminUnit, Agency, AgencyTerritory, ProvinceSetting
from agencies.reference_holders import give_holders
from agencies.reference_loading import default_settings
from employers.imports import flat
from employers.models import Employer, Zone
from employers.rules.file_columns import COPY_COLUMNS
from employers.rules.file_kinds import KINDS
from employers.services import intake
from portal.core.models import ImportBatch
from portal.core.workbooks.guard import inspect
from portal.core.workbooks.reader import Book
from tests.factories.people import make_agency, make_person, make_province

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


class Out(BytesIO):
    """What the child gives a parser to write to."""

    def progress(self, rows: int) -> None:
        self.told = rows


def table(path: Path, rows: Iterable, header: list[str], above: Iterable[list] = (), title: str = "Danh sách") -> Path:
    """A plain sheet: lines above, a header, rows (dicts by the header's names, or lists)."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    for line in (*above, header):
        sheet.append(line)
    for row in rows:
        sheet.append([row.get(name) for name in header] if isinstance(row, dict) else list(row))
    workbook.save(path)
    return path


def read(path: Path, kind: str, **options):
    """What the parser answers, and the staged rows as dictionaries of text."""
    out = Out()
    outcome = flat.parse(Book(path, inspect(path, name=str(path))), {"kind": kind, "batch_id": 7} | options, out)
    lines = out.getvalue().decode().splitlines()
    return outcome, [dict(zip(COPY_COLUMNS, map(_plain, line.split("\t")), strict=True)) for line in lines]


def _plain(cell: str):
    return None if cell == "\\N" else cell.replace("\\\\", "\\")


def codes(told: list[dict]) -> list[str]:
    return [problem["code"] for problem in told]


def tax_code(number: int) -> str:
    """A tax code with a right check digit.

    >>> tax_code(10023348)
    '0100233488'
    """
    nine = f"{number:09d}"
    while True:
        digit = (
            10 - sum(weight * int(d) for weight, d in zip((31, 29, 23, 19, 17, 13, 7, 5, 3), nine, strict=True)) % 11
        )
        if digit < 10:
            return f"{nine}{digit}"
        nine = f"{int(nine) + 1:09d}"


def firm(number: int | None = None, **changes) -> dict:
    """A firm as the business registry lists it."""
    number = number or next(_numbers)
    row = {"Mã số thuế": tax_code(230000000 + 7 * number), "Tên đơn vị": f"Công ty TNHH Số {number}"}
    row |= {"Địa chỉ": f"Số {number} Lý Thái Tổ", "Mã ngành VSIC": "1410", "Ngày bắt đầu hoạt động": "15/03/2024"}
    return row | changes


class Province:
    """A province with the agencies that send files, and somebody in each."""

    def __init__(self, slug: str = "bac-ninh") -> None:
        self.province = make_province(slug)
        ProvinceSetting.objects.bulk_create(
            ProvinceSetting(province=self.province, **values) for values in default_settings(self.province.unit.code)
        )
        give_holders([self.province])
        self.bhxh = make_agency(self.province)
        self.finance = make_agency(self.province, "finance", "so-tai-chinh")
        self.tax = make_agency(self.province, "tax", "thue")
        self.labour = make_agency(self.province, "home_affairs", "so-noi-vu")
        self.board = make_agency(self.province, "industrial_zone_board", "bql-kcn")
        self.zone = Zone.objects.create(province=self.province, code="KCN1", name="KCN Một", board=self.board)
        communes = AdminUnit.objects.filter(province=self.province.unit, level=3, valid_to=None).order_by("code")
        self.communes = list(communes[:3])
        for commune in self.communes:
            committee = make_agency(self.province, "commune_committee", f"ubnd-{commune.code}")
            AgencyTerritory.objects.create(agency=committee, unit=commune, valid_from=LONG_AGO)
        self.clerks = {
            agency.code: make_person(agency, f"{slug}-{agency.code}", "approver")
            for agency in (self.bhxh, self.finance, self.tax, self.labour, self.board)
        }

    def clerk(self, agency: Agency):
        return self.clerks[agency.code]

    def employer(self, number: int = 0, **columns) -> Employer:
        number = number or next(_numbers)
        name = columns.pop("name", f"Công ty TNHH Số {number}")
        code = columns.pop("tax_code", tax_code(230000000 + 7 * number))
        found = Employer(province=self.province, tax_code=code, tax_code_ok=True, **columns)
        found.rename(name)
        found.save()
        return found


def upload(agency: Agency, by, kind: str, period: str, path: Path) -> ImportBatch:
    facts = {"kind": kind, "period": period, "name": path.name, "on": TODAY}
    return intake.upload_register_file(agency, by=by, chunks=[path.read_bytes()], **facts)


def checked(agency: Agency, by, kind: str, period: str, path: Path) -> ImportBatch:
    """Uploaded and checked."""
    return intake.check_register_file(upload(agency, by, kind, period, path), by=by)


def applied(agency: Agency, by, kind: str, period: str, path: Path) -> ImportBatch:
    """The whole road."""
    batch = checked(agency, by, kind, period, path)
    assert batch.status == "staged", (batch.status, batch.outcome)
    intake.confirm_register_file(batch, by=by, at=NOW)
    return intake.apply_register_file(batch, by=by, at=NOW)


def header_of(kind: str) -> list[str]:
    """The titles that the template offers."""
    return [column.title for column in KINDS[kind].columns if column.is_offered]
