"""The annex and the debtor list as workbooks: every figure of the PDF in columns to filter and to sum."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from reports.renderers.arrears_report import CLASS_WORDS, UNPLACED, ReportContent
from reports.renderers.debtor_list import SUPPLIED, ListContent
from reports.renderers.decree30 import Letterhead, OfficialDocument, Signature
from reports.renderers.workbook import SheetColumn, SheetDocument
from reports.rules import owed_by_report_fund, shown_funds

PLACE = SheetColumn("STT", 6, "int")
WHO = (
    SheetColumn("Tên đơn vị", 44),
    SheetColumn("Mã đơn vị", 13, "code"),
    SheetColumn("Mã số thuế", 16, "code"),
    SheetColumn("Xã, phường", 24),
)


def report_sheet(
    content: ReportContent, letter: OfficialDocument, lines: Iterable[Any], *, is_demo: bool
) -> SheetDocument:
    """The annex of the monthly report, employer by employer."""
    head, funds = letter.letterhead, shown_funds(content.now)
    columns = (
        PLACE,
        *WHO,
        SheetColumn("Số lao động bị nợ", 11, "int", True),
        *(
            SheetColumn(f"Nợ {label}" if label != "Chưa tách quỹ" else label, 18, "money", True)
            for label, _parts in funds
        ),
        SheetColumn("Tổng số tiền nợ", 19, "money", True),
        SheetColumn("Tiền phải nộp do chậm đóng, trốn đóng", 18, "money", True),
        SheetColumn("Số tháng nợ", 9, "months"),
        SheetColumn("Phân loại", 12),
        SheetColumn("Nguyên nhân", 28),
        SheetColumn("Giải pháp thu hồi", 40),
        SheetColumn("Biện pháp đã xử lý", 40),
        SheetColumn("Ý kiến đề xuất của cơ quan BHXH", 40),
        SheetColumn("Ghi chú", 30),
    )
    extract = (f"Phần thuộc phạm vi quản lý của {content.scope}",) if content.scope else ()
    return SheetDocument(
        title=letter.title,
        head=head,
        lines=(
            "PHỤ LỤC",
            f"Danh sách đơn vị chậm đóng, trốn đóng BHXH, BHYT, BHTN {content.month_words}".upper().replace(
                "\N{NO-BREAK SPACE}", " "
            ),
            *extract,
            f"(Kèm theo Báo cáo số {head.full_number} {head.day_words} của {head.issuer}) – Đơn vị tính: đồng",
        ),
        columns=columns,
        rows=_report_rows(lines, funds),
        recipients=letter.recipients,
        signature=letter.signature,
        sources=_sources(content),
        is_demo=is_demo,
    )


def _report_rows(lines: Iterable[Any], funds: tuple) -> Iterator[tuple]:
    for place, line in enumerate(lines, 1):
        yield (
            place,
            *_who(line),
            line.workers,
            *owed_by_report_fund(line, funds),
            line.owed,
            line.charge,
            line.months,
            CLASS_WORDS.get(line.worst, ""),
            line.cause,
            line.solution,
            line.measures,
            line.proposal,
            line.remark,
        )


def list_sheet(
    content: ListContent,
    head: Letterhead,
    entries: Iterable[Any],
    *,
    recipients: Sequence[str],
    signature: Signature,
    is_demo: bool,
) -> SheetDocument:
    """The debtor list."""
    columns = (
        PLACE,
        *WHO,
        SheetColumn("Số lao động", 11, "int", True),
        SheetColumn("Số tháng nợ", 9, "months"),
        SheetColumn("Căn cứ số tháng", 20),
        SheetColumn("Chậm đóng", 18, "money", True),
        SheetColumn("Trốn đóng", 18, "money", True),
        SheetColumn("Tổng số tiền nợ", 19, "money", True),
        SheetColumn("Phân loại", 12),
    )
    extract = (f"Phần thuộc phạm vi quản lý của {content.scope}",) if content.scope else ()
    return SheetDocument(
        title=content.title,
        head=head,
        lines=(
            "DANH SÁCH",
            content.title.replace("\N{NO-BREAK SPACE}", " "),
            *extract,
            f"({content.basis}) – Đơn vị tính: đồng",
        ),
        columns=columns,
        rows=_list_rows(entries),
        recipients=tuple(recipients),
        signature=signature,
        sources=_sources(content),
        is_demo=is_demo,
    )


def _list_rows(entries: Iterable[Any]) -> Iterator[tuple]:
    for place, entry in enumerate(entries, 1):
        yield (
            place,
            *_who(entry),
            entry.workers,
            entry.months,
            "BHXH cung cấp" if entry.months_source == SUPPLIED else "Tính từ hạn đóng",
            entry.late,
            entry.evaded,
            entry.owed,
            CLASS_WORDS.get(entry.worst, ""),
        )


def _who(row: Any) -> tuple[str, str, str, str]:
    return row.name, row.unit_code, row.tax_code, row.commune.name if row.commune else UNPLACED


def _sources(content: ReportContent | ListContent) -> tuple[tuple[str, str], ...]:
    return (
        ("Tháng", content.month.label),
        ("Phiên bản", str(content.version)),
        ("Khóa sổ ngày", f"{content.closed_on.day:02d}/{content.closed_on.month:02d}/{content.closed_on.year}"),
        *(("Nguồn", source) for source in content.sources),
    )
