"""Packs reach provinces once, groups spelled out; a release corrects in place, a correction from a day keeps what was."""

import copy
from datetime import date, timedelta
from typing import Any

import pytest

from agencies import reference_loading
from agencies.models import (
    Actual,
    AdminUnit,
    Clause,
    Directive,
    DirectiveDraft,
    Duty,
    DutyParty,
    Indicator,
    Obligation,
    Province,
    SpecialDay,
    Target,
)
from agencies.packs.applying import Applied, apply_pack, apply_released, territory_of
from agencies.packs.reading import released
from agencies.packs.rows import fingerprint
from agencies.queries.territory import province_named
from agencies.services.provinces import open_province
from portal.core.acts import OPERATOR, NotPossible

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
FROM = date(2027, 1, 1)
PACKS = {pack.content["directive"]["code"]: pack.content for pack in released()}


def opened(slug: str) -> Province:
    return open_province(province_named(slug, TODAY), by=OPERATOR, on=TODAY)


LAYERS = (("bac_ninh", lambda _below: opened("bac-ninh")),)


@pytest.fixture
def bac_ninh(of_layers) -> Province:
    return of_layers["bac_ninh"]


@pytest.fixture
def changed() -> dict[str, Any]:
    return copy.deepcopy(PACKS["000"])


def duty_of(content: dict[str, Any], code: str) -> dict[str, Any]:
    return next(duty for duty in content["duties"] if duty["id"] == code)


def versions(province: Province, code: str) -> list[Duty]:
    return list(
        Duty.objects.filter(directive__province=province, directive__code="000", code=code).order_by("valid_from")
    )


def owe(duty: Duty) -> Obligation:
    """An agency was asked for the duty."""
    return Obligation.objects.create(
        province=duty.directive.province,
        directive=duty.directive,
        duty=duty,
        party="x",
        agency=duty.directive.province.agencies.first(),
        period="2026",
        period_start=date(2026, 1, 1),
        period_end=date(2026, 12, 31),
        opens_on=date(2026, 1, 1),
    )


@pytest.mark.parametrize(
    ("slug", "codes"),
    [
        ("bac-ninh", ["000", "002"]),
        ("hai-phong", ["001", "002"]),
        ("thai-nguyen", ["002", "003"]),
        ("gia-lai", ["002", "004"]),
        ("ha-noi", ["002"]),
    ],
)
def test_a_province_opens_with_the_directives_that_concern_it(slug, codes):
    province = opened(slug)
    assert list(province.directives.order_by("code").values_list("code", flat=True)) == codes
    for directive in province.directives.all():
        pack = PACKS[directive.code]
        assert directive.text == pack["text"]
        assert [clause.code for clause in directive.clauses.order_by("order")] == [row["id"] for row in pack["clauses"]]
        assert [duty.code for duty in directive.duties.order_by("order")] == [row["id"] for row in pack["duties"]]
        assert directive.fingerprint == fingerprint(pack)


def test_a_directive_applies_in_the_unit_of_its_time(bac_ninh):
    old = AdminUnit.objects.get(code="24", level=AdminUnit.Level.PROVINCE, valid_from=date(2025, 1, 1))
    assert bac_ninh.directives.get(code="000").territory == old
    assert bac_ninh.directives.get(code="002").territory == bac_ninh.unit
    assert territory_of(PACKS["001"], bac_ninh) is None
    with pytest.raises(NotPossible, match="không áp dụng cho"):
        apply_pack(PACKS["001"], bac_ninh, on=TODAY)


def test_a_day_that_the_text_does_not_state_is_marked_as_assumed(bac_ninh):
    directive = bac_ninh.directives.get(code="000")
    assert (directive.in_force_from, directive.is_assumed) == (date(2020, 1, 1), True)
    assert directive.in_force_reason
    assert set(directive.duties.values_list("valid_from", flat=True)) == {date(2020, 1, 1)}


def test_a_group_is_spelled_out_and_who_is_only_asked_is_marked(bac_ninh):
    [report] = versions(bac_ninh, "tat-ca-02")
    bearers = report.parties.filter(part=DutyParty.Part.BEARER)
    assert set(bearers.values_list("slug", flat=True)) == set(PACKS["000"]["parties"]["don-vi-bao-cao"]["members"])
    assert set(bearers.filter(is_requested=True).values_list("slug", flat=True)) == {"ldld-tinh", "hiep-hoi-dn"}
    assert bearers.get(slug="so-noi-vu").function_id == "commendation"
    assert list(report.parties.filter(part=DutyParty.Part.RECIPIENT).values_list("slug", flat=True)) == ["so-ldtbxh"]
    [lawsuit] = versions(bac_ninh, "ldld-tinh-05")
    assert lawsuit.parties.get(part=DutyParty.Part.BEARER).is_requested


def test_a_duty_may_belong_to_another_function_than_most_of_its_body(bac_ninh):
    [expansion], [exit_check] = versions(bac_ninh, "so-khdt-03"), versions(bac_ninh, "so-khdt-04")
    assert expansion.parties.get(part=DutyParty.Part.BEARER).function_id == "investment"
    assert exit_check.parties.get(part=DutyParty.Part.BEARER).function_id == "business_registration"


