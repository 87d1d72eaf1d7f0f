"""The composed line of the monthly report (000:113-127): solution, remark, and measures of the portal before those typed."""

import hashlib
import json
from datetime import date

from openpyxl import load_workbook

from arrears.models import ArrearsNote, UrgingNotice
from reports.models import MonthlyReport
from reports.queries.contents import content_hash
from reports.queries.documents import report_document
from reports.renderers.files import made_file
from reports.services.monthly import refresh_report_notes
from tests.reports.conftest import MONTH


def noted(closed, code: str, **texts) -> None:
    ArrearsNote.objects.create(employer=closed.employers[code], month=MONTH.first_day, **texts)


def urged(closed, code: str, number: str, on: date) -> None:
    facts = {"month": MONTH.first_day, "name": code, "origin": "list", "state": "issued"}
    UrgingNotice.objects.create(employer=closed.employers[code], full_number=number, issued_on=on, **facts)


def test_solution_and_remark_are_carried_and_measures_of_the_portal_stand_before_those_typed(closed, draft):
    noted(closed, "TA0003A", solution="Nộp dần 3 tháng", measures="Đã gọi điện", remark="Đã cam kết")
    urged(closed, "TA0003A", "7/ĐĐ", date(2026, 10, 3))
    urged(closed, "TA0004A", "8/ĐĐ", date(2026, 11, 3))
    assert refresh_report_notes(draft, by=closed.person("officer")) == 1
    line = draft.lines.get(unit_code="TA0003A")
    assert (line.solution, line.remark) == ("Nộp dần 3 tháng", "Đã cam kết")
    assert line.measures == "đã đôn đốc số 7/ĐĐ ngày 03/10/2026; Đã gọi điện"
    assert draft.lines.get(unit_code="TA0004A").measures == ""  # after the month's end


def test_the_workbook_has_room_for_them(closed, draft):
    noted(closed, "TA0003A", solution="Nộp dần 3 tháng", remark="Đã cam kết")
    refresh_report_notes(draft, by=closed.person("officer"))
    with made_file(report_document(draft), "xlsx") as path:
        told = [cell.value for row in load_workbook(path).worksheets[0].iter_rows() for cell in row if cell.value]
    assert {"Giải pháp thu hồi", "Ghi chú", "Nộp dần 3 tháng", "Đã cam kết"} <= set(told)


def test_a_report_that_was_hashed_before_there_were_solutions_counts_to_the_same_hash(draft):
    columns = (
        *("place", "unit_code", "tax_code", "name", "worst", "workers", "months", "odts", "httt", "bhyt", "bhtn"),
        *("tnld_bnn", "unsplit", "owed", "charge", "cause", "measures", "proposal"),
    )
    report = MonthlyReport.objects.get(pk=draft.pk)
    digest = hashlib.sha256(json.dumps(report.summary, sort_keys=True, ensure_ascii=False).encode())
    for line in report.lines.order_by("place").values_list(*columns):
        digest.update("\x1f".join("" if value is None else str(value) for value in line).encode() + b"\n")
    before = content_hash(report)
    assert before == digest.hexdigest()
    report.lines.filter(place=1).update(solution="Nộp dần")
    assert content_hash(report) != before
