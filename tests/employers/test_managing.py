"""Which one agency answers for an employer: the zone's board, the sector's department, the commune's committee or, before July
2025, the district's; the others read. Dates, places and the rule itself are data."""

from datetime import date

import pytest

from agencies.models import AdminUnit, Agency, FunctionHolder, Province, ProvinceSetting, Reorganisation
from agencies.queries.territory import former_districts
from employers.models import Employer, PastBoard, PastPlace, Zone
from employers.queries.managing import Facts, ManagingBook
from employers.services.following import follow_agencies
from employers.services.managing import settle_managing
from employers.services.registry import place_employer, record_sector
from portal.core.acts import OPERATOR, THE_CLOCK
from tests.factories.cast import opened_province

pytestmark = pytest.mark.django_db
NOW, BEFORE = date(2026, 11, 20), date(2024, 5, 1)


LAYERS = (("province", lambda _below: opened_province()),)


@pytest.fixture
def province(of_layers) -> Province:
    return of_layers["province"]


@pytest.fixture
def commune(province) -> AdminUnit:
    return AdminUnit.objects.communes().filter(province=province.unit, valid_to=None).order_by("code").first()


def managing(province, on=NOW, **facts):
    return ManagingBook(province, on).by(Facts(**{"commune": None, "zone": None, **facts}))


def code(pk) -> str:
    return Agency.objects.get(pk=pk).code


def make(province, commune, **columns) -> Employer:
    employer = Employer(province=province, unit_code="TA1", commune=commune, kind=3, **columns)
    employer.rename("Công ty Một")
    employer.save()
    return employer


def test_by_zone_then_sector_then_commune_and_the_others_read(province, commune):
    board = province.agencies.get(code="bql-kcn")
    zone = Zone.objects.create(province=province, code="KCN", name="KCN", board=board, commune=commune)
    found = managing(province, commune=commune.pk, zone=zone.pk, sector="F", version="2025")
    assert (code(found.agency_id), found.ground) == ("bql-kcn", "zone_management")
    assert [code(pk) for pk in found.readers] == ["so-xay-dung", f"ubnd-{commune.code}"]
    found = managing(province, commune=commune.pk, sector="F", version="2025")
    assert (code(found.agency_id), found.ground) == ("so-xay-dung", "construction")
    found = managing(province, commune=commune.pk, sector="C", version="2025")
    assert (code(found.agency_id), found.ground, found.readers) == (f"ubnd-{commune.code}", "commune_government", ())


def test_a_sector_that_is_not_in_the_order_reads(province, commune):
    found = managing(province, commune=commune.pk, sector="A", version="2025")
    assert found.ground == "commune_government" and [code(pk) for pk in found.readers] == ["so-nnmt"]


def test_before_july_2025_the_district_of_the_former_province_answers(province, commune):
    district = former_districts(province.unit)[commune.pk]
    found = managing(province, BEFORE, commune=commune.pk, sector="C", version="2018")
    agency = Agency.objects.get(pk=found.agency_id)
    assert (agency.kind_id, found.ground) == ("district_committee", "district_government")
    assert agency.territories.filter(unit=district).exists() and agency.area == district.province
    found = managing(province, BEFORE, commune=commune.pk, sector="H", version="2018")
    agency = Agency.objects.get(pk=found.agency_id)
    assert (agency.kind_id, agency.area) == ("transport", district.province)


def test_who_has_neither_place_nor_sector_is_the_labour_authority_s(province):
    for on, kind in ((NOW, "home_affairs"), (BEFORE, "labour_department")):
        found = managing(province, on)
        assert (Agency.objects.get(pk=found.agency_id).kind_id, found.ground) == (kind, "labour_management")


def test_the_letter_of_a_section_means_what_its_version_says(province, commune):
    for version, ground in (("2018", "education"), ("2025", "commune_government")):
        book = ManagingBook(province, NOW, order=["education", "commune_government"])
        assert book.by(Facts(commune.pk, None, "P", version)).ground == ground
    for on, ground in ((date(2025, 11, 14), "education"), (date(2025, 11, 15), "commune_government")):
        book = ManagingBook(province, on, order=["education", "commune_government"])
        assert book.by(Facts(commune.pk, None, "P", "")).ground == ground


def test_the_order_is_a_dated_setting_of_the_province(province, commune):
    facts = {"key": "labour_review.managing_order", "reason": "Quyết định", "valid_from": date(2027, 1, 1)}
    ProvinceSetting.objects.create(province=province, value=["commune_government", "construction"], **facts)
    for on, ground in ((date(2026, 12, 31), "construction"), (date(2027, 1, 1), "commune_government")):
        book = ManagingBook(province, on)
        assert book.by(Facts(commune.pk, None, "F", "2025")).ground == ground
        assert book.rule is not None and book.rule.reason


