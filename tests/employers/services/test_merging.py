"""Merging: what goes over, what stands in the way, and that merge and undo together change nothing, whatever there was."""

import random
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from employers.belongings import MOVES, name_of, relations
from employers.models import (
    Alert,
    Correction,
    DuplicatePair,
    Employer,
    Gap,
    Identifier,
    LabourCount,
    LabourRelation,
    LabourReview,
    Merge,
    PastPlace,
    ReviewLine,
    ReviewShare,
    StatusEvent,
    Workplace,
)
from employers.services import duplicates, merging
from employers.services.counts import record_counts
from employers.services.events import record_status_event, settle_statuses
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.periods import Month
from tests.factories.ledger import NOW, Ledger, each_fund
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 5)
KINDS = list(StatusEvent.Kind.values)
SOURCES = ("tax", "zone_board", "commune", "labour")


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def head(ledger):
    return make_person(ledger.bhxh, "thanh", "head")


def firm(ledger: Ledger, name: str, **columns) -> Employer:
    columns = {"province": ledger.province, "commune": ledger.communes[0], "agency": ledger.committees[0]} | columns
    found = Employer(**columns)
    found.rename(name)
    found.save()
    return found


def pair_of(one: Employer, other: Employer) -> DuplicatePair:
    first, second = sorted((one, other), key=lambda employer: employer.pk)
    return DuplicatePair.objects.create(first=first, second=second, score=80, reasons=[])


def merge(kept: Employer, absorbed: Employer, by) -> Merge:
    return merging.merge_employers(kept, by=by, absorbed=absorbed, reason="Một đơn vị", at=NOW)


def refused(kept: Employer, absorbed: Employer, by) -> str:
    with pytest.raises(NotPossible) as refusal:
        merge(kept, absorbed, by)
    assert Employer.objects.get(pk=absorbed.pk).merged_into is None
    return str(refusal.value)


def fill(ledger: Ledger, employer: Employer, chance: random.Random, batch) -> None:
    """Rows of every kind that a file of the register may have."""
    numbers = range(chance.randint(0, 3))
    for _number in numbers:
        value, since = str(chance.randint(1, 3)), chance.choice([None, date(2025, chance.randint(1, 3), 1)])
        facts = {"employer": employer, "scheme": "registration_no", "value": value, "valid_from": since}
        Identifier.objects.get_or_create(**facts, defaults={"source": "x"})
        Workplace.objects.create(employer=employer, name=f"Xưởng {value}", source="x")
        LabourRelation.objects.create(employer=employer, kind="dialogue", begun_on=TODAY, agency=ledger.bhxh)
        PastPlace.objects.get_or_create(employer=employer, valid_to=date(2025, chance.randint(1, 6), 1))
        happened = {"kind": chance.choice(KINDS), "happened_on": date(2026, chance.randint(1, 12), 1)}
        withdrawn = NOW if chance.random() < 0.3 else None
        if not employer.events.filter(**happened, withdrawn_at=None).exists():
            StatusEvent.objects.create(employer=employer, agency=ledger.bhxh, withdrawn_at=withdrawn, **happened)
        key = str(chance.randint(1, 2))
        Alert.objects.get_or_create(employer=employer, kind="new_not_joined", key=key, defaults={"raised_on": TODAY})
        Correction.objects.create(
            employer=employer, field="name", reason="x", agency=ledger.bhxh, owner=ledger.bhxh, state="refused",
            proposed_by=batch.confirmed_by,
        )  # fmt: skip
    if chance.random() < 0.5:
        source, year = chance.choice(SOURCES), chance.randint(2021, 2026)
        facts = {"source": source, "period": str(year), "starts_on": date(year, 1, 1), "employer": employer}
        gone = chance.random() < 0.4  # the first word was taken back, or replaced, or all were taken back
        LabourCount.objects.create(employed=5, is_current=False, withdrawn_at=NOW if gone else None, **facts)
        gone = gone and chance.random() < 0.5
        last = {"withdrawn_at": NOW, "is_current": False} if gone else {}
        LabourCount.objects.create(employed=6, version=2, **facts, **last)
    if chance.random() < 0.3:
        branch = firm(ledger, f"Chi nhánh {employer.pk}", parent=employer)
        assert branch.parent_id == employer.pk


