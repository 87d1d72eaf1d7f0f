"""Applies a checked pack to a province: directive, clauses, duties with their parties, targets and actuals.

A pack of a release corrects in place what no obligation stands on, and changes nothing where it says what it said before. A
correction in force from a day ends the versions of the duties it changes the day before, and begins new ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from agencies.models import (
    Actual,
    AdminUnit,
    Clause,
    Directive,
    DirectiveDraft,
    Duty,
    DutyParty,
    Obligation,
    Province,
    Target,
    UnitSuccession,
)
from agencies.packs import rows
from agencies.packs.reading import released
from portal.core.acts import NotPossible

ONE_DAY = timedelta(days=1)
PARTY_FIELDS = ("part", "slug", "name", "function_id", "is_requested")
# What an obligation already raised stands on: another answer here is another version of the duty.
STANDS_ON = ("role", "kind", "mode", "thing", "gate", "same_as")
# Where a sentence stands and how the portal serves it: another answer here is no other duty.
PLACE = ("order", "lines", "clause_id", "summary_en", "feature", "capabilities")


@dataclass
class Applied:
    """What applying needed: rows added, rows corrected or ended."""

    added: int = 0
    corrected: int = 0

    def __add__(self, other: "Applied") -> "Applied":
        return Applied(self.added + other.added, self.corrected + other.corrected)


def apply_released(province: Province, *, on: date) -> Applied:
    """The packs of this release that concern the province. What was corrected there since is the province's own."""
    corrected = set(
        DirectiveDraft.objects.filter(province=province, status=DirectiveDraft.Status.APPROVED, corrects__isnull=False)
        .order_by("corrects__code")
        .values_list("corrects__code", flat=True)
    )
    total = Applied()
    for pack in released():
        code = pack.content["directive"]["code"]
        if code not in corrected and territory_of(pack.content, province) is not None:
            total += apply_pack(pack.content, province, on=on)
    return total


def territory_of(content: dict[str, Any], province: Province) -> AdminUnit | None:
    """The unit in which the pack applies, if it is this province or was merged into it."""
    given = content["directive"]["territory"]
    if given == "every":
        return province.unit
    unit = AdminUnit.objects.filter(
        code=given["code"], valid_from=given["valid_from"], level=AdminUnit.Level.PROVINCE
    ).first()
    if unit is None or unit.pk == province.unit_id:
        return unit
    merged = UnitSuccession.objects.filter(predecessor=unit, successor=province.unit_id)
    return unit if merged.exists() else None


def apply_pack(content: dict[str, Any], province: Province, *, on: date, effective_on: date | None = None) -> Applied:
    """Make the province's tables say what the pack says. The pack must have been checked.

    `effective_on`: a correction of a directive counts from that day; without it the pack is a release's, corrected in place.
    """
    territory = territory_of(content, province)
    if territory is None:
        raise NotPossible(_("Văn bản này không áp dụng cho %s.") % province.name)
    code = content["directive"]["code"]
    with transaction.atomic():
        directive = Directive.objects.filter(province=province, code=code).select_for_update().first()
        if directive is not None and directive.fingerprint == rows.fingerprint(content):
            return Applied()
        done = Applied(added=directive is None, corrected=directive is not None)
        directive = _directive(directive, content, province, territory, may_set_days=effective_on is not None)
        done += _clauses(directive, content)
        done += _Duties(directive, content, on, effective_on).settle()
        place = {"province": province, "territory": territory, "directive": directive}
        return done + _numbers(Target, rows.targets(content), place) + _numbers(Actual, rows.actuals(content), place)


def _directive(
    found: Directive | None, content: dict[str, Any], province: Province, territory: AdminUnit, *, may_set_days: bool
) -> Directive:
    """The days in force are an administrator's once the directive is here."""
    values = rows.directive(content)
    if found is None:
        own = {"province": province, "code": content["directive"]["code"], "territory": territory}
        return Directive.objects.create(**own, **values, **rows.in_force(content))
    if may_set_days:
        values |= rows.in_force(content)
        values["in_force_to"] = values["in_force_to"] or found.in_force_to  # repealed meanwhile
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    return found


def _clauses(directive: Directive, content: dict[str, Any]) -> Applied:
    """A clause that is no longer there stays for the duties that quoted it, as dropped."""
    found = {clause.code: clause for clause in directive.clauses.all()}
    wanted = {values["code"]: values for values in rows.clauses(content)}
    gone = [clause for code, clause in found.items() if code not in wanted and clause.kind != "dropped"]
    changed = [clause for code, clause in found.items() if code in wanted and _differs(clause, wanted[code])]
    for clause in changed:
        _set(clause, wanted[clause.code])
    for clause in gone:
        clause.kind = "dropped"
    new = [Clause(directive=directive, **values) for code, values in wanted.items() if code not in found]
    Clause.objects.bulk_create(new)
    if changed or gone:
        Clause.objects.bulk_update([*changed, *gone], ["order", "kind", "lines", "text"])
    return Applied(len(new), len(changed) + len(gone))


