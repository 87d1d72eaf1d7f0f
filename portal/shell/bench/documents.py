"""A debtor list of thousands of rows as PDF: drawn in parts as a worker does, against one document drawn at once."""

import tempfile
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings

from agencies.models import Agency, User
from portal.shell.bench.measuring import compared
from portal.shell.bench.memory import watched
from reports.renderers.drawing import Drawer
from reports.renderers.long_table import Column, LongTable, Row, fitted
from reports.renderers.pdf import PdfDocument, render_pdf, style

ROWS = 5000
COLUMNS = fitted(
    [
        Column("STT", 12, "center"),
        Column("Tên đơn vị", 70),
        Column("Mã đơn vị", 24, "center"),
        Column("Xã, phường", 34),
        Column("Số tháng", 14, "center"),
        Column("Chậm đóng", 30, "right"),
        Column("Trốn đóng", 30, "right"),
        Column("Tổng số tiền nợ", 32, "right"),
    ]
)


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    """Both in processes of their own, so that memory is theirs alone."""
    rows = str(min(ROWS, ground.effort.employers))
    ground.tell(f"pdf, {rows} rows")
    times, floors, memory, heap = [], [], [], []
    for _ in range(max(1, ground.effort.runs // 3)):
        for work, seconds, megabytes in (("parts", times, memory), ("whole", floors, heap)):
            spent, most = watched("portal.shell.bench.once", [work, rows])
            seconds.append(spent)
            megabytes.append(most)
    share = max(memory) / max(heap)
    figure = compared(times, floors, goal=0.6)
    return {"pdf": figure | {"rows": int(rows), "memory_mb": max(memory), "memory_ratio": round(share, 3),
                             "memory_goal": 0.1, "memory_met": share <= 0.1}}  # fmt: skip


def officer_of(bhxh: Agency) -> User:
    return User.objects.filter(posts__agency=bhxh, posts__role="officer").order_by("pk")[0]


def _rows(count: int) -> list[Row]:
    return [
        Row((str(place), f"Công ty TNHH Sản xuất và Thương mại Đại Phát {place}", f"TA{place:05d}", "Phường Vũ Ninh",
             str(3 + place % 9), f"{place * 12_345:,}", f"{place * 2_345:,}", f"{place * 14_690:,}"))
        for place in range(1, count + 1)
    ]  # fmt: skip


def draw_in_parts(count: str) -> None:
    table = LongTable(COLUMNS, _rows(int(count)))
    with tempfile.TemporaryDirectory() as folder:
        render_pdf(PdfDocument("Danh sách", "BHXH", annex=table), to=Path(folder) / "a.pdf", fonts=settings.FONTS_ROOT)


def draw_whole(count: str) -> None:
    """One table in one document."""
    head = "".join(f'<th style="width:{column.width:.1f}mm">{escape(column.heading)}</th>' for column in COLUMNS)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row.cells)}</tr>" for row in _rows(int(count)))
    html = f'<table class="long"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    with tempfile.TemporaryDirectory() as folder:
        Drawer(settings.FONTS_ROOT).draw(html=html, css=style("annex.css"), out=str(Path(folder) / "a.pdf"))
