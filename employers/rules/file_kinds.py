"""The six kinds of file that feed the register: who may send them, of which periods, with which columns. No Django: the capped
child reads it."""

from dataclasses import dataclass, field, replace

from employers.rules.file_choices import EVENTS, FOUND, REASONS, UNIT_KINDS, VSIC_VERSIONS
from employers.rules.file_columns import (
    ADDRESS,
    CHOICE,
    CODE,
    COMMUNE,
    COMMUNE_CODE,
    DATE,
    NAME,
    NOTE,
    PERSONAL,
    REGISTRATION,
    TAX,
    TAX_CODE,
    UNIT_CODE,
    WHOLE,
    ZONE_CODE,
    Column,
    counts,
)

YEAR, QUARTER, MONTH = "year", "quarter", "month"


@dataclass(frozen=True)
class Kind:
    """One kind of file. `senders`: functions whose holder of today may send it; none: whoever manages employers.
    `gate`: a setting of the province without which the kind is not offered, `gate_source` why. `identity`: one of these
    names the row. `once`: what beside the employer tells two rows apart."""

    code: str
    title: str
    columns: tuple[Column, ...]
    periods: tuple[str, ...]
    senders: tuple[str, ...]
    thing: str = ""
    gate: str = ""
    gate_source: str = ""
    identity: tuple[str, ...] = ("tax_code", "unit_code", "registration_no", "personal_no", "budget_code")
    once: tuple[str, ...] = ()
    names_employers: bool = True
    about: str = ""
    persons: tuple[str, ...] = field(default=(), repr=False)

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.field == name), None)


BUSINESS_REGISTRY = Kind(
    "business-registry",
    "Danh sách đơn vị theo đăng ký kinh doanh",
    (
        TAX_CODE,
        REGISTRATION,
        UNIT_CODE,
        Column(
            "personal_no",
            "Số định danh cá nhân của chủ hộ",
            ("so dinh danh chu ho", "cccd chu ho", "so dinh danh ca nhan", "so dinh danh ca nhan ho kinh doanh"),
            PERSONAL,
            help="12 chữ số, chỉ của hộ kinh doanh dùng số định danh thay mã số thuế.",
            limit=12,
            example="027085001234",
        ),
        Column(
            "budget_code",
            "Mã đơn vị quan hệ ngân sách",
            ("ma qhns", "ma quan he ngan sach", "ma dvqhns"),
            CODE,
            help="7 chữ số, chỉ của đơn vị dùng ngân sách.",
            limit=20,
            example="1053629",
        ),
        NAME,
        ADDRESS,
        COMMUNE,
        COMMUNE_CODE,
        ZONE_CODE,
        Column(
            "kind",
            "Loại hình",
            ("loai hinh don vi", "loai hinh doanh nghiep", "ma loai hinh"),
            CHOICE,
            help="Một trong 15 loại hình của mẫu B03-TS: số hoặc tên.",
            choices=UNIT_KINDS,
            example="Doanh nghiệp ngoài quốc doanh",
        ),
        Column(
            "vsic",
            "Mã ngành VSIC",
            ("ma nganh", "ma nganh kinh te", "nganh nghe kinh doanh chinh", "ma nganh chinh", "vsic", "nganh chinh"),
            CODE,
            help="Mã ngành chính dạng Văn bản, ví dụ 1410 hoặc C1410.",
            limit=10,
            example="1410",
        ),
        Column(
            "vsic_version",
            "Phiên bản VSIC",
            ("phien ban nganh", "he thong nganh", "phien ban he thong nganh"),
            CHOICE,
            help="2018 hoặc 2025; để trống: theo thiết lập của tỉnh.",
            choices=VSIC_VERSIONS,
            example="2025",
        ),
        Column(
            "sector",
            "Ngành cấp 1",
            ("nganh", "nganh kinh te", "ma nganh cap 1"),
            CODE,
            help="Một chữ cái A–V; để trống: suy từ mã ngành VSIC.",
            limit=4,
            example="C",
        ),
        Column(
            "parent_tax_code",
            "Mã số thuế đơn vị chủ quản",
            ("mst chu quan", "mst cong ty me", "phap nhan chu quan", "ma so thue cong ty me", "mst don vi chu quan"),
            TAX,
            help="Của chi nhánh, văn phòng đại diện: mã số thuế của pháp nhân.",
            limit=14,
            example="0100233488",
        ),
        Column(
            "happened_on",
            "Ngày bắt đầu hoạt động",
            ("ngay dang ky", "ngay cap", "ngay cap gcn", "ngay thanh lap", "ngay hoat dong"),
            DATE,
            help="dd/mm/yyyy.",
            example="15/03/2024",
        ),
    ),
    (MONTH, QUARTER, YEAR),
    ("business_registration", "tax", "social_insurance"),
    thing="status_events",
    about="Đơn vị mới được lập hồ sơ; đơn vị đã có được cập nhật tên, địa chỉ, số đăng ký, mã ngành.",
)