def test_a_body_outside_the_portal_has_its_name_and_no_function(bac_ninh):
    office = DutyParty.objects.get(duty__in=versions(bac_ninh, "ubnd-huyen-07"), slug="phong-ldtbxh-huyen")
    assert (office.part, office.function_id) == (DutyParty.Part.COOPERATING, None)
    assert office.name == "Phòng Lao động – Thương binh và Xã hội huyện"


def test_the_numbers_of_the_documents_are_exact():
    gia_lai, hai_phong = opened("gia-lai"), opened("hai-phong")
    assert Target.objects.count() == 21
    assert Actual.objects.count() == 4
    year = gia_lai.targets.filter(period="2025", indicator="bhxh_ratio").order_by("value")
    assert list(year.values_list("value", "set_by")) == [(227_600, "committee"), (238_100, "own")]
    reached = gia_lai.actuals.order_by("indicator__order").values_list("indicator", "value", "as_of")
    assert list(reached) == [
        ("bhxh_ratio", 187_300, date(2025, 7, 31)),
        ("bhyt_ratio", 881_800, date(2025, 7, 31)),
        ("bhxh_people", 264_650, date(2025, 7, 31)),
        ("bhyt_people", 2_808_377, date(2025, 7, 31)),
    ]
    assert hai_phong.targets.get(period="2024", indicator="bhyt_ratio").value == 938_000


def test_loading_again_changes_nothing(bac_ninh):
    opened("gia-lai")
    tables = (Directive, Clause, Duty, DutyParty, Target, Actual, Indicator, SpecialDay)
    before = {table: list(table._base_manager.order_by("pk").values_list()) for table in tables}
    assert apply_released(bac_ninh, on=TODAY) == Applied()
    found = reference_loading.load()
    assert {name: (one.added, one.corrected) for name, one in found.items() if one.added or one.corrected} == {}
    assert {table: list(table._base_manager.order_by("pk").values_list()) for table in tables} == before


def test_applying_a_pack_asks_few_questions(django_assert_max_num_queries, bac_ninh, changed):
    changed["directive"] |= {"code": "another", "territory": "every"}
    with django_assert_max_num_queries(20):
        done = apply_pack(changed, bac_ninh, on=TODAY)
    assert done == Applied(added=1 + len(changed["clauses"]) + len(changed["duties"]))


def test_a_day_that_an_administrator_decided_stays_as_decided(bac_ninh, django_user_model):
    person = django_user_model.objects.create(username="lich")
    SpecialDay.objects.filter(day=date(2026, 11, 24)).update(is_working=True, name="Không nghỉ", changed_by=person)
    reference_loading.load()
    assert SpecialDay.objects.get(day=date(2026, 11, 24)).name == "Không nghỉ"


def test_a_release_corrects_in_place_what_no_obligation_stands_on(bac_ninh, changed):
    [before] = versions(bac_ninh, "bhxh-tinh-04")
    owe(before)
    duty = duty_of(changed, "bhxh-tinh-04")
    duty["summary"]["vi"], duty["due"][0]["day"] = "Báo cáo tháng.", 12
    assert apply_pack(changed, bac_ninh, on=TODAY) == Applied(corrected=2)
    [after] = versions(bac_ninh, "bhxh-tinh-04")
    assert (after.pk, after.summary_vi, after.due[0]["day"]) == (before.pk, "Báo cáo tháng.", 12)


def test_a_release_begins_a_new_version_where_an_obligation_stands_on_the_old_one(bac_ninh, changed):
    [before] = versions(bac_ninh, "bhxh-tinh-04")
    owed = owe(before)
    duty_of(changed, "bhxh-tinh-04")["recipients"].append("chu-tich-ubnd-tinh")
    apply_pack(changed, bac_ninh, on=TODAY)
    old, new = versions(bac_ninh, "bhxh-tinh-04")
    assert (old.pk, old.valid_to, new.valid_from) == (owed.duty_id, TODAY - timedelta(days=1), TODAY)
    assert old.parties.filter(part="recipient").count() == 2
    assert new.parties.filter(part="recipient").count() == 3


def test_a_release_corrects_parties_in_place_while_nobody_was_asked(bac_ninh, changed):
    duty_of(changed, "bhxh-tinh-04")["recipients"] = ["chu-tich-ubnd-tinh", "ubnd-tinh"]
    kept = DutyParty.objects.get(duty__in=versions(bac_ninh, "bhxh-tinh-04"), slug="ubnd-tinh").pk
    apply_pack(changed, bac_ninh, on=TODAY)
    [after] = versions(bac_ninh, "bhxh-tinh-04")
    assert set(after.parties.values_list("slug", flat=True)) == {"bhxh-tinh", "chu-tich-ubnd-tinh", "ubnd-tinh"}
    assert after.parties.get(slug="ubnd-tinh").pk == kept


