"""A person says whose row it is, and the row follows; lists of the tax office and of zone boards, let in and taken back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from employers.models import Employer, LabourCount, Match, Workplace
from employers.services import intake
from employers.services.identifiers import record_identifier
from employers.services.match_answers import answer_match
from employers.services.workplaces import record_workplace
from portal.core.acts import NotPossible
from tests.employers.imports.desk import NOW, Province, applied, checked, firm, table, tax_code

pytestmark = pytest.mark.django_db
TAX = ["Mã số thuế", "Tên đơn vị", "Số lao động đang làm việc"]
ZONE = [*TAX[:2], "Khu, cụm", "Lô", TAX[2]]
CODES = [tax_code(230000000 + 11 * n) for n in range(1, 9)]


@pytest.fixture
def place(settings) -> Province:
    settings.COMMAND_DOORS = True
    return Province()


@pytest.fixture
def sent(place, tmp_path):
    """The tax office's list: one that is told, one that asks (a name of two firms), one nobody knows."""
    place.known = place.employer(1, name="Công ty Sao Mai", tax_code=CODES[0])
    place.twins = [place.employer(name="Công ty TNHH Hòa Bình", tax_code=code) for code in CODES[1:3]]
    rows = [
        [CODES[0], "Công ty Sao Mai", 120],
        [CODES[3][:9] + "x", "Cty TNHH Hoà Bình", 40],
        [CODES[4], "Công ty Lạ", 7],
    ]
    return applied(place.tax, place.clerk(place.tax), "tax-labour", "2026-Q2", table(tmp_path / "a.xlsx", rows, TAX))


def counts() -> dict[str, int]:
    return dict(LabourCount.objects.current().values_list("employer__name", "employed"))


def test_what_is_told_is_let_in_and_what_asks_waits(place, sent):
    assert counts() == {"Công ty Sao Mai": 120, "Công ty Lạ": 7}
    asked = Match.objects.get(batch=sent, state="asks")
    assert {shown["employer"] for shown in asked.candidates} == {twin.pk for twin in place.twins}
    clerk = place.clerk(place.tax)
    assert clerk.notifications.filter(key=f"match-asks:{sent.pk}").exists()


def test_the_answer_lets_the_row_in_at_once(place, sent, client):
    asked, twin = Match.objects.get(batch=sent, state="asks"), place.twins[1]
    client.force_login(place.clerk(place.tax))
    page = client.get(f"/doi-chieu/doi-khop/{sent.pk}/").content.decode()
    assert "Cty TNHH Hoà Bình" in page and all(one.tax_code in page for one in place.twins)
    answer = client.post(f"/doi-chieu/doi-khop/dong/{asked.pk}", {"answer": str(twin.pk)})
    assert answer.status_code == 302
    assert LabourCount.objects.get(employer=twin).employed == 40
    asked.refresh_from_db()
    assert (asked.state, asked.how, asked.employer) == ("matched", "person", twin)
    with pytest.raises(NotPossible):
        answer_match(asked, by=place.clerk(place.tax), answer="left_out", at=NOW)


def test_a_newcomer_by_answer_and_a_row_left_out(place, sent):
    asked, by = Match.objects.get(batch=sent, state="asks"), place.clerk(place.tax)
    left = answer_match(asked, by=by, answer="left_out", at=NOW)
    assert (left.state, LabourCount.objects.count()) == ("left_out", 2)
    made = answer_match(asked, by=by, answer="new", at=NOW).employer
    assert (made.name, made.first_batch, made.tax_code_ok) == ("Cty TNHH Hoà Bình", sent.pk, False)
    assert LabourCount.objects.get(employer=made).employed == 40


def test_one_row_of_a_file_for_an_employer_and_only_those_whose_file_it_is(place, sent):
    asked, by = Match.objects.get(batch=sent, state="asks"), place.clerk(place.tax)
    with pytest.raises(NotPossible, match="Dòng 2"):
        answer_match(asked, by=by, answer="matched", employer=place.known, at=NOW)
    with pytest.raises(ValidationError):
        answer_match(asked, by=by, answer="matched", at=NOW)
    with pytest.raises(PermissionDenied):
        answer_match(asked, by=place.clerk(place.finance), answer="left_out", at=NOW)
    answer_match(asked, by=place.clerk(place.bhxh), answer="matched", employer=place.twins[0], at=NOW)


def test_an_answer_before_the_file_is_let_in_counts_when_it_is(place, tmp_path):
    twin = place.employer(name="Công ty TNHH Hòa Bình", tax_code=CODES[1])
    by = place.clerk(place.tax)
    path = table(tmp_path / "a.xlsx", [[CODES[3][:9] + "x", "Cty TNHH Hoà Bình", 40]], TAX)
    batch = checked(place.tax, by, "tax-labour", "2026-Q2", path)
    answer_match(Match.objects.get(batch=batch), by=by, answer="matched", employer=twin, at=NOW)
    assert not LabourCount.objects.exists()
    intake.confirm_register_file(batch, by=by, at=NOW)
    intake.apply_register_file(batch, by=by, at=NOW)
    assert LabourCount.objects.get().employer == twin


