"""Where a unit is now, where it came from, and who oversees it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from agencies import reference_loading
from agencies.models import AdminUnit, AgencyTerritory, UnitSuccession
from agencies.queries.territory import (
    communes_of,
    current_units,
    former_provinces,
    office_of,
    overseers,
    province_named,
    successors_on,
)
from agencies.services.provinces import open_province
from agencies.services.territory import assign_units, open_local_office
from portal.core.acts import OPERATOR, NotPossible
from portal.core.models import AuditEntry

pytestmark = pytest.mark.django_db

BEFORE, AFTER, TODAY = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 20)


@pytest.fixture(autouse=True)
def reference(db):
    if not AdminUnit.objects.exists():
        reference_loading.load()


@pytest.fixture
def bac_ninh():
    return open_province(province_named("bac-ninh", TODAY), by=OPERATOR, on=TODAY)


def unit(code: str, day: date) -> AdminUnit:
    return AdminUnit.objects.as_of(day).get(code=code)


def test_a_unit_still_valid_succeeds_itself():
    neu = unit("07795", AFTER)
    assert successors_on(neu, TODAY) == [neu]


def test_a_former_commune_is_found_where_it_is_today():
    assert [found.name for found in successors_on(unit("07801", BEFORE), TODAY)] == ["Phường Nếnh"]


def test_before_the_merger_the_former_commune_is_itself():
    former = unit("07801", BEFORE)
    assert successors_on(former, BEFORE) == [former]


def test_a_divided_commune_has_several_successors_the_main_one_first():
    step = UnitSuccession.objects.filter(is_partial=True, is_main=True).first()
    found = successors_on(step.predecessor, TODAY)
    assert len(found) > 1
    assert found[0] == step.successor


def test_a_merged_province_passes_into_the_province_of_today():
    assert [found.name for found in successors_on(unit("27", BEFORE), TODAY)] == ["Tỉnh Bắc Ninh"]
    assert [found.name for found in successors_on(unit("24", BEFORE), TODAY)] == ["Tỉnh Bắc Ninh"]


def test_the_table_of_current_units_answers_for_every_commune_and_flags_the_divided():
    table = current_units(TODAY)
    divided = set(UnitSuccession.objects.filter(is_partial=True).values_list("predecessor", flat=True))
    for commune in AdminUnit.objects.communes():
        current, is_split = table[commune.pk]
        assert current == successors_on(commune, TODAY)[0].pk
        assert is_split == (commune.pk in divided)


def test_the_table_follows_a_second_reorganisation():
    neu, day = unit("07795", AFTER), date(2027, 1, 1)
    AdminUnit.objects.filter(pk=neu.pk).update(valid_to=date(2026, 12, 31))
    later = AdminUnit.objects.create(
        code="07795", name="Phường Mới", level=3, parent=neu.parent, province=neu.province, valid_from=day
    )
    UnitSuccession.objects.create(predecessor=neu, successor=later, effective_on=day)
    former = unit("07801", BEFORE)
    assert current_units(day)[former.pk] == (later.pk, False)
    assert current_units(TODAY)[former.pk] == (neu.pk, False)


def test_a_district_that_ended_without_successor_has_no_current_unit():
    viet_yen = unit("222", BEFORE)
    assert successors_on(viet_yen, TODAY) == []
    assert viet_yen.pk not in current_units(TODAY)


@pytest.mark.parametrize(
    ("province", "code", "former"),
    [
        ("24", "07777", "Tỉnh Bắc Giang"),
        ("24", "09187", "Tỉnh Bắc Ninh"),
        ("52", "21583", "Tỉnh Bình Định"),
        ("31", "11948", "Thành phố Hải Phòng"),
        ("19", "01840", "Tỉnh Bắc Kạn"),
    ],
)
def test_a_commune_remembers_the_province_it_came_from(province, code, former):
    assert former_provinces(unit(province, AFTER))[unit(code, AFTER).pk].name == former


def test_a_province_is_found_by_its_name_without_marks():
    assert province_named("hai-phong", TODAY).name == "Thành phố Hải Phòng"
    assert province_named("hai-duong", TODAY) is None
    assert province_named("hai-duong", BEFORE).name == "Tỉnh Hải Dương"


def test_each_commune_belongs_to_the_office_of_its_former_district(bac_ninh):
    assert office_of(bac_ninh, unit("07795", AFTER), TODAY).code == "bhxh-cs-viet-yen"
    offices = overseers(bac_ninh, "social_insurance_local", TODAY)
    assert set(offices) == {commune.pk for commune in communes_of(bac_ninh, TODAY)}


def test_a_commune_handed_over_keeps_its_former_office_until_the_eve(bac_ninh):
    neu, day = unit("07795", AFTER), date(2026, 12, 1)
    tan_yen = bac_ninh.agencies.get(code="bhxh-cs-tan-yen")
    assign_units(tan_yen, by=OPERATOR, units=[neu], on=day)
    assert office_of(bac_ninh, neu, date(2026, 11, 30)).code == "bhxh-cs-viet-yen"
    assert office_of(bac_ninh, neu, day) == tan_yen
    assert AuditEntry.objects.filter(act="assign_units", subject_id=str(tan_yen.pk)).exists()


def test_handing_over_what_is_held_already_changes_nothing(bac_ninh):
    viet_yen = bac_ninh.agencies.get(code="bhxh-cs-viet-yen")
    before = list(AgencyTerritory.objects.order_by("pk").values())
    assign_units(viet_yen, by=OPERATOR, units=[unit("07795", AFTER)], on=TODAY)
    assert list(AgencyTerritory.objects.order_by("pk").values()) == before


def test_a_unit_of_another_province_cannot_be_handed_over(bac_ninh):
    with pytest.raises(NotPossible):
        assign_units(
            bac_ninh.agencies.get(code="bhxh-cs-viet-yen"), by=OPERATOR, units=[unit("21583", AFTER)], on=TODAY
        )


def test_a_person_without_the_power_hands_nothing_over(bac_ninh, django_user_model):
    stranger = django_user_model.objects.create(username="nguoi-la", full_name="Người Lạ")
    with pytest.raises(PermissionDenied):
        assign_units(bac_ninh.agencies.get(code="bhxh-cs-tan-yen"), by=stranger, units=[unit("07795", AFTER)], on=TODAY)
    assert office_of(bac_ninh, unit("07795", AFTER), TODAY).code == "bhxh-cs-viet-yen"


def test_a_new_local_office_takes_over_its_communes(bac_ninh):
    neu = unit("07795", AFTER)
    facts = {"code": "bhxh-cs-nenh", "name": "Bảo hiểm xã hội cơ sở Nếnh", "units": [neu], "on": TODAY}
    office = open_local_office(bac_ninh, by=OPERATOR, **facts)
    assert office_of(bac_ninh, neu, TODAY) == office
    assert (office.short_name, office.parent.code) == ("BHXH Nếnh", "bhxh-tinh")
    with pytest.raises(NotPossible):
        open_local_office(bac_ninh, by=OPERATOR, **facts)
