"""What the columns of a flat C12-TS file are called: our names, the Vietnamese titles, the names BHXH offices write.

Upper and lower case, accents, spaces and underscores make no difference. The catalogue also feeds the column list on
the page and the blank template."""

from dataclasses import dataclass, field

from arrears.imports.columns import FUNDS, UNSPLIT
from portal.core.folding import fold

HEADER_WITHIN = 30
CORE = ("opening", "payable", "adjustment", "paid", "closing")

FUND_TITLES = {
    "odts": "ÔĐTS",
    "httt": "HTTT",
    "bhyt": "BHYT",
    "bhtn": "BHTN",
    "tnld_bnn": "TNLĐ-BNN",
    UNSPLIT: "tổng các quỹ",
}
_FUND_NAMES = {
    "odts": ("odts", "om dau thai san", "bhxh odts", "quy odts", "quy om dau thai san"),
    "httt": ("httt", "huu tri tu tuat", "bhxh httt", "quy httt", "quy huu tri tu tuat"),
    "bhyt": ("bhyt", "quy bhyt", "y te"),
    "bhtn": ("bhtn", "quy bhtn", "that nghiep"),
    "tnld_bnn": ("tnldbnn", "bhtnldbnn", "bhtnld", "tnld", "quy tnldbnn", "tai nan lao dong benh nghe nghiep"),
    UNSPLIT: ("", "tong", "cong", "tong cong", "tong so", "tong cac quy", "unsplit"),
}


@dataclass(frozen=True)
class Column:
    """One column of the file as the page describes it."""

    name: str
    title: str
    meaning: str
    example: str
    required: bool = False
    also: tuple[str, ...] = field(default=(), repr=False)


UNIT = (
    Column(
        "month",
        "Tháng",
        "Tháng số liệu; mọi dòng cùng một tháng.",
        "10/2026",
        also=("ky", "thang so lieu", "ky bao cao"),
    ),
    Column(
        "unit_code",
        "Mã đơn vị",
        "Mã đơn vị do cơ quan BHXH cấp; định dạng cột là Văn bản.",
        "TA0123B",
        required=True,
        also=("madvi", "ma dvi", "ma dv", "mdv", "ma so don vi", "ma so bhxh don vi"),
    ),
    Column(
        "tax_code",
        "Mã số thuế",
        "10 chữ số, 10-3 của đơn vị phụ thuộc, hoặc 12 chữ số của hộ kinh doanh; định dạng cột là Văn bản.",
        "0100233488",
        also=("mst", "masothue"),
    ),
    Column(
        "name",
        "Tên đơn vị",
        "Tên đầy đủ của đơn vị.",
        "Công ty TNHH Hoa Sen",
        required=True,
        also=("tendvi", "ten dvi", "ten dv", "ten", "unit name"),
    ),
    Column("address", "Địa chỉ", "Địa chỉ liên hệ.", "Số 1 Lý Thái Tổ", also=("diachi", "dia chi lien he", "dc")),
    Column(
        "commune_code", "Mã xã", "Mã 5 chữ số của xã, phường, đặc khu.", "09163", also=("ma phuong xa", "ma xa phuong")
    ),
    Column(
        "zone_code", "Mã khu", "Mã khu công nghiệp, khu kinh tế.", "KCN-TS", also=("ma kcn", "kcn", "khu cong nghiep")
    ),
    Column(
        "kind",
        "Loại hình",
        "Số 1–15 theo mẫu B03-TS; loại 12–15 (người tham gia) chỉ dùng làm số đối chiếu.",
        "3",
        also=("loai hinh don vi", "ma loai hinh", "khoi", "khoi loai hinh", "ma khoi"),
    ),
    Column("sector", "Mã ngành", "Mã ngành kinh tế; định dạng cột là Văn bản.", "C13", also=("nganh", "nganh kinh te")),
    Column(
        "cycle",
        "Phương thức đóng",
        "Đóng 1, 3 hay 6 tháng một lần.",
        "1",
        also=("ky dong", "chu ky dong", "phuong thuc", "pt dong", "ptdong"),
    ),
    Column(
        "workers",
        "Số lao động",
        "Số lao động tham gia cuối kỳ.",
        "120",
        required=True,
        also=("sld", "so ld", "lao dong", "sold", "so lao dong cuoi ky", "so lao dong tham gia", "employees"),
    ),
    Column(
        "payroll", "Quỹ lương", "Tổng quỹ lương tháng, đồng.", "980000000", also=("tql", "tong quy luong", "tong ql")
    ),
    Column(
        "months_owed",
        "Số tháng nợ",
        "Số tháng nợ BHXH do cơ quan BHXH tính.",
        "3",
        also=("tong so thang no", "so thang cham dong", "thang no"),
    ),
    Column(
        "days_late", "Số ngày chậm đóng", "Theo quỹ BHXH, mục Đ.4.1.", "45", also=("ngay cham dong", "so ngay cham")
    ),
    Column(
        "days_evaded", "Số ngày trốn đóng", "Theo quỹ BHXH, mục Đ.4.2.", "0", also=("ngay tron dong", "so ngay tron")
    ),
    Column(
        "state",
        "Tình trạng",
        "Số 1–11 theo thứ tự cột 38–48 mẫu B03-TS, hoặc tên tình trạng.",
        "1",
        also=("tinh trang don vi", "trang thai"),
    ),
    Column(
        "surplus",
        "Thừa",
        "Số tiền thừa, không phân bổ vào quỹ (mục Đ.2.1).",
        "0",
        also=("so thua", "tien thua", "nop thua"),
    ),
    Column(
        "difference",
        "Số bị lệch",
        "Phần chênh giữa cuối kỳ và đầu kỳ + phải đóng + điều chỉnh − đã đóng, cộng các quỹ.",
        "0",
        also=("so bi lech", "bi lech", "chenh lech", "so lech"),
    ),
)

