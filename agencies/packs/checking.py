"""Checks a pack: its fields, that everything named exists, that every word quoted stands at its lines, that nothing is
left out. Says all that is wrong at once; changes nothing."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from agencies.packs import naming, quoting
from agencies.packs.due_grammar import due_rules
from agencies.packs.reading import BrokenPack, FieldPath, Pack, Problem
from agencies.packs.shapes import Finding, table

LISTS = {
    "clauses": "clause",
    "duties": "duty",
    "targets": "target",
    "actuals": "actual",
    "thresholds": "threshold",
    "references": "reference",
}


def check(pack: Pack) -> list[Problem]:
    """Every problem of a pack of a file, in the order of its lines."""
    found = [_problem(pack, path, sentence) for path, sentence in _findings(pack.content)]
    return sorted(found, key=lambda problem: problem.line or 0)


def check_content(content: dict[str, Any]) -> list[Problem]:
    """The same for a draft, which has no file and no lines."""
    return check(Pack("", content))


def refuse_broken(*packs: Pack) -> None:
    problems = [problem for pack in packs for problem in check(pack)]
    if problems:
        raise BrokenPack(problems)


def _findings(content: dict[str, Any]) -> Iterator[Finding]:
    """First whether each value is of its form; what it means can only be asked after that."""
    wrong = list(_forms(content))
    yield from wrong
    if not wrong:
        yield from naming.names(content)
        yield from quoting.quotations(content)
        for index, duty in enumerate(content["duties"]):
            yield from due_rules(duty["kind"], duty.get("due") or [], ("duties", index, "due"))


def _forms(content: dict[str, Any]) -> Iterator[Finding]:
    wrong = list(table("pack", content, ()))
    yield from wrong
    if wrong:
        return
    yield from _directive(content["directive"])
    for slug, party in content["parties"].items():
        if not isinstance(party, dict):
            yield ("parties", slug), _("Giá trị phải là một bảng trường và giá trị.")
        else:
            yield from table("party", party, ("parties", slug))
    for name, form in LISTS.items():
        for index, row in enumerate(content.get(name) or []):
            yield from table(form, row, (name, index))
            yield from _inside_a_duty(row, (name, index)) if form == "duty" else ()


def _directive(directive: dict[str, Any]) -> Iterator[Finding]:
    path: FieldPath = ("directive",)
    yield from table("directive", directive, path)
    for part in ("issuer", "territory", "in_force"):
        if isinstance(directive.get(part), dict):
            yield from table(part, directive[part], (*path, part))
    for index, basis in enumerate(directive.get("legal_basis") or []):
        if isinstance(basis, dict):
            yield from table("basis", basis, (*path, "legal_basis", index))


def _inside_a_duty(duty: dict[str, Any], path: FieldPath) -> Iterator[Finding]:
    for part in ("fulfilment", "summary"):
        if isinstance(duty.get(part), dict):
            yield from table(part, duty[part], (*path, part))


def _problem(pack: Pack, path: FieldPath, sentence: str) -> Problem:
    """A missing field stands nowhere: its line is that of what should hold it."""
    known = next((path[:end] for end in range(len(path), 0, -1) if path[:end] in pack.lines), None)
    return Problem(pack.file, pack.lines[known] if known else None, _told(pack.content, path), sentence)


def _told(content: dict[str, Any], path: FieldPath) -> str:
    """The field as a person looks for it: duties[bhxh-tinh-02].due[0].month"""
    told, value = "", content
    for part in path:
        value = _inside(value, part)
        name = value.get("id", part) if isinstance(value, dict) else part
        told += f"[{name}]" if isinstance(part, int) else f".{part}" if told else str(part)
    return told


def _inside(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None