def everything() -> dict[str, list]:
    """All rows that a merge could touch, as they are."""
    found = {}
    for relation in relations():
        model = relation.model
        if model is not Merge:
            rows = model._base_manager.order_by("pk")
            found[model._meta.label] = [_columns(row) for row in rows]
    return found


def _columns(row: models.Model) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("seed", range(12))
def test_merge_and_undo_together_change_nothing(ledger, head, seed):
    chance, done = random.Random(seed), 0
    batch = ledger.batch(Month(2026, 10), "status-events", "x", confirmed_by=head)
    for number in range(4):
        codes = chance.choice([("", "0100109106"), ("TA1", ""), ("0", "0100109106"), ("", "")])
        kept = firm(ledger, f"Hoà Bình {number}", began_on=chance.choice([None, date(2024, 1, 1)]))
        absorbed = firm(
            ledger, f"Hòa Bình {number}", unit_code=codes[0] and f"TA{seed}{number}", tax_code=codes[1],
            tax_code_ok=True if codes[1] else None,
        )  # fmt: skip
        for one in (kept, absorbed):
            fill(ledger, one, chance, batch)
        pair_of(kept, absorbed)
        settle_statuses(ledger.province, by=THE_CLOCK, on=TODAY)
        before = everything()
        try:
            merged = merge(kept, absorbed, head)
        except NotPossible:
            assert everything() == before
            continue
        assert Employer.objects.get(pk=absorbed.pk).merged_into_id == kept.pk
        merging.undo_merge(merged, by=head, at=NOW)
        assert everything() == before
        done += 1
    assert done or seed


def test_what_hangs_on_the_absorbed_file_goes_over_and_its_codes_with_it(ledger, head):
    kept = firm(ledger, "Hoà Bình")
    absorbed = firm(ledger, "Hòa Bình", unit_code="TA7", tax_code="0100109106", tax_code_ok=True)
    Identifier.objects.create(employer=absorbed, scheme="tax_code", value="0100109106", source="x")
    StatusEvent.objects.create(employer=absorbed, kind="suspended", happened_on=TODAY, agency=ledger.bhxh)
    LabourCount.objects.create(employer=absorbed, source="tax", period="2026", starts_on=TODAY, employed=9)
    merge(kept, absorbed, head)
    kept.refresh_from_db()
    assert (kept.unit_code, kept.tax_code, kept.tax_code_ok, kept.status) == ("TA7", "0100109106", True, "suspended")
    assert [kept.identifiers.count(), kept.events.count(), kept.counts.count()] == [1, 1, 1]
    assert Employer.objects.live().count() == 1


def test_a_row_that_both_have_stays_behind(ledger, head):
    kept, absorbed = firm(ledger, "Hoà Bình"), firm(ledger, "Hòa Bình")
    for one in (kept, absorbed):
        Identifier.objects.create(employer=one, scheme="registration_no", value="1", source="x")
        StatusEvent.objects.create(employer=one, kind="new", happened_on=TODAY, agency=ledger.bhxh)
    merge(kept, absorbed, head)
    assert [kept.identifiers.count(), absorbed.identifiers.count()] == [1, 1]
    assert [kept.events.count(), absorbed.events.count()] == [1, 1]


def test_what_would_be_lost_stands_in_the_way_with_a_sentence(ledger, head):
    kept, absorbed = firm(ledger, "Hoà Bình", unit_code="TA1"), firm(ledger, "Hòa Bình")
    for one in (kept, absorbed):
        LabourCount.objects.create(employer=one, source="tax", period="2026", starts_on=TODAY, employed=9)
    assert "số lao động" in refused(kept, absorbed, head)
    Employer.objects.filter(pk=absorbed.pk).update(unit_code="TA2")
    assert "TA1, TA2" in refused(kept, absorbed, head)


def said(employer: Employer, number: int, version: int = 1, **columns) -> LabourCount:
    facts = {"source": "tax", "period": "2026", "starts_on": date(2026, 1, 1), "employed": number, "version": version}
    return LabourCount.objects.create(employer=employer, **facts | columns)