STATUS_EVENTS = Kind(
    "status-events",
    "Danh sách doanh nghiệp mới, tạm ngừng, giải thể",
    (
        TAX_CODE,
        UNIT_CODE,
        REGISTRATION,
        NAME,
        ADDRESS,
        COMMUNE,
        COMMUNE_CODE,
        Column(
            "event",
            "Biến động",
            ("tinh trang", "loai bien dong", "tinh trang hoat dong", "trang thai", "noi dung bien dong"),
            CHOICE,
            True,
            "Chọn một biến động trong danh sách.",
            choices=EVENTS,
            example="Tạm ngừng kinh doanh",
        ),
        Column(
            "happened_on",
            "Ngày xảy ra",
            ("ngay bien dong", "tu ngay", "ngay hieu luc", "ngay"),
            DATE,
            True,
            "dd/mm/yyyy.",
            example="15/09/2026",
        ),
        Column(
            "until",
            "Dự kiến đến ngày",
            ("du kien den", "den ngay", "tam ngung den ngay"),
            DATE,
            help="dd/mm/yyyy; của tạm ngừng.",
        ),
        Column("document_no", "Số văn bản", ("so thong bao", "so quyet dinh", "van ban"), limit=80),
        Column("document_on", "Ngày văn bản", ("ngay quyet dinh", "ngay thong bao"), DATE, help="dd/mm/yyyy."),
        NOTE,
    ),
    (MONTH, QUARTER, YEAR),
    ("business_registration", "tax", "zone_management", "labour_management", "social_insurance"),
    thing="status_events",
    once=("event", "happened_on"),
    about="Mỗi dòng một biến động của một đơn vị. Đơn vị mới chưa có trong hồ sơ được lập hồ sơ.",
)

TAX_LABOUR = Kind(
    "tax-labour",
    "Số lao động theo quyết toán thuế thu nhập cá nhân",
    (TAX_CODE, NAME, ADDRESS, COMMUNE, COMMUNE_CODE, *counts(("employed",)), NOTE),
    (QUARTER, YEAR, MONTH),
    ("tax",),
    thing="tax_list",
    gate="tax_list.individuals_offered",
    gate_source=(
        "Văn bản 003, dòng 93-97 (003:95): thông tin quyết toán thuế thu nhập cá nhân được kết nối trực tiếp ở cấp Trung"
        " ương; tỉnh này không nhận danh sách tại cổng."
    ),
    identity=("tax_code",),
    about="Mỗi dòng một đơn vị trả thu nhập với số người; không nhận dòng nào về cá nhân.",
    persons=(
        *("ho va ten", "ho ten", "ho ten nguoi lao dong", "ho va ten nguoi lao dong", "ho ten ca nhan", "ten ca nhan"),
        *("cccd", "cmnd", "so cccd", "so cmnd", "can cuoc cong dan", "so can cuoc", "so dinh danh ca nhan"),
        *("mst ca nhan", "ma so thue ca nhan", "ma so bhxh", "so so bhxh", "ngay sinh", "nam sinh", "so dien thoai"),
        *("thu nhap chiu thue", "so thue da khau tru", "tong thu nhap chiu thue", "gioi tinh"),
    ),
)

ZONE_LIST = Kind(
    "zone-list",
    "Danh sách doanh nghiệp trong khu, cụm công nghiệp",
    (
        TAX_CODE,
        UNIT_CODE,
        REGISTRATION,
        NAME,
        ADDRESS,
        COMMUNE,
        COMMUNE_CODE,
        replace(ZONE_CODE, needed=True),
        Column("plot", "Lô", ("lo dat", "so lo", "vi tri lo", "lo so"), limit=80, example="Lô CN-05"),
        *counts(),
        Column("happened_on", "Ngày bắt đầu hoạt động", ("ngay hoat dong", "ngay vao khu"), DATE, help="dd/mm/yyyy."),
        NOTE,
    ),
    (MONTH, QUARTER),
    ("zone_management", "cluster_management"),
    thing="zone_list",
    identity=(),
    once=("zone_code",),
    about="Mỗi dòng một doanh nghiệp trong khu; số lao động nếu có được ghi thành nguồn của ban quản lý.",
)

