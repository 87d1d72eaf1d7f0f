"""Pairs of employers that may be one: found by the night and after imports, decided by a person.

Found by blocks, never each against each: employers of one number (today's or past), of one name without its legal form in one
commune, and of one rare name anywhere. A pair told apart is not asked again; one that is no longer alike is forgotten.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.models import Province, User
from employers import permissions
from employers.models import DuplicatePair, Employer, Identifier, Merge
from employers.rules.likeness import ASKED_FROM, Likeness, Looks, likeness
from employers.rules.names import core
from employers.services.merging import merge_employers
from employers.turns import beside_others
from portal.core.acts import NotPossible, act
from portal.core.folding import fold

RARE = 4
"""A name that so few have is compared across communes too."""

CROWD = 40
"""More of one number or name in one place than this tell nothing of any two: such a block is left out, and told."""

TOGETHER = 1000
State = DuplicatePair.State
Pair = tuple[int, int]


@act(may=permissions.find_duplicates)
def find_duplicates(province: Province, *, by) -> dict[str, int]:
    """Score the pairs of all blocks, keep those to be asked. Returns how many are asked, new, and how many blocks were
    too crowded to compare."""
    pairs, crowded = _pairs(province)
    found = dict(_scored(province, pairs))
    fresh = DuplicatePair.objects.filter(first__province=province).count()
    _keep(found)
    fresh = DuplicatePair.objects.filter(first__province=province).count() - fresh
    live = Q(first__merged_into=None, second__merged_into=None, first__province=province)
    gone = [
        pk
        for pk, first, second in DuplicatePair.objects.filter(live, state=State.OPEN).values_list(
            "pk", "first_id", "second_id"
        )
        if (first, second) not in found
    ]
    DuplicatePair.objects.filter(pk__in=gone).delete()
    return {"asked": len(found), "new": fresh, "gone": len(gone), "crowded": crowded}


def _pairs(province: Province) -> tuple[set[Pair], int]:
    pairs: set[Pair] = set()
    crowded = 0
    for block in _blocks(province):
        if len(block) > CROWD:
            crowded += 1
        else:
            pairs.update(combinations(sorted(set(block)), 2))
    return pairs, crowded


def _blocks(province: Province) -> Iterator[list[int]]:
    """Groups of employers that are worth comparing with each other."""
    by_number: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_name: dict[str, list[tuple[int | None, int]]] = defaultdict(list)
    rows = Employer.objects.filter(province=province).live().order_by("pk")
    for pk, folded, commune, tax_code in rows.values_list("pk", "folded", "commune_id", "tax_code").iterator():
        by_name[core(folded) or folded].append((commune, pk))
        if tax_code:
            by_number["tax_code", tax_code].append(pk)
    known = Identifier.objects.filter(employer__province=province, employer__merged_into=None)
    for scheme, value, pk in known.values_list("scheme", "value", "employer_id").iterator():
        by_number[scheme, value].append(pk)
    yield from (block for block in by_number.values() if len(set(block)) > 1)
    for namesakes in by_name.values():
        if 1 < len(namesakes) <= RARE:
            yield [pk for _commune, pk in namesakes]
        elif len(namesakes) > RARE:
            yield from _by_commune(namesakes)


def _by_commune(namesakes: list[tuple[int | None, int]]) -> Iterator[list[int]]:
    places: dict[int | None, list[int]] = defaultdict(list)
    for commune, pk in namesakes:
        places[commune].append(pk)
    yield from (block for block in places.values() if len(block) > 1)


def _scored(province: Province, pairs: set[Pair]) -> Iterator[tuple[Pair, Likeness]]:
    ordered = sorted(pairs)
    for at in range(0, len(ordered), TOGETHER):
        some = ordered[at : at + TOGETHER]
        looks = _looks({pk for pair in some for pk in pair})
        for first, second in some:
            found = likeness(looks[first], looks[second])
            if found is not None and found.score >= ASKED_FROM:
                yield (first, second), found


def _looks(employers: Iterable[int]) -> dict[int, Looks]:
    """What is compared of each of them."""
    numbers: dict[int, set] = defaultdict(set)
    past: dict[int, set] = defaultdict(set)
    rows = Identifier.objects.filter(employer__in=employers)
    for pk, scheme, value, ended in rows.values_list("employer_id", "scheme", "value", "valid_to"):
        (numbers if ended is None else past)[pk].add((scheme, value))
    found = {}
    for one in Employer.objects.filter(pk__in=employers):
        for scheme in ("tax_code", "unit_code"):
            if value := getattr(one, scheme):
                numbers[one.pk].add((scheme, value))
        found[one.pk] = Looks(
            pk=one.pk,
            folded=one.folded,
            tax_code=one.tax_code,
            tax_code_ok=one.tax_code_ok,
            unit_code=one.unit_code,
            parent=one.parent_id,
            commune=one.commune_id,
            address=fold(one.address),
            numbers=frozenset(numbers[one.pk]),
            past=frozenset(past[one.pk] - numbers[one.pk]),
        )
    return found


def _keep(found: dict[Pair, Likeness]) -> None:
    """New pairs are written, open ones get today's score; decided ones stay as they were decided."""
    known = {
        (pair.first_id, pair.second_id): pair
        for pair in DuplicatePair.objects.filter(first__in={first for first, _second in found})
    }
    fresh, changed = [], []
    for (first, second), alike in found.items():
        pair = known.get((first, second))
        if pair is None:
            fresh.append(DuplicatePair(first_id=first, second_id=second, score=alike.score, reasons=alike.reasons))
        elif pair.state == State.OPEN and (pair.score, pair.reasons) != (alike.score, alike.reasons):
            pair.score, pair.reasons = alike.score, alike.reasons
            changed.append(pair)
    DuplicatePair.objects.bulk_create(fresh, batch_size=TOGETHER, ignore_conflicts=True)
    DuplicatePair.objects.bulk_update(changed, ["score", "reasons"], batch_size=TOGETHER)


