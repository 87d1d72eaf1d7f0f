"""Two files of one employer become one, and can become two again.

Every relation to Employer that any storey has is walked by what the models say. Rows of known relations go over to the kept
file and are noted; what each of them may not lose is written in MOVES. Rows of a relation that is not written there block
the merge: whoever adds a table decides here what becomes of it.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from employers import permissions
from employers.belongings import MOVES, Move, name_of, relations
from employers.models import DuplicatePair, Employer, Merge
from employers.rules.likeness import LEGAL
from employers.settling import FOLLOWS, settle
from employers.turns import beside_others
from portal.core.acts import NotPossible, act

SHOWN = 5
FILLED = ("tax_code", "tax_code_ok", "unit_code", "began_on")


@act(may=permissions.merge_employers, first=beside_others("province_id"))
def merge_employers(kept: Employer, *, by, absorbed: Employer, reason: str, at: datetime) -> Merge:
    """Let the kept file stand for both. Refused with a sentence where something would be lost."""
    if not reason.strip():
        raise ValidationError(_("Hãy ghi lý do."))
    kept, absorbed = _both(kept.pk, absorbed.pk)
    if told := _obstacles(kept, absorbed):
        raise NotPossible(" ".join(told[:SHOWN]))
    moved: dict[str, Any] = {"rows": {}, "numbers": {}, "was": [_picture(kept), _picture(absorbed)]}
    for relation in relations():
        if numbers := _number_on(relation, kept, absorbed):
            moved["numbers"][name_of(relation)] = numbers
        if keys := _move(relation, kept, absorbed):
            moved["rows"][name_of(relation)] = keys
    _fill(kept, absorbed)
    absorbed.merged_into = kept
    absorbed.save(update_fields=["merged_into", "unit_code"])
    kept.save(update_fields=FILLED)
    settle(Q(pk=kept.pk), localdate(at))
    kept.refresh_from_db()
    moved["becomes"] = [_picture(kept), _picture(absorbed)]
    return Merge.objects.create(kept=kept, absorbed=absorbed, reason=reason.strip()[:300], moved=moved, merged_by=by)


@act(may=permissions.undo_merge, first=beside_others("kept.province_id"))
def undo_merge(merge: Merge, *, by, at: datetime) -> Merge:
    """Put every row back where it was. Refused where the two files have become something else since."""
    if merge.undone_at is not None:
        raise NotPossible(_("Lần gộp này đã được hoàn tác."))
    kept, absorbed = _both(merge.kept_id, merge.absorbed_id)
    if kept.merged_into_id is not None:
        raise NotPossible(_("Hồ sơ được giữ đã gộp tiếp vào hồ sơ khác; hãy hoàn tác lần gộp sau trước."))
    if absorbed.merged_into_id != kept.pk:
        raise NotPossible(_("Hồ sơ bị gộp không còn thuộc hồ sơ này."))
    for relation in relations():
        for key, number in merge.moved.get("numbers", {}).get(name_of(relation), []):
            row = relation.model._base_manager.filter(pk=key, **{relation.name: kept})
            row.update(**{relation.name: absorbed, MOVES[name_of(relation)].numbered: number})
        keys = merge.moved["rows"].get(name_of(relation), [])
        mine = relation.model._base_manager.filter(pk__in=keys, **{relation.name: kept})
        mine.update(**{relation.name: absorbed})
    absorbed.merged_into = None
    for employer, was, became in zip((kept, absorbed), merge.moved["was"], merge.moved["becomes"], strict=True):
        _put_back(employer, was, became)
    settle(Q(pk__in=[kept.pk, absorbed.pk]), localdate(at))  # what was told of either since the merge counts for it
    merge.undone_by, merge.undone_at = by, at
    merge.save(update_fields=["undone_by", "undone_at"])
    pairs = DuplicatePair.objects.filter(first__in=[kept.pk, absorbed.pk], second__in=[kept.pk, absorbed.pk])
    pairs.update(state=DuplicatePair.State.OPEN, decided_by=None, decided_at=None)
    return merge


def _both(kept: int, absorbed: int) -> tuple[Employer, Employer]:
    """Both files, held in one order whoever asks, so that two people cannot wait for each other."""
    held = {one.pk: one for one in Employer.objects.filter(pk__in=[kept, absorbed]).order_by("pk").select_for_update()}
    if len(held) != 2:
        raise NotPossible(_("Cần hai hồ sơ khác nhau."))
    return held[kept], held[absorbed]


# --- What stands in the way ------------------------------------------------------------------------------------------


def _obstacles(kept: Employer, absorbed: Employer) -> list[str]:
    told = [*_of_the_files(kept, absorbed), *_of_the_codes(kept, absorbed)]
    for relation in relations():
        told += _of_rows(relation, kept, absorbed)
    return list(dict.fromkeys(told))


def _of_the_files(kept: Employer, absorbed: Employer) -> Iterator[str]:
    if kept.province_id != absorbed.province_id:
        yield _("Hai hồ sơ thuộc hai tỉnh.")
    if kept.merged_into_id or absorbed.merged_into_id:
        yield _("Một trong hai hồ sơ đã được gộp.")
    is_branch = kept.tax_code != absorbed.tax_code and kept.tax_code[:LEGAL] == absorbed.tax_code[:LEGAL] != ""
    if kept.parent_id == absorbed.pk or absorbed.parent_id == kept.pk or is_branch:
        yield _("Một hồ sơ là đơn vị phụ thuộc của pháp nhân kia hoặc của cùng pháp nhân.")


def _of_the_codes(kept: Employer, absorbed: Employer) -> Iterator[str]:
    if kept.unit_code and absorbed.unit_code:
        yield _("Hai hồ sơ có hai mã đơn vị BHXH khác nhau (%(one)s, %(other)s); gộp thì mất một mã.") % {
            "one": kept.unit_code,
            "other": absorbed.unit_code,
        }
    if kept.tax_code_ok and absorbed.tax_code_ok and kept.tax_code != absorbed.tax_code:
        yield _("Hai hồ sơ có hai mã số thuế đúng và khác nhau (%(one)s, %(other)s): là hai người nộp thuế.") % {
            "one": kept.tax_code,
            "other": absorbed.tax_code,
        }


def _of_rows(relation: models.ForeignKey, kept: Employer, absorbed: Employer) -> Iterator[str]:
    rule, rows = MOVES.get(name_of(relation)), _rows(relation, absorbed)
    if rule is None:
        if rows.exists():  # what it is and how much may be told by its own room alone: some of it is what is owed
            yield _("Các phần khác của cổng đang giữ số liệu của hồ sơ bị gộp, gộp thì mất; hãy giữ lại hồ sơ đó.")
        return
    if rule.blocks is not None and rows.filter(rule.blocks).exists():
        yield str(rule.says)
    if rule.alike and not rule.stays and _alike(relation, rule, absorbed, kept):
        yield str(rule.says)


# --- The rows --------------------------------------------------------------------------------------------------------


def _rows(relation: models.ForeignKey, employer: Employer) -> QuerySet:
    return relation.model._base_manager.filter(**{relation.name: employer})


def _alike(relation: models.ForeignKey, rule: Move, absorbed: Employer, kept: Employer) -> list[int]:
    """Keys of the absorbed file's rows that have their like in the kept one."""
    taken = set(_rows(relation, kept).filter(rule.among).values_list(*rule.alike))
    mine = _rows(relation, absorbed).filter(rule.among).values_list("pk", *rule.alike)
    return [pk for pk, *facts in mine if tuple(facts) in taken]


