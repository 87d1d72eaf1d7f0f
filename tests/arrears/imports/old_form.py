"""Form B03-TS of Decision 595 as BHXH offices printed it, filled in for tests: the layout of the decision, fictitious units."""

from openpyxl import Workbook

PARTS = ("bhxh", "bhyt", "bhtn", "tnld_bnn", "interest")
SECTIONS = {"I": "Nợ chậm đóng", "II": "Nợ đọng", "III": "Nợ kéo dài", "IV": "Nợ khó thu"}
HEADER = ["STT", "Tên đơn vị", "Mã đơn vị", "Số lao động", "Địa chỉ", "Số tháng nợ BHXH", "Số tiền nợ"]
TAIL = ["Biện pháp", "Văn bản", None, "Ghi chú"]
LEAVES = ["Tổng số", "BHXH", "BHYT", "BHTN", "BHTNLĐ, BNN", "Lãi"]
NUMBERS = ["A", "B", "C", 1, 2, 3, "4=5+6+7+8+9", 5, 6, 7, 8, 9, 10, 11, 12, 13]
COLUMNS = ("name", "unit_code", "workers", "address", "months", "owed", *PARTS)


def old_unit(code: str, section: str = "III", **changes) -> dict:
    """A unit that owes 1.140 dong, of which 40 is interest."""
    row = {"unit_code": code, "name": f"Công ty {code}", "workers": 12, "address": "Số 2 Lê Lợi", "section": section}
    row |= {"months": 4, "bhxh": 800, "bhyt": 200, "bhtn": 60, "tnld_bnn": 40, "interest": 40}
    row |= {"measures": "Đã đôn đốc", "document_no": "15/CV", "document_on": "05/03/2026", "note": ""}
    row |= changes
    return {"owed": sum(row[name] for name in PARTS)} | row


def old_form(path, units=(), month="2026-03", office="BẢO HIỂM XÃ HỘI TỈNH BẮC NINH", newly=None, totals=True):
    """The decision's layout: a header of two rows, the row of numbers, four sections, the total row."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "B03-TS"
    sheet.append(["BẢO HIỂM XÃ HỘI VIỆT NAM"])
    sheet.append([office])
    sheet.append(["BÁO CÁO CHI TIẾT ĐƠN VỊ NỢ BHXH, BHYT, BHTN, BHTNLĐ, BNN"])
    sheet.append([f"Tháng {int(month[5:])} năm {month[:4]}"])
    sheet.append([])
    sheet.append([*HEADER, *[None] * 5, *TAIL])
    sheet.append([*[None] * 6, *LEAVES, None, "Số", "Ngày"])
    sheet.append(NUMBERS)
    sums = dict.fromkeys(("owed", *PARTS), 0)
    for code, name in SECTIONS.items():
        own = [unit for unit in units if unit["section"] == code]
        told = newly if code == "I" and newly else {label: sum(u[label] for u in own) for label in sums}
        sums = {label: sums[label] + told.get(label, 0) for label in sums}
        sheet.append([code, name, *[None] * 4, *(told.get(label) for label in sums)])
        for place, unit in enumerate(own, 1):
            papers = [unit[name] for name in ("measures", "document_no", "document_on", "note")]
            sheet.append([place, *(unit[name] for name in COLUMNS), *papers])
    if totals:
        sheet.append([None, "Tổng cộng", *[None] * 4, *sums.values()])
    sheet.append([])
    sheet.append([None, "Người lập biểu", None, None, None, None, None, None, "Giám đốc"])
    workbook.save(path)
    return path
