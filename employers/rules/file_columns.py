"""The columns of files that feed the register: what they are called, how their cells are read. One list for the parser, the
template and the page of help. No Django: the capped child reads it.

A column's `field` is one of employers_sourcerow, or `figures.<name>` for a number that has no column of its own.
"""

from dataclasses import dataclass

from employers.rules.file_choices import Choice

TEXT, CODE, TAX, PERSONAL, WHOLE, DATE = "text", "code", "tax", "personal", "whole", "date"
CHOICE, PLACE, ZONE = "choice", "commune", "zone"

ROW_FIELDS = (
    *("unit_code", "tax_code", "tax_code_ok", "parent_tax_code", "personal_no", "registration_no", "budget_code"),
    *(
        "name",
        "folded",
        "sort_key",
        "address",
        "commune_code",
        "commune_name",
        "zone_code",
        "plot",
        "kind",
        "vsic",
        "vsic_version",
    ),
    *("sector", "event", "happened_on", "until", "document_no", "document_on", "employed", "subject", "participating"),
    *("not_participating", "found", "reason", "note", "figures"),
)
"""Columns of a staged row after batch, row number and sheet, in the order of its COPY line."""

COPY_COLUMNS = ("batch_id", "row_no", "sheet", *ROW_FIELDS)


@dataclass(frozen=True)
class Column:
    """One column of a file: what it is called, how its cells are read, whether a file must have it."""

    field: str
    title: str
    aliases: tuple[str, ...] = ()
    type: str = TEXT
    needed: bool = False  # the file has the column, and every row says something in it
    help: str = ""
    limit: int = 300
    choices: tuple[Choice, ...] = ()
    example: str = ""
    is_offered: bool = True  # in the template; the others are only understood


UNIT_CODE = Column(
    "unit_code",
    "Mã đơn vị",
    ("ma don vi bhxh", "madvi", "ma dvi", "ma dv", "mdv", "ma so don vi"),
    CODE,
    help="Mã đơn vị do cơ quan BHXH cấp; định dạng cột là Văn bản.",
    limit=20,
    example="TA0123B",
)
TAX_CODE = Column(
    "tax_code",
    "Mã số thuế",
    ("mst", "ma so doanh nghiep", "msdn", "ma so thue doanh nghiep", "mst don vi", "ma so dn"),
    TAX,
    help="10 chữ số, 13 chữ số của đơn vị phụ thuộc, hoặc 12 chữ số của hộ kinh doanh; định dạng cột là Văn bản.",
    limit=14,
    example="0100233488",
)
REGISTRATION = Column(
    "registration_no",
    "Số đăng ký kinh doanh",
    ("so dkkd", "so giay chung nhan dang ky", "so gcn dkkd", "ma so dang ky ho kinh doanh", "so gcndk"),
    CODE,
    help="Số giấy chứng nhận đăng ký doanh nghiệp hoặc hộ kinh doanh, nếu khác mã số thuế; dạng Văn bản.",
    limit=40,
    example="21A8012345",
)
NAME = Column(
    "name",
    "Tên đơn vị",
    ("ten doanh nghiep", "ten dn", "ten don vi su dung lao dong", "ten nguoi nop thue", "ten to chuc", "don vi"),
    needed=True,
    help="Tên đầy đủ theo đăng ký.",
    example="Công ty TNHH Hoa Sen",
)
ADDRESS = Column(
    "address",
    "Địa chỉ",
    ("dia chi tru so", "dia chi tru so chinh", "dia chi dang ky", "dia chi lien he", "tru so"),
    help="Số nhà, đường, thôn; không cần lặp tên xã, tỉnh.",
    limit=400,
    example="Số 1 Lý Thái Tổ",
)
COMMUNE = Column(
    "commune",
    "Xã, phường",
    ("xa phuong", "phuong xa", "ten xa", "xa phuong dac khu", "dia ban", "commune"),
    PLACE,
    help="Mã 5 chữ số hoặc tên xã, phường; tên cũ trước 01/7/2025 được đổi sang nơi kế tục.",
    limit=120,
    example="Phường Võ Cường",
)
COMMUNE_CODE = Column(
    "commune_code",
    "Mã xã",
    ("ma xa phuong", "ma phuong xa", "ma dvhc", "ma don vi hanh chinh"),
    PLACE,
    help="Mã 5 chữ số; dùng khi tệp có cả mã và tên.",
    limit=10,
    is_offered=False,
)
ZONE_CODE = Column(
    "zone_code",
    "Khu, cụm",
    ("ma khu", "khu cong nghiep", "kcn", "ma kcn", "khu kinh te", "cum cong nghiep", "khu", "cum"),
    ZONE,
    help="Mã hoặc tên khu, cụm công nghiệp trong danh mục của tỉnh.",
    limit=40,
    example="KCN-TS",
)
NOTE = Column("note", "Ghi chú", ("ghi chu khac", "note"), limit=300, help="Không bắt buộc.")

_COUNT_ALIASES = {
    "employed": (
        "so lao dong",
        "lao dong dang lam viec",
        "tong so lao dong",
        "so ld",
        "sld",
        "so nguoi quyet toan",
        "so nguoi chi tra thu nhap",
        "so ca nhan quyet toan",
        "tong so nguoi lao dong",
    ),
    "subject": (
        "thuoc dien tham gia bhxh bat buoc",
        "so thuoc dien",
        "thuoc dien",
        "so lao dong thuoc dien tham gia bhxh bat buoc",
    ),
    "participating": ("da tham gia bhxh", "da tham gia", "so da tham gia", "so lao dong da tham gia bhxh"),
    "not_participating": ("chua tham gia bhxh", "chua tham gia", "so chua tham gia", "so lao dong chua tham gia bhxh"),
}
_COUNT_TITLES = {
    "employed": "Số lao động đang làm việc",
    "subject": "Thuộc diện tham gia BHXH bắt buộc",
    "participating": "Đã tham gia",
    "not_participating": "Chưa tham gia",
}


def counts(needed: tuple[str, ...] = ()) -> tuple[Column, ...]:
    return tuple(
        Column(
            name,
            title,
            _COUNT_ALIASES[name],
            WHOLE,
            name in needed,
            "Số người, số nguyên từ 0. Thuộc diện = đã tham gia + chưa tham gia.",
            example={"employed": "120", "subject": "110", "participating": "95", "not_participating": "15"}[name],
        )
        for name, title in _COUNT_TITLES.items()
    )
