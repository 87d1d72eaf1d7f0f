"""Settings of a province as its administrator reads them: what holds, since when, why, and who changed it."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Directive, Duty, Province, ProvinceSetting
from agencies.reference_files import rows, typed
from agencies.rules.settings import DUE, Definition
from agencies.rules.wording import rules_words

GROUPS = {
    "duty": gettext_lazy("Thời hạn và nghĩa vụ báo cáo"),
    "report": gettext_lazy("Báo cáo và nơi nhận"),
    "publication": gettext_lazy("Công khai danh sách"),
    "review": gettext_lazy("Rà soát lao động, trao đổi dữ liệu"),
    "inspection": gettext_lazy("Thanh tra, kiểm tra"),
    "handling": gettext_lazy("Xử lý vi phạm"),
    "gate": gettext_lazy("Điều kiện khi xét"),
    "statistics": gettext_lazy("Chỉ tiêu và mẫu số"),
    "employer": gettext_lazy("Người sử dụng lao động"),
    "words": gettext_lazy("Từ ngữ"),
    "month": gettext_lazy("Sổ tháng và tệp nhập"),
    "security": gettext_lazy("Đăng nhập và phiên làm việc"),
}
DUE_GROUP = "due"
# Whoever runs the directives of the province, or audits it, reads its settings.
SETTINGS_READERS = ("change_settings", "draft_directive", "approve_directive", "coordinate_duties", "see_audit")


@dataclass(frozen=True)
class Held:
    """One setting on a day: the row that holds, the one that is to come, and whether a person has ever changed it."""

    definition: Definition
    row: ProvinceSetting | None
    coming: ProvinceSetting | None = None
    duty: Duty | None = None

    @property
    def value(self) -> Any:
        return self.row.value if self.row else self.definition.default

    @property
    def words(self) -> str:
        return setting_words(self.definition, self.value)

    @property
    def default_words(self) -> str:
        return setting_words(self.definition, self.definition.default)

    @property
    def coming_words(self) -> str:
        return setting_words(self.definition, self.coming.value) if self.coming else ""

    @property
    def reason(self) -> str:
        return self.row.reason if self.row else self.definition.reason

    @property
    def differs(self) -> bool:
        return self.value != self.definition.default


@dataclass
class SettingGroup:
    code: str
    label: str
    held: list[Held] = field(default_factory=list)


def setting_words(definition: Definition, value: Any) -> str:
    if definition.kind == "due_rules":
        return "; ".join(rules_words(value)) or _("Chưa có thời hạn")
    return definition.words(value)


@functools.cache
def definitions() -> dict[str, Definition]:
    """The keys that every province has, in the order of the page."""
    return {row["key"]: _definition(row) for row in rows("agencies", "settings")}


def _definition(row: dict[str, str]) -> Definition:
    return Definition(
        key=row["key"],
        kind=row["type"],
        title=row["title"],
        reason=row["reason"],
        group=row.get("group") or "duty",
        default=typed(row["type"], row["default"]),
        options=_options(row.get("choices") or ""),
        minimum=int(row["minimum"]) if row.get("minimum") else None,
        maximum=int(row["maximum"]) if row.get("maximum") else None,
    )


def _options(choices: str) -> dict[str, str]:
    """ "a=Một|b=Hai", a bare word that names itself, or all functions or kinds of agency."""
    if choices in ("@functions", "@kinds"):
        table = "functions" if choices == "@functions" else "agency_kinds"
        return {row["code"]: row["name"] for row in rows("agencies", table)}
    pairs = (part.partition("=") for part in choices.split("|") if part)
    return {code: label or code for code, _sign, label in pairs}


def definition_of(province: Province, key: str, *, on: date) -> Definition:
    """Of a key of the reference, or of the due rules of one duty ("due.<directive>.<duty>"). Raises LookupError."""
    known = definitions().get(key)
    if known is not None:
        return known
    return due_definition(due_duty(province, key, on=on))


def due_duty(province: Province, key: str, *, on: date) -> Duty:
    """The version of the duty that a key of due rules is about. Raises LookupError when there is none."""
    _due, directive, code = (*key.split(".", 2), "", "")[:3]
    found = Duty.objects.filter(directive__province=province, directive__code=directive, code=code)
    duty = found.on(on).select_related("directive").first() or found.order_by("-valid_from").first()
    if not key.startswith(DUE) or duty is None:
        raise LookupError(key)
    return duty


def due_key(duty: Duty) -> str:
    return f"{DUE}{duty.directive.code}.{duty.code}"


def due_definition(duty: Duty) -> Definition:
    """What the text says, or what the portal assumes where it says nothing, is the default."""
    why = "; ".join(rule["why"] for rule in duty.due if rule.get("why"))
    words = why or _("Văn bản %(code)s, dòng %(lines)s không nêu ngày") % {
        "code": duty.directive.code,
        "lines": duty.lines,
    }
    return Definition(due_key(duty), "due_rules", duty.summary_vi, words, DUE_GROUP, duty.due)


def settings_of(province: Province, *, on: date) -> list[SettingGroup]:
    """Every key by group, with the row of the day; two queries however many keys."""
    current, coming = _rows_of(province, on)
    groups = {code: SettingGroup(code, str(label)) for code, label in GROUPS.items()}
    for key, definition in definitions().items():
        held = Held(definition, current.get(key), coming.get(key))
        groups[definition.group].held.append(held)
    return [group for group in groups.values() if group.held]


def due_settings_of(province: Province, *, on: date) -> list[Held]:
    """Duties in force whose day or cadence the portal assumed, or the province has decided itself."""
    current, coming = _rows_of(province, on)
    duties = (
        Duty.objects.filter(directive__in=Directive.objects.filter(province=province).in_force(on)).on(on).tracked()
    )
    found = []
    for duty in duties.select_related("directive").order_by("directive__code", "order", "code"):
        key = due_key(duty)
        if any(rule.get("assumed") for rule in duty.due) or key in current or key in coming:
            found.append(Held(due_definition(duty), current.get(key), coming.get(key), duty))
    return found


def _rows_of(province: Province, on: date) -> tuple[dict[str, ProvinceSetting], dict[str, ProvinceSetting]]:
    """The row that holds on the day and the next one to come, by key."""
    held: dict[str, ProvinceSetting] = {}
    coming: dict[str, ProvinceSetting] = {}
    rows_ = ProvinceSetting.objects.filter(province=province).select_related("changed_by")
    for row in rows_.order_by("valid_from", "pk"):
        if row.valid_from <= on:
            held[row.key] = row
        elif row.key not in coming or coming[row.key].valid_from == row.valid_from:
            coming[row.key] = row
    return held, coming


def held_setting(province: Province, key: str, *, on: date) -> Held:
    definition = definition_of(province, key, on=on)
    current, coming = _rows_of(province, on)
    duty = due_duty(province, key, on=on) if definition.kind == "due_rules" else None
    return Held(definition, current.get(key), coming.get(key), duty)


def history_of(province: Province, definition: Definition) -> list[tuple[ProvinceSetting, str]]:
    """Every row of the key, newest first, with its value in words."""
    found = ProvinceSetting.objects.filter(province=province, key=definition.key).select_related("changed_by")
    return [(row, setting_words(definition, row.value)) for row in found.order_by("-valid_from", "-pk")]


@dataclass(frozen=True)
class OpenPoint:
    """One thing that the documents leave open, and where the portal holds it."""

    number: int
    title: str
    source: str
    keys: tuple[str, ...]
    elsewhere: str


@functools.cache
def open_points() -> tuple[OpenPoint, ...]:
    return tuple(
        OpenPoint(int(row["number"]), row["title"], row["source"], tuple(_split(row["keys"])), row["elsewhere"])
        for row in rows("agencies", "open_points")
    )


def _split(text: str) -> Iterable[str]:
    return [part for part in text.split(",") if part]
