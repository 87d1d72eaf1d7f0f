"""What can be wrong with a row of a register file, in full sentences: why, and what to do."""

from portal.core.tabular import problems

SENTENCES = {
    # the file as a whole
    "no_header": (
        "Không tìm thấy dòng tiêu đề cột trong 30 dòng đầu; tệp có: {found}.",
        "Hãy dùng mẫu tải về, hoặc đặt tên cột theo danh mục cột của loại tệp này.",
    ),
    "columns_missing": (
        "Tệp thiếu cột: {missing}. Các cột nhận ra được: {found}.",
        "Hãy bổ sung cột còn thiếu theo mẫu tải về, hoặc đặt lại tên cột cho đúng danh mục cột.",
    ),
    "column_twice": ("Có hai cột cùng mang nghĩa “{title}” ({columns}).", "Hãy xóa hoặc đổi tên một trong hai cột."),
    "two_sheets": (
        "Có nhiều trang tính cùng chứa số liệu: {sheets}.",
        "Hãy tách mỗi trang thành một tệp riêng: mỗi tệp chỉ được có một trang số liệu.",
    ),
    "wrong_template": ("Tệp là mẫu “{found}”, không phải “{expected}”.", "Hãy chọn đúng loại tệp khi nộp."),
    "other_file": (
        "Tệp có {unknown} cột lạ và chỉ {known} cột của “{expected}”: có lẽ là tệp loại khác.",
        "Hãy chọn đúng tệp, đúng loại; nếu đúng là tệp này, hãy bỏ các cột thừa theo mẫu rồi nộp lại.",
    ),
    "old_template": ("Tệp dùng mẫu phiên bản {found}; mẫu nay là {expected}.", "Nên tải mẫu mới cho lần sau."),
    "no_rows": ("Tệp chưa có dòng số liệu nào.", "Hãy gửi tệp đã có số liệu."),
    "persons": (
        "Tệp có cột về cá nhân: {columns}. Cổng không nhận danh sách cá nhân, chỉ nhận số người của từng đơn vị.",
        "Hãy bỏ các cột này, để mỗi đơn vị một dòng với số người, rồi nộp lại.",
    ),
    # cells
    "formula": (
        "Ô {cell} chứa công thức, giá trị hiển thị có thể không đúng.",
        "Hãy sao chép vùng số liệu rồi dán lại dạng giá trị (Paste Special > Values).",
    ),
    "negative": ("Số {value} ở cột {title} là số âm.", "Hãy sửa lại: cột này chỉ nhận số từ 0 trở lên."),
    "too_many": ("Số {value} ở cột {title} lớn quá mức.", "Hãy kiểm tra lại: cột này ghi số người của một dòng."),
    "missing_value": ("Thiếu {title}.", "Hãy nhập giá trị; nếu là số thì ghi 0 khi không có."),
    "missing_identity": (
        "Dòng không có mã nào để nhận ra đơn vị ({titles}).",
        "Hãy nhập ít nhất một mã, hoặc xóa dòng này.",
    ),
    "code_form": (
        "{title} “{value}” có ký tự lạ hoặc dài quá {limit} ký tự.",
        "Hãy sửa lại: mã chỉ gồm chữ cái không dấu, chữ số và các dấu . - / _.",
    ),
    "personal_form": (
        "{title} “{value}” không phải số định danh cá nhân.",
        "Hãy nhập đủ 12 chữ số, định dạng ô là Văn bản, hoặc để trống.",
    ),
    "text_too_long": ("{title} dài quá {limit} ký tự.", "Hãy rút gọn."),
    "choice": ("{title} “{value}” không nhận ra được.", "Hãy chọn một trong: {known}."),
    "vsic": ("{title} “{value}” không phải mã ngành.", "Hãy ghi mã 2–5 chữ số, có thể kèm chữ cái ngành, ví dụ C1410."),
    "sector": ("{title} “{value}” không phải ngành cấp 1.", "Hãy ghi một chữ cái từ A đến V."),
    "commune_as_number": (
        "{title} “{value}” là số nên có thể đã mất chữ số 0 ở đầu.",
        "Hãy đặt Định dạng ô là Văn bản rồi nhập đủ 5 chữ số, hoặc ghi tên xã, phường.",
    ),
    "person_row": (
        "Dòng có vẻ là của một cá nhân (số 12 chữ số và tên người “{value}”).",
        "Cổng chỉ nhận số người của đơn vị, hộ kinh doanh; hãy xóa các dòng cá nhân.",
    ),
    # figures against each other
    "subject_sum": (
        "Thuộc diện {subject} phải bằng đã tham gia {participating} + chưa tham gia {not_participating}.",
        "Hãy sửa một trong ba số.",
    ),
    "subject_less": ("{title} {value} lớn hơn số thuộc diện {subject}.", "Hãy sửa một trong hai số."),
    "days_order": ("{title} {until} trước ngày xảy ra {since}.", "Hãy sửa một trong hai ngày."),
    # duplicates
    "duplicate_same": ("Dòng trùng hệt dòng {first}.", "Dòng này được bỏ qua; hãy xóa nếu thừa."),
    "duplicate_conflict": (
        "{code} xuất hiện ở các dòng {first} và {other} với nội dung khác nhau.",
        "Hãy giữ lại một dòng đúng.",
    ),
    # warnings
    "tax_check_digit": (
        "{title} {value} sai số kiểm tra; đơn vị chưa được đưa vào danh sách công khai.",
        "Hãy đối chiếu mã số thuế với đăng ký kinh doanh.",
    ),
    "commune_unknown": (
        "Không có xã, phường nào của tỉnh là “{value}”.",
        "Đơn vị sẽ ở mục chưa gắn địa bàn; hãy ghi mã 5 chữ số hoặc tên đầy đủ.",
    ),
    "commune_ambiguous": (
        "“{value}” có thể là nhiều xã, phường: {known}.",
        "Cần người xác định; hãy ghi mã 5 chữ số của xã, phường hiện nay.",
    ),
    "zone_unknown": (
        "Không có khu, cụm nào của tỉnh là “{value}”.",
        "Dòng được nhận nhưng không gắn khu; hãy ghi mã khu trong danh mục.",
    ),
    "row_ignored": ("Dòng “{text}” không có mã và số liệu nên được bỏ qua.", "Hãy kiểm tra lại nếu đây là đơn vị."),
    "unknown_columns": ("Các cột không dùng đến: {columns}.", "Không cần làm gì nếu đúng ý."),
    "hidden_sheet": ("Số liệu nằm ở trang tính ẩn “{sheet}”.", "Hãy kiểm tra đúng trang cần nhập."),
}


class Problems(problems.Problems):
    """The problems of a register file."""

    sentences = SENTENCES
