"""Pairs that may be one: found by blocks, asked once, forgotten when they are no longer alike."""

import pytest
from django.core.exceptions import ValidationError

from employers.models import DuplicatePair, Employer, Identifier
from employers.services import duplicates
from portal.core.acts import THE_CLOCK, NotPossible
from tests.factories.ledger import NOW, Ledger
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
TAX = "0100109106"


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def firm(ledger: Ledger, name: str, **columns) -> Employer:
    columns = {"commune": ledger.communes[0]} | columns
    found = Employer(province=ledger.province, **columns)
    found.rename(name)
    found.save()
    return found


def find(ledger: Ledger) -> dict[str, int]:
    return duplicates.find_duplicates(ledger.province, by=THE_CLOCK)


def test_the_same_number_name_and_a_past_number_are_found_and_homonyms_are_not(ledger):
    here, there = ledger.communes[:2]
    pairs = [
        (firm(ledger, "Công ty TNHH Hoà Bình"), firm(ledger, "Cty trách nhiệm hữu hạn Hòa Bình")),
        (firm(ledger, "Hợp tác xã Đông Á", tax_code=TAX), firm(ledger, "HTX Á Đông", tax_code=TAX, commune=there)),
        (firm(ledger, "Công ty An"), firm(ledger, "Công ty Bình")),
    ]
    old, new = pairs[2]
    Identifier.objects.create(employer=old, scheme="registration_no", value="77", source="x")
    Identifier.objects.create(employer=new, scheme="registration_no", value="77", source="x", valid_to=NOW.date())
    for number, tax_code in enumerate(("0100233488", "2300102253")):
        firm(ledger, "Công ty Trùng Tên", tax_code=tax_code, tax_code_ok=True, address=f"Số {number}")
    legal = firm(ledger, "Công ty Mẹ", commune=here)
    firm(ledger, "Chi nhánh Công ty Mẹ", parent=legal)
    assert find(ledger) == {"asked": 3, "new": 3, "gone": 0, "crowded": 0}
    found = set(DuplicatePair.objects.values_list("first", "second"))
    assert found == {(one.pk, other.pk) for one, other in pairs}
    assert all(pair.score >= 40 and pair.reasons for pair in DuplicatePair.objects.all())


def test_what_is_no_longer_alike_is_forgotten_and_what_was_decided_is_not_asked_again(ledger):
    one, other = firm(ledger, "Công ty Hoà Bình"), firm(ledger, "Công ty Hòa Bình")
    find(ledger)
    pair = DuplicatePair.objects.get()
    head = make_person(ledger.bhxh, "thanh", "head")
    facts = {"decision": "different", "at": NOW}
    with pytest.raises(ValidationError):
        duplicates.decide_duplicate(pair, by=head, note="", **facts)
    duplicates.decide_duplicate(pair, by=head, note="Hai chủ khác nhau", **facts)
    assert find(ledger)["new"] == 0
    assert DuplicatePair.objects.get().state == "different"
    duplicates.ask_again(pair, by=head)
    with pytest.raises(NotPossible):
        duplicates.ask_again(pair, by=head)
    other.rename("Công ty Thăng Long")
    other.save()
    assert find(ledger)["gone"] == 1
    assert one.pk and not DuplicatePair.objects.exists()


def test_a_name_that_everybody_has_is_compared_inside_a_commune_only_and_a_crowd_is_left_out(ledger):
    for _number in range(3):
        firm(ledger, "Trường Mầm non", commune=ledger.communes[0])
        firm(ledger, "Trường Mầm non", commune=ledger.communes[1])
    assert find(ledger)["asked"] == 6
    for _number in range(duplicates.CROWD):
        firm(ledger, "Trường Mầm non", commune=ledger.communes[1])
    told = find(ledger)
    assert (told["asked"], told["crowded"]) == (3, 1)


def test_a_merged_file_is_not_compared_any_more(ledger):
    one = firm(ledger, "Công ty Hoà Bình")
    firm(ledger, "Công ty Hòa Bình", merged_into=one)
    assert find(ledger)["asked"] == 0
