"""Merge, split, rename, move communes, hand a function over: looked at, decided, withdrawn, carried out by the clock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.timezone import get_current_timezone

from agencies.models import AdminUnit, Agency, FunctionHolder, Post, Reorganisation, User
from agencies.queries.functions import holders
from agencies.queries.reorganisations import preview
from agencies.queries.territory import office_of, province_named
from agencies.services.obligations import raise_obligations
from agencies.services.provinces import open_province
from agencies.services.reorganisations import (
    carry_out_reorganisations,
    decide_reorganisation,
    draft_reorganisation,
    withdraw_reorganisation,
)
from agencies.services.territory import assign_units
from employers.models import Employer, Zone
from employers.services.following import follow_agencies
from employers.tasks import follow_agencies as follow_job
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import AuditEntry, Job, Notification
from tests.factories.duties import make_directive, make_duty, make_obligation
from tests.factories.people import make_person

TODAY, DAY = date(2026, 11, 20), date(2027, 1, 1)
EVE = DAY - timedelta(days=1)
NOW = datetime(2026, 11, 20, 9, tzinfo=get_current_timezone())
db = pytest.mark.django_db


def draft(province, quan, kind, plan, day=DAY) -> Reorganisation:
    return draft_reorganisation(
        province, by=quan, kind=kind, effective_on=day, source="Quyết định 1/QĐ-UBND", plan=plan
    )


def decided(province, quan, kind, plan, day=DAY) -> Reorganisation:
    return decide_reorganisation(draft(province, quan, kind, plan, day), by=quan, at=NOW)


def clock(province, day=DAY) -> dict:
    return carry_out_reorganisations(province, by=THE_CLOCK, on=day)


def employer_in(province, commune, office, number=1) -> Employer:
    employer = Employer(province=province, unit_code=f"TA{number:05}", commune=commune, office=office)
    employer.rename(f"Công ty số {number}")
    employer.save()
    return employer


def state_of_the_world() -> list:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Agency, Post, FunctionHolder, AdminUnit, Employer, User)
    ]


@pytest.fixture
def merger(agency):
    """Việt Yên's local office becomes part of Tân Yên's."""
    old, into = agency("bhxh-cs-viet-yen"), agency("bhxh-cs-tan-yen")
    return {"agencies": [old.pk, into.pk], "into": into.pk}


@db
def test_a_merger_says_beforehand_whom_and_what_it_touches(bac_ninh, agency, quan, mai, merger):
    office = agency("bhxh-cs-viet-yen")
    commune = office.territories.first().unit
    employer_in(bac_ninh, commune, office)
    make_obligation(make_duty(make_directive(bac_ninh, "thu"), bearer=office), office)
    seen = preview(draft(bac_ninh, quan, "merge", merger))
    assert [(row[0], row[2]) for row in seen.posts.rows] == [("Mai (Cán bộ)", "Bảo hiểm xã hội cơ sở Tân Yên")]
    assert seen.obligations.count == 1
    assert seen.units.count == office.territories.count()
    assert [(sort.label, sort.count, sort.rows) for sort in seen.above] == [("Đơn vị sử dụng lao động", 1, [])]
    assert seen.as_kept()["posts"] == [["Mai (Cán bộ)", office.name, "Bảo hiểm xã hội cơ sở Tân Yên"]]


@db
def test_names_of_employers_are_shown_only_to_who_may_see_them(bac_ninh, agency, quan, merger):
    office = agency("bhxh-cs-viet-yen")
    employer_in(bac_ninh, office.territories.first().unit, office)
    found = draft(bac_ninh, quan, "merge", merger)
    officer = make_person(agency("bhxh-tinh"), "lan")
    assert preview(found, reader=quan).above[0].rows == []
    assert [row[0] for row in preview(found, reader=officer).above[0].rows] == ["Công ty số 1"]


@db
def test_until_its_day_nothing_changes_and_withdrawing_leaves_no_trace(bac_ninh, quan, mai, merger):
    before = state_of_the_world()
    found = decided(bac_ninh, quan, "merge", merger)
    assert clock(bac_ninh, EVE) == {"done": [], "stuck": {}}
    assert state_of_the_world() == before
    withdraw_reorganisation(found, by=quan, on=EVE, reason="Hoãn")
    assert clock(bac_ninh, DAY) == {"done": [], "stuck": {}}
    assert state_of_the_world() == before
    assert Reorganisation.objects.get().status == "withdrawn"


@db
def test_on_its_day_the_clock_merges_agencies_and_everything_passes_on(bac_ninh, agency, quan, mai, merger):
    office, into = agency("bhxh-cs-viet-yen"), agency("bhxh-cs-tan-yen")
    commune = office.territories.first().unit
    employer = employer_in(bac_ninh, commune, office)
    found = decided(bac_ninh, quan, "merge", merger)
    assert clock(bac_ninh)["done"] == [found.pk]
    office.refresh_from_db()
    assert office.valid_to == EVE
    posts = mai.posts.order_by("valid_from")
    assert [(post.agency, post.valid_to) for post in posts] == [(office, EVE), (into, None)]
    assert (office_of(bac_ninh, commune, EVE), office_of(bac_ninh, commune, DAY)) == (office, into)
    job = Job.objects.get(task="employers.tasks.follow_agencies")
    follow_agencies(bac_ninh, by=THE_CLOCK, on=DAY)
    employer.refresh_from_db()
    assert employer.office == into
    assert job.arguments == {"province": "bac-ninh"}
    assert Notification.objects.filter(user=mai, key=f"reorganisation:{found.pk}").exists()
    assert AuditEntry.objects.filter(act="carry_out_reorganisations", actor=str(THE_CLOCK)).exists()


@db
def test_a_night_that_was_missed_is_caught_up_as_of_its_day_and_only_once(bac_ninh, agency, quan, mai, merger):
    found = decided(bac_ninh, quan, "merge", merger)
    assert clock(bac_ninh, date(2027, 1, 4))["done"] == [found.pk]
    assert agency("bhxh-cs-viet-yen").valid_to == EVE
    assert clock(bac_ninh, date(2027, 1, 5))["done"] == []
    assert mai.posts.count() == 2


@db
def test_departments_merge_into_a_new_one_and_what_their_kinds_held_is_its_own(bac_ninh, agency, quan):
    plan = {
        "agencies": [agency("so-y-te").pk, agency("so-gddt").pk],
        "new": {"code": "so-y-te-giao-duc", "name": "Sở Y tế và Giáo dục", "short_name": "Sở YT&GD"},
    }
    found = decided(bac_ninh, quan, "merge", plan)
    assert {row[0] for row in preview(found).functions.rows} == {"Y tế", "Giáo dục và đào tạo"}
    clock(bac_ninh)
    new = agency("so-y-te-giao-duc")
    for function in ("health", "education"):
        assert holders(function, bac_ninh.unit, bac_ninh, DAY) == [new]
        assert holders(function, bac_ninh.unit, bac_ninh, EVE) != [new]
    assert new.parent == agency("ubnd-tinh")


@db
def test_a_zone_boards_successor_gets_its_zones(bac_ninh, agency, quan):
    board, into = agency("bql-kcn"), agency("so-cong-thuong")
    zone = Zone.objects.create(province=bac_ninh, code="KCN1", name="KCN Quế Võ", board=board)
    decided(bac_ninh, quan, "merge", {"agencies": [board.pk, into.pk], "into": into.pk})
    clock(bac_ninh)
    assert follow_agencies(bac_ninh, by=THE_CLOCK, on=DAY)["zones"] == 1
    zone.refresh_from_db()
    assert zone.board == into
    assert holders("zone_management", bac_ninh.unit, bac_ninh, DAY) == [into]


@db
def test_an_office_is_split_with_its_communes_and_people(bac_ninh, agency, quan, mai):
    office = agency("bhxh-cs-viet-yen")
    unit = office.territories.first().unit
    part = {"code": "bhxh-cs-nenh", "name": "Bảo hiểm xã hội cơ sở Nếnh", "short_name": "BHXH Nếnh"}
    part |= {"units": [unit.pk], "people": [mai.pk], "functions": []}
    found = decided(bac_ninh, quan, "split", {"agency": office.pk, "ends": False, "parts": [part]})
    assert [(row[0], row[2]) for row in preview(found).units.rows] == [(unit.name, part["name"])]
    clock(bac_ninh)
    new = agency("bhxh-cs-nenh")
    assert office_of(bac_ninh, unit, DAY) == new
    assert mai.posts.get(valid_to=None).agency == new
    assert agency("bhxh-cs-viet-yen").valid_to is None
    assert new in holders("local_social_insurance", bac_ninh.unit, bac_ninh, DAY)


@db
def test_a_department_that_is_split_leaves_each_function_with_one_of_the_two(bac_ninh, agency, quan):
    finance = agency("so-tai-chinh")
    held = {row.function_id for row in bac_ninh.function_holders.on(EVE).filter(kind="finance")}
    part = {"code": "so-kh", "name": "Sở Kế hoạch", "short_name": "Sở KH", "functions": ["planning", "investment"]}
    decided(bac_ninh, quan, "split", {"agency": finance.pk, "ends": False, "parts": [part]})
    clock(bac_ninh)
    for function in held:
        wanted = agency("so-kh") if function in part["functions"] else finance
        assert holders(function, bac_ninh.unit, bac_ninh, DAY) == [wanted]
        assert holders(function, bac_ninh.unit, bac_ninh, EVE) == [finance]


@db
def test_an_agency_that_is_divided_ends_and_the_first_part_goes_on(bac_ninh, agency, quan, mai):
    office = agency("bhxh-cs-viet-yen")
    first, second = (row.unit for row in office.territories.order_by("unit")[:2])
    parts = [
        {"code": "bhxh-cs-a", "name": "BHXH cơ sở A", "short_name": "A", "units": [], "people": []},
        {"code": "bhxh-cs-b", "name": "BHXH cơ sở B", "short_name": "B", "units": [second.pk], "people": []},
    ]
    decided(bac_ninh, quan, "split", {"agency": office.pk, "ends": True, "parts": parts})
    clock(bac_ninh)
    assert agency("bhxh-cs-viet-yen").valid_to == EVE
    assert office_of(bac_ninh, first, DAY).code == "bhxh-cs-a"
    assert office_of(bac_ninh, second, DAY).code == "bhxh-cs-b"
    assert mai.posts.get(valid_to=None).agency.code == "bhxh-cs-a"


@db
def test_a_new_name_counts_from_its_day_and_old_things_keep_the_old_one(bac_ninh, agency, quan):
    tax = agency("thue-tinh")
    decided(bac_ninh, quan, "rename", {"agency": tax.pk, "name": "Thuế khu vực Bắc Ninh", "short_name": "Thuế KV"})
    assert agency("thue-tinh").name == "Thuế tỉnh Bắc Ninh"
    clock(bac_ninh)
    tax = agency("thue-tinh")
    assert (tax.name_on(EVE), tax.name_on(DAY)) == ("Thuế tỉnh Bắc Ninh", "Thuế khu vực Bắc Ninh")
    assert tax.name == "Thuế khu vực Bắc Ninh"
    again = decided(
        bac_ninh, quan, "rename", {"agency": tax.pk, "name": "Thuế Bắc Ninh", "short_name": "Thuế"}, date(2028, 1, 1)
    )
    assert clock(bac_ninh, date(2028, 1, 1))["done"] == [again.pk]
    tax = agency("thue-tinh")
    assert [tax.name_on(day) for day in (EVE, DAY, date(2027, 12, 31), date(2028, 1, 1))] == [
        "Thuế tỉnh Bắc Ninh",
        "Thuế khu vực Bắc Ninh",
        "Thuế khu vực Bắc Ninh",
        "Thuế Bắc Ninh",
    ]


@db
def test_communes_move_to_another_office_and_employers_follow(bac_ninh, agency, quan):
    old, into = agency("bhxh-cs-viet-yen"), agency("bhxh-cs-tan-yen")
    moved, kept = (row.unit for row in old.territories.order_by("unit")[:2])
    follows, stays = employer_in(bac_ninh, moved, old), employer_in(bac_ninh, kept, old, 2)
    elsewhere = employer_in(bac_ninh, moved, agency("bhxh-cs-tu-son"), 3)  # BHXH said so in its own file
    found = decided(bac_ninh, quan, "move_units", {"agency": into.pk, "units": [moved.pk]})
    assert preview(found).above[0].count == 2
    clock(bac_ninh)
    assert follow_agencies(bac_ninh, by=THE_CLOCK, on=DAY)["communes"] == 1
    offices = [Employer.objects.get(pk=one.pk).office for one in (follows, stays, elsewhere)]
    assert offices == [into, old, agency("bhxh-cs-tu-son")]


@db
def test_an_employers_office_follows_when_a_commune_is_assigned_by_hand(bac_ninh, agency, quan, settings):
    old, into = agency("bhxh-cs-viet-yen"), agency("bhxh-cs-tan-yen")
    commune = old.territories.first().unit
    employer = employer_in(bac_ninh, commune, old)
    assign_units(into, by=quan, units=[commune], on=date(2026, 11, 1))
    job = Job.objects.get(task="employers.tasks.follow_agencies")
    assert follow_job(None, **job.arguments)["communes"] == 1
    employer.refresh_from_db()
    assert employer.office == into


@db
def test_a_function_is_handed_over_by_a_decision(bac_ninh, agency, quan):
    duty = make_duty(make_directive(bac_ninh, "thu"))
    duty.parties.create(part="bearer", slug="so-vhttdl", name="Sở VHTTDL", function_id="press")
    make_obligation(duty, agency("so-vhttdl"))
    found = decided(bac_ninh, quan, "hand_function", {"function": "press", "kind": "science"})
    seen = preview(found)
    assert (seen.obligations.count, seen.functions.rows[0][2]) == (1, "Sở Khoa học và Công nghệ")
    clock(bac_ninh)
    assert [one.code for one in holders("press", bac_ninh.unit, bac_ninh, DAY)] == ["so-khcn"]
    assert [one.code for one in holders("press", bac_ninh.unit, bac_ninh, EVE)] == ["so-vhttdl"]


@db
def test_open_obligations_pass_to_the_successor_and_what_was_done_stays(bac_ninh, agency, quan, merger):
    press, office, into = agency("so-vhttdl"), agency("bhxh-cs-viet-yen"), agency("bhxh-cs-tan-yen")
    bac_ninh.directives.update(in_force_to=date(2020, 1, 1))  # the five documents are tried elsewhere
    for function in ("press", "local_social_insurance"):
        duty = make_duty(make_directive(bac_ninh, "thu"), function.replace("_", "-"))
        duty.parties.create(part="bearer", slug=function.replace("_", "-"), name="Bên", function_id=function)
    raise_obligations(bac_ninh, by=THE_CLOCK, on=TODAY, months=4)
    for holder in (press, office):  # November's is done
        holder.held_obligations.filter(period="2026-11").update(state="submitted")
    decided(bac_ninh, quan, "hand_function", {"function": "press", "kind": "science"})
    decided(bac_ninh, quan, "merge", merger)
    clock(bac_ninh)
    assert Job.objects.filter(task="agencies.tasks.raise_obligations").exists()
    raise_obligations(bac_ninh, by=THE_CLOCK, on=DAY, months=4)
    for old, new in ((press, agency("so-khcn")), (office, into)):
        assert list(old.held_obligations.open().filter(duty__directive__code="thu")) == []
        assert old.held_obligations.get(state="submitted").agency == old
        passed = new.held_obligations.open().get(period="2026-12", agency=old)
        assert passed.steps.filter(kind="pass_on").exists()
        assert new.held_obligations.filter(period="2027-01", agency=new).exists()


@db
@pytest.mark.parametrize("day", [TODAY, date(2026, 11, 19)])
def test_nothing_is_decided_for_a_day_that_has_come(bac_ninh, quan, merger, day):
    with pytest.raises(NotPossible):
        decided(bac_ninh, quan, "merge", merger, day)


@db
def test_a_decision_whose_day_has_come_is_not_withdrawn(bac_ninh, quan, merger):
    found = decided(bac_ninh, quan, "merge", merger)
    with pytest.raises(NotPossible):
        withdraw_reorganisation(found, by=quan, on=DAY, reason="muộn")
    clock(bac_ninh)
    with pytest.raises(NotPossible):
        withdraw_reorganisation(found, by=quan, on=EVE, reason="đã làm")


@db
def test_two_decisions_about_one_agency_do_not_stand_together(bac_ninh, agency, quan, merger):
    rename = {"agency": agency("bhxh-cs-viet-yen").pk, "name": "Tên khác", "short_name": "Khác"}
    waiting = draft(bac_ninh, quan, "rename", rename, date(2027, 2, 1))
    decided(bac_ninh, quan, "merge", merger)
    with pytest.raises(NotPossible):
        decide_reorganisation(waiting, by=quan, at=NOW)


@db
def test_what_cannot_be_carried_out_any_more_is_told_and_may_be_withdrawn(bac_ninh, agency, quan, mai, merger):
    found = decided(bac_ninh, quan, "merge", merger)
    Agency.objects.filter(code="bhxh-cs-viet-yen").update(valid_to=date(2026, 12, 1))
    assert list(clock(bac_ninh)["stuck"]) == [str(found.pk)]
    assert mai.posts.count() == 1
    assert Notification.objects.filter(user=quan, key=f"reorganisation-stuck:{found.pk}").count() == 1
    found.refresh_from_db()
    assert found.status == "decided"
    withdraw_reorganisation(found, by=quan, on=date(2027, 1, 2), reason="Cơ quan đã kết thúc")
    assert clock(bac_ninh, date(2027, 1, 3)) == {"done": [], "stuck": {}}


@db
@pytest.mark.parametrize(
    ("kind", "plan"),
    [
        ("merge", {"agencies": ["bhxh-cs-viet-yen"], "into": "bhxh-cs-viet-yen"}),
        ("merge", {"agencies": ["bhxh-cs-viet-yen", "so-y-te"], "into": "so-y-te"}),
        ("merge", {"agencies": ["bac-giang-so-ldtbxh", "so-noi-vu"], "into": "so-noi-vu"}),
        ("merge", {"agencies": ["so-y-te", "so-gddt"], "new": {"code": "so-noi-vu", "name": "Sở", "short_name": ""}}),
        ("split", {"agency": "so-y-te", "parts": []}),
        ("rename", {"agency": "so-y-te", "name": "Sở Y tế tỉnh Bắc Ninh", "short_name": "x"}),
        ("move_units", {"agency": "so-y-te", "units": []}),
        ("hand_function", {"function": "press", "kind": "culture_and_press"}),
        ("hand_function", {"function": "press"}),
    ],
)
def test_a_plan_that_makes_no_sense_is_not_even_drafted(bac_ninh, agency, quan, kind, plan):
    def known(value):
        return agency(value).pk if isinstance(value, str) else [agency(one).pk for one in value]

    named = {name: known(value) for name, value in plan.items() if name in ("agencies", "agency", "into")}
    with pytest.raises(NotPossible):
        draft(bac_ninh, quan, kind, plan | named)
    assert not Reorganisation.objects.exists()


@db
def test_nobody_else_drafts_decides_or_withdraws(bac_ninh, agency, quan, mai, open_as, merger):
    stranger = make_person(open_as("gia-lai").agencies.get(code="bhxh-tinh"), "la", "administrator", factor=True)
    found = draft(bac_ninh, quan, "merge", merger)
    for by in (mai, stranger, make_person(agency("so-noi-vu"), "ha", "head"), THE_CLOCK):
        with pytest.raises(PermissionDenied):
            draft(bac_ninh, by, "merge", merger)
        with pytest.raises(PermissionDenied):
            decide_reorganisation(found, by=by, at=NOW)
        with pytest.raises(PermissionDenied):
            withdraw_reorganisation(found, by=by, on=TODAY, reason="x")
    for act in (carry_out_reorganisations, follow_agencies):
        with pytest.raises(PermissionDenied):
            act(bac_ninh, by=mai, on=DAY)


@pytest.mark.usefixtures("own_database")
def test_of_two_administrators_who_decide_at_once_one_is_too_late():
    province = open_province(province_named("bac-ninh", TODAY), by=OPERATOR, on=TODAY)
    offices = [province.agencies.get(code=f"bhxh-cs-{name}") for name in ("viet-yen", "tan-yen", "tu-son")]
    people = [make_person(province.agencies.get(code="bhxh-tinh"), name, "administrator") for name in ("quan", "thu")]
    plans = [{"agencies": [offices[0].pk, other.pk], "into": other.pk} for other in offices[1:]]
    drafts = [draft(province, by, "merge", plan) for by, plan in zip(people, plans, strict=True)]

    def decide(place: int) -> str:
        try:
            return decide_reorganisation(drafts[place], by=people[place], at=NOW).status
        except NotPossible:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, range(2))) == ["decided", "refused"]
    assert Reorganisation.objects.filter(status="decided").count() == 1