LABOUR_REVIEW = Kind(
    "labour-review",
    "Kết quả rà soát lao động",
    (
        Column(
            "document_no",
            "Mã dòng rà soát",
            ("ma dong",),
            CODE,
            help="Có sẵn trong biểu tải từ cổng; giữ nguyên để dòng về đúng đơn vị.",
            limit=40,
            example="RS1024.0",
        ),
        UNIT_CODE,
        TAX_CODE,
        NAME,
        ADDRESS,
        COMMUNE,
        COMMUNE_CODE,
        Column(
            "found",
            "Tình trạng",
            ("tinh trang hoat dong", "ket qua ra soat", "tinh trang thuc te"),
            CHOICE,
            help="Chọn trong danh sách; để trống nếu chưa rà soát.",
            choices=FOUND,
            example="Đang hoạt động",
        ),
        *counts(),
        Column(
            "reason",
            "Lý do chưa tham gia",
            ("ly do", "nguyen nhan chua tham gia"),
            CHOICE,
            help="Chọn trong danh sách.",
            choices=REASONS,
            example="Đang thử việc",
        ),
        NOTE,
    ),
    (YEAR, QUARTER, MONTH),
    (),
    identity=(),
    once=("document_no",),
    about="Bảng của phần rà soát được giao, tải từ cổng về điền rồi nộp lại.",
)

COVERAGE = Kind(
    "coverage",
    "Số người tham gia theo xã, phường",
    (
        replace(COMMUNE, aliases=(*COMMUNE.aliases, "don vi hanh chinh"), needed=True),
        COMMUNE_CODE,
        Column(
            "figures.bhxh_compulsory",
            "BHXH bắt buộc",
            ("so nguoi tham gia bhxh bat buoc", "bhxhbb", "tham gia bhxh bat buoc"),
            WHOLE,
            help="Số người.",
            example="1250",
        ),
        Column(
            "figures.bhxh_voluntary",
            "BHXH tự nguyện",
            ("so nguoi tham gia bhxh tu nguyen", "bhxhtn", "tham gia bhxh tu nguyen"),
            WHOLE,
            help="Số người.",
            example="230",
        ),
        Column(
            "figures.bhtn", "BHTN", ("bao hiem that nghiep", "tham gia bhtn"), WHOLE, help="Số người.", example="1100"
        ),
        Column("figures.bhyt", "BHYT", ("bao hiem y te", "tham gia bhyt"), WHOLE, help="Số người.", example="9800"),
        Column(
            "figures.labour_force",
            "Lực lượng lao động trong độ tuổi",
            ("luc luong lao dong", "lao dong trong do tuoi"),
            WHOLE,
            help="Không bắt buộc; ghi theo cách tính mẫu số đầu tiên trên trang Bao phủ.",
            example="6400",
        ),
        Column(
            "figures.population",
            "Dân số",
            ("so dan", "nhan khau", "dan so cuoi thang"),
            WHOLE,
            help="Không bắt buộc; ghi theo cách tính mẫu số đầu tiên trên trang Bao phủ.",
            example="10400",
        ),
        Column(
            "figures.unsynced",
            "Chưa đồng bộ CSDL dân cư",
            ("so chua dong bo", "chua dong bo", "chua dong bo csdl quoc gia ve dan cu"),
            WHOLE,
            help="Không bắt buộc; số người tham gia chưa khớp với CSDL dân cư, chỉ ghi số.",
            example="35",
        ),
        NOTE,
    ),
    (MONTH,),
    ("social_insurance",),
    thing="coverage",
    identity=("commune",),
    names_employers=False,
    about="Mỗi dòng một xã, phường; chỉ có số người, không có cá nhân nào.",
)

KINDS: dict[str, Kind] = {
    kind.code: kind for kind in (BUSINESS_REGISTRY, STATUS_EVENTS, TAX_LABOUR, ZONE_LIST, LABOUR_REVIEW, COVERAGE)
}
