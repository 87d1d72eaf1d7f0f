"""What the database knows about a staged file: whom its rows are, what is news, what differs from what was known."""

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from agencies.models import Agency
from arrears.models import B03Row, B10Row, C12Row, LedgerVersion, OldB03Row, UrgingListRow
from portal.core import sql
from portal.core.models import ImportBatch
from portal.core.money import FUNDS, SPLIT_FUNDS, dong
from portal.core.periods import Month

MODELS = {"b03": B03Row, "c12": C12Row, "b03-595": OldB03Row, "b10": B10Row, "urging-list": UrgingListRow}
TABLES = {kind: model._meta.db_table for kind, model in MODELS.items()}
_UNREAD = {"batch_id", "row_no", "sheet"}
_LISTED = 200
JUST_COPIED = {"enable_nestloop": "off", "work_mem": "64MB"}
"""How questions about a file are planned: of rows just copied in the planner expects one, and would look each up one by one."""


def copied_columns(kind: str) -> list[str]:
    """The columns of the staging table in the order the parser writes them."""
    from_model = [field.column for field in MODELS[kind]._meta.concrete_fields if field.column]
    if kind not in ("b03", "c12"):
        return from_model
    fixed = [name for name in from_model if not name.endswith(tuple(f"_{fund}" for fund in FUNDS))]
    money = _C12_FUND if kind == "c12" else _B03_FUND
    funds = FUNDS if kind == "c12" else SPLIT_FUNDS
    return fixed + [f"{name}_{fund}" for fund in funds for name in money]


_C12_FUND = (
    "opening",
    "payable",
    "adjustment",
    "paid",
    "closing",
    "paid_through",
    "not_due",
    "late",
    "evaded",
    "charge",
)
_B03_FUND = ("not_due", "late", "evaded", "charge_late", "charge_evaded")


def compared_columns(kind: str) -> list[str]:
    """The columns in which a row may differ from an earlier one of its unit."""
    return [column for column in copied_columns(kind) if column not in _UNREAD]


def match_by_tax_code(batch: ImportBatch) -> int:
    """Rows whose unit code nobody has, but whose tax code exactly one employer has who is not in the file itself."""
    if batch.kind != "c12":
        return 0
    return sql.execute("arrears", "import_match_by_tax_code", {"batch": batch.pk, "province": batch.province_code})


