"""Who holds each function on each side of 1/3/2025 and of 1/7/2025, in the four provinces that grew by another."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from agencies import reference_loading
from agencies.models import AdminUnit, Agency, AgencyKind, AgencyName, DutyParty, Function, FunctionHolder
from agencies.queries.functions import (
    HolderBook,
    bearers,
    family,
    holder_map,
    holders,
    may_take,
    now_named,
    part_holders,
    unheld,
)
from agencies.queries.successors import Successors
from agencies.queries.territory import former_provinces
from agencies.services.functions import hand_function, name_holder
from portal.core.acts import NotPossible
from portal.core.models import AuditEntry
from tests.factories.duties import make_directive, make_duty
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
D28, D1 = date(2025, 2, 28), date(2025, 3, 1)  # the departments
J30, J1 = date(2025, 6, 30), date(2025, 7, 1)  # the provinces and districts
FORMER = {
    "bac-ninh": ("bac-giang", "bac-ninh"),
    "hai-phong": ("hai-duong", "hai-phong"),
    "thai-nguyen": ("bac-kan", "thai-nguyen"),
    "gia-lai": ("binh-dinh", "gia-lai"),
}
# Function -> the agency's code (after the former province's slug) until 28/2/2025, until 30/6/2025, and since.
PASSES = {
    "labour_management": ("so-ldtbxh", "so-noi-vu", "so-noi-vu"),
    "commendation": ("so-noi-vu", "so-noi-vu", "so-noi-vu"),
    "business_registration": ("so-khdt", "so-tai-chinh", "so-tai-chinh"),
    "investment": ("so-khdt", "so-tai-chinh", "so-tai-chinh"),
    "planning": ("so-khdt", "so-tai-chinh", "so-tai-chinh"),
    "budget": ("so-tai-chinh", "so-tai-chinh", "so-tai-chinh"),
    "press": ("so-tttt", "so-vhttdl", "so-vhttdl"),
    "digital": ("so-tttt", "so-khcn", "so-khcn"),
    "culture": ("so-vhttdl", "so-vhttdl", "so-vhttdl"),
    "transport": ("so-gtvt", "so-xay-dung", "so-xay-dung"),
    "construction": ("so-xay-dung", "so-xay-dung", "so-xay-dung"),
    "agriculture": ("so-nnptnt", "so-nnmt", "so-nnmt"),
    "bank_enforcement": ("nhnn", None, None),
    "ethnic_affairs": (None, "so-dan-toc-ton-giao", "so-dan-toc-ton-giao"),
}
UNCHANGED = {
    "social_insurance": "bhxh-tinh",
    "provincial_chair": "ubnd-tinh",
    "zone_management": "bql-kcn",
    "cluster_management": "so-cong-thuong",
    "tax": "thue-tinh",
    "statistics": "thong-ke-tinh",
    "police": "cong-an-tinh",
    "inspectorate": "thanh-tra-tinh",
    "justice": "so-tu-phap",
    "industry_trade": "so-cong-thuong",
    "education": "so-gddt",
    "health": "so-y-te",
    "science": "so-khcn",
    "trade_union": "ldld-tinh",
    "front": "mttq-tinh",
    "business_association": "hiep-hoi-dn",
    "cooperatives": "lien-minh-htx",
    "post": "buu-dien-tinh",
    "steering_committee": "ban-chi-dao",
}
PASSES |= {function: (code, code, code) for function, code in UNCHANGED.items()}
IN_PARTS = {"local_social_insurance", "district_government", "commune_government", "commune_police", "media"}


def codes(agencies) -> list[str]:
    return [agency.code for agency in agencies]


def test_every_function_is_looked_at_here():
    if not Function.objects.exists():
        reference_loading.load()
    assert set(PASSES) | IN_PARTS == set(Function.objects.values_list("code", flat=True))


@pytest.mark.parametrize("slug", FORMER)
def test_each_function_has_its_holders_on_both_sides_of_both_days(open_as, slug):
    province = open_as(slug)
    book = HolderBook(province)
    for day, place in ((date(2020, 1, 1), 0), (D28, 0), (D1, 1), (J30, 1), (J1, 2), (TODAY, 2)):
        held = book.on(province.unit, day)
        for function, passing in PASSES.items():
            prefixes = [""] if place == 2 else [f"{former}-" for former in FORMER[slug]]
            wanted = [f"{prefix}{passing[place]}" for prefix in prefixes] if passing[place] else []
            assert codes(held[function]) == wanted, (function, day)


@pytest.mark.parametrize("slug", FORMER)
def test_a_former_province_has_its_own_agencies_and_later_those_of_the_province_it_joined(open_as, slug):
    province = open_as(slug)
    former = FORMER[slug][0]
    unit = Agency.objects.get(province=province, code=f"{former}-ubnd-tinh").area
    assert codes(holders("labour_management", unit, province, D28)) == [f"{former}-so-ldtbxh"]
    assert codes(holders("labour_management", unit, province, D1)) == [f"{former}-so-noi-vu"]
    assert codes(holders("labour_management", unit, province, J1)) == ["so-noi-vu"]


def test_newspaper_and_broadcasting_were_two(bac_ninh, bac_giang):
    assert codes(holders("media", bac_giang, bac_ninh, J30)) == ["bac-giang-bao", "bac-giang-dai-ptth"]
    assert codes(holders("media", bac_giang, bac_ninh, J1)) == ["bao-ptth"]


def test_after_the_merger_a_former_province_is_only_its_own_communes_and_offices(bac_ninh, bac_giang):
    communes = holders("commune_government", bac_giang, bac_ninh, TODAY)
    former = former_provinces(bac_ninh.unit)
    own = {commune for commune, unit in former.items() if unit == bac_giang}
    assert {agency.territories.get().unit_id for agency in communes} == own
    assert len(communes) == 58
    assert len(holders("commune_government", bac_ninh.unit, bac_ninh, TODAY)) == 99
    offices = codes(holders("local_social_insurance", bac_giang, bac_ninh, TODAY))
    assert "bhxh-cs-viet-yen" in offices
    assert "bhxh-cs-tu-son" not in offices
    assert len(offices) == 10


def test_districts_end_without_a_stated_successor(bac_ninh, bac_giang):
    before = holders("district_government", bac_giang, bac_ninh, J30)
    assert len(before) == 10
    assert "bac-giang-ubnd-222" in codes(before)
    assert before[0].name == "Ủy ban nhân dân thành phố Bắc Giang"
    assert holders("district_government", bac_giang, bac_ninh, J1) == []
    assert {"district_government", "bank_enforcement"} <= set(unheld(bac_ninh, TODAY))
    row = FunctionHolder.objects.get(province=bac_ninh, function="district_government", kind=None)
    assert (row.valid_from, row.valid_to) == (J1, None)


def test_a_former_district_oversaw_its_district(agency):
    yen_dung = agency("bac-giang-ubnd-222")
    territory = yen_dung.territories.get()
    assert (territory.unit.code, territory.valid_to) == ("222", J30)
    assert (yen_dung.valid_from, yen_dung.valid_to, yen_dung.area.code) == (date(2020, 1, 1), J30, "24")


def test_a_former_districts_social_insurance_is_followed_by_the_office_of_its_communes(bac_ninh, bac_giang, agency):
    before, book = agency("bac-giang-bhxh-222"), HolderBook(bac_ninh)
    assert before.territories.count() > 10
    facts = {"began": before.pk, "now": before.pk}
    now = Successors(book, TODAY).holder("local_social_insurance", bac_giang, **facts)
    assert now == agency("bhxh-cs-viet-yen").pk


def test_a_territory_is_its_family_on_every_day(bac_ninh, bac_giang):
    assert family(bac_giang, date(2020, 5, 1)) == [bac_giang]
    assert family(bac_giang, J1) == [bac_ninh.unit]
    assert [unit.name for unit in family(bac_ninh.unit, J30)] == ["Tỉnh Bắc Giang", "Tỉnh Bắc Ninh"]


def test_a_province_that_did_not_merge_has_its_agencies_all_along(open_as):
    ha_noi = open_as("ha-noi")
    assert codes(holders("labour_management", ha_noi.unit, ha_noi, J30)) == ["so-noi-vu"]
    assert not ha_noi.agencies.exclude(area=None).exists()
    tax = ha_noi.agencies.get(code="thue-tinh")
    assert tax.name_on(J30) == "Cục Thuế thành phố Hà Nội"
    assert tax.name_on(J1) == "Thuế thành phố Hà Nội"


def test_a_duty_finds_who_bears_it_on_the_day(bac_ninh, bac_giang):
    directive = make_directive(bac_ninh, "thu", territory=bac_giang, in_force_from=date(2020, 1, 1))
    duty = make_duty(directive, "bao-cao")
    party = DutyParty.objects.create(
        duty=duty, part="bearer", slug="so-ldtbxh", name="Sở LĐTBXH", function_id="labour_management"
    )
    DutyParty.objects.create(duty=duty, part="recipient", slug="bo", name="Bộ LĐTBXH")
    assert [(found, codes(agencies)) for found, agencies in bearers(duty, D28)] == [(party, ["bac-giang-so-ldtbxh"])]
    assert [codes(agencies) for _party, agencies in bearers(duty, J1)] == [["so-noi-vu"]]
    assert [agencies for _party, agencies in part_holders(duty, "recipient", J1)] == [[]]


def test_a_directive_can_be_read_with_the_names_of_today(bac_ninh, bac_giang):
    parties = {
        "so-ldtbxh": {"name": "Sở LĐTBXH", "function": "labour_management"},
        "ubnd-huyen": {"name": "UBND huyện", "function": "district_government"},
        "ubnd-xa": {"name": "UBND xã", "function": "commune_government"},
        "bo": {"name": "Bộ", "outside": True},
    }
    directive = make_directive(bac_ninh, "thu", territory=bac_giang, parties=parties)
    assert now_named(directive, TODAY) == {
        "so-ldtbxh": ["Sở Nội vụ tỉnh Bắc Ninh"],
        "ubnd-huyen": [],
        "ubnd-xa": ["Ủy ban nhân dân xã"],
    }
    assert now_named(directive, D28)["so-ldtbxh"] == ["Sở Lao động - Thương binh và Xã hội tỉnh Bắc Giang"]


def test_the_map_of_a_day_says_the_same_as_each_question(bac_ninh, bac_giang):
    held = holder_map(bac_ninh, bac_giang, D1)
    assert {function: codes(holders(function, bac_giang, bac_ninh, D1)) for function in held} == {
        function: codes(agencies) for function, agencies in held.items()
    }


def test_an_administrator_answers_who_holds_what_nobody_is_named_for(bac_ninh, bac_giang, quan):
    function, kind = Function.objects.get(code="district_government"), AgencyKind.objects.get(code="commune_committee")
    name_holder(bac_ninh, by=quan, function=function, kind=kind, on=TODAY, source="Quyết định của UBND tỉnh")
    assert len(holders("district_government", bac_giang, bac_ninh, TODAY)) == 58
    assert holders("district_government", bac_giang, bac_ninh, date(2026, 11, 19)) == []
    row = FunctionHolder.objects.get(function=function, province=bac_ninh, kind=kind)
    assert (row.decided_by, row.is_assumed) == (quan, False)
    assert AuditEntry.objects.filter(act="name_holder", user=quan).exists()
    with pytest.raises(NotPossible):
        name_holder(bac_ninh, by=quan, function=function, kind=kind, on=TODAY, source="lần nữa")


def test_an_answer_from_the_very_day_stands_beside_the_open_question(bac_ninh, bac_giang, quan):
    function, kind = Function.objects.get(code="district_government"), AgencyKind.objects.get(code="commune_committee")
    name_holder(bac_ninh, by=quan, function=function, kind=kind, on=J1, source="Quyết định của UBND tỉnh")
    assert len(holders("district_government", bac_giang, bac_ninh, J1)) == 58
    assert "district_government" not in unheld(bac_ninh, J1)


def test_a_function_is_handed_over_from_a_day(bac_ninh, agency, quan):
    function, day = Function.objects.get(code="press"), date(2027, 1, 1)
    hand_function(bac_ninh, by=quan, function=function, agency=agency("so-khcn"), on=day, source="Quyết định")
    assert codes(holders("press", bac_ninh.unit, bac_ninh, date(2026, 12, 31))) == ["so-vhttdl"]
    assert codes(holders("press", bac_ninh.unit, bac_ninh, day)) == ["so-khcn"]
    with pytest.raises(NotPossible):
        hand_function(bac_ninh, by=quan, function=function, agency=agency("so-khcn"), on=day, source="Quyết định")
    with pytest.raises(NotPossible):
        hand_function(bac_ninh, by=quan, function=function, agency=agency("so-y-te"), on=TODAY, source="lùi ngày")


def test_nobody_else_names_or_hands_over(bac_ninh, agency, mai, open_as):
    function, kind = Function.objects.get(code="district_government"), AgencyKind.objects.get(code="commune_committee")
    stranger = make_person(open_as("gia-lai").agencies.get(code="bhxh-tinh"), "la", "administrator", factor=True)
    for by in (mai, stranger, make_person(agency("so-noi-vu"), "ha", "head")):
        for act in (name_holder, hand_function):
            with pytest.raises(PermissionDenied):
                act(bac_ninh, by=by, function=function, kind=kind, on=TODAY, source="x")


def test_loading_again_reaches_provinces_already_open_and_undoes_no_answer(bac_ninh, quan):
    function, kind = Function.objects.get(code="district_government"), AgencyKind.objects.get(code="commune_committee")
    name_holder(bac_ninh, by=quan, function=function, kind=kind, on=TODAY, source="Quyết định")
    FunctionHolder.objects.filter(province=bac_ninh, function="health").delete()
    counts = [model.objects.count() for model in (Agency, AgencyName)]
    rows = FunctionHolder.objects.count()
    assert reference_loading.load()["function_holders"].added == 1
    assert [model.objects.count() for model in (Agency, AgencyName)] == counts
    assert FunctionHolder.objects.count() == rows + 1
    ended = FunctionHolder.objects.get(province=bac_ninh, function=function, kind=None)
    assert ended.valid_to == date(2026, 11, 19)


def test_a_province_opened_by_an_earlier_release_gets_its_past_apart(bac_ninh):
    old = bac_ninh.agencies.get(code="bac-ninh-so-ldtbxh")
    Agency.objects.filter(pk=old.pk).update(code="so-ldtbxh", area=None)
    bac_ninh.agencies.filter(code="so-noi-vu").update(valid_from=date(2025, 1, 1))
    reference_loading.load()
    moved = Agency.objects.get(pk=old.pk)
    assert (moved.code, moved.area.name) == ("bac-ninh-so-ldtbxh", "Tỉnh Bắc Ninh")
    assert bac_ninh.agencies.get(code="so-noi-vu").valid_from == J1


@pytest.mark.parametrize(
    ("kind", "measure", "day", "answer"),
    [
        ("labour_department", "inspect", D28, True),
        ("labour_department", "inspect", D1, False),
        ("home_affairs", "check", TODAY, True),
        ("home_affairs", "inspect", TODAY, False),
        ("social_insurance", "inspect", J30, True),
        ("social_insurance", "inspect", J1, False),
        ("social_insurance", "check", TODAY, True),
        ("inspectorate", "inspect", TODAY, True),
        ("tax", "check", TODAY, False),
    ],
)
def test_who_may_inspect_and_who_may_check_depends_on_the_day(bac_ninh, kind, measure, day, answer):
    assert may_take(kind, measure, day) is answer


def test_all_units_of_the_four_former_provinces_are_known(db):
    if not AdminUnit.objects.exists():
        reference_loading.load()
    assert AdminUnit.objects.filter(level=1, valid_to=J30).count() == 8
