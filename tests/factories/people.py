"""A province with some agencies, people in them, and how a test comes through the door."""

from datetime import date

from django.utils import timezone

from agencies.login import second_factor
from agencies.models import AdminUnit, Agency, Post, Province, User
from portal.core.folding import fold

PASSWORD = "con-trau-la-dau-co-nghiep"
SINCE = date(2025, 7, 1)
PLACES = {"bac-ninh": "24", "hai-phong": "31"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_province(slug: str = "bac-ninh") -> Province:
    unit = AdminUnit.objects.get(code=PLACES[slug], level=AdminUnit.Level.PROVINCE, valid_to=None)
    return Province.objects.create(slug=slug, name=unit.name, unit=unit)


def make_agency(province: Province, kind: str = "social_insurance", code: str = "bhxh-tinh") -> Agency:
    name = f"{kind} {province.slug}"
    facts = {"kind_id": kind, "name": name, "short_name": name, "folded": fold(name), "valid_from": SINCE}
    return Agency.objects.get_or_create(province=province, code=code, defaults=facts)[0]


def make_person(agency: Agency, username: str, role: str = "officer", *, factor: bool = False, **columns) -> User:
    """Somebody with a post since July 2025 and the tests' password."""
    user = User(username=username, full_name=username.capitalize(), **columns)
    user.set_password(PASSWORD)
    user.save()
    Post.objects.create(user=user, agency=agency, role=role, valid_from=SINCE)
    if factor:
        second_factor.give(user, SECRET)
    return user


def give_password(client, username: str, password: str = PASSWORD, **headers):
    return client.post("/dang-nhap/", {"username": username, "password": password}, **headers)


def current_code(secret: str = SECRET) -> str:
    return second_factor.code_at(secret, int(timezone.now().timestamp()) // second_factor.STEP_SECONDS)


def sign_in(client, user: User, password: str = PASSWORD):
    """Through the pages, second factor included; the last answer."""
    answer = give_password(client, user.username, password)
    if answer.status_code == 302 and answer.url == "/dang-nhap/ma-xac-thuc/":
        answer = client.post(answer.url, {"code": current_code()})
    return answer


def is_inside(client) -> bool:
    """Whether the account page, which every person has, opens."""
    return client.get("/tai-khoan/").status_code == 200
