"""Drafts of directives: what a correction begins from, who wrote what, and what a correction would change."""

import copy
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.models import AdminUnit, Directive, DirectiveDraft, Obligation, Province, UnitSuccession
from agencies.packs.checking import check_content
from agencies.packs.differing import DutyChange
from agencies.packs.editing import with_facts
from agencies.packs.reading import Problem, released
from agencies.queries.functions import IN_PARTS, holder_map
from agencies.reference_files import rows
from portal.core.models import AuditEntry


def has_written(draft: DirectiveDraft, person: Any) -> bool:
    """Whether the person began the draft or changed it; the audit trail keeps every change for good."""
    pk = getattr(person, "pk", None)
    if pk is None:
        return False
    changes = AuditEntry.objects.filter(
        kind=AuditEntry.Kind.ACT, act="change_draft", subject_type=draft._meta.label, subject_id=str(draft.pk), user=pk
    )
    return draft.author_id == pk or changes.exists()


def content_in_force(directive: Directive) -> dict[str, Any]:
    """The pack that the directive's tables were made from, with the days in force as they are now."""
    approved = DirectiveDraft.objects.filter(
        province=directive.province_id, status=DirectiveDraft.Status.APPROVED, content__directive__code=directive.code
    )
    draft = approved.order_by("-changed_at").first()
    packs = {pack.content["directive"]["code"]: pack.content for pack in released()}
    if draft is None and directive.code not in packs:
        raise LookupError(directive.code)
    content = copy.deepcopy(draft.content if draft else packs[directive.code])
    content["directive"]["in_force"] = _in_force(directive)
    return content


def content_to_apply(draft: DirectiveDraft) -> dict[str, Any]:
    """What approving the draft would put in force. A correction leaves the days in force as they are: they have acts of
    their own, which may have been taken since it was begun."""
    if draft.corrects is None:
        return draft.content
    return with_facts(draft.content, {"in_force": _in_force(draft.corrects)})


def _in_force(directive: Directive) -> dict[str, Any]:
    told: dict[str, Any] = {"from": directive.in_force_from.isoformat(), "is_assumed": directive.is_assumed}
    if directive.in_force_to:
        told["until"] = directive.in_force_to.isoformat()
    if directive.in_force_reason:
        told["why"] = directive.in_force_reason
    return told


def obligations_touched(directive: Directive, changes: list[DutyChange], on: date) -> dict[str, int]:
    """Duty code -> how many open obligations of it fall due from the day on: they are counted anew or withdrawn."""
    codes = [change.code for change in changes if change.before]
    found = Obligation.objects.filter(
        directive=directive, duty__code__in=codes, state__in=[Obligation.State.OPEN, Obligation.State.RETURNED]
    ).filter(due_on__gte=on)
    counts: dict[str, int] = {}
    for code in found.values_list("duty__code", flat=True):
        counts[code] = counts.get(code, 0) + 1
    return counts


def function_names(province: Province, on: date) -> dict[str, str]:
    """Function code -> what its holders are called on the day; the function's own name where nobody is named, and
    beside it where one agency holds several."""
    plain = {row["code"]: row["name"] for row in rows("agencies", "functions")}
    named = dict(plain)
    for code, agencies in holder_map(province, province.unit, on).items():
        many = {agency.kind.name for agency in agencies if agency.kind.tier in IN_PARTS}
        single = [agency.name for agency in agencies if agency.kind.tier not in IN_PARTS]
        if agencies:
            named[code] = ", ".join([*single, *sorted(many)])
    labels = Counter(named.values())
    return {code: f"{label} ({plain.get(code, code)})" if labels[label] > 1 else label for code, label in named.items()}


def territories_of(province: Province) -> list[AdminUnit]:
    """The province as it is, and those that were merged into it."""
    merged = UnitSuccession.objects.filter(successor=province.unit_id).values("predecessor")
    provinces = AdminUnit.objects.filter(pk__in=merged, level=AdminUnit.Level.PROVINCE).order_by("code")
    return [province.unit, *provinces]


@dataclass(frozen=True)
class ProblemShown:
    """What is wrong in a draft: where (a duty, a clause, or the document itself), which field, and the sentence."""

    duty: str
    clause: str
    field: str
    sentence: str

    @property
    def place(self) -> str:
        return self.duty or self.clause


_PLACE = re.compile(r"^(duties|clauses)\[([^\]]*)\]\.?(.*)$")


def problems_in(content: dict[str, Any]) -> list[ProblemShown]:
    """Everything that the checker of packs says of the draft."""
    return [_shown(problem) for problem in check_content(content)]


def _shown(problem: Problem) -> ProblemShown:
    match = _PLACE.match(problem.field)
    if match is None:
        return ProblemShown("", "", problem.field, problem.sentence)
    table, code, field = match.groups()
    duty, clause = (code, "") if table == "duties" else ("", code)
    return ProblemShown(duty, clause, field, problem.sentence)