def test_taken_back_the_word_before_stands_again(place, sent, tmp_path):
    by = place.clerk(place.tax)
    later = table(tmp_path / "b.xlsx", [[CODES[0], "Công ty Sao Mai", 150]], TAX)
    batch = applied(place.tax, by, "tax-labour", "2026-Q2", later)
    assert counts()["Công ty Sao Mai"] == 150
    intake.undo_register_file(batch, by=by, at=NOW, reason="Nhầm")
    assert counts()["Công ty Sao Mai"] == 120
    intake.undo_register_file(sent, by=by, at=NOW, reason="Nhầm")
    assert counts() == {} and LabourCount.objects.count() == 3


def test_a_zone_s_list_places_its_firms_and_is_taken_back(place, tmp_path):
    known = place.employer(1, name="Công ty Sao Mai", tax_code=CODES[0], commune=place.communes[0])
    by = place.clerk(place.board)
    rows = [[CODES[0], "Công ty Sao Mai", "KCN1", "Lô 5", 120], [CODES[4], "Công ty Lạ", "KCN1", "", 7]]
    path = table(tmp_path / "k.xlsx", rows, ZONE)
    batch = applied(place.board, by, "zone-list", "2026-10", path)
    known.refresh_from_db()
    assert (known.zone, known.agency) == (place.zone, place.board)
    assert Workplace.objects.get(employer=known).plot == "Lô 5"
    new = Employer.objects.get(tax_code=CODES[4])
    assert (new.zone, new.agency) == (place.zone, place.board)
    assert {(c.employer_id, c.source, c.employed) for c in LabourCount.objects.all()} == {
        (known.pk, "zone_board", 120),
        (new.pk, "zone_board", 7),
    }
    assert checked(place.board, by, "zone-list", "2026-10", path).status == "unchanged"
    intake.undo_register_file(batch, by=by, at=NOW, reason="Nhầm")
    known.refresh_from_db()
    assert (known.zone, LabourCount.objects.current().count()) == (None, 0)
    assert not Workplace.objects.filter(employer=known).exists()


TWINS = "Công ty TNHH Hòa Bình"


@pytest.fixture
def asked(place, tmp_path):
    """A right code that nobody has, with a name that two firms have: the tax office's file is in, the row asks."""
    for code in CODES[1:3]:
        place.employer(name=TWINS, tax_code=code)
    rows = [[CODES[5], TWINS, 7], [CODES[6], "Công ty Lạ", 3]]
    batch = applied(place.tax, place.clerk(place.tax), "tax-labour", "2026-Q2", table(tmp_path / "a.xlsx", rows, TAX))
    return Match.objects.get(batch=batch, state="asks")


def registry(place, path, road):
    rows = [firm(**{"Mã số thuế": CODES[5], "Tên đơn vị": "Công ty Cổ phần Khác Hẳn"})]
    to = table(path / "dkkd.xlsx", rows, list(firm()))
    return road(place.finance, place.clerk(place.finance), "business-registry", "2026-10", to)


def test_no_newcomer_by_answer_where_the_register_has_the_code_by_now(place, asked, tmp_path):
    registry(place, tmp_path, applied)
    with pytest.raises(NotPossible, match="Khác Hẳn"):
        answer_match(asked, by=place.clerk(place.tax), answer="new", at=NOW)
    made = Employer.objects.get(tax_code=CODES[5])
    answer_match(asked, by=place.clerk(place.tax), answer="matched", employer=made, at=NOW)
    assert LabourCount.objects.get(employer=made).employed == 7


def test_a_file_checked_before_an_answer_made_its_newcomer_makes_none(place, asked, tmp_path):
    batch, by = registry(place, tmp_path, checked), place.clerk(place.finance)
    assert Match.objects.get(batch=batch).state == "new"
    answer_match(asked, by=place.clerk(place.tax), answer="new", at=batch.uploaded_at)
    intake.confirm_register_file(batch, by=by, at=batch.uploaded_at)
    intake.apply_register_file(batch, by=by, at=batch.uploaded_at)
    assert Employer.objects.filter(tax_code=CODES[5]).count() == 1


def test_taking_a_file_back_leaves_what_people_wrote_of_its_newcomers(place, tmp_path):
    batch, by = registry(place, tmp_path, applied), place.clerk(place.bhxh)
    made = Employer.objects.get(tax_code=CODES[5])
    facts = {"scheme": "registration_no", "value": "0123", "valid_from": None, "source": "Giấy chứng nhận"}
    record_identifier(made, by=by, **facts)
    with pytest.raises(NotPossible):
        intake.undo_register_file(batch, by=place.clerk(place.finance), at=NOW, reason="Nhầm")
    made.identifiers.filter(scheme="registration_no").delete()
    record_workplace(made, by=by, name="Xưởng Hai", source="Kiểm tra")
    with pytest.raises(NotPossible):
        intake.undo_register_file(batch, by=place.clerk(place.finance), at=NOW, reason="Nhầm")
    made.workplaces.all().delete()
    intake.undo_register_file(batch, by=place.clerk(place.finance), at=NOW, reason="Nhầm")
    assert not Employer.objects.filter(pk=made.pk).exists()
