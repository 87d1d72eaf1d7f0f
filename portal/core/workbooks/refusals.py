"""Why a file is not accepted, in sentences that say what is wrong and what to do: one page, to be read and translated.

They stay plain strings (the child process has no Django); a page shows `gettext(refused.sentence) % refused.facts`.
"""


def _(sentence: str) -> str:
    """Marks a sentence for makemessages without importing Django."""
    return sentence


SENTENCES = {
    # what kind of file it is
    "empty": _("Tệp rỗng. Hãy kiểm tra lại tệp đã chọn rồi tải lên lại."),
    "too_large": _(
        "Tệp nặng %(size)s MB, vượt mức %(limit)s MB. Hãy tách tệp theo đơn vị hoặc xoá các trang tính thừa."
    ),
    "unreadable": _("Không đọc được tệp. Hãy mở tệp bằng Excel, chọn Lưu thành (Save As) loại .xlsx rồi tải lên lại."),
    "old_xls": _("Tệp là Excel đời cũ (.xls). Hãy mở bằng Excel, chọn Lưu thành (Save As) loại .xlsx rồi tải lên lại."),
    "encrypted": _("Tệp có mật khẩu hoặc bị mã hóa. Hãy bỏ mật khẩu (Tệp > Thông tin > Bảo vệ) rồi tải lên lại."),
    "binary_xlsb": _("Tệp là Excel nhị phân (.xlsb). Hãy chọn Lưu thành (Save As) loại .xlsx rồi tải lên lại."),
    "macros": _("Tệp chứa macro (%(part)s). Hãy chọn Lưu thành (Save As) loại .xlsx không có macro rồi tải lên lại."),
    "html": _("Tệp là trang web (HTML) đổi tên, không phải bảng tính. Hãy mở bằng Excel và lưu thành .xlsx."),
    "other_kind": _("Nội dung tệp là %(kind)s, không phải bảng tính .xlsx hay .csv. Hãy chọn đúng tệp."),
    "renamed": _("Tên tệp có đuôi %(suffix)s nhưng nội dung là %(kind)s. Hãy lưu lại đúng loại thay vì đổi tên tệp."),
    "suffix": _("Chỉ nhận tệp .xlsx hoặc .csv, không nhận tệp đuôi %(suffix)s. Hãy lưu lại đúng loại rồi tải lên."),
    "not_workbook": _("Tệp nén này không phải sổ tính Excel .xlsx. Hãy chọn đúng tệp hoặc lưu lại bằng Excel."),
    # how the archive is built
    "truncated": _("Tệp bị cắt cụt hoặc hỏng khi truyền. Hãy tải hoặc chép lại tệp gốc rồi thử lại."),
    "damaged_part": _("Phần %(part)s trong tệp bị hỏng. Hãy mở tệp bằng Excel, lưu lại rồi tải lên lại."),
    "too_many_parts": _(
        "Tệp có %(count)s phần, vượt mức %(limit)s. Hãy chép dữ liệu sang một sổ tính mới rồi lưu lại."
    ),
    "part_name": _("Tệp có phần mang tên không hợp lệ (%(part)s). Hãy chép dữ liệu sang một sổ tính mới rồi lưu lại."),
    "duplicate_part": _("Tệp có hai phần trùng tên (%(part)s), có dấu hiệu bị sửa. Hãy mở bằng Excel và lưu lại."),
    "size_lies": _("Phần %(part)s có kích thước thật khác kích thước ghi trong tệp. Hãy mở bằng Excel và lưu lại."),
    "bomb": _("Phần %(part)s phình to bất thường khi giải nén. Hãy chép dữ liệu sang một sổ tính mới rồi lưu lại."),
    "unpacked_too_large": _(
        "Nội dung tệp sau giải nén vượt %(limit)s MB. Hãy tách tệp theo đơn vị hoặc xoá các trang tính thừa."
    ),
    "packing": _("Phần %(part)s nén theo cách không được hỗ trợ. Hãy mở tệp bằng Excel và lưu lại loại .xlsx."),
    # what stands in it
    "doctype": _("Phần %(part)s khai báo DOCTYPE/ENTITY, điều Excel không bao giờ làm. Hãy lưu lại bằng Excel."),
    "encoding": _("Phần %(part)s không dùng bảng mã UTF-8. Hãy mở tệp bằng Excel và lưu lại loại .xlsx."),
    "active_content": _(
        "Tệp nhúng đối tượng hoặc điều khiển chạy được (%(part)s). Hãy chép riêng dữ liệu sang sổ tính mới rồi lưu lại."
    ),
    "live_link": _(
        "Tệp có liên kết DDE/OLE tới chương trình khác (%(part)s)."
        " Hãy ngắt liên kết (Dữ liệu > Sửa liên kết) rồi lưu lại."
    ),
    "connection": _(
        "Tệp có kết nối dữ liệu ra ngoài (%(part)s). Hãy xoá kết nối (Dữ liệu > Truy vấn và kết nối) rồi lưu lại."
    ),
    "no_sheets": _("Sổ tính không có trang tính nào đọc được. Hãy mở tệp bằng Excel, kiểm tra và lưu lại."),
    "too_many_cells": _("Tệp có trên %(limit)s ô. Hãy xoá các cột, dòng thừa hoặc tách tệp rồi tải lên lại."),
    "far_cell": _(
        "Trang tính “%(sheet)s” có ô %(cell)s nằm quá xa (tối đa %(rows)s dòng, %(columns)s cột)."
        " Hãy xoá các dòng, cột thừa ở cuối rồi lưu lại."
    ),
    "sparse": _(
        "Trang tính “%(sheet)s” trải trên vùng quá rộng (%(rows)s dòng x %(columns)s cột)."
        " Hãy xoá các dòng, cột trống ở xa rồi lưu lại."
    ),
    "too_deep": _("Phần %(part)s có cấu trúc lồng nhau bất thường. Hãy chép dữ liệu sang một sổ tính mới rồi lưu lại."),
    "cell_too_long": _("Phần %(part)s có ô chứa đoạn chữ dài bất thường. Hãy rút ngắn nội dung ô rồi lưu lại."),
    "too_many_formulas": _(
        "Trang tính “%(sheet)s” có quá nhiều công thức. Hãy chép, dán dạng giá trị (Paste Values) rồi lưu lại."
    ),
    "formula_unplaced": _(
        "Trang tính “%(sheet)s” có công thức ở ô không xác định được. Hãy dán dạng giá trị (Paste Values) rồi lưu lại."
    ),
    # text files
    "csv_utf16": _("Tệp CSV dùng bảng mã UTF-16. Hãy lưu lại loại “CSV UTF-8 (phân cách bằng dấu phẩy)”."),
    "csv_encoding": _(
        "Tệp CSV có ký tự không thuộc bảng mã UTF-8 (dòng %(row)s)."
        " Hãy lưu lại loại “CSV UTF-8”, không dùng TCVN3 hay VNI."
    ),
    "csv_nul": _("Tệp CSV chứa ký tự NUL (dòng %(row)s), có thể bị hỏng. Hãy xuất lại tệp từ phần mềm nguồn."),
    "csv_line": _('Dòng %(row)s của tệp CSV dài bất thường. Hãy kiểm tra dấu nháy kép (") chưa đóng rồi lưu lại.'),
    "csv_rows": _("Tệp CSV có trên %(limit)s dòng. Hãy tách tệp rồi tải lên lại."),
    "csv_columns": _("Dòng %(row)s của tệp CSV có trên %(limit)s cột. Hãy kiểm tra dấu phân cách rồi lưu lại."),
    # what happened while reading
    "too_slow": _(
        "Đọc tệp quá lâu (trên %(seconds)s giây) nên đã dừng. Hãy xoá phần thừa hoặc tách tệp rồi tải lên lại."
    ),
    "too_much_memory": _("Đọc tệp cần quá nhiều bộ nhớ nên đã dừng. Hãy xoá phần thừa hoặc tách tệp rồi tải lên lại."),
    "crashed": _("Nội dung tệp làm bộ đọc dừng đột ngột. Hãy chép dữ liệu sang một sổ tính mới, lưu lại rồi thử lại."),
}


class Refused(Exception):
    """A file that is not accepted: a normal answer, shown to the person who sent it."""

    def __init__(self, code: str, /, **facts):
        super().__init__(code)
        self.code, self.facts = code, facts

    @property
    def sentence(self) -> str:
        return SENTENCES[self.code]

    @property
    def message_vi(self) -> str:
        return self.sentence % self.facts

    def __str__(self) -> str:
        return self.message_vi