_MONEY = {
    "opening": (
        "Đầu kỳ",
        "Kỳ trước mang sang (mục A), âm là thừa.",
        ("tien dau ky", "so dau ky", "ky truoc mang sang"),
    ),
    "payable": ("Phải đóng", "Phải đóng phát sinh trong kỳ (mục B.3).", ("so phai dong", "tien phai dong")),
    "adjustment": ("Điều chỉnh", "Điều chỉnh kỳ trước (mục B.4).", ("dieu chinh ky truoc", "so dieu chinh")),
    "paid": (
        "Đã đóng",
        "Tiền phân bổ trong kỳ (mục D.1).",
        ("so da dong", "tien da dong", "da nop", "phan bo tien dong"),
    ),
    "closing": ("Cuối kỳ", "Chuyển kỳ sau (mục Đ), âm là thừa.", ("tien cuoi ky", "so cuoi ky", "chuyen ky sau")),
    "paid_through": ("Đã đóng đến tháng", "Tháng cuối đã đóng đủ.", ("dong den thang", "da dong den het thang")),
    "not_due": ("Chưa đến hạn", "Số tiền chưa đến hạn xử lý.", ("chua den han xu ly", "tien chua den han")),
    "late": ("Chậm đóng", "Số tiền chậm đóng.", ("tien cham dong", "so tien cham dong")),
    "evaded": ("Trốn đóng", "Số tiền trốn đóng.", ("tien tron dong", "so tien tron dong")),
    "charge": ("Tiền xử lý", "Tiền xử lý hành vi chậm đóng, trốn đóng.", ("xu ly", "so tien xu ly", "tien lai", "lai")),
}
_EXAMPLES = {"paid_through": "08/2026"}
_IGNORED = frozenset(("stt", "tt", "sott", "ghichu", "so thu tu".replace(" ", "")))


def _fund_columns() -> tuple[Column, ...]:
    return tuple(
        Column(
            f"{what}_{fund}",
            f"{title} {FUND_TITLES[fund]}",
            meaning,
            _EXAMPLES.get(what, "1250000"),
            required=what in CORE and fund != UNSPLIT,
        )
        for fund in (*FUNDS, UNSPLIT)
        for what, (title, meaning, _) in _MONEY.items()
    )


CATALOGUE = UNIT + _fund_columns()
TITLES = {column.name: column.title for column in CATALOGUE}


def key(header: object) -> str:
    """A header with everything that makes no difference taken out.

    >>> key("Tiền đầu kỳ"), key("tien_dau_ky"), key("DaDongDenThang")
    ('tiendauky', 'tiendauky', 'dadongdenthang')
    """
    return fold(str(header)).replace(" ", "")


def _names() -> dict[str, str]:
    known = {key(name): column.name for column in UNIT for name in (column.name, column.title, *column.also)}
    for what, (title, _, others) in _MONEY.items():
        for fund, fund_names in _FUND_NAMES.items():
            for money in (what, title, *others):
                for name in fund_names:
                    known.setdefault(key(f"{money} {name}"), f"{what}_{fund}")
                    known.setdefault(key(f"{name} {money}"), f"{what}_{fund}")
    return known


NAMES = _names()


def recognise(row: list, above: list | None = None) -> tuple[dict[str, list[int]], dict[int, str]]:
    """Names of columns -> the places they stand at, and the headers that mean nothing to us. Where the header has two
    rows, `above` is the upper one: "Đầu kỳ" over "ÔĐTS", "HTTT" …"""
    found: dict[str, list[int]] = {}
    unknown: dict[int, str] = {}
    upper = ""
    for place, value in enumerate(row):
        over = above[place] if above and place < len(above) else ""
        upper = str(over).strip() or upper
        told = str(value).strip() if isinstance(value, str) else ""
        name = (NAMES.get(key(f"{upper} {told}")) if upper and told else None) or NAMES.get(key(told or over))
        if name:
            found.setdefault(name, []).append(place)
        elif told and key(told) not in _IGNORED:
            unknown[place] = told
    return found, unknown