def test_the_same_employer_has_another_agency_before_it_moved(province, commune):
    other = AdminUnit.objects.communes().filter(province=province.unit, valid_to=None).order_by("-code").first()
    employer = make(province, commune)
    moved = place_employer(employer, by=OPERATOR, commune=other, zone=None, on=NOW, since=date(2026, 3, 1))
    assert code(moved.agency_id) == f"ubnd-{other.code}"
    for on, where in ((date(2026, 2, 28), commune), (date(2026, 3, 1), other)):
        assert code(ManagingBook(province, on).of(employer).agency_id) == f"ubnd-{where.code}"


def test_correcting_a_place_leaves_no_past(province, commune):
    other = AdminUnit.objects.communes().filter(province=province.unit, valid_to=None).order_by("-code").first()
    employer = make(province, commune)
    place_employer(employer, by=OPERATOR, commune=other, zone=None, on=NOW)
    assert not PastPlace.objects.exists()
    assert code(ManagingBook(province, date(2026, 1, 1)).of(employer).agency_id) == f"ubnd-{other.code}"


def test_a_sector_is_written_with_its_version_and_the_department_takes_over(province, commune):
    employer = make(province, commune, sector="C", vsic_version="2025")
    facts = {"sector": "F", "vsic": "4101", "vsic_version": "2025", "on": NOW, "since": date(2026, 6, 1)}
    changed = record_sector(employer, by=OPERATOR, **facts)
    assert (code(changed.agency_id), changed.vsic) == ("so-xay-dung", "4101")
    assert PastPlace.objects.get().sector == "C"


def test_a_zone_keeps_who_oversaw_it(province, commune):
    old, new = province.agencies.get(code="bql-kcn"), province.agencies.get(code="so-cong-thuong")
    zone = Zone.objects.create(province=province, code="KCN", name="KCN", board=new, commune=commune)
    PastBoard.objects.create(zone=zone, board=old, valid_to=date(2026, 6, 30))
    FunctionHolder.objects.create(
        province=province, function_id="zone_management", agency=new, valid_from=date(2026, 7, 1), source="QĐ"
    )
    for on, agency in ((date(2026, 6, 30), old), (date(2026, 7, 1), new)):
        assert managing(province, on, commune=commune.pk, zone=zone.pk).agency_id == agency.pk


def test_a_board_that_ended_is_remembered_and_its_heir_has_the_zone(province, commune):
    old, new = province.agencies.get(code="bql-kcn"), province.agencies.get(code="so-cong-thuong")
    zone = Zone.objects.create(province=province, code="KCN", name="KCN", board=old, commune=commune)
    plan = {"agencies": [old.pk, new.pk], "into": new.pk}
    facts = {"kind": "merge", "status": "effective", "effective_on": date(2026, 7, 1), "source": "QĐ", "plan": plan}
    Reorganisation.objects.create(province=province, **facts)
    Agency.objects.filter(pk=old.pk).update(valid_to=date(2026, 6, 30))
    for has_followed in (False, True):
        for on, agency in ((date(2026, 6, 30), old), (date(2026, 7, 1), new)):
            assert managing(province, on, commune=commune.pk, zone=zone.pk).agency_id == agency.pk, has_followed
        assert follow_agencies(province, by=THE_CLOCK, on=NOW)["zones"] == (0 if has_followed else 1)
    zone.refresh_from_db()
    assert zone.board == new
    assert PastBoard.objects.values_list("board", "valid_to").get() == (old.pk, date(2026, 6, 30))


def test_settling_writes_only_what_differs_and_following_does_it_every_night(province, commune):
    employer = make(province, commune)
    assert settle_managing(province, by=THE_CLOCK, on=NOW) == 1
    assert settle_managing(province, by=THE_CLOCK, on=NOW) == 0
    Employer.objects.filter(pk=employer.pk).update(agency=None)
    assert follow_agencies(province, by=THE_CLOCK, on=NOW)["managing"] == 1
    employer.refresh_from_db()
    assert code(employer.agency_id) == f"ubnd-{commune.code}"


def test_a_thousand_employers_cost_no_more_questions_than_one(province, commune, django_assert_max_num_queries):
    make(province, commune)
    for number in range(1000):
        Employer.objects.create(province=province, unit_code=f"TB{number}", commune=commune, name="x", sector="F")
    with django_assert_max_num_queries(30):
        assert settle_managing(province, by=THE_CLOCK, on=NOW) == 1001
