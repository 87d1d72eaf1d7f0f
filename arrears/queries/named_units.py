"""Which employer a row names: the unit code of the register, and for a local office one of its own units."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from agencies.models import Agency
from employers.models import Employer
from portal.core.models import ImportBatch

LISTED = 1000


def placed(rows: QuerySet, batch: ImportBatch) -> QuerySet:
    """The rows of the batch with the employer each names (`employer_id`, `office_id`), None where nobody has the code."""
    known = Employer.objects.filter(province__slug=batch.province_code, unit_code=OuterRef("unit_code")).order_by("pk")
    named = rows.filter(batch=batch).annotate(
        employer_id=Subquery(known.values("pk")[:1]), office_id=Subquery(known.values("office_id")[:1])
    )
    return named.order_by("row_no")


def problems_of(rows: QuerySet, batch: ImportBatch, agency: Agency) -> list[dict[str, Any]]:
    """Rows of nobody, and rows of another office's units: each refuses the file."""
    named = placed(rows, batch)
    unknown = _(
        "Mã đơn vị %(unit)s chưa có trong danh bạ của tỉnh. Hãy nộp tệp B03 hoặc C12 có đơn vị này trước, hoặc sửa mã."
    )
    found = [_told(row, "unknown_unit", unknown) for row in named.filter(employer_id=None)[:LISTED]]
    if agency.kind_id == "social_insurance_local":
        theirs = named.exclude(employer_id=None).filter(~Q(office_id=agency.pk) | Q(office_id=None))
        other = _("Đơn vị %(unit)s do BHXH cơ sở khác quản lý thu. Hãy bỏ dòng này, hoặc để BHXH tỉnh nộp tệp.")
        found += [_told(row, "other_office", other) for row in theirs[:LISTED]]
    return found[:LISTED]


def _told(row, code: str, text: str) -> dict[str, Any]:
    return {
        "sheet": row.sheet,
        "row": row.row_no,
        "column": "",
        "code": code,
        "message": text % {"unit": row.unit_code},
    }


def warning_of(row, code: str, text: str) -> dict[str, Any]:
    """Something about a row that the person who confirms should know."""
    return _told(row, code, text)
