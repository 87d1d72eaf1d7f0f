"""Who may draw up which list, whose employers stand on it, as what, and what stops a line at once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import AdminUnit, AgencyTerritory, ProvinceSetting
from arrears.models import EvasionGround, LedgerVersion, Publication, PublicationLine, UrgingNotice
from arrears.queries.publication.publishers import publishing_right
from arrears.rules.publication import kind_of
from arrears.services.publication.drawing import draw_up_publication
from employers.models import Correction, Employer
from portal.core.acts import NotPossible
from portal.core.periods import Month
from tests.factories.ledger import each_fund
from tests.factories.people import make_agency, make_person
from tests.factories.publications import DRAWN, OCTOBER, Publishing

pytestmark = pytest.mark.django_db
NOVEMBER = OCTOBER.plus(1)


@pytest.fixture
def publishing() -> Publishing:
    return Publishing()


def lines(publication: Publication, **asked) -> dict[str, PublicationLine]:
    return {line.unit_code: line for line in publication.lines.filter(**asked)}


def evading(code: str, days: int = 92, **columns) -> dict:
    return {"unit_code": code, "name": f"Công ty {code}", "days_evaded": days} | each_fund(evaded=100) | columns


def closed(publishing: Publishing, rows: list[dict], month: Month = NOVEMBER) -> LedgerVersion:
    codes = (f"23000{place:05d}" for place in range(100, 999))
    for row in rows:
        employer = publishing.ledger.employer(row["unit_code"])
        Employer.objects.filter(pk=employer.pk, tax_code="").update(tax_code=next(codes))
    publishing.ledger.b03(month, rows)
    return publishing.ledger.close(month)


def urge(publishing: Publishing, code: str, served_on: date) -> UrgingNotice:
    return UrgingNotice.objects.create(
        employer=publishing.ledger.employer(code), agency=publishing.ledger.bhxh, state="served", origin="list",
        full_number=f"1/{code}", issued_on=served_on, served_on=served_on, month=OCTOBER.first_day, name=code,
    )  # fmt: skip


def test_the_list_of_debtors_takes_the_closed_versions_list_with_its_figures(publishing):
    publication = publishing.drawn()

    kept = publication.debtor_list.rule
    assert {**publication.rule, "cited": 0} == {**kept, "cited": 0} and publication.rule["threshold_months"] == 3
    assert kept["cited"].items() < publication.rule["cited"].items() and "000" in publication.rule["cited"]["publisher"]
    assert publication.legal_basis.startswith("Luật Bảo hiểm xã hội số 41/2024/QH15, Điều 35; Chỉ thị của Chủ tịch")
    assert publication.unit is None
    first = publication.lines.get(place=1)
    assert (first.unit_code, first.name, first.owed, first.months) == ("TA0003A", "Công ty TA0003A", 15_000_000, 4)
    assert (first.late, first.evaded, first.worst, first.named_as) == (15_000_000, 0, 2, 2)
    assert first.owed_by_fund["httt"] == 3_000_000
    assert {line.state for line in publication.lines.all()} == {"candidate"}


def test_only_an_agency_that_the_settings_name_may_publish(publishing):
    ledger, province = publishing.ledger, publishing.province
    LedgerVersion.objects.update(submitted_at=DRAWN)
    zone = make_person(ledger.offices[0], "vanphong", "officer")
    with pytest.raises(PermissionDenied):
        draw_up_publication(ledger.offices[0], by=zone, at=DRAWN, what="late", version=publishing.version)
    with pytest.raises(PermissionDenied):
        draw_up_publication(
            ledger.committees[0], by=publishing.person("lap"), at=DRAWN, what="late", version=publishing.version
        )
    facts = {"province": province, "valid_from": date(2026, 1, 1), "reason": "văn bản mới"}
    ProvinceSetting.objects.create(key="publication.province_publisher", value="home_affairs", **facts)
    with pytest.raises(NotPossible):
        publishing.drawn()


def test_a_commune_publishes_employers_of_its_own_area_from_what_was_submitted(publishing):
    ledger = publishing.ledger
    ledger.employer("TB0001A", commune=ledger.communes[1], tax_code="2300099999")
    version = closed(publishing, [{**evading("TB0001A"), "days_late": 120}, evading("TA0001A")])
    officer, committee = make_person(ledger.committees[1], "xa", "officer"), ledger.committees[1]
    facts = {"by": officer, "at": DRAWN, "what": "late"}
    with pytest.raises(NotPossible):
        draw_up_publication(committee, version=version, **facts)

    LedgerVersion.objects.filter(pk=version.pk).update(submitted_at=DRAWN)
    version.refresh_from_db()
    publication = draw_up_publication(committee, version=version, **facts)

    assert list(lines(publication)) == ["TB0001A"]
    assert publication.unit == ledger.communes[1] and "342-346" in publication.rule["cited"]["publisher"]
    assert publication.legal_basis.startswith("Chỉ thị của Chủ tịch UBND tỉnh Bắc Giang")
    with pytest.raises(PermissionDenied):
        draw_up_publication(committee, version=version, unit=ledger.communes[0], **facts)


def test_a_district_publishes_employers_of_the_communes_that_were_its_own(publishing):
    district = AdminUnit.objects.get(code="217", level=2, valid_to=date(2025, 6, 30))
    committee = make_agency(publishing.province, "district_committee", "ubnd-huyen")
    AgencyTerritory.objects.create(agency=committee, unit=district, valid_from=date(2020, 1, 1))

    right = publishing_right(committee, date(2026, 11, 6))

    assert right is not None and right.unit == district and right.communes
    today = AdminUnit.objects.filter(pk__in=right.communes, valid_to=None)
    assert {unit.province for unit in today} == {publishing.province.unit} and 0 < today.count() < 30


def test_the_same_list_is_drawn_up_once(publishing):
    publishing.drawn()
    with pytest.raises(NotPossible):
        publishing.drawn()


def test_whom_bhxh_holds_to_evade_is_named_late_unless_every_condition_is_proved(publishing):
    urge(publishing, "E1", date(2026, 10, 15))
    urge(publishing, "E2", date(2026, 12, 15))
    EvasionGround.objects.create(
        employer=publishing.ledger.employer("E3"), ground="c", document_no="1", document_on=date(2026, 9, 1),
        valid_from=date(2026, 9, 1),
    )  # fmt: skip
    publishing.version = closed(
        publishing, [evading(code) for code in ("E1", "E2", "E3", "E4")] + [evading("E5", days=60)]
    )
    urge(publishing, "E5", date(2026, 11, 15))

    found = lines(publishing.drawn("late"))

    named = {code: (line.worst, line.named_as, line.ground) for code, line in found.items()}
    assert named == {"E1": (3, 3, "đ"), "E2": (3, 2, ""), "E3": (3, 3, "c"), "E4": (3, 2, ""), "E5": (3, 2, "")}
    assert (found["E1"].urged_on, found["E1"].urging.full_number) == (date(2026, 10, 15), "1/E1")
    assert (found["E1"].late, found["E1"].evaded, found["E4"].late, found["E4"].evaded) == (0, 500, 500, 0)


def test_a_list_of_those_who_evade_holds_nobody_without_proof(publishing):
    urge(publishing, "E1", date(2026, 10, 15))
    publishing.version = closed(
        publishing,
        [evading("E1"), evading("E2"), {**evading("L1"), "days_late": 80, "late_httt": 9} | each_fund(evaded=0)],
    )

    found = lines(publishing.drawn("evasion"))

    assert {code: line.state for code, line in found.items()} == {"E1": "candidate", "E2": "struck"}
    assert "căn cứ" in found["E2"].struck_reason


def test_a_list_of_nobody_is_not_drawn_up(publishing):
    publishing.version = closed(publishing, [{**evading("L1"), "days_late": 80, "late_httt": 9} | each_fund(evaded=0)])

    with pytest.raises(NotPossible, match="không có đơn vị nào"):
        publishing.drawn("evasion")
    assert not Publication.objects.exists()


def test_good_payers_owed_nothing_for_the_months_set(publishing):
    ProvinceSetting.objects.create(
        province=publishing.province,
        key="publication.praise_months",
        value=2,
        valid_from=date(2026, 1, 1),
        reason="thử",
    )
    paid = each_fund(opening=0, payable=100, paid=100)
    later = [{"unit_code": code, **paid} for code in ("TA0001A", "TA0002A", "TA0003A", "P1")]
    for code in ("P1", "P2"):
        publishing.ledger.employer(code, tax_code="0100109106")
    november = OCTOBER.plus(1)
    publishing.ledger.c12(november, [*later, {"unit_code": "P2", **paid}])
    publishing.ledger.close(november)
    december = OCTOBER.plus(2)
    publishing.ledger.c12(december, [*later, {"unit_code": "P2", **paid}, {"unit_code": "P3", **paid}])
    publishing.version = publishing.ledger.close(december)

    found = lines(publishing.drawn("praise"))

    assert set(found) == {"TA0001A", "TA0002A", "TA0003A", "P1", "P2"}
    assert {(line.named_as, line.owed, line.months_source) for line in found.values()} == {(0, 0, 0)}


def test_too_few_closed_months_praise_nobody(publishing):
    with pytest.raises(NotPossible):
        publishing.drawn("praise")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tax_code_ok": False}, "wrong_check_digit"),
        ({"tax_code": ""}, "no_tax_code"),
        ({"name": "Công ty Khác"}, "name_file"),
        ({"status": "dissolving"}, "state_event"),
        ({"commune": None}, "no_place"),
    ],
)
def test_what_makes_it_doubtful_whom_a_line_names_stops_it(publishing, change, code):
    Employer.objects.filter(unit_code="TA0001A").update(**change)

    found = lines(publishing.drawn())

    assert found["TA0001A"].state == "stopped" and code in map(kind_of, found["TA0001A"].stops)
    assert {line.state for other, line in found.items() if other != "TA0001A"} == {"candidate"}


def test_branches_their_parents_and_open_corrections_stop_their_lines(publishing):
    parent, branch, other = (publishing.ledger.employer(f"TA000{place}A") for place in (1, 2, 3))
    Employer.objects.filter(pk=branch.pk).update(parent=parent)
    Correction.objects.create(
        employer=other, field="name", was="a", proposed="b", reason="sai", agency=publishing.ledger.bhxh,
        owner=publishing.ledger.bhxh, proposed_by=publishing.officer,
    )  # fmt: skip

    found = lines(publishing.drawn())

    assert {code: [kind_of(stop) for stop in line.stops] for code, line in found.items()} == {
        "TA0001A": ["has_branches"],
        "TA0002A": ["branch"],
        "TA0003A": ["correction"],
    }


def test_a_name_other_than_the_last_edition_said_stops_the_line(publishing):
    publishing.published()
    Employer.objects.filter(unit_code="TA0001A").update(name="Công ty Mới Toanh", tax_code="0100109106")
    publishing.ledger.b03(OCTOBER.plus(1), [
        {"unit_code": "TA0001A", "name": "Công ty Mới Toanh", "days_late": 155} | each_fund(late=1000),
    ])  # fmt: skip
    publishing.version = publishing.ledger.close(OCTOBER.plus(1))

    found = lines(publishing.drawn())

    assert {"name_edition", "tax_edition"} <= set(found["TA0001A"].stops)
