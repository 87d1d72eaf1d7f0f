"""What can be wrong with a row of a month's file, in full sentences: why, and what to do."""

from portal.core.tabular import problems

SENTENCES = {
    # the file as a whole
    "no_form": (
        "Không tìm thấy dòng đánh số cột của mẫu B03-TS (A, B, C, 1, 2, 3=5+12+19…) ở trang tính nào; tệp có: {found}.",
        "Hãy gửi đúng tệp B03a-TS hoặc B03b-TS do BHXH in, giữ nguyên dòng đánh số cột.",
    ),
    "no_header": (
        "Không tìm thấy dòng tiêu đề cột trong 30 dòng đầu; tệp có: {found}.",
        "Hãy dùng mẫu tải về, hoặc đặt tên cột theo danh mục cột (ví dụ madvi, tendvi, sld).",
    ),
    "columns_missing": (
        "Tệp thiếu cột: {missing}. Các cột nhận ra được: {found}.",
        "Hãy bổ sung cột còn thiếu theo mẫu tải về, hoặc đặt lại tên cột cho đúng danh mục cột.",
    ),
    "column_twice": (
        "Có hai cột cùng mang nghĩa “{title}” ({columns}).",
        "Hãy xóa hoặc đổi tên một trong hai cột.",
    ),
    "two_sheets": (
        "Có nhiều trang tính cùng chứa số liệu: {sheets}.",
        "Hãy tách mỗi trang thành một tệp riêng: mỗi tệp chỉ được có một trang số liệu.",
    ),
    "form_of_vietnam": (
        "Trang “{sheet}” là mẫu B03c-TS của BHXH Việt Nam, gồm nhiều tỉnh, không nhập vào một tỉnh được.",
        "Hãy gửi mẫu B03a-TS của BHXH cơ sở hoặc B03b-TS của BHXH tỉnh.",
    ),
    "form_unclear": (
        "Không rõ tệp là mẫu B03a-TS hay B03b-TS: {signs}.",
        "Hãy đặt tên trang tính là B03a-TS (của BHXH cơ sở) hoặc B03b-TS (của BHXH tỉnh) rồi gửi lại.",
    ),
    "form_assumed": (
        "Tệp không cho biết rõ là mẫu B03a-TS hay B03b-TS; tạm coi là {form}.",
        "Hãy kiểm tra trước khi xác nhận: B03b-TS nói thay cho toàn tỉnh, B03a-TS chỉ cho một BHXH cơ sở.",
    ),
    "header_mismatch": (
        "Tiêu đề cột {number} là “{found}”, không có “{expected}” như mẫu.",
        "Hãy đối chiếu với mẫu B03-TS và sửa lại thứ tự cột hoặc tiêu đề.",
    ),
    "wrong_month": (
        "Tệp ghi tháng {found}, không phải tháng {expected} đang nhập.",
        "Hãy chọn đúng tệp của tháng {expected}, hoặc nhập tệp này cho tháng {found}.",
    ),
    "month_absent": (
        "Tệp không ghi tháng số liệu.",
        "Hãy kiểm tra đúng là số liệu tháng {expected} trước khi xác nhận.",
    ),
    "no_rows": (
        "Tệp chưa có số liệu của đơn vị nào.",
        "Hãy gửi tệp đã có số liệu; nếu tháng này không ai chậm đóng thì mẫu B03 phải có dòng “Tổng số” ghi 0.",
    ),
    # cells
    "formula": (
        "Ô {cell} chứa công thức, giá trị hiển thị có thể không đúng.",
        "Hãy sao chép vùng số liệu rồi dán lại dạng giá trị (Paste Special > Values).",
    ),
    "negative": ("Số {value} ở cột {title} là số âm.", "Hãy sửa lại: cột này chỉ nhận số từ 0 trở lên."),
    "missing_value": ("Thiếu {title}.", "Hãy nhập giá trị, ghi 0 nếu không có."),
    "missing_code": ("Dòng có tên hoặc số liệu nhưng thiếu mã đơn vị.", "Hãy nhập mã đơn vị, hoặc xóa dòng này."),
    "missing_name": ("Thiếu tên đơn vị.", "Hãy nhập tên đơn vị."),
    "code_form": (
        "{title} “{value}” có ký tự lạ hoặc dài quá {limit} ký tự.",
        "Hãy sửa lại: mã chỉ gồm chữ cái không dấu, chữ số và các dấu . - / _.",
    ),
    "text_too_long": ("{title} dài quá {limit} ký tự.", "Hãy rút gọn."),
    "kind": ("Loại hình “{value}” không có trong 15 loại của mẫu B03-TS.", "Hãy ghi số từ 1 đến 15."),
    "cycle": ("Phương thức đóng “{value}” không hợp lệ.", "Hãy ghi 1, 3 hoặc 6 (tháng)."),
    "state": ("Tình trạng đơn vị “{value}” không nhận ra được.", "Hãy ghi số từ 1 đến 11 theo cột 38–48 mẫu B03-TS."),
    "two_states": (
        "Đơn vị được đánh dấu {count} tình trạng.",
        "Hãy giữ lại một dấu x ở các cột 38–48: mỗi đơn vị chỉ có một tình trạng.",
    ),
    "state_mark": ("“{value}” ở cột tình trạng không phải dấu x.", "Hãy ghi dấu x hoặc để trống."),
    # sums
    "sum_across": (
        "Cột {number} phải bằng {formula} = {expected} nhưng ghi {found}.",
        "Hãy sửa số ở ô {cell} hoặc các cột thành phần.",
    ),
    "sum_down": (
        "Dòng “{name}” cột {number} phải bằng tổng các dòng của nó = {expected} nhưng ghi {found}.",
        "Hãy sửa ô {cell} hoặc bổ sung đơn vị còn thiếu.",
    ),
    "balance": (
        (
            "{fund}: đầu kỳ {opening} + phải đóng {payable} + điều chỉnh {adjustment} − đã đóng {paid} = {expected}, "
            "nhưng cuối kỳ ghi {closing}; so_bi_lech ({difference}) không giải thích được chênh lệch."
        ),
        "Hãy sửa số liệu của quỹ này, hoặc ghi số bị lệch của đơn vị vào cột so_bi_lech.",
    ),
    # duplicates
    "duplicate_same": ("Dòng trùng hệt dòng {first}.", "Dòng này được bỏ qua; hãy xóa nếu thừa."),
    "duplicate_conflict": (
        "Mã đơn vị {code} xuất hiện ở các dòng {first} và {other} với số liệu khác nhau.",
        "Hãy giữ lại một dòng đúng.",
    ),
    # form B03-TS of Decision 595: its figures are stored as said, so that a sum only warns
    "no_old_form": (
        (
            "Không tìm thấy dòng tiêu đề cột của mẫu B03-TS theo Quyết định 595/QĐ-BHXH (Tên đơn vị, Mã đơn vị, "
            "Số tháng nợ…) trong 60 dòng đầu của trang tính nào; tệp có: {found}."
        ),
        "Hãy gửi đúng tệp B03-TS theo Quyết định 595, giữ nguyên dòng tiêu đề cột.",
    ),
    "old_sum_across": (
        "Tổng số tiền nợ ghi {found}, khác tổng BHXH + BHYT + BHTN + BHTNLĐ, BNN + lãi = {expected}.",
        "Số liệu được giữ như tệp ghi; hãy kiểm tra lại ô {cell}.",
    ),
    "total_without_interest": (
        "Tổng số tiền nợ ghi {found} là số chưa gồm tiền lãi; gồm cả lãi là {expected}.",
        "Số liệu được giữ như tệp ghi; hãy kiểm tra lại ô {cell}.",
    ),
    "old_sum_down": (
        "Dòng “{name}” cột {title} ghi {found}, khác tổng các dòng của nó = {expected}.",
        "Số liệu từng đơn vị được giữ như tệp ghi; hãy kiểm tra lại ô {cell} hoặc đơn vị còn thiếu.",
    ),
    "no_months": (
        "Đơn vị ở mục {section} không ghi số tháng nợ.",
        "Nên bổ sung; không có thì để trống, cổng không đoán.",
    ),
    "no_section": (
        "Đơn vị không nằm dưới mục nào (I chậm đóng, II nợ đọng, III kéo dài, IV khó thu).",
        "Nên đặt dòng dưới đúng mục; cổng không tự xếp mục.",
    ),
    "section_words": (
        "Số thứ tự của dòng “{name}” khác mục mà tên nói đến.",
        "Các đơn vị bên dưới được ghi vào mục {section} theo tên; hãy kiểm tra lại.",
    ),
    "old_day": (
        "“{value}” ở cột ngày văn bản không đọc được là một ngày.",
        "Nội dung được giữ cạnh số văn bản; nên ghi ngày dạng 31/3/2026.",
    ),
    # warnings
    "tax_check_digit": (
        "Mã số thuế {value} sai số kiểm tra; đơn vị chưa được đưa vào danh sách công khai.",
        "Hãy đối chiếu mã số thuế với đăng ký kinh doanh.",
    ),
    "class_sum": (
        "{fund}: chưa đến hạn + chậm đóng + trốn đóng − thừa = {expected}, khác cuối kỳ {closing}.",
        "Hãy kiểm tra lại phân loại.",
    ),
    "difference_unused": ("so_bi_lech ghi {difference} trong khi số liệu các quỹ đã cân.", "Hãy kiểm tra lại."),
    "totals_differ": ("Cột tổng {title} ghi {found}, khác tổng các quỹ {expected}.", "Số liệu từng quỹ được dùng."),
    "days_without_money": ("Có {days} ngày {title} nhưng không có số tiền {title}.", "Hãy kiểm tra lại."),
    "money_without_days": ("Có số tiền {title} {money} nhưng không ghi số ngày.", "Hãy kiểm tra lại."),
    "nothing_owed": ("Đơn vị không có số tiền chậm đóng, trốn đóng.", "Hãy kiểm tra lại có cần nêu trong mẫu này."),
    "no_state": ("Đơn vị chưa được đánh dấu tình trạng (cột 38–48).", "Nên đánh dấu x một tình trạng."),
    "no_workers": ("Đơn vị không ghi số lao động.", "Nên bổ sung số lao động."),
    "no_group": ("Đơn vị không nằm dưới loại hình nào.", "Nên đặt dòng dưới một trong 15 loại hình."),
    "row_ignored": ("Dòng “{text}” không có mã và số liệu nên được bỏ qua.", "Hãy kiểm tra lại nếu đây là đơn vị."),
    "unknown_columns": ("Các cột không dùng đến: {columns}.", "Không cần làm gì nếu đúng ý."),
    "header_words_missing": ("Trang tính không có tiêu đề chữ phía trên dòng đánh số cột.", "Hãy kiểm tra thứ tự cột."),
    "column_absent": ("Mẫu thiếu cột {columns}.", "Các cột này được coi là để trống."),
    "hidden_sheet": ("Số liệu nằm ở trang tính ẩn “{sheet}”.", "Hãy kiểm tra đúng trang cần nhập."),
}


def dong(amount: int) -> str:
    """Money as a sentence tells it.

    >>> dong(-1234567)
    '-1.234.567'
    """
    return f"{amount:,}".replace(",", ".")


def remedy(code: str, message: str) -> tuple[str, str]:
    """Parts a told message again into why it is refused and what to do about it.

    >>> remedy("missing_name", "Thiếu tên đơn vị. Hãy nhập tên đơn vị.")
    ('Thiếu tên đơn vị.', 'Hãy nhập tên đơn vị.')
    """
    return problems.remedy(SENTENCES, code, message)


class Problems(problems.Problems):
    """The problems of a month's file."""

    sentences = SENTENCES
