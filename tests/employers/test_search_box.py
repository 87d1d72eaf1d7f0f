"""The box of search: best first, within one mistyped letter, and nothing but what the reader may see."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from employers.models import Employer, Identifier, SearchWord
from employers.queries.finding import find_employers
from employers.queries.search import employers_found
from employers.queries.words import Question
from employers.rules.spelling import LETTERS, one_letter_away
from employers.services.words import keep_words
from employers.vocabulary import take_up_words
from portal.core.acts import THE_CLOCK
from portal.core.folding import fold
from tests.factories.ledger import Ledger
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
NAMES = {
    "TA0001C": "Công ty TNHH Hoà Bình",
    "TA0002C": "Công ty Cổ phần Bình Hòa",
    "TA0003C": "Hợp tác xã Thúy Hoàng",
    "TA0004C": "Trường Mầm non Hoa Hồng",
    "TA0005C": "Hòa Bình Thương mại",
    "TA0006C": "Doanh nghiệp tư nhân Khuyến Nghị",
}
TAX_CODES = ("2301112223", "2384455667", "2399120345", "2376543210", "2312398765", "2365091827")


@pytest.fixture
def ledger() -> Ledger:
    ledger = Ledger()
    for place, (code, name) in enumerate(NAMES.items()):
        employer = ledger.employer(code, tax_code=TAX_CODES[place], commune=ledger.communes[place % 2])
        employer.rename(name)
        employer.save()
    keep_words(ledger.province, by=THE_CLOCK)
    return ledger


@pytest.fixture
def reader(ledger):
    return make_person(ledger.bhxh, "lan")


def codes(user, text: str) -> list[str]:
    found = find_employers(user, Question(text))
    known = Employer.objects.in_bulk([pk for *_, pk in found.places])
    return [known[pk].unit_code for *_, pk in found.places]


@pytest.mark.parametrize("text", ["hoà bình", "hòa bình", "hoa binh", "HOA  BINH", "hoà bình".encode().decode()])
def test_both_ways_of_writing_a_tone_and_none_find_the_same_and_the_beginning_of_a_name_comes_first(reader, text):
    assert codes(reader, text)[:3] == ["TA0005C", "TA0001C", "TA0002C"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("binh cong hoa ty", "TA0002C"),
        ("thuý", "TA0003C"),
        ("mam no", "TA0004C"),
        ("uyen", "TA0006C"),
        ("ta0004c", "TA0004C"),
        ("0004", "TA0004C"),
        ("2312398765", "TA0005C"),
        ("2312398", "TA0005C"),
        ("hong 0004", "TA0004C"),
        ("khuyem", "TA0006C"),
        ("khuyn nghi", "TA0006C"),
        ("khuyeen nghi", "TA0006C"),
        ("kuhyen", "TA0006C"),
        ("khuuye", "TA0006C"),
        ("2365091828", "TA0006C"),
        ("236091827", "TA0006C"),
        ("2365901827", "TA0006C"),
        ("23650918827", "TA0006C"),
    ],
)
def test_prefixes_middles_any_order_codes_and_one_slip_are_understood(reader, text, first):
    assert codes(reader, text)[:1] == [first]


@pytest.mark.parametrize("text", ["", "  ", "%", "_", "'", "zzzzzz", "\\", "(", "a" * 500, "🙂", ":*", "| &"])
def test_what_names_nothing_finds_nothing_and_breaks_nothing(reader, text):
    assert codes(reader, text) == []


def test_a_word_alone_that_is_right_brings_no_neighbours(reader):
    assert set(codes(reader, "hoang")) == {"TA0003C"}
    assert not find_employers(reader, Question("hoang")).is_near
    assert find_employers(reader, Question("hoanh")).is_near


def test_each_sees_only_what_is_within_reach_and_a_stranger_s_words_change_nothing(ledger):
    clerk = make_person(ledger.committees[0], "mai")
    Employer.objects.update(agency=None)
    assert codes(clerk, "hoa") == ["TA0005C", "TA0001C", "TA0003C"]
    assert codes(clerk, "khuyen nghi") == [] == codes(clerk, "ta0006c") == codes(clerk, "2365091827")
    outsider = make_person(make_agency(ledger.province, "inspectorate", "thanh-tra"), "tra")
    assert codes(outsider, "hoa") == []


def test_a_merged_employer_shows_as_the_one_that_was_kept(ledger, reader):
    kept, gone = (Employer.objects.get(unit_code=code) for code in ("TA0004C", "TA0006C"))
    Employer.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert codes(reader, "khuyen nghi") == ["TA0004C"] == codes(reader, "ta0006c")
    other = make_person(ledger.committees[0], "mai")  # sees neither: the kept one stands in the other commune
    assert codes(other, "khuyen nghi") == codes(other, "ta0006c") == []


def test_a_number_of_before_still_leads_to_its_employer(ledger, reader):
    employer = Employer.objects.get(unit_code="TA0004C")
    Identifier.objects.create(employer=employer, scheme="personal_no", value="027099001234", source="Thuế")
    assert codes(reader, "027099001234") == ["TA0004C"] == codes(reader, "027099001235") == codes(reader, "0270990")


def test_pages_go_on_behind_a_place_and_end(reader):
    found = find_employers(reader, Question("hoa"))
    assert len(found.places) == 5
    first, after = found.page(3)
    second, end = found.page(3, after)
    assert (len(first), len(second), end) == (3, 2, None)
    assert [*first, *second] == [pk for *_, pk in found.places]


def test_words_of_a_newcomer_are_known_at_once_and_those_of_nobody_are_forgotten_at_night(ledger):
    employer = ledger.employer("TB0001C")
    employer.rename("Xí nghiệp Quyết Thắng")
    employer.save()
    assert SearchWord.objects.filter(word="quyet").exists()
    assert take_up_words(Employer.objects.filter(pk=employer.pk)) == 0  # the database has seen to it
    assert SearchWord.objects.get(word="hoa").employers == 4
    Employer.objects.filter(pk=employer.pk).delete()
    keep_words(ledger.province, by=THE_CLOCK)
    assert not SearchWord.objects.filter(word="quyet").exists()


def test_a_list_is_searched_within_one_letter_too(ledger):
    rows = Employer.objects.filter(province=ledger.province)
    for text, code in (("khuyem", "TA0006C"), ("2365091828", "TA0006C"), ("thuy hoanh", "TA0003C")):
        assert [row.unit_code for row in employers_found(rows, text)] == [code], text
    assert not employers_found(rows, "zzzzzz").exists()


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_word_with_one_slip_still_finds_the_employer(data):
    """The rule alone: whatever one slip makes of a word, the word is one slip away from it again."""
    word = data.draw(st.text(alphabet=LETTERS, min_size=3, max_size=12))
    slip = data.draw(st.sampled_from(sorted(one_letter_away(word, LETTERS))))
    assert word in one_letter_away(slip)


def test_every_word_of_every_name_with_a_slip_still_finds_its_employer(ledger, reader):
    for code, name in NAMES.items():
        words = fold(name).split()
        for place, word in enumerate(words):
            if len(word) < 4:
                continue
            for slip in sorted(one_letter_away(word, "xz"))[:: max(1, len(word))]:
                text = " ".join([*words[:place], slip, *words[place + 1 :]])
                assert code in codes(reader, text), text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Công ty CP Bình Hòa", "TA0002C"),
        ("DNTN Khuyến Nghị", "TA0006C"),
        ("dntn khuyn nghi", "TA0006C"),
        ("HTX Thuý Hoàng", "TA0003C"),
    ],
)
def test_a_legal_form_written_in_another_way_hides_nobody(reader, text, first):
    assert codes(reader, text)[0] == first and find_employers(reader, Question(text)).is_near


def test_a_legal_form_alone_finds_nobody_who_has_it_not(reader):
    assert codes(reader, "tnhh cp") == [] and codes(reader, "dntn vpdd") == []
