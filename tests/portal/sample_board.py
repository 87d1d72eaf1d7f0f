"""A board with every part of the kit, as demanding as the real ones; sample_board.html is its template."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.template import Context, Template

from portal.core.charts import Chart, Series
from portal.core.figures import Stamp
from portal.core.marks import Badge
from portal.core.periods import Month
from portal.core.tables import Column, Table

STAMP = Stamp(Month(2026, 10), "C12-TS", 1, datetime(2026, 11, 5, 1, 2, tzinfo=UTC))
MONTHS = [Month(2025, 11).plus(step) for step in range(12)]
STATES = {2: Badge("Chậm đóng", "warning", "clock"), 3: Badge("Trốn đóng", "danger", "alert-triangle")}
DEBTS = Table(
    (
        Column("name", "Đơn vị", sub=lambda row: f"Mã {row['code']}"),
        Column("workers", "Lao động", kind="int", priority=2, total=True),
        Column("owed", "Tổng nợ (đồng)", kind="money", total=True),
        Column("state", "Tình trạng", kind="badge", badges=STATES),
    ),
    row_url=lambda row: "/don-vi/",
)


class Upload(forms.Form):
    file = forms.FileField(label="Tệp số liệu", help_text="Tối đa 64 MB")
    month = forms.ChoiceField(label="Tháng", choices=[("2026-10", "10/2026")])
    reason = forms.CharField(label="Lý do", widget=forms.Textarea)
    kind = forms.ChoiceField(label="Loại tệp", widget=forms.RadioSelect, choices=[("b03", "B03-TS"), ("c12", "C12-TS")])
    checked = forms.BooleanField(label="Đã đối chiếu")


class Person:
    is_authenticated = True

    def __str__(self):
        return "Nguyễn Thị Lan"


def job(state="running", **more):
    facts = {"title": "Kiểm tra tệp", "state": state, "done": 30, "total": 60, "percent": 50, "message": ""}
    return SimpleNamespace(**facts | {"is_finished": state in ("done", "failed")} | more)


def shell() -> dict:
    """What the portal's own context gives every page."""
    item = {"label": "Tổng quan", "url": "/", "icon": "home", "active": True, "badge": 7}
    links = {"home": "/", "notifications": "/tin/", "search": "/tim/", "profile": "/toi/", "logout": "/ra/"}
    return {
        "demo": True,
        "navigation": [{"label": "Số liệu", "items": [item]}],
        "province": "Tỉnh Bắc Ninh",
        "agency": "Bảo hiểm xã hội tỉnh Bắc Ninh",
        "post": "Cán bộ thu",
        "unread": 3,
        "links": links,
        "user": Person(),
    }


def charts() -> dict:
    funds = ("odts", "httt", "bhyt", "bhtn", "tnld_bnn")
    stacked = [Series(f"Quỹ {fund}", [(3 + at) * 10**9 + n for n in range(12)], fund) for at, fund in enumerate(funds)]
    places = [f"Phường có tên rất dài thứ {number}" for number in range(10)]
    share = [Series("Nợ", [10**9, 2 * 10**9])]
    return {
        "stacked": Chart("stacked", "Nợ theo tháng", MONTHS, stacked, stamp=STAMP, links=["/thang/"] * 12),
        "donut": Chart("donut", "Cơ cấu", ["Chậm đóng", "Trốn đóng"], share, colors=["late", "evasion"]),
        "hbar": Chart("hbar", "Theo xã", places, [Series("Nợ", [10**9 - n * 10**8 for n in range(10)])]),
        "line": Chart("line", "Số đơn vị", MONTHS, [Series("Đơn vị", list(range(12)))], unit="đơn vị"),
    }


def debts() -> list[dict]:
    return [
        {"name": f"Công ty TNHH Một thành viên {n}", "code": f"TN{n}", "workers": n, "owed": 10**9, "state": 2}
        for n in range(20)
    ]


def sample_page() -> str:
    template = Template((settings.BASE_DIR / "tests" / "portal" / "sample_board.html").read_text())
    page = {
        "title": "Tình hình thu nộp BHXH, BHYT, BHTN",
        "stamp": STAMP,
        "form": Upload({"month": "x"}, {}),
        "job": job(),
        "table": DEBTS,
        "rows": debts(),
        "facts": [("Mã đơn vị", "TN1"), ("Người đại diện", None)],
        "events": [{"at": STAMP.computed_at, "title": "Tải lên", "icon": "upload", "who": "Lan"}],
        "tabs": [("Tổng quan", "?", True, "id"), ("Lịch sử", "?x", False)],
        "crumbs": [("Số liệu", "/")],
    }
    return template.render(Context(shell() | charts() | page))
