"""Rows that wait for a person: what the row says beside each employer that it may be."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from employers.models import Employer, Match, SourceRow
from employers.rules.file_kinds import KINDS
from portal.core.models import ImportBatch

REASONS = {
    "tax_code": _("Đúng mã số thuế"),
    "unit_code": _("Đúng mã đơn vị BHXH"),
    "personal_no": _("Đúng số định danh chủ hộ"),
    "registration_no": _("Đúng số đăng ký kinh doanh"),
    "budget_code": _("Đúng mã quan hệ ngân sách"),
    "name": _("Cùng tên"),
    "name_differs": _("Tên khác"),
    "same_commune": _("Cùng xã, phường"),
    "other_commune": _("Khác xã, phường"),
    "wrong_tax_code": _("Cùng mã số thuế sai số kiểm tra"),
    "ended_code": _("Mã này trước kia của đơn vị"),
    "other_days": _("Mã này của đơn vị vào lúc khác"),
    "parent": _("Pháp nhân chủ quản (10 chữ số)"),
    "branch": _("Đơn vị phụ thuộc (13 chữ số)"),
    "repeated": _("Tệp có nhiều dòng cho đơn vị này"),
    "person": _("Người xác nhận"),
}
ASKED = {
    "name": _("Cùng tên nhưng không có mã nào xác nhận."),
    "several": _("Nhiều đơn vị có cùng mã này."),
    "codes_differ": _("Các mã của dòng chỉ về những đơn vị khác nhau."),
    "branch_parent": _("Đơn vị phụ thuộc hay pháp nhân: mã và tên chưa nói rõ."),
    "name_of_another": _("Mã của một đơn vị nhưng tên của đơn vị khác."),
    "name_differs": _("Mã đúng nhưng tên khác hẳn."),
    "wrong_tax_code": _("Mã số thuế sai số kiểm tra, không tự khớp."),
    "ended_code": _("Mã này đã hết hiệu lực trước kỳ của tệp."),
    "repeated": _("Tệp có nhiều dòng cho cùng một đơn vị."),
}


@dataclass
class Shown:
    """One employer that it may be."""

    employer: Employer
    why: list[str]
    score: int


@dataclass
class Question:
    """One row and its candidates; `hidden`: how many there are that the reader may not see."""

    match: Match
    row: SourceRow
    why: str
    candidates: list[Shown] = field(default_factory=list)
    hidden: int = 0


def file_of(user, pk: int) -> ImportBatch | None:
    """A register file whose questions the reader may answer: the own agency's, or any for who sees all counts."""
    if not user.may("answer_match"):
        return None
    files = ImportBatch.objects.filter(province_code=user.province_code, kind__in=KINDS).select_related("file")
    mine = files if user.may("see_all_counts") else files.filter(agency_code=user.agency_code)
    return mine.filter(pk=pk).first()


def match_of(user, pk: int) -> Match | None:
    """A row of such a file."""
    match = Match.objects.select_related("batch").filter(pk=pk, batch__province_code=user.province_code).first()
    return match if match and file_of(user, match.batch_id) else None


def answered(batch: ImportBatch) -> int:
    """How many rows of the file people have answered."""
    return Match.objects.filter(batch=batch, how="person").count()


def waiting(batch: ImportBatch) -> QuerySet[Match]:
    return Match.objects.filter(batch=batch, state=Match.State.ASKS).order_by("row_no")


def questions(user, matches: list[Match]) -> list[Question]:
    """In three statements, however many there are."""
    if not matches:
        return []
    rows = SourceRow.objects.filter(batch=matches[0].batch_id, row_no__in=[match.row_no for match in matches])
    by_no = {row.row_no: row for row in rows}
    pks = {shown["employer"] for match in matches for shown in match.candidates or ()}
    seen = Employer.objects.visible_to(user).filter(pk__in=pks).select_related("commune", "zone", "agency")
    by_pk = {employer.pk: employer for employer in seen}
    return [_question(match, by_no[match.row_no], by_pk) for match in matches]


def _question(match: Match, row: SourceRow, by_pk: dict[int, Employer]) -> Question:
    told: list[dict[str, Any]] = match.candidates or []
    shown = [
        Shown(by_pk[one["employer"]], [str(REASONS.get(why, why)) for why in one["why"]], one["score"])
        for one in told
        if one["employer"] in by_pk
    ]
    return Question(match, row, str(ASKED.get(match.how, "")), shown, len(told) - len(shown))