def _move(relation: models.ForeignKey, kept: Employer, absorbed: Employer) -> list[int]:
    """Hand the rows over; their keys."""
    rule, rows = MOVES.get(name_of(relation)), _rows(relation, absorbed)
    if rule is None or rule.is_left:
        return []
    if rule.stays:
        rows = rows.exclude(pk__in=_alike(relation, rule, absorbed, kept))
    if rule.numbered:
        rows = rows.filter(rule.among)
    keys = sorted(rows.values_list("pk", flat=True))
    relation.model._base_manager.filter(pk__in=keys).update(**{relation.name: kept})
    return keys


def _number_on(relation: models.ForeignKey, kept: Employer, absorbed: Employer) -> list[tuple[int, int]]:
    """Hand over the rows that would bear a number which the kept file has given already; their keys and old numbers."""
    rule = MOVES.get(name_of(relation))
    if rule is None or not rule.numbered:
        return []
    given = _rows(relation, kept).order_by().values_list(*rule.alike).annotate(last=Max(rule.numbered))
    last = {tuple(facts): number for *facts, number in given}
    numbers = []
    for pk, was, *facts in _rows(relation, absorbed).filter(rule.among).values_list("pk", rule.numbered, *rule.alike):
        if tuple(facts) in last:
            now = {relation.name: kept, rule.numbered: was + last[tuple(facts)]}
            relation.model._base_manager.filter(pk=pk).update(**now)
            numbers.append((pk, was))
    return numbers


# --- The two files ---------------------------------------------------------------------------------------------------


def _fill(kept: Employer, absorbed: Employer) -> None:
    """Codes that only the absorbed file has go over; the unit code is one of a kind, so it leaves there."""
    if not kept.tax_code:
        kept.tax_code, kept.tax_code_ok = absorbed.tax_code, absorbed.tax_code_ok
    if not kept.unit_code and absorbed.unit_code:
        kept.unit_code, absorbed.unit_code = absorbed.unit_code, ""
        Employer.objects.filter(pk=absorbed.pk).update(unit_code="")
    kept.began_on = kept.began_on or absorbed.began_on


def _picture(employer: Employer) -> dict[str, Any]:
    said = {name: getattr(employer, name) for name in dict.fromkeys((*FILLED, *FOLLOWS))}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


def _put_back(employer: Employer, was: dict[str, Any], became: dict[str, Any]) -> None:
    """Each fact as it was, where nobody has changed it since."""
    now = _picture(employer)
    for name, value in was.items():
        if now[name] == became[name]:
            is_day = name in ("status_on", "began_on") and value
            setattr(employer, name, date.fromisoformat(value) if is_day else value)
    employer.save(update_fields=[*was, "merged_into"])