GONE = {"withdrawn_at": NOW, "is_current": False}


@pytest.mark.parametrize("which", ["kept", "absorbed", "both"])
def test_what_a_source_took_back_is_no_loss_and_an_undone_merge_leaves_every_number_as_it_was(ledger, head, which):
    kept, absorbed = firm(ledger, "Hoà Bình"), firm(ledger, "Hòa Bình")
    for one, name in ((kept, "kept"), (absorbed, "absorbed")):
        said(one, 7, **GONE)
        said(one, 9, 2, **(GONE if which in (name, "both") else {}))
    before = everything()
    merged = merge(kept, absorbed, head)
    standing = list(LabourCount.objects.current().filter(employer=kept).values_list("employed", "version"))
    assert standing == {"kept": [(9, 4)], "absorbed": [(9, 2)], "both": []}[which]
    assert not LabourCount.objects.current().filter(employer=absorbed).exists()
    merging.undo_merge(merged, by=head, at=NOW)
    assert everything() == before


def test_what_goes_over_is_numbered_on_also_where_the_source_speaks_again_before_the_undoing(ledger, head):
    kept, absorbed = firm(ledger, "Hoà Bình"), firm(ledger, "Hòa Bình")
    said(kept, 7, **GONE)
    mine = said(absorbed, 9)
    merged = merge(kept, absorbed, head)
    facts = {"source": "tax", "period": "2026", "at": NOW, "rows": [(kept.pk, 11, None, None, None)]}
    record_counts(ledger.province, by=THE_CLOCK, **facts)
    assert list(kept.counts.order_by("version").values_list("version", "is_current")) == [
        *((1, False), (2, False), (3, True)),
    ]
    merging.undo_merge(merged, by=head, at=NOW)
    mine.refresh_from_db()
    assert (mine.employer, mine.version) == (absorbed, 1)


def test_rows_of_the_storeys_above_stand_in_the_way(ledger, head):
    october = Month(2026, 10)
    ledger.c12(october, [{"unit_code": "TA1", **each_fund(payable=100)}])
    absorbed, kept = Employer.objects.get(unit_code="TA1"), firm(ledger, "Hoà Bình")
    assert "hãy giữ lại hồ sơ đó" in refused(kept, absorbed, head)
    assert merge(absorbed, kept, head).kept == absorbed


def test_open_work_stands_in_the_way(ledger, head):
    kept, absorbed = firm(ledger, "Hoà Bình"), firm(ledger, "Hòa Bình")
    facts = {"agency": ledger.bhxh, "owner": ledger.bhxh, "reason": "x", "proposed_by": head}
    Correction.objects.create(employer=absorbed, field="name", **facts)
    assert "đính chính" in refused(kept, absorbed, head)
    Correction.objects.update(state="refused")
    review = LabourReview.objects.create(
        province=ledger.province, title="Đợt", period="2026", starts_on=TODAY, as_of=TODAY, due_on=TODAY,
        coordinator=ledger.bhxh,
    )  # fmt: skip
    share = ReviewShare.objects.create(review=review, agency=ledger.committees[0], employers=1)
    ReviewLine.objects.create(share=share, employer=absorbed, ground="x")
    assert "rà soát" in refused(kept, absorbed, head)
    LabourReview.objects.update(status="closed")
    for one in (kept, absorbed):
        Gap.objects.create(
            employer=one, kind="short", period="2026", starts_on=TODAY, source="tax", counted=9, participating=1,
            size=8, agency=ledger.bhxh, due_on=TODAY,
        )  # fmt: skip
    assert "chênh lệch" in refused(kept, absorbed, head)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"tax_code": "0100109106", "tax_code_ok": True}, {"tax_code": "0100233488", "tax_code_ok": True}),
        ({"tax_code": "0100109106", "tax_code_ok": True}, {"tax_code": "0100109106-001", "tax_code_ok": True}),
    ],
)
def test_two_taxpayers_and_branches_are_never_merged(ledger, head, one, other):
    assert refused(firm(ledger, "Hoà Bình", **one), firm(ledger, "Hòa Bình", **other), head)


