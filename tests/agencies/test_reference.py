"""The given data: what the files hold, and that loading them again changes nothing."""

from collections import Counter
from datetime import date

import pytest

from agencies import permissions, reference_loading
from agencies.models import AdminUnit, AgencyKind, Power, Province, ProvinceSetting, UnitSuccession
from agencies.models.settings import setting
from agencies.models.users import Role
from agencies.reference_files import rows
from agencies.reference_loading import default_settings
from arrears import permissions as arrears_permissions
from employers import permissions as employers_permissions
from employers import reference_loading as register_loading
from employers.models import Sector, UnitKind
from reports import permissions as reports_permissions

pytestmark = pytest.mark.django_db

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(autouse=True)
def reference(db):
    if not AdminUnit.objects.exists():
        reference_loading.load()
        register_loading.load()


def communes(province: str, day: date):
    return AdminUnit.objects.as_of(day).communes().filter(province__code=province)


def test_there_are_34_provinces_and_3321_communes_since_july_2025():
    today = AdminUnit.objects.as_of(AFTER)
    assert today.filter(level=AdminUnit.Level.PROVINCE).count() == 34
    assert today.communes().count() == 3321
    assert not today.filter(level=AdminUnit.Level.DISTRICT).exists()
    kinds = Counter(row["kind"] for row in rows("agencies", "admin_units") if not row["valid_to"])
    assert (kinds["phuong"], kinds["xa"], kinds["dac_khu"]) == (687, 2621, 13)
    assert (kinds["tinh"], kinds["thanh_pho"]) == (28, 6)


@pytest.mark.parametrize(("province", "count"), [("24", 99), ("31", 114), ("19", 92), ("52", 135)])
def test_the_provinces_of_the_documents_have_their_communes(province, count):
    assert communes(province, AFTER).count() == count


@pytest.mark.parametrize(
    ("province", "districts", "count"),
    [("24", 10, 192), ("27", 8, 121), ("30", 12, 207), ("31", 15, 167)]
    + [("06", 8, 108), ("19", 9, 172), ("52", 11, 155), ("64", 17, 218)],
)
def test_the_eight_former_provinces_keep_their_districts_and_communes(province, districts, count):
    former = AdminUnit.objects.as_of(BEFORE).filter(province__code=province)
    assert former.filter(level=AdminUnit.Level.DISTRICT).count() == districts
    assert former.communes().count() == count
    assert not former.filter(province__valid_from=AFTER).exists()


@pytest.mark.parametrize(
    ("code", "day", "name", "province"),
    [
        ("26740", AFTER, "Phường Sài Gòn", "Thành phố Hồ Chí Minh"),
        ("07795", BEFORE, "Phường Nếnh", "Tỉnh Bắc Giang"),
        ("07795", AFTER, "Phường Nếnh", "Tỉnh Bắc Ninh"),
        ("21583", AFTER, "Phường Quy Nhơn", "Tỉnh Gia Lai"),
        ("11948", AFTER, "Đặc khu Bạch Long Vĩ", "Thành phố Hải Phòng"),
    ],
)
def test_known_places_are_where_they_should_be(code, day, name, province):
    unit = AdminUnit.objects.as_of(day).get(code=code)
    assert (unit.name, unit.province.name) == (name, province)


def test_a_code_used_again_names_another_unit_from_its_day():
    bac_giang, bac_ninh = AdminUnit.objects.filter(code="24").order_by("valid_from")
    assert (bac_giang.name, bac_giang.valid_to) == ("Tỉnh Bắc Giang", BEFORE)
    assert (bac_ninh.name, bac_ninh.valid_to) == ("Tỉnh Bắc Ninh", None)


def test_every_commune_stands_in_its_parent_for_all_its_days():
    for unit in AdminUnit.objects.exclude(parent=None).select_related("parent"):
        assert unit.parent.valid_from <= unit.valid_from
        assert unit.parent.valid_to == unit.valid_to


def test_every_former_commune_passes_into_exactly_one_main_successor():
    mains = Counter(UnitSuccession.objects.filter(is_main=True).values_list("predecessor", flat=True))
    former = AdminUnit.objects.communes().filter(valid_to=BEFORE)
    assert {mains[unit.pk] for unit in former} == {1}
    assert not UnitSuccession.objects.filter(is_partial=False, is_main=False).exists()


def test_every_commune_of_the_merged_provinces_has_a_past():
    with_past = set(UnitSuccession.objects.values_list("successor", flat=True))
    for province in ("24", "31", "19", "52"):
        assert {unit.pk for unit in communes(province, AFTER)} <= with_past