def test_a_duty_that_a_release_takes_back_was_never_valid_unless_somebody_was_asked_for_it(bac_ninh, changed):
    [asked] = versions(bac_ninh, "bhxh-tinh-04")
    owe(asked)
    gone = ("bhxh-tinh-04", "bhxh-tinh-05")
    changed["duties"] = [duty for duty in changed["duties"] if duty["id"] not in gone]
    apply_pack(changed, bac_ninh, on=TODAY)
    [asked], [other] = versions(bac_ninh, "bhxh-tinh-04"), versions(bac_ninh, "bhxh-tinh-05")
    assert (asked.valid_to, other.valid_to) == (TODAY - timedelta(days=1), date(2019, 12, 31))
    apply_pack(PACKS["000"], bac_ninh, on=TODAY)
    [again] = versions(bac_ninh, "bhxh-tinh-05")
    assert again.valid_to is None
    assert [duty.valid_from for duty in versions(bac_ninh, "bhxh-tinh-04")] == [date(2020, 1, 1), TODAY]


def test_a_release_undoes_neither_a_repeal_nor_a_correction_of_the_province(bac_ninh, changed):
    directive = bac_ninh.directives.get(code="000")
    directive.in_force_to = date(2026, 6, 30)
    directive.save()
    duty_of(changed, "bhxh-tinh-04")["summary"]["vi"] = "Của tỉnh."
    apply_pack(changed, bac_ninh, on=TODAY)
    directive.refresh_from_db()
    assert directive.in_force_to == date(2026, 6, 30)
    approved = DirectiveDraft.Status.APPROVED
    DirectiveDraft.objects.create(province=bac_ninh, corrects=directive, status=approved, content=changed)
    assert apply_released(bac_ninh, on=TODAY) == Applied()
    assert versions(bac_ninh, "bhxh-tinh-04")[-1].summary_vi == "Của tỉnh."


def test_a_correction_from_a_day_ends_the_old_version_the_day_before(bac_ninh, changed):
    [before] = versions(bac_ninh, "bhxh-tinh-04")
    [untouched] = versions(bac_ninh, "bhxh-tinh-05")
    duty = duty_of(changed, "bhxh-tinh-04")
    duty["summary"]["vi"], duty["recipients"] = "Báo cáo tháng.", ["so-ldtbxh"]
    assert apply_pack(changed, bac_ninh, on=TODAY, effective_on=FROM) == Applied(added=1, corrected=2)
    old, new = versions(bac_ninh, "bhxh-tinh-04")
    assert (old.pk, old.summary_vi, old.valid_to) == (before.pk, before.summary_vi, FROM - timedelta(days=1))
    assert (new.summary_vi, new.valid_from, new.valid_to) == ("Báo cáo tháng.", FROM, None)
    assert old.parties.filter(part="recipient").count() == 2
    assert new.parties.filter(part="recipient").count() == 1
    assert [duty.pk for duty in versions(bac_ninh, "bhxh-tinh-05")] == [untouched.pk]
    assert apply_pack(changed, bac_ninh, on=TODAY, effective_on=FROM) == Applied()


def test_a_correction_may_take_back_and_add_and_move_duties(bac_ninh, changed):
    changed["duties"] = [duty for duty in changed["duties"] if duty["id"] != "bhxh-tinh-05"]
    added = copy.deepcopy(duty_of(changed, "bhxh-tinh-04")) | {"id": "bhxh-tinh-99", "recipients": ["bql-kcn"]}
    changed["duties"].insert(0, added)
    apply_pack(changed, bac_ninh, on=TODAY, effective_on=FROM)
    [ended], [new] = versions(bac_ninh, "bhxh-tinh-05"), versions(bac_ninh, "bhxh-tinh-99")
    assert (ended.valid_to, new.valid_from) == (FROM - timedelta(days=1), FROM)
    assert len(versions(bac_ninh, "so-ldtbxh-01")) == 1  # it only stands further down now
    valid = Duty.objects.filter(directive__province=bac_ninh, directive__code="000")
    assert valid.on(TODAY).count() == valid.on(FROM).count() == 63


def test_a_second_correction_of_the_same_day_corrects_the_version_that_has_not_begun(bac_ninh, changed):
    for day in (12, 15):
        duty_of(changed, "bhxh-tinh-04")["due"][0]["day"] = day
        apply_pack(copy.deepcopy(changed), bac_ninh, on=TODAY, effective_on=FROM)
    assert [duty.due[0]["day"] for duty in versions(bac_ninh, "bhxh-tinh-04")] == [10, 15]


def test_a_paragraph_that_is_gone_stays_for_the_duties_that_quote_it(bac_ninh, changed):
    changed["clauses"] = [clause for clause in changed["clauses"] if clause["id"] != "c113"]
    changed["duties"] = [duty for duty in changed["duties"] if duty["clause"] != "c113"]
    apply_pack(changed, bac_ninh, on=TODAY, effective_on=FROM)
    assert Clause.objects.get(directive__province=bac_ninh, directive__code="000", code="c113").kind == "dropped"
