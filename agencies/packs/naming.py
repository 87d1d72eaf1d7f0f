"""Whether everything that a pack names exists: parties, clauses, duties, functions, things, indicators, the territory."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from agencies.packs.reading import FieldPath
from agencies.packs.shapes import Finding
from agencies.reference_files import rows

PARTS = ("cooperating", "performed_by", "recipients", "via")


def names(content: dict[str, Any]) -> Iterator[Finding]:
    yield from _given_once(content)
    yield from _directive(content)
    for slug, party in content["parties"].items():
        yield from _party(slug, party, content["parties"])
    clauses = {clause["id"] for clause in content["clauses"]}
    duties = {duty["id"]: duty for duty in content["duties"]}
    for index, duty in enumerate(content["duties"]):
        path: FieldPath = ("duties", index)
        if duty["clause"] not in clauses:
            yield (*path, "clause"), _("Không có đoạn “%s”.") % duty["clause"]
        yield from _parts(duty, content["parties"], path)
        yield from _same_as(duty, duties, path)
        yield from _fulfilment(duty, path)
    yield from _indicators(content)
    yield from _settings(content)


def _codes(name: str) -> set[str]:
    return {row["code"] for row in rows("agencies", name)}


def _given_once(content: dict[str, Any]) -> Iterator[Finding]:
    for name in ("clauses", "duties", "targets", "actuals"):
        counted = Counter(row["id"] for row in content.get(name) or [])
        for index, row in enumerate(content.get(name) or []):
            if counted[row["id"]] > 1:
                yield (name, index, "id"), _("Mã “%s” được dùng hơn một lần.") % row["id"]


def _directive(content: dict[str, Any]) -> Iterator[Finding]:
    directive, parties = content["directive"], content["parties"]
    coordinator = directive.get("coordinator")
    if coordinator and not parties.get(coordinator, {}).get("function"):
        yield ("directive", "coordinator"), _("Cơ quan điều phối phải là một bên có chức năng.")
    for index, slug in enumerate(directive.get("reports_to") or []):
        if slug not in parties:
            yield ("directive", "reports_to", index), _("Không có bên “%s”.") % slug
    given, place = directive["territory"], ("directive", "territory")
    known = {(row["code"], row["valid_from"]) for row in rows("agencies", "admin_units") if row["level"] == "province"}
    if given != "every" and (given["code"], given["valid_from"]) not in known:
        yield place, _("Không có tỉnh nào mã %(code)s từ ngày %(valid_from)s.") % given
    force = directive["in_force"]
    if force.get("until") and force["until"] < force["from"]:
        yield ("directive", "in_force", "until"), _("Ngày hết hiệu lực trước ngày có hiệu lực.")
    if force.get("is_assumed") and not force.get("why"):
        yield ("directive", "in_force", "why"), _("Ngày giả định phải nêu lý do.")


def _party(slug: str, party: dict[str, Any], parties: dict[str, Any]) -> Iterator[Finding]:
    path = ("parties", slug)
    kinds = [name for name in ("function", "members", "outside") if party.get(name)]
    if len(kinds) != 1:
        yield path, _("Một bên có đúng một trong ba: function, members, outside.")
    if party.get("function") and party["function"] not in _codes("functions"):
        yield (*path, "function"), _("Không có chức năng “%s”.") % party["function"]
    for index, member in enumerate(party.get("members") or []):
        if member not in parties:
            yield (*path, "members", index), _("Không có bên “%s”.") % member
    if party.get("members") and slug in _reached(slug, parties):
        yield (*path, "members"), _("Nhóm không được chứa chính nó.")


def _reached(slug: str, parties: dict[str, Any]) -> set[str]:
    """Every party inside the group, at any depth."""
    found: set[str] = set()
    open_ones = list(parties[slug].get("members") or [])
    while open_ones:
        member = open_ones.pop()
        if member not in found:
            found.add(member)
            open_ones += parties.get(member, {}).get("members") or []
    return found


def _parts(duty: dict[str, Any], parties: dict[str, Any], path: FieldPath) -> Iterator[Finding]:
    if duty["party"] not in parties:
        yield (*path, "party"), _("Không có bên “%s”.") % duty["party"]
    elif parties[duty["party"]].get("members") and duty.get("function"):
        yield (*path, "function"), _("Nhóm không mang chức năng riêng.")
    for part in PARTS:
        for index, slug in enumerate(duty.get(part) or []):
            if slug not in parties:
                yield (*path, part, index), _("Không có bên “%s”.") % slug
    if duty.get("function") and duty["function"] not in _codes("functions"):
        yield (*path, "function"), _("Không có chức năng “%s”.") % duty["function"]
    if bool(duty.get("gate")) != (duty["kind"] == "gate"):
        yield (*path, "gate"), _("Nhiệm vụ loại gate, và chỉ loại đó, nêu việc phải kiểm tra trước.")


def _same_as(duty: dict[str, Any], duties: dict[str, Any], path: FieldPath) -> Iterator[Finding]:
    same = duty.get("same_as")
    if not same:
        return
    if same not in duties or same == duty["id"]:
        yield (*path, "same_as"), _("Không có nhiệm vụ khác mang mã “%s”.") % same
    elif duties[same].get("same_as"):
        yield (*path, "same_as"), _("Nhiệm vụ “%s” cũng chỉ nhắc lại nhiệm vụ khác.") % same


def _fulfilment(duty: dict[str, Any], path: FieldPath) -> Iterator[Finding]:
    thing, path = duty["fulfilment"].get("by"), (*path, "fulfilment", "by")
    if (duty["fulfilment"]["mode"] == "executed") != bool(thing):
        yield path, _("Nhiệm vụ thực hiện trên cổng, và chỉ nhiệm vụ đó, nêu được thực hiện bằng gì.")
    elif thing and thing not in _codes("things"):
        yield path, _("Cổng không có “%s”.") % thing


def _indicators(content: dict[str, Any]) -> Iterator[Finding]:
    for name in ("targets", "actuals"):
        for index, row in enumerate(content.get(name) or []):
            if row["indicator"] not in _codes("indicators"):
                yield (name, index, "indicator"), _("Không có chỉ tiêu “%s”.") % row["indicator"]


def _settings(content: dict[str, Any]) -> Iterator[Finding]:
    known = {row["key"] for row in rows("agencies", "settings")}
    for name in ("thresholds", "references"):
        for index, row in enumerate(content.get(name) or []):
            if row.get("setting") and row["setting"] not in known:
                yield (name, index, "setting"), _("Không có tham số “%s”.") % row["setting"]