def test_the_place_of_a_unit_is_kept_in_millionths_of_a_degree():
    unit = AdminUnit.objects.as_of(AFTER).get(code="07777")
    assert (unit.latitude, unit.longitude) == (21_295_500, 106_119_000)


def test_loading_again_changes_nothing():
    for loader in (reference_loading.load, register_loading.load):
        assert all((settled.added, settled.corrected) == (0, 0) for settled in loader().values())


def test_loading_puts_right_what_was_changed_by_hand_and_deletes_nothing():
    AdminUnit.objects.as_of(AFTER).filter(code="07777").update(name="Phường Khác")
    stray = AdminUnit.objects.create(code="99999", name="Xã Lạ", level=3, valid_from=AFTER)
    assert reference_loading.load()["admin_units"].corrected == 1
    assert AdminUnit.objects.as_of(AFTER).get(code="07777").name == "Phường Việt Yên"
    assert AdminUnit.objects.filter(pk=stray.pk).exists()


def test_a_power_that_the_matrix_no_longer_gives_is_withdrawn():
    Power.objects.create(agency_kind_id="tax", role=Role.OFFICER, act="see_employer_arrears")
    reference_loading.load()
    assert not Power.objects.filter(agency_kind="tax", act="see_employer_arrears").exists()


def test_the_matrix_names_only_known_kinds_and_roles():
    kinds = set(AgencyKind.objects.values_list("code", flat=True))
    for row in rows("agencies", "powers"):
        assert row["agency_kind"] in kinds
        assert row["role"] in Role.values


def test_every_power_that_a_predicate_asks_for_is_given_to_somebody():
    given = {row["act"] for row in rows("agencies", "powers")}
    for module in (permissions, employers_permissions, arrears_permissions, reports_permissions):
        predicates = [
            value for value in vars(module).values() if "power.<locals>" in getattr(value, "__qualname__", "")
        ]
        assert {predicate.__name__ for predicate in predicates} <= given


def test_only_the_agencies_that_the_documents_name_may_see_an_employers_arrears():
    may_see = set(Power.objects.filter(act="see_employer_arrears").values_list("agency_kind", flat=True))
    bhxh = {"social_insurance", "social_insurance_local"}
    whole, own = {"home_affairs", "provincial_chair", "trade_union"}, {"industrial_zone_board", "commune_committee"}
    assert may_see == bhxh | whole | own


def test_nobody_who_administers_people_sees_money():
    for power in Power.objects.filter(act="administer_users"):
        same = Power.objects.filter(agency_kind=power.agency_kind, role=power.role)
        assert not same.filter(act__in=["see_employer_arrears", "confirm_import", "close_month"]).exists()


def test_the_threshold_is_three_months_for_each_purpose_and_cites_its_line():
    by_key = {values["key"]: values for values in default_settings("24")}
    for purpose in ("publication", "inspection", "gate"):
        row = by_key[f"debtor_list.{purpose}.threshold_months"]
        assert row["value"] == 3
        assert "000" in row["reason"]
    assert by_key["debtor_list.publication.kinds"]["value"] == [1, 2, 3, 8, 10]


def test_a_setting_added_by_a_release_reaches_a_province_that_is_open_and_touches_no_value_it_has():
    unit = AdminUnit.objects.as_of(AFTER).get(code="04")
    province = Province.objects.create(slug="cao-bang-thu", name="Cao Bằng", unit=unit)
    ProvinceSetting.objects.create(
        province=province, key="month_close.remind_day", value=9, valid_from=date(2025, 1, 1), reason="thử"
    )
    reference_loading.load()
    assert setting(province, "month_close.remind_day", on=AFTER) == 9
    assert setting(province, "mfa.required_for_all", on=AFTER) is False


def test_recipients_follow_the_directive_in_bac_ninh_and_the_provinces_own_choice_elsewhere():
    reasons = {code: {row["key"]: row["reason"] for row in default_settings(code)} for code in ("24", "52")}
    assert "000" in reasons["24"]["monthly_report.recipients_whole"]
    assert reasons["52"]["monthly_report.recipients_whole"] == "theo cấu hình của tỉnh"


def test_fifteen_kinds_of_unit_of_which_the_last_four_are_people():
    assert list(UnitKind.objects.filter(is_employer=False).values_list("number", flat=True)) == [12, 13, 14, 15]
    assert UnitKind.objects.count() == 15


def test_the_sections_of_vsic_run_to_v_since_2025_and_to_u_before():
    for version, letters in (("2018", "ABCDEFGHIJKLMNOPQRSTU"), ("2025", "ABCDEFGHIJKLMNOPQRSTUV")):
        codes = Sector.objects.filter(version=version).order_by("code").values_list("code", flat=True)
        assert "".join(codes) == letters
