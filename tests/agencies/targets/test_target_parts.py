"""From the province to its communes: each part has a value and a named person; the parts must make the whole."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from agencies.models import Target
from agencies.queries.target_parts import cascade_of
from agencies.queries.territory import communes_of
from agencies.services import targets as services
from agencies.services.targets import Share
from portal.core.acts import NotPossible
from tests.agencies.targets.conftest import AT, ON, indicator, recorder

pytestmark = pytest.mark.django_db
SOURCE = "QĐ 100/QĐ-UBND"


@pytest.fixture
def officer(gia_lai):
    return recorder(gia_lai)


@pytest.fixture
def communes(gia_lai):
    return list(communes_of(gia_lai, ON))


def whole_of(province, by, code: str, value: int) -> Target:
    return services.set_target(
        province, by=by, at=AT, indicator=indicator(code), period="2026", value=value, set_by="council", source="NQ"
    )


def shares(communes, values) -> list[Share]:
    pairs = zip(communes, values, strict=True)
    return [Share(unit, value, f"Chủ tịch UBND {unit.name}") for unit, value in pairs]


def give(target, by, parts):
    return services.assign_parts(target, by=by, at=AT, shares=parts, source=SOURCE)


def test_counts_must_add_up_to_the_whole(gia_lai, officer, communes):
    """Scenario 12 (003:35, 131): communes get their part, each with a named chair; then whether it is enough is seen."""
    whole = whole_of(gia_lai, officer, "bhxh_people", 10 * len(communes))
    give(whole, officer, shares(communes, [10] * (len(communes) - 1) + [9]))
    cascade = cascade_of(whole, ON)
    assert (cascade.given, cascade.difference, cascade.is_whole) == (len(communes), -1, False)
    assert cascade.without_accountable == 0
    give(whole, officer, shares(communes[-1:], [10]))
    assert cascade_of(whole, ON).is_whole
    ended = Target.objects.get(parent=whole, territory=communes[-1], ended_on__isnull=False)
    assert (ended.value, ended.source) == (9, SOURCE)


def test_a_commune_without_a_part_leaves_the_sum_unknown(gia_lai, officer, communes):
    whole = whole_of(gia_lai, officer, "bhxh_people", 30)
    give(whole, officer, shares(communes[:2], [10, 20]))
    cascade = cascade_of(whole, ON)
    assert (cascade.given, cascade.made.missing, cascade.is_whole) == (2, len(communes) - 2, None)


def test_ratios_are_weighted_by_the_people_of_each_commune(gia_lai, officer, communes):
    whole = whole_of(gia_lai, officer, "bhxh_ratio", 200_000)
    values = [300_000] + [190_000] * (len(communes) - 1)
    give(whole, officer, shares(communes, values))
    cascade = cascade_of(whole, ON)
    assert (cascade.is_whole, cascade.made.without_denominator) == (None, len(communes))
    method = services.record_denominator_method(
        gia_lai, by=officer, code="labour_force", name="Rà soát", exclusions=[], source="Xã", valid_from=ON
    )
    people = [10_000] + [1_000] * (len(communes) - 1)
    for unit, number in zip(communes, people, strict=True):
        services.record_denominator(
            method, by=officer, at=AT, as_of=date(2025, 11, 30), value=number, source="Xã", territory=unit
        )
    made = sum(value * number for value, number in zip(values, people, strict=True)) / sum(people)
    cascade = cascade_of(whole, ON)
    assert cascade.made.value == round(made)
    assert cascade.is_whole == (made >= 200_000 - 100)
    assert cascade.shares[0].people == 3_000
    services.record_denominator(method, by=officer, at=AT, as_of=ON, value=sum(people) + 7, source="Tỉnh")
    assert cascade_of(whole, ON).unlike_denominators == -7


def test_every_part_names_who_answers_for_it(gia_lai, officer, communes):
    whole = whole_of(gia_lai, officer, "bhxh_people", 10)
    with pytest.raises(ValidationError, match="người chịu trách nhiệm"):
        give(whole, officer, [Share(communes[0], 10, "  ")])
    assert not whole.parts.exists()


def test_giving_the_same_again_changes_nothing(gia_lai, officer, communes):
    whole = whole_of(gia_lai, officer, "bhxh_people", 10)
    assert len(give(whole, officer, shares(communes[:3], [1, 2, 3]))) == 3
    assert give(whole, officer, shares(communes[:3], [1, 2, 3])) == []
    renamed = [Share(communes[0], 1, "Nguyễn Văn Bình, Chủ tịch UBND")]
    assert len(give(whole, officer, renamed)) == 1
    assert cascade_of(whole, ON).shares[0].target.accountable == renamed[0].accountable


def test_only_a_live_target_of_the_province_is_given_to_communes(gia_lai, hai_phong, officer, communes):
    whole = whole_of(gia_lai, officer, "bhxh_people", 10)
    [part] = give(whole, officer, shares(communes[:1], [10]))
    with pytest.raises(NotPossible, match="của tỉnh"):
        give(part, officer, shares(communes[:1], [5]))
    with pytest.raises(ValidationError, match="không thuộc tỉnh"):
        give(whole, officer, shares(communes_of(hai_phong, ON)[:1], [5]))
    services.end_target(whole, by=officer, on=ON, reason="thôi")
    whole.refresh_from_db()
    with pytest.raises(NotPossible, match="thôi áp dụng"):
        give(whole, officer, shares(communes[:1], [5]))


def test_what_each_commune_reached_stands_beside_its_part(gia_lai, officer, communes):
    whole = whole_of(gia_lai, officer, "bhxh_people", 10)
    give(whole, officer, shares(communes[:1], [10]))
    services.record_actual(
        gia_lai, by=officer, at=AT, indicator=indicator("bhxh_people"), as_of=ON, value=7, source="BC",
        territory=communes[0],
    )  # fmt: skip
    share = cascade_of(whole, ON).shares[0]
    assert (share.actual.value, share.gap) == (7, 3)


def test_parts_of_a_former_province_are_its_own_communes(hai_phong, hai_duong):
    by = recorder(hai_phong)
    whole = Target.objects.get(indicator="bhxh_ratio", period="2025", territory=hai_duong)
    units = {share.unit for share in cascade_of(whole, ON).shares}
    everything = set(communes_of(hai_phong, ON))
    assert units and units < everything
    assert give(whole, by, shares(sorted(units, key=lambda unit: unit.pk)[:1], [550_000]))
