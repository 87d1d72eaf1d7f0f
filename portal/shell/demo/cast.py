"""The people of the demo: one for each role that the month's road needs, with invented names.

All have the password of settings.DEMO_PASSWORD; who needs a second factor has agencies.login.second_factor.demo_secret.
Every other agency gets a clerk who cannot log in, so that receipts and what was done carry a name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from django.contrib.auth.hashers import make_password

from agencies.models import Agency, Post, Province, User
from agencies.models.users import Role
from agencies.services.users import add_demo_person
from portal.core.acts import OPERATOR
from portal.core.folding import clean
from portal.shell.demo.names import words

# A place of the cast that the demo fills in: the local office and the two communes with the most employers.
LOCAL_OFFICE, COMMUNE_1, COMMUNE_2 = "local office", "commune 1", "commune 2"
COMMUNE_POLICE = "police of commune 1"


@dataclass(frozen=True)
class Part:
    """One person: user name, name, agency (its code, or a place above), role and title."""

    username: str
    full_name: str
    agency: str
    role: str
    title: str


CAST = (
    Part("bhxh.canbo", "Nguyễn Thị Thu Hà", "bhxh-tinh", Role.OFFICER, "Chuyên viên Phòng Quản lý thu"),
    Part("bhxh.canbo2", "Trần Đình Khang", "bhxh-tinh", Role.OFFICER, "Chuyên viên Phòng Quản lý thu"),
    Part("bhxh.pheduyet", "Lê Quang Vịnh", "bhxh-tinh", Role.APPROVER, "Trưởng phòng Quản lý thu"),
    Part("bhxh.giamdoc", "Phạm Hữu Thắng", "bhxh-tinh", Role.HEAD, "Giám đốc"),
    Part("bhxh.coso", "Đỗ Thị Minh Nguyệt", LOCAL_OFFICE, Role.OFFICER, "Chuyên viên thu"),
    Part("noivu.canbo", "Vũ Ngọc Ánh", "so-noi-vu", Role.OFFICER, "Chuyên viên Phòng Lao động – Việc làm"),
    Part("noivu.pheduyet", "Hoàng Văn Lâm", "so-noi-vu", Role.APPROVER, "Phó Giám đốc"),
    Part("tinh.lanhdao", "Ngô Thanh Bình", "ubnd-tinh", Role.LEADER, "Phó Chủ tịch UBND tỉnh"),
    Part("ldld.canbo", "Bùi Thị Lan Hương", "ldld-tinh", Role.OFFICER, "Chuyên viên Ban Chính sách pháp luật"),
    Part("kcn.lanhdao", "Lương Thế Vinh", "bql-kcn", Role.HEAD, "Trưởng ban"),
    Part("kcn.canbo", "Đặng Tiến Dũng", "bql-kcn", Role.OFFICER, "Chuyên viên Phòng Quản lý lao động"),
    Part("xa.canbo1", "Dương Thị Mai", COMMUNE_1, Role.OFFICER, "Công chức văn hóa – xã hội"),
    Part("xa.lanhdao1", "Hà Thị Kim Oanh", COMMUNE_1, Role.HEAD, "Chủ tịch"),
    Part("xa.canbo2", "Lý Văn Sáng", COMMUNE_2, Role.OFFICER, "Công chức văn hóa – xã hội"),
    Part("taichinh.canbo", "Phan Thị Bích Ngọc", "so-tai-chinh", Role.OFFICER, "Chuyên viên Phòng Đăng ký kinh doanh"),
    Part("thue.canbo", "Cao Xuân Trường", "thue-tinh", Role.OFFICER, "Công chức Phòng Quản lý thuế"),
    Part("thongke.canbo", "Đinh Công Tráng", "thong-ke-tinh", Role.OFFICER, "Chuyên viên Phòng Dân số – Lao động"),
    Part("xaydung.canbo", "Trịnh Quốc Bảo", "so-xay-dung", Role.OFFICER, "Chuyên viên Phòng Quản lý xây dựng"),
    Part("xaydung.lanhdao", "Kiều Văn Thành", "so-xay-dung", Role.APPROVER, "Phó Giám đốc"),
    Part("congan.xa1", "Lại Văn Chiến", COMMUNE_POLICE, Role.OFFICER, "Cán bộ Công an cấp xã"),
    Part("thanhtra.giamsat", "Mai Thị Hồng Vân", "thanh-tra-tinh", Role.AUDITOR, "Thanh tra viên"),
    Part("quantri", "Tạ Đức Minh", "ubnd-tinh", Role.ADMINISTRATOR, "Quản trị hệ thống"),
)

_FAMILIES = words("Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Mai")
_MIDDLES = words("Văn Thị Đức Ngọc Minh Hữu Thanh Quốc Thu Xuân")
_GIVEN = words("An Bình Chi Dung Giang Hạnh Hòa Huệ Kiên Liên Long Nga Phúc Quân Thảo Thủy Tuấn Yến")


def add_cast(province: Province, places: dict[str, str], *, on: date) -> dict[str, User]:
    """Add the people who are not there yet; `places` names the agencies of the three open places. By user name."""
    here = {agency.code: agency for agency in province.agencies.as_of(on).select_related("province")}
    people = {}
    for part in CAST:
        agency = here.get(places.get(part.agency, part.agency))
        if agency is None:
            continue
        known = User.objects.filter(is_demo=True, posts__agency=agency, full_name=part.full_name).first()
        people[part.username] = known or add_demo_person(
            agency,
            by=OPERATOR,
            username=_free_name(part.username, province),
            full_name=part.full_name,
            role=part.role,
            title=part.title,
            on=agency.valid_from,
        )
    return people


def _free_name(username: str, province: Province) -> str:
    """A second demo in the same database names its people after their province."""
    return f"{username}@{province.slug}" if User.objects.filter(username=username).exists() else username


def add_clerks(province: Province, *, seed: int, on: date) -> dict[int, User]:
    """A clerk for each agency of the day that has nobody: they acknowledge and report, and no password lets them in."""
    random = Random(f"{seed}/clerks/{province.slug}")
    agencies = _without_people(province, on)
    users = [
        User(
            username=f"{agency.code}.{province.slug}",
            full_name=clean(" ".join(map(random.choice, (_FAMILIES, _MIDDLES, _GIVEN)))),
            password=make_password(None),
            is_demo=True,
        )
        for agency in agencies
    ]
    User.objects.bulk_create(users)
    Post.objects.bulk_create(
        Post(user=user, agency=agency, role=Role.OFFICER, title=_title(agency), valid_from=agency.valid_from)
        for user, agency in zip(users, agencies, strict=True)
    )
    return clerks_of(province)


def _without_people(province: Province, on: date) -> Sequence[Agency]:
    agencies = province.agencies.as_of(on).filter(area=None)
    return list(agencies.exclude(posts__isnull=False).order_by("code"))


def _title(agency: Agency) -> str:
    return "Công chức văn hóa – xã hội" if agency.kind_id == "commune_committee" else "Chuyên viên"


def clerks_of(province: Province) -> dict[int, User]:
    """Agency id -> a person of the demo who works there."""
    posts = Post.objects.filter(agency__province=province, user__is_demo=True, role=Role.OFFICER)
    return {post.agency_id: post.user for post in posts.select_related("user").order_by("-pk")}
