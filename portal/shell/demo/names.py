"""Invented names: firms, schools, co-operatives, streets and zones, put together from syllables.

No name comes from a register. Three syllables of different lists are joined where real firms mostly have two, foreign
names are made of syllables of no language; a public body gets an invented place, never the commune it stands in.
"""

from random import Random


def words(text: str) -> tuple[str, ...]:
    """The words of a line."""
    return tuple(text.split())


_FIRST = words(
    "An Bảo Cẩm Chân Diệp Duy Đan Đông Gia Hà Hạnh Hiền Hoàng Hồng Huy Hương Khải Khánh Kiên Lam Lâm Lê Long "
    "Lưu Mạnh Minh Mộc Nam Ngân Ngọc Nguyên Nhã Phong Phú Phúc Quang Quế Sao Sơn Tâm Tân Thạch Thái Thanh "
    "Thiên Thịnh Thuận Thủy Tiên Trí Trúc Trường Tùng Tường Văn Vân Việt Vĩnh Xuân Yên"
)
_SECOND = words(
    "Ái Bách Bình Cầm Châu Chi Cúc Dương Đài Đào Điền Đức Giang Hải Hậu Hiệp Hòa Hoài Kim Kỳ La Lạc Liên Linh "
    "Lĩnh Lộc Lục Mai Mẫn Miên Mỹ Nghi Nhật Nhiên Ninh Phan Phi Phượng Quân Quỳnh San Sa Tích Tinh Tố Tú Tuyền "
    "Uyên Vi Vũ Xá"
)
_THIRD = words(
    "Ba Ban Ca Cát Cơ Dao Diễm Du Đa Đạo Hạc Hoa Khê Khuê Kha Lãm Lan Lương Lưu Mây Nga Ngàn Nghĩa Nương Phát "
    "Phương Sen Sáng Tảo Tấn Thơ Thư Tín Tơ Trà Trang Triều Vọng Vượng Xanh"
)
_FOREIGN = words("Sae Doru Miro Tavo Kenza Hoku Nari Yubin Solva Qira Belto Rendo Vasko Lumi Zeno Tamri Oka Fuyo Jelan")
_FOREIGN_END = words("tek dan shi lon mi ra nex vel rin dia kova mex bu tor")
_TRADES = {
    "A": ("Nông sản", "Chăn nuôi", "Giống cây trồng", "Lâm nghiệp", "Thủy sản"),
    "B": ("Khai thác đá", "Khoáng sản"),
    "C": (
        "May mặc",
        "Cơ khí",
        "Bao bì",
        "Nhựa",
        "Gỗ nội thất",
        "Linh kiện điện tử",
        "Dệt",
        "Thực phẩm",
        "Gốm sứ",
        "Giấy",
    ),
    "D": ("Điện năng lượng", "Nhiệt điện"),
    "E": ("Môi trường", "Cấp nước"),
    "F": ("Xây dựng", "Xây lắp", "Cầu đường", "Hạ tầng"),
    "G": ("Thương mại", "Vật liệu xây dựng", "Thiết bị", "Ô tô", "Dược phẩm"),
    "H": ("Vận tải", "Kho vận", "Giao nhận"),
    "I": ("Khách sạn", "Nhà hàng", "Suất ăn công nghiệp"),
    "J": ("In và xuất bản",),
    "K": ("Phần mềm", "Viễn thông"),
    "L": ("Dịch vụ tài chính",),
    "M": ("Bất động sản",),
    "N": ("Tư vấn thiết kế", "Kiểm định"),
    "O": ("Cung ứng nhân lực", "Bảo vệ", "Vệ sinh công nghiệp"),
    "Q": ("Đào tạo",),
    "R": ("Y tế",),
    "S": ("Thể thao", "Du lịch văn hóa"),
    "T": ("Dịch vụ",),
}
_FOREIGN_TRADES = (
    "Electronics",
    "Precision",
    "Vina",
    "Industries",
    "Plastics",
    "Tech",
    "Components",
    "Textile",
    "Display",
)
_SCHOOLS = ("Trường Mầm non", "Trường Tiểu học", "Trường THCS", "Trường THPT", "Trung tâm Giáo dục thường xuyên")
_SERVICES = ("Trung tâm Y tế", "Trạm Khuyến nông", "Ban Quản lý dự án", "Trung tâm Văn hóa", "Bệnh viện Đa khoa")
_OFFICES = ("Phòng Kinh tế", "Hội Nông dân", "Chi cục Quản lý chất lượng", "Đảng ủy khối", "Hội Liên hiệp Phụ nữ")
_STREETS = ("Hoa Bưởi", "Sao Khuê", "Mùa Gặt", "Đồng Xanh", "Bến Trăng", "Lò Gốm", "Hàng Sen", "Cầu Mây", "Chợ Phiên")


class Namer:
    """Hands out names, each once."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._given: set[str] = set()

    def proper(self) -> str:
        """Three syllables.

        >>> len(Namer(Random(1)).proper().split())
        3
        """
        choose = self.random.choice
        return f"{choose(_FIRST)} {choose(_SECOND)} {choose(_THIRD)}"

    def employer(self, kind: int, sector: str) -> str:
        """The full name of an employer of this kind and sector."""
        for _attempt in range(50):
            name = self._employer(kind, sector)
            if name not in self._given:
                break
        else:
            name = f"{name} {len(self._given)}"
        self._given.add(name)
        return name

    def _employer(self, kind: int, sector: str) -> str:
        choose, proper = self.random.choice, self.proper()
        trade = choose(_TRADES.get(sector, ("Dịch vụ",)))
        made = {
            1: lambda: f"Công ty TNHH MTV {trade} {proper}",
            2: lambda: f"Công ty TNHH {self._foreign()} {choose(_FOREIGN_TRADES)} {choose(('Việt Nam', proper))}",
            3: lambda: self._private(trade, proper),
            4: lambda: f"{choose(_OFFICES)} {proper}",
            5: lambda: f"{choose(_SERVICES if sector != 'Q' else _SCHOOLS)} {proper}",
            6: lambda: f"Văn phòng HĐND và UBND xã {proper}",
            7: lambda: f"Người hoạt động không chuyên trách xã {proper}",
            8: lambda: f"Hợp tác xã {trade} {proper}",
            9: lambda: f"{choose(('Trường Mầm non tư thục', 'Phòng khám đa khoa', 'Trung tâm Ngoại ngữ'))} {proper}",
            10: lambda: f"Hộ kinh doanh {proper}",
            11: lambda: f"Công ty CP Cung ứng lao động quốc tế {proper}",
        }
        return made[kind]()

    def _private(self, trade: str, proper: str) -> str:
        shapes = (
            f"Công ty TNHH {trade} {proper}",
            f"Công ty TNHH {trade} {proper}",
            f"Công ty TNHH MTV {proper}",
            f"Công ty Cổ phần {trade} {proper}",
            f"Công ty Cổ phần Đầu tư {proper}",
            f"Doanh nghiệp tư nhân {proper}",
            f"Công ty TNHH Sản xuất và Thương mại {proper}",
        )
        return self.random.choice(shapes)

    def _foreign(self) -> str:
        return self.random.choice(_FOREIGN) + self.random.choice(_FOREIGN_END)

    def street(self) -> str:
        """A number in an invented street."""
        return f"Số {self.random.randint(1, 240)}, đường {self.random.choice(_STREETS)}"

    def zone(self, is_cluster: bool) -> str:
        return f"{'Cụm công nghiệp' if is_cluster else 'Khu công nghiệp'} {self.proper()}"
