"""Lists of the roof."""

import re
from datetime import UTC, date

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from portal.core.figures import date_text, moment_text
from portal.core.marks import Badge
from portal.core.models import AuditEntry
from portal.core.tables import Column, Table
from portal.shell.deeds import DETAILS, deed

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
DAY, MONTH = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-(0[1-9]|1[0-2])")

KIND_BADGES = {
    AuditEntry.Kind.ACT: Badge(_("Thao tác"), "info", "edit"),
    AuditEntry.Kind.READ: Badge(_("Xem"), "neutral", "eye"),
    AuditEntry.Kind.EXPORT: Badge(_("Xuất tệp"), "warning", "download"),
    AuditEntry.Kind.REFUSED: Badge(_("Bị từ chối"), "danger", "alert-circle"),
    AuditEntry.Kind.ACCESS: Badge(_("Đăng nhập"), "neutral", "login"),
}


def _detail(row) -> str:
    return "; ".join(
        f"{_key(key)}: {_said(value)}" for key, value in row.detail.items() if value not in ({}, [], None, "")
    )[:400]


def _said(value) -> str:
    """A kept value as people write it: no brackets, no quotes, – for nothing."""
    if isinstance(value, dict):
        return ", ".join(f"{_key(key)} = {_said(one)}" for key, one in value.items())
    if isinstance(value, list):
        return " → ".join(_said(one) for one in value)
    return "–" if value in (None, "") else _as_written(str(value))[:80]


def _as_written(value: str) -> str:
    """A moment kept in UTC as the clock on the wall showed it, a day and a month as people write them; all else as it is.

    >>> _as_written("2026-11-20"), _as_written("2026-10"), _as_written("20261120")
    ('20/11/2026', '10/2026', '20261120')
    """
    if MOMENT.fullmatch(value) and (moment := parse_datetime(value)) is not None:
        return moment_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    if DAY.fullmatch(value) and (day := _day(value)) is not None:
        return date_text(day)
    return "/".join(reversed(value.split("-"))) if MONTH.fullmatch(value) else value


def _day(value: str) -> date | None:
    try:
        return parse_date(value)
    except ValueError:
        return None


def _key(name: str) -> str:
    return str(DETAILS.get(name, name))


AUDIT = Table(
    name=_("Nhật ký"),
    default_sort="-at",
    empty_text=_("Chưa có dòng nhật ký nào khớp bộ lọc."),
    columns=(
        Column("at", _("Thời điểm"), "datetime", sort="id"),
        Column("kind", _("Loại"), "badge", badges=KIND_BADGES),
        Column("actor", _("Người làm"), sort="actor", width=24),
        Column("agency_code", _("Cơ quan"), "code", priority=2),
        Column("deed", _("Việc"), value=deed, sub="act", width=34),
        Column("act", _("Mã việc"), "code", on_page=False),
        Column("subject", _("Đối tượng"), priority=2, width=30),
        Column("detail", _("Chi tiết"), value=_detail, priority=3, width=60),
        Column("address", _("Địa chỉ mạng"), "code", priority=3),
    ),
)
