"""The lists of risk: every score of a month, the top band with who entered and left it, the back-test, the weights."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears.models import RiskRun
from arrears.queries.risk_back_test import percent_of
from arrears.tables.badges import OWED_HELP
from arrears.tables.risk_words import band_badges, reasons
from portal.core.marks import Badge
from portal.core.periods import Month
from portal.core.tables import Column, Table


def _codes(row) -> str:
    place = row.employer.commune.name if row.employer.commune else _("Chưa gắn địa bàn")
    return " · ".join(filter(None, (row.employer.unit_code, row.employer.tax_code, place)))


def _columns(run: RiskRun, counts: bool) -> tuple[Column, ...]:
    return (
        Column("name", gettext_lazy("Đơn vị"), value="employer__name", sort="employer__sort_key", sub=_codes, width=34),
        Column("unit_code", gettext_lazy("Mã đơn vị"), "code", value="employer__unit_code", on_page=False),
        Column("tax_code", gettext_lazy("Mã số thuế"), "code", value="employer__tax_code", on_page=False),
        Column("commune", gettext_lazy("Xã, phường"), value="employer__commune__name", on_page=False, width=18),
        Column("score", gettext_lazy("Điểm"), "int", sort="score", help=gettext_lazy("Từ 0 đến 100")),
        Column("band", gettext_lazy("Mức"), "badge", sort="band", badges=band_badges(run)),
        Column(
            "reasons",
            gettext_lazy("Lý do chính"),
            value=lambda row: reasons(row.parts, counts=counts),
            priority=2,
            width=60,
        ),
        Column("months", gettext_lazy("Số tháng nợ"), "decimal", sort="months", places=None, priority=2),
        Column("owed", gettext_lazy("Đang nợ"), "money", sort="owed", help=OWED_HELP),
    )


def scores_table(run: RiskRun, *, counts: bool) -> Table:
    """The scores of one run. `counts`: whether the reader sees what each source counted."""
    return Table(
        name=gettext_lazy("Điểm rủi ro"),
        default_sort="-score",
        tie_break="-pk",
        row_url=lambda row: reverse("risk-score", args=[row.pk]),
        empty_text=gettext_lazy("Không có đơn vị nào khớp bộ lọc."),
        columns=_columns(run, counts),
    )


IS_NEW = {True: Badge(gettext_lazy("Mới vào"), "info", "plus"), False: Badge(gettext_lazy("Từ trước"), "neutral")}


def watch_table(run: RiskRun, *, counts: bool, is_compared: bool, is_left: bool = False) -> Table:
    """The top band: who stands in it and since when; or who has left it, with the score of then and now."""
    columns = _columns(run, counts)
    if is_left:
        columns = (*columns, Column("score_now", gettext_lazy("Điểm tháng này"), "int", sort="score_now"))
    elif is_compared:
        columns = (*columns, Column("is_new", gettext_lazy("So với tháng trước"), "badge", badges=IS_NEW))
    return Table(
        name=gettext_lazy("Đơn vị nguy cơ cao"),
        default_sort="-score",
        tie_break="-pk",
        row_url=lambda row: reverse("risk-score", args=[row.pk]),
        empty_text=gettext_lazy("Không có đơn vị nào. Mọi đơn vị có điểm đứng ở thẻ “Tất cả đơn vị có điểm”."),
        columns=columns,
    )


def _shares(part: str) -> tuple[Column, ...]:
    """Each share in percent: how many of those chosen came to owe so long."""

    def share(key: str, label, name: str, of: str) -> Column:
        def read(row: Mapping[str, Any]) -> Decimal | None:
            return percent_of(row[part][name], row[part][of])

        return Column(key, label, "decimal", value=read)

    return (
        share("score", gettext_lazy("Theo điểm rủi ro (%)"), "by_score", "chosen"),
        share("owed", gettext_lazy("Theo số tiền đang nợ (%)"), "by_owed", "chosen"),
        share("months", gettext_lazy("Theo số tháng đang nợ (%)"), "by_months", "chosen"),
        share("base", gettext_lazy("Tỷ lệ chung (%)"), "came", "cases"),
    )


def tested_table(part: str, *, totals: bool) -> Table:
    """The back-test month by month; how many employers it counted only for who reads the whole province."""
    counts = (
        Column("cases", gettext_lazy("Số đơn vị"), "int", value=lambda row: row[part]["cases"], priority=2),
        Column("chosen", gettext_lazy("Được chọn (10%)"), "int", value=lambda row: row[part]["chosen"], priority=2),
    )
    month = Column("month", gettext_lazy("Chấm tháng"), "month", value=lambda row: Month.parse(row["month"]))
    return Table(
        name=gettext_lazy("Kiểm nghiệm theo tháng"), columns=(month, *(counts if totals else ()), *_shares(part))
    )


WEIGHTS = Table(
    name=gettext_lazy("Trọng số đang dùng"),
    columns=(
        Column("name", gettext_lazy("Yếu tố")),
        Column("weight", gettext_lazy("Điểm nhiều nhất"), "int"),
        Column("valid_from", gettext_lazy("Từ ngày"), "date", priority=2),
        Column(
            "answers",
            gettext_lazy("Tính điểm"),
            value=lambda row: _("Có") if row["answers"] else _("Chưa có số liệu, chưa tính"),
        ),
        Column("reason", gettext_lazy("Lý do"), width=60),
    ),
)