def test_a_legal_unit_is_not_merged_with_its_branch(ledger, head):
    parent = firm(ledger, "Hoà Bình")
    assert refused(parent, firm(ledger, "Hòa Bình", parent=parent), head)


def test_who_may_and_that_a_pair_is_decided_once(ledger, head):
    kept, absorbed = firm(ledger, "Hoà Bình"), firm(ledger, "Hòa Bình")
    pair = pair_of(kept, absorbed)
    facts = {"decision": "merged", "note": "Một đơn vị", "keep": kept, "at": NOW}
    for person in (
        make_person(ledger.committees[0], "mai"),
        make_person(make_agency(ledger.province, "tax", "t"), "t"),
    ):
        with pytest.raises(PermissionDenied):
            duplicates.decide_duplicate(pair, by=person, **facts)
    with pytest.raises(ValidationError):
        duplicates.decide_duplicate(pair, by=head, **(facts | {"note": " "}))
    merged = duplicates.decide_duplicate(pair, by=head, **facts)
    with pytest.raises(NotPossible):
        duplicates.decide_duplicate(pair, by=head, **facts)
    merging.undo_merge(merged, by=head, at=NOW)
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == ("open", None)
    with pytest.raises(NotPossible):
        merging.undo_merge(merged, by=head, at=NOW)


def test_what_changed_since_the_merge_is_not_taken_back(ledger, head):
    kept, absorbed = firm(ledger, "Hoà Bình"), firm(ledger, "Hòa Bình", tax_code="0100109106", tax_code_ok=True)
    merged = merge(kept, absorbed, head)
    Employer.objects.filter(pk=kept.pk).update(tax_code="0100233488")
    merging.undo_merge(merged, by=head, at=NOW)
    kept.refresh_from_db()
    assert kept.tax_code == "0100233488"


def test_what_was_told_of_the_kept_file_since_the_merge_counts_for_it_when_they_part(ledger, head):
    kept, absorbed = firm(ledger, "Một"), firm(ledger, "Hai")
    facts = {"agency": ledger.bhxh, "happened_on": TODAY}
    StatusEvent.objects.create(employer=absorbed, kind="dissolved", **facts)
    settle_statuses(ledger.province, by=THE_CLOCK, on=TODAY)
    done = merge(kept, absorbed, head)
    record_status_event(kept, by=OPERATOR, kind="suspended", on=TODAY, **facts)  # the graver word of the other hides it
    merging.undo_merge(done, by=head, at=NOW)
    kept.refresh_from_db(), absorbed.refresh_from_db()
    assert (kept.status, absorbed.status) == ("suspended", "dissolved")


def test_a_chain_of_merges_is_undone_from_its_end(ledger, head):
    first, second, third = (firm(ledger, f"Hoà Bình {n}") for n in range(3))
    inner, outer = merge(second, first, head), merge(third, second, head)
    with pytest.raises(NotPossible):
        merging.undo_merge(inner, by=head, at=NOW)
    merging.undo_merge(outer, by=head, at=NOW)
    merging.undo_merge(inner, by=head, at=NOW)
    assert Employer.objects.live().count() == 3


def test_every_relation_of_the_register_is_decided():
    """A new table of this storey that names an employer has its line in MOVES."""
    own = {name_of(one) for one in relations() if one.model._meta.app_label == "employers"}
    assert own == set(MOVES)


def test_who_reads_no_arrears_learns_none_from_what_stands_in_the_way(ledger):
    department = make_agency(ledger.province, "labour_department", "so-ld")
    by = make_person(department, "ld", "head")
    ledger.c12(Month(2026, 10), [{"unit_code": "A1"} | each_fund(opening=20, payable=5)])
    ledger.close(Month(2026, 10))
    assert by.may("decide_duplicate") and not by.may("see_employer_arrears")
    told = refused(firm(ledger, "Công ty A1"), ledger.employer("A1"), by)
    assert "nợ" not in told and "sổ" not in told and not any(sign.isdigit() for sign in told)