def news_of(batch: ImportBatch, agency: Agency) -> dict[str, int]:
    """How many rows are new, changed or the same beside what is applied for the month, and whom the file omits."""
    compared = compared_columns(batch.kind)
    facts = {"batch": batch.pk, "month": batch.month, "applied": _applied(batch)}
    table = TABLES[batch.kind]
    statement = sql.text("arrears", "import_news").format(
        table=table,
        mine=", ".join(f"mine.{column}" for column in compared),
        known=", ".join(f"known.{column}" for column in compared),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        new, changed, same = cursor.fetchone()
        cursor.execute(sql.text("arrears", "import_absent").format(table=table), facts | _scope(batch, agency))
        (absent,) = cursor.fetchone()
    return {"new": new, "changed": changed, "same": same, "absent": absent}


def _scope(batch: ImportBatch, agency: Agency) -> dict[str, Any]:
    """Whom the file speaks for: a local office for its own, the province's BHXH for all."""
    closed = LedgerVersion.objects.filter(province=agency.province_id, month__lt=batch.month).exclude(frozen_at=None)
    month, version = closed.order_by("-month", "-version").values_list("month", "version").first() or (None, None)
    return {
        "here": agency.province_id,
        "last_month": month,
        "last_version": version,
        "office": agency.pk if agency.kind_id == "social_insurance_local" else None,
        "is_b03": batch.kind == "b03",
    }


def _applied(batch: ImportBatch) -> list[int]:
    """What is applied of the same kind and month, oldest first."""
    known = ImportBatch.objects.applied().filter(province_code=batch.province_code, kind=batch.kind, month=batch.month)
    return list(known.order_by("sequence").values_list("pk", flat=True))


def scope_problems(batch: ImportBatch, agency: Agency, outcome: dict[str, Any]) -> list[dict[str, Any]]:
    """A B03a is a local office's, a B03b the province's; the other form would speak for the wrong employers."""
    form = outcome.get("form", "")
    if form == "b03a" and agency.kind_id != "social_insurance_local":
        text = _("Mẫu B03a-TS là của BHXH cơ sở. Hãy chọn đúng BHXH cơ sở nộp tệp, hoặc nộp mẫu B03b-TS của BHXH tỉnh.")
    elif form == "b03b" and agency.kind_id != "social_insurance":
        text = _("Mẫu B03b-TS nói thay cho toàn tỉnh, chỉ BHXH tỉnh nộp. BHXH cơ sở nộp mẫu B03a-TS.")
    else:
        return []
    return [_problem("scope", text, sheet=outcome.get("sheet") or "")]


def warnings_of(batch: ImportBatch, agency: Agency, outcome: dict[str, Any], tolerance: int) -> list[dict[str, Any]]:
    """Differences that matter to the person who confirms; none of them refuses the file."""
    facts = {"batch": batch.pk, "province": batch.province_code, "month": batch.month, "limit": _LISTED}
    facts["office"] = agency.pk if agency.kind_id == "social_insurance_local" else None
    found = _totals_against_last_month(batch, agency, outcome, tolerance)
    if batch.kind == "c12":
        found += _listed("import_opening_differs", facts, _opening_differs)
        found += _listed("import_matched_by_tax_code", facts, _matched)
        found += _listed("import_unknown_places", facts, _unknown_place)
    return found + named_otherwise(batch, agency)


def named_otherwise(batch: ImportBatch, agency: Agency) -> list[dict[str, Any]]:
    """Rows whose unit code the register knows under another name."""
    facts = {"batch": batch.pk, "province": batch.province_code, "limit": _LISTED}
    facts["office"] = agency.pk if agency.kind_id == "social_insurance_local" else None
    return _listed("import_name_differs", facts, _name_differs, table=TABLES[batch.kind])


def _listed(name: str, facts: dict[str, Any], sentence, **names: str) -> list[dict[str, Any]]:
    statement = sql.text("arrears", name).format(**names) if names else sql.text("arrears", name)
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        columns = [column.name for column in cursor.description or ()]
        return [sentence(dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]


def _opening_differs(row: dict[str, Any]) -> dict[str, Any]:
    text = _("Đơn vị %(unit)s: số đầu kỳ %(fund)s là %(found)s, khác số cuối kỳ tháng trước %(known)s.") % {
        "unit": row["unit_code"],
        "fund": row["fund"].upper(),
        "found": dong(row["opening"]),
        "known": dong(row["closing"]),
    }
    return _problem("opening_differs", text, row=row["row_no"], sheet=row["sheet"])


def _matched(row: dict[str, Any]) -> dict[str, Any]:
    text = _("Mã đơn vị %(unit)s chưa có; mã số thuế trùng đơn vị %(known)s – %(name)s. Dòng sẽ ghi cho đơn vị đó.") % {
        "unit": row["unit_code"],
        "known": row["known_code"],
        "name": row["known_name"],
    }
    return _problem("matched_by_tax_code", text, row=row["row_no"], sheet=row["sheet"])


def _unknown_place(row: dict[str, Any]) -> dict[str, Any]:
    text = _("Đơn vị %(unit)s: mã xã «%(commune)s» hoặc mã khu «%(zone)s» không có trong danh mục của tỉnh.") % {
        "unit": row["unit_code"],
        "commune": row["commune_code"] or "",
        "zone": row["zone_code"] or "",
    }
    return _problem("unknown_place", text, row=row["row_no"], sheet=row["sheet"])


def _name_differs(row: dict[str, Any]) -> dict[str, Any]:
    text = _("Mã đơn vị %(unit)s: tên trong tệp «%(found)s» khác tên đang có «%(known)s».") % {
        "unit": row["unit_code"],
        "found": row["found"],
        "known": row["known"],
    }
    return _problem("name_differs", text, row=row["row_no"], sheet=row["sheet"])


def _totals_against_last_month(batch, agency: Agency, outcome: dict[str, Any], tolerance: int) -> list[dict[str, Any]]:
    """Totals per fund beside last month's: a jump beyond the province's tolerance is often the wrong file."""
    found = []
    last = last_totals(batch, agency)
    watched = ("closing",) if batch.kind == "c12" else ("late", "evaded")
    for fund, sums in outcome.get("totals", {}).items():
        now = sum(sums.get(name) or 0 for name in watched)
        before = sum(last.get(fund, {}).get(name) or 0 for name in watched)
        if before and abs(now - before) * 100 > before * tolerance:
            text = _("Tổng %(fund)s của tệp là %(now)s, tháng trước %(before)s: chênh quá %(percent)s%%.") % {
                "fund": fund.upper(),
                "now": dong(now),
                "before": dong(before),
                "percent": tolerance,
            }
            found.append(_problem("total_jump", text))
    return found


def last_totals(batch: ImportBatch, agency: Agency) -> dict[str, dict[str, int]]:
    """The same kind's control totals in the newest earlier month that this agency's file was applied for."""
    earlier = (
        ImportBatch.objects.applied()
        .filter(province_code=batch.province_code, agency_code=agency.code, kind=batch.kind, month__lt=batch.month)
        .order_by("-month", "-sequence")
        .first()
    )
    is_last = earlier is not None and Month.of(earlier.month) == Month.of(batch.month).plus(-1)
    return earlier.outcome.get("totals", {}) if is_last else {}


def _problem(code: str, message: str, *, row: int = 0, sheet: str = "", column: str = "") -> dict[str, Any]:
    return {"sheet": sheet, "row": row, "column": column, "code": code, "message": message}


def is_said_again(batch: ImportBatch, rows: int) -> bool:
    """Of a file whose rows all hold already: does it leave out whom the newest file of its kind left out before it?"""
    applied = ImportBatch.objects.applied().filter(
        kind=batch.kind, province_code=batch.province_code, agency_code=batch.agency_code, month=batch.month
    )
    newest = applied.order_by("-sequence").first()
    return newest is not None and newest.rows == rows
