"""What one content of a directive says otherwise than another, duty by duty and field by field, in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.models import Directive, Duty
from agencies.packs.rows import spelled_out
from agencies.reference_files import rows
from agencies.rules.wording import rules_words

Content = dict[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass
class DutyChange:
    """`before` and `after` are the duty's summaries; empty where it is new, or no longer there."""

    code: str
    before: str
    after: str
    fields: list[FieldChange] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return not self.before

    @property
    def is_gone(self) -> bool:
        return not self.after


def duty_changes(before: Content, after: Content) -> list[DutyChange]:
    """In the order of the newer text, those that are gone at the end."""
    was = {row["id"]: row for row in before["duties"]}
    now = {row["id"]: row for row in after["duties"]}
    found = [_change(code, was.get(code), row, before, after) for code, row in now.items()]
    found += [_change(code, row, None, before, after) for code, row in was.items() if code not in now]
    return [change for change in found if change is not None]


def _change(code: str, was: Row | None, now: Row | None, before: Content, after: Content) -> DutyChange | None:
    said = [
        FieldChange(str(label), read(was, before) if was else "", read(now, after) if now else "")
        for label, read in _READ
    ]
    fields = [one for one in said if one.before != one.after]
    if not fields:
        return None
    return DutyChange(code, _summary(was), _summary(now), fields)


def _summary(row: Row | None) -> str:
    return (row or {}).get("summary", {}).get("vi") or (row or {}).get("id", "")


def fact_changes(before: Content, after: Content) -> list[FieldChange]:
    """The document's own facts."""
    pairs = [(str(label), read(before["directive"]), read(after["directive"])) for label, read in _FACTS]
    return [FieldChange(label, was, now) for label, was, now in pairs if was != now]


def _names(slugs: list[str], content: Content) -> str:
    return ", ".join(content["parties"].get(slug, {}).get("name", slug) for slug in slugs)


def _spelled(slugs: list[str], content: Content) -> Iterator[str]:
    for slug in slugs:
        yield from spelled_out(slug, content["parties"]) if slug in content["parties"] else [slug]


def _part(name: str) -> Callable[[Row, Content], str]:
    return lambda row, content: _names(sorted(set(_spelled(row.get(name) or [], content))), content)


def _thing(row: Row, content: Content) -> str:
    mode = dict(Duty.Mode.choices).get(row.get("fulfilment", {}).get("mode", ""), "")
    code = row.get("fulfilment", {}).get("by")
    named = {thing["code"]: thing["name"] for thing in rows("agencies", "things")}
    return f"{mode}: {named.get(code, code)}" if code else str(mode)


_READ: tuple[tuple[Any, Callable[[Row, Content], str]], ...] = (
    (_("Nguyên văn"), lambda row, content: row.get("text", "")),
    (_("Dòng"), lambda row, content: row.get("lines", "")),
    (_("Chịu trách nhiệm"), lambda row, content: _names(list(_spelled([row.get("party", "")], content)), content)),
    (_("Vai trò"), lambda row, content: str(dict(Duty.Role.choices).get(row.get("role", ""), ""))),
    (_("Loại nhiệm vụ"), lambda row, content: str(dict(Duty.Kind.choices).get(row.get("kind", ""), ""))),
    (_("Thời hạn"), lambda row, content: "; ".join(rules_words(row.get("due") or []))),
    (_("Khi nào phát sinh"), lambda row, content: row.get("trigger") or ""),
    (_("Nơi nhận"), _part("recipients")),
    (_("Chuyển qua"), _part("via")),
    (_("Phối hợp"), _part("cooperating")),
    (_("Trực tiếp làm"), _part("performed_by")),
    (_("Hình thức"), _thing),
    (_("Tóm tắt"), lambda row, content: row.get("summary", {}).get("vi", "")),
    (_("Tóm tắt tiếng Anh"), lambda row, content: row.get("summary", {}).get("en", "")),
)
_FACTS: tuple[tuple[Any, Callable[[Row], str]], ...] = (
    (_("Loại văn bản"), lambda told: str(dict(Directive.Kind.choices).get(told.get("kind", ""), ""))),
    (_("Cơ quan ban hành"), lambda told: told.get("issuer", {}).get("name", "")),
    (_("Số, ký hiệu"), lambda told: told.get("number") or ""),
    (_("Ngày ban hành"), lambda told: told.get("issued_on") or ""),
    (_("Trích yếu"), lambda told: told.get("subject", "")),
    (_("Hiệu lực từ"), lambda told: told.get("in_force", {}).get("from", "")),
    (_("Hết hiệu lực sau"), lambda told: told.get("in_force", {}).get("until") or ""),
    (_("Điều phối"), lambda told: told.get("coordinator") or ""),
)
