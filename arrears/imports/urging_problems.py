"""What can be wrong with a file on urging (form B10a-TS, a list of 01-ĐĐ), in full sentences: why, and what to do."""

from arrears.imports import problems
from portal.core.tabular import problems as told

OWN = {
    "no_rows": ("Tệp chưa có dòng nào của đơn vị.", "Hãy gửi tệp đã có số liệu."),
    "no_b10": (
        "Không tìm thấy dòng đánh số cột của mẫu B10a-TS (A, B, C, 1 đến 7) ở trang tính nào; tệp có: {found}.",
        "Hãy gửi đúng tệp B10a-TS do phần mềm của BHXH in, giữ nguyên dòng đánh số cột.",
    ),
    "b10_of_province": (
        "Trang “{sheet}” là mẫu B10b-TS hoặc B10c-TS, chỉ có số tổng hợp, không có từng đơn vị.",
        "Hãy gửi mẫu B10a-TS của BHXH cơ sở.",
    ),
    "mark": ("“{value}” ở cột {title} không phải dấu x.", "Hãy ghi dấu x hoặc để trống."),
    "two_standings": (
        "Đơn vị được đánh dấu cả chậm đóng và trốn đóng.",
        "Nên giữ một dấu x: mỗi đơn vị tính một lần, theo mức nặng nhất.",
    ),
    "no_standing": ("Đơn vị chưa được đánh dấu chậm đóng hay trốn đóng.", "Nên đánh dấu x ở cột 2 hoặc cột 3."),
    "no_crosses": ("Dòng không có dấu x nào.", "Hãy kiểm tra lại có cần nêu đơn vị này trong mẫu."),
    "no_urging_header": (
        "Không tìm thấy dòng tiêu đề cột trong 30 dòng đầu; tệp có: {found}.",
        "Hãy dùng mẫu tải về: mã đơn vị, số 01-ĐĐ, ngày ban hành, ngày tống đạt, cách tống đạt.",
    ),
    "missing_number": ("Thiếu số văn bản 01-ĐĐ.", "Hãy nhập số, ký hiệu, ví dụ 125/BHXH-QLT."),
    "missing_issue": ("Thiếu ngày ban hành.", "Hãy nhập ngày, ví dụ 05/11/2026."),
    "future": ("{title} {value} ở tương lai.", "Hãy sửa lại ngày."),
    "too_old": ("{title} {value} trước năm 2020.", "Hãy kiểm tra lại ngày."),
    "served_before": (
        "Ngày tống đạt {served} trước ngày ban hành {issued}.",
        "Hãy sửa một trong hai ngày: văn bản được tống đạt từ ngày ban hành trở đi.",
    ),
    "means": (
        "Cách tống đạt “{value}” không nhận ra được.",
        "Hãy ghi: bưu điện, trực tiếp, điện tử hoặc niêm yết; để trống nếu chưa rõ.",
    ),
    "means_without_day": ("Có cách tống đạt nhưng không có ngày tống đạt.", "Nên bổ sung ngày tống đạt."),
    "not_served": ("Chưa có ngày tống đạt.", "Văn bản được ghi nhận là đã ban hành, chưa tống đạt."),
    "another_month": (
        "Ngày ban hành {value} không thuộc tháng {month} của tệp.",
        "Hãy kiểm tra lại nếu không phải văn bản gửi muộn.",
    ),
}
SENTENCES = problems.SENTENCES | OWN


class Problems(told.Problems):
    """The problems of a file on urging."""

    sentences = SENTENCES