@act(may=permissions.decide_duplicate, first=beside_others("first.province_id"))
def decide_duplicate(
    pair: DuplicatePair, *, by, decision: str, at: datetime, note: str = "", keep: Employer | None = None
) -> DuplicatePair | Merge:
    """Say that they are different, for a reason; or that they are one, naming the file that is kept."""
    if pair.state != State.OPEN:
        raise NotPossible(_("Cặp này đã được quyết định."))
    if not note.strip():
        raise ValidationError(_("Hãy ghi lý do."))
    if decision not in (State.DIFFERENT, State.MERGED):
        raise ValidationError(_("Hãy chọn “khác nhau” hoặc “gộp”."))
    merge = None
    if decision == State.MERGED:
        if keep is None or keep.pk not in (pair.first_id, pair.second_id):
            raise ValidationError(_("Hãy chọn hồ sơ được giữ."))
        both = Employer.objects.filter(pk__in=[pair.first_id, pair.second_id]).order_by("pk").select_for_update()
        absorbed = next(one for one in both if one.pk != keep.pk)  # both held, in one order whoever asks
        merge = merge_employers(keep, by=by, absorbed=absorbed, reason=note, at=at)
    pair.state, pair.note = decision, note.strip()[:300]
    pair.decided_by, pair.decided_at = (by if isinstance(by, User) else None), at
    pair.save()
    return merge or pair


@act(may=permissions.decide_duplicate)
def ask_again(pair: DuplicatePair, *, by) -> DuplicatePair:
    """Take back that they are different: the pair is open again."""
    if pair.state != State.DIFFERENT:
        raise NotPossible(_("Chỉ cặp đã xác định là khác nhau mới xét lại được."))
    pair.state, pair.decided_by, pair.decided_at = State.OPEN, None, None
    pair.save(update_fields=["state", "decided_by", "decided_at"])
    return pair
