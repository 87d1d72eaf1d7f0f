"""Opening a province makes its agencies, what each oversees, and its settings; opening it again makes nothing."""

from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError

from agencies import reference_loading
from agencies.models import AdminUnit, Agency, AgencyTerritory, Province, ProvinceSetting
from agencies.models.settings import setting
from agencies.queries.territory import communes_of, overseers, province_named
from agencies.services.provinces import open_province
from portal.core.acts import OPERATOR, NotPossible
from portal.core.models import AuditEntry

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
SEEDS = ["bac-ninh", "hai-phong", "thai-nguyen", "gia-lai"]


@pytest.fixture(autouse=True)
def reference(db):
    if not AdminUnit.objects.exists():
        reference_loading.load()


def opened(slug: str) -> Province:
    return open_province(province_named(slug, TODAY), by=OPERATOR, on=TODAY)


@pytest.mark.parametrize("slug", SEEDS)
def test_every_commune_has_one_committee_and_one_local_office(slug):
    province = opened(slug)
    communes = {commune.pk for commune in communes_of(province, TODAY)}
    for kind in ("commune_committee", "social_insurance_local"):
        held = AgencyTerritory.objects.filter(agency__province=province, agency__kind=kind, agency__area=None)
        assert Counter(held.values_list("unit_id", flat=True)) == dict.fromkeys(communes, 1)
        assert set(overseers(province, kind, TODAY)) == communes


@pytest.mark.parametrize(
    ("slug", "offices"), [("bac-ninh", 18), ("hai-phong", 27), ("thai-nguyen", 17), ("gia-lai", 28)]
)
def test_there_is_a_local_office_for_each_former_district(slug, offices):
    assert opened(slug).agencies.filter(kind="social_insurance_local", area=None).count() == offices


def test_elsewhere_one_office_serves_the_whole_province():
    province = opened("ha-noi")
    office = province.agencies.get(kind="social_insurance_local")
    assert (office.code, office.territories.count()) == ("bhxh-cs-ha-noi", 126)


def test_labour_is_managed_by_home_affairs_since_march_2025():
    agencies = opened("bac-ninh").agencies.as_of(TODAY)
    assert agencies.get(kind="home_affairs").name == "Sở Nội vụ tỉnh Bắc Ninh"
    assert not agencies.filter(kind="labour_department").exists()
    former = Agency.objects.filter(kind="labour_department")
    assert {agency.code for agency in former} == {"bac-giang-so-ldtbxh", "bac-ninh-so-ldtbxh"}
    assert {agency.valid_to for agency in former} == {date(2025, 2, 28)}


@pytest.mark.parametrize(
    ("slug", "code", "name"),
    [
        ("bac-ninh", "bhxh-tinh", "Bảo hiểm xã hội tỉnh Bắc Ninh"),
        ("bac-ninh", "ubnd-07777", "Ủy ban nhân dân phường Việt Yên"),
        ("bac-ninh", "bhxh-cs-viet-yen", "Bảo hiểm xã hội cơ sở Việt Yên"),
        ("hai-phong", "ubnd-tinh", "Ủy ban nhân dân thành phố Hải Phòng"),
        ("hai-phong", "ubnd-11948", "Ủy ban nhân dân đặc khu Bạch Long Vĩ"),
        ("thai-nguyen", "bao-ptth", "Báo và phát thanh, truyền hình Thái Nguyên"),
        ("thai-nguyen", "bql-kcn", "Ban Quản lý các khu công nghiệp tỉnh Thái Nguyên"),
        ("gia-lai", "bql-kcn", "Ban Quản lý Khu kinh tế tỉnh Gia Lai"),
    ],
)
def test_agencies_are_called_as_the_documents_call_them(slug, code, name):
    assert opened(slug).agencies.get(code=code).name == name


def test_local_offices_answer_to_the_provinces_bhxh_and_committees_to_the_province():
    agencies = opened("bac-ninh").agencies
    assert agencies.get(code="bhxh-cs-viet-yen").parent.code == "bhxh-tinh"
    assert agencies.get(code="ubnd-07777").parent.code == "ubnd-tinh"


def test_opening_again_makes_nothing_and_keeps_what_was_configured():
    province = opened("bac-ninh")
    province.agencies.filter(code="bql-kcn").update(name="Ban Quản lý đã đổi tên")
    before = [model.objects.count() for model in (Province, Agency, AgencyTerritory, ProvinceSetting)]
    assert opened("bac-ninh") == province
    assert [model.objects.count() for model in (Province, Agency, AgencyTerritory, ProvinceSetting)] == before
    assert province.agencies.get(code="bql-kcn").name == "Ban Quản lý đã đổi tên"


def test_several_provinces_live_in_one_database_without_sharing_an_agency():
    first, second = opened("bac-ninh"), opened("gia-lai")
    assert not set(first.agencies.values_list("pk", flat=True)) & set(second.agencies.values_list("pk", flat=True))
    assert setting(first, "vocabulary.arrears", on=TODAY) == "nợ"
    assert setting(second, "vocabulary.arrears", on=TODAY) == "chậm đóng"


def test_only_a_province_of_the_day_can_be_opened():
    commune = AdminUnit.objects.as_of(TODAY).get(code="07777")
    bac_giang = AdminUnit.objects.get(code="24", valid_to=date(2025, 6, 30))
    for unit in (commune, bac_giang):
        with pytest.raises(NotPossible):
            open_province(unit, by=OPERATOR, on=TODAY)
    assert not Province.objects.exists()


def test_a_person_without_the_power_opens_nothing(django_user_model):
    stranger = django_user_model.objects.create(username="nguoi-la", full_name="Người Lạ")
    with pytest.raises(PermissionDenied):
        open_province(province_named("bac-ninh", TODAY), by=stranger, on=TODAY)


def test_the_opening_is_remembered():
    opened("bac-ninh")
    assert AuditEntry.objects.filter(act="open_province", actor=str(OPERATOR)).count() == 1


def test_the_command_opens_a_province_by_its_slug_and_says_when_there_is_none():
    call_command("open_province", "thai-nguyen")
    assert Province.objects.get().name == "Tỉnh Thái Nguyên"
    with pytest.raises(CommandError):
        call_command("open_province", "bac-giang")