def _differs(row: models.Model, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _set(row: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


class _Duties:
    """The duties of one directive as they are and as the pack wants them."""

    def __init__(self, directive: Directive, content: dict[str, Any], on: date, effective_on: date | None):
        self.directive, self.content, self.on, self.effective_on = directive, content, on, effective_on
        self.clauses = dict(directive.clauses.values_list("code", "pk"))
        self.new: list[tuple[Duty, list[dict]]] = []
        self.changed: list[Duty] = []
        self.ended: list[Duty] = []
        self.other_parties: list[tuple[Duty, list[dict]]] = []

    def settle(self) -> Applied:
        found = self._last_versions()
        wanted = {}
        for values, clause, parties in rows.duties(self.content):
            wanted[values["code"]] = True
            self._one(found.get(values["code"]), {**values, "clause_id": self.clauses[clause]}, parties)
        for code, duty in found.items():
            if code not in wanted and not self._is_over(duty):
                self._end(duty)
        return self._write()

    def _last_versions(self) -> dict[str, Duty]:
        raised = Obligation.objects.filter(duty=models.OuterRef("pk"))
        every = self.directive.duties.annotate(is_depended_on=models.Exists(raised)).prefetch_related("parties")
        return {duty.code: duty for duty in every.order_by("code", "valid_from")}

    def _one(self, duty: Duty | None, values: dict[str, Any], parties: list[dict]) -> None:
        if duty is None or (self._is_over(duty) and (_was(duty) or self.effective_on)):
            self._begin(values, parties, self.effective_on or self.directive.in_force_from, after=duty)
            return
        same_parties = _told_parties(duty) == {_as_told(party) for party in parties}
        if same_parties and _was(duty) and not _differs(duty, values):
            return
        if self._needs_version(duty, values, same_parties=same_parties):
            self._end(duty)
            self._begin(values, parties, self.effective_on or self.on, after=duty)
            return
        self._revise(duty, values, None if same_parties else parties)

    def _revise(self, duty: Duty, values: dict[str, Any], parties: list[dict] | None) -> None:
        """In place; a duty that was withdrawn before anybody was asked for it is there again."""
        _set(duty, values if _was(duty) else {**values, "valid_to": None})
        self.changed.append(duty)
        if parties is not None:
            self.other_parties.append((duty, parties))

    def _needs_version(self, duty: Duty, values: dict[str, Any], *, same_parties: bool) -> bool:
        """Where the version has not begun, nothing is lost by correcting it."""
        if self.effective_on is not None:
            says = {name: value for name, value in values.items() if name not in PLACE}
            return duty.valid_from < self.effective_on and (not same_parties or _differs(duty, says))
        stands = not same_parties or any(getattr(duty, name) != values[name] for name in STANDS_ON)
        return stands and duty.is_depended_on and duty.valid_from < self.on

    def _is_over(self, duty: Duty) -> bool:
        return duty.valid_to is not None and duty.valid_to < (self.effective_on or self.on)

    def _begin(self, values: dict[str, Any], parties: list[dict], first: date, after: Duty | None) -> None:
        """A version begins after the one before it ended, and each has a first day of its own."""
        if after is not None:
            first = max(first, after.valid_from + ONE_DAY, after.valid_to + ONE_DAY)
        self.new.append((Duty(directive=self.directive, valid_from=first, **values), parties))

    def _end(self, duty: Duty) -> None:
        """What nobody was ever asked for ends before it began."""
        last = (self.effective_on or self.on) - ONE_DAY
        asked = self.effective_on is not None or duty.is_depended_on
        duty.valid_to = max(last, duty.valid_from - ONE_DAY) if asked else duty.valid_from - ONE_DAY
        self.ended.append(duty)

    def _write(self) -> Applied:
        created = Duty.objects.bulk_create(duty for duty, _parties in self.new)
        self.other_parties += [(duty, parties) for duty, (_new, parties) in zip(created, self.new, strict=True)]
        if self.changed or self.ended:
            fields = [field.name for field in Duty._meta.concrete_fields if field.name != "id"]
            Duty.objects.bulk_update([*self.changed, *self.ended], fields, batch_size=200)
        _parties_anew(self.other_parties)
        return Applied(len(created), len(self.changed) + len(self.ended))


def _was(duty: Duty) -> bool:
    """False for a version that ended before it began."""
    return duty.valid_to is None or duty.valid_to >= duty.valid_from


def _as_told(party: dict[str, Any]) -> tuple:
    return tuple(party[name] for name in PARTY_FIELDS)


def _told_parties(duty: Duty) -> set[tuple]:
    return {tuple(getattr(party, name) for name in PARTY_FIELDS) for party in duty.parties.all()}


def _parties_anew(changed: Iterable[tuple[Duty, list[dict]]]) -> None:
    """Parties that stay keep their row: others may point to it."""
    pairs = list(changed)
    wanted = {(duty.pk, party["part"], party["slug"]): party for duty, parties in pairs for party in parties}
    here = DutyParty.objects.filter(duty__in=[duty.pk for duty, _parties in pairs])
    found = {(party.duty_id, party.part, party.slug): party for party in here}
    DutyParty.objects.filter(pk__in=[party.pk for key, party in found.items() if key not in wanted]).delete()
    corrected = [party for key, party in found.items() if key in wanted and _differs(party, wanted[key])]
    for party in corrected:
        _set(party, wanted[party.duty_id, party.part, party.slug])
    if corrected:
        DutyParty.objects.bulk_update(corrected, ["name", "function", "is_requested"])
    new = [DutyParty(duty_id=key[0], **party) for key, party in wanted.items() if key not in found]
    DutyParty.objects.bulk_create(new, batch_size=2000)


def _numbers(model: type[Target] | type[Actual], wanted: list[dict[str, Any]], place: dict[str, Any]) -> Applied:
    """Targets and actuals by indicator, period or day, and lines. Those no longer stated are left to the administrator."""
    key = ("indicator_id", "period" if model is Target else "as_of", "lines")
    found = {
        tuple(getattr(row, name) for name in key): row for row in model.objects.filter(directive=place["directive"])
    }
    changed, new = [], []
    for values in wanted:
        row = found.get(tuple(values[name] for name in key))
        if row is None:
            new.append(model(**values, **place))
        elif _differs(row, values):
            _set(row, values)
            changed.append(row)
    model.objects.bulk_create(new)
    for row in changed:
        row.save()
    return Applied(len(new), len(changed))
