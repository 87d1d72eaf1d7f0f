"""What a setting of a province may be: its type, its bounds, what it may be chosen from, and how it reads in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from portal.core.figures import grouped

LISTS = ("int_list", "code_list", "word_list")
LONGEST_TEXT = 500
DUE = "due."


@dataclass(frozen=True)
class Definition:
    """One key: `kind` as in reference/settings.csv, or "due_rules" for what a duty of a directive is due by."""

    key: str
    kind: str
    title: str
    reason: str
    group: str
    default: Any
    options: Mapping[str, str] = field(default_factory=dict)
    minimum: int | None = None
    maximum: int | None = None

    def words(self, value: Any) -> str:
        """The value as a person reads it.

        >>> Definition("a", "int_list", "", "", "", []).words([1, 2])
        '1, 2'
        """
        if self.kind == "bool":
            return _("Có") if value else _("Không")
        if self.kind in LISTS:
            return ", ".join(self.options.get(str(item), str(item)) for item in value) or _("Không có")
        if self.kind == "int":
            return grouped(value)
        return self.options.get(str(value), str(value))


def mistakes_in(definition: Definition, value: Any) -> list[str]:
    """Sentences for everything that the value may not be; none when it is right.

    >>> mistakes_in(Definition("a", "int", "", "", "", 3, minimum=1, maximum=9), 4)
    []
    """
    checks = {
        "int": _number_mistakes,
        "int_list": _each_number,
        "bool": _flag_mistakes,
        "choice": _choice_mistakes,
        "code_list": _each_choice,
        "word_list": _each_word,
        "text": _text_mistakes,
    }
    return checks[definition.kind](definition, value)


def _number_mistakes(definition: Definition, value: Any) -> list[str]:
    if isinstance(value, bool) or not isinstance(value, int):
        return [_("Phải là một số nguyên.")]
    if definition.minimum is not None and value < definition.minimum:
        return [_("Phải từ %(least)d trở lên.") % {"least": definition.minimum}]
    if definition.maximum is not None and value > definition.maximum:
        return [_("Không được quá %(most)d.") % {"most": definition.maximum}]
    return []


def _list_mistakes(value: Any) -> list[str]:
    if not isinstance(value, list):
        return [_("Phải là một danh sách.")]
    return [_("Một mục được ghi hai lần.")] if len({str(item) for item in value}) < len(value) else []


def _each_number(definition: Definition, value: Any) -> list[str]:
    if wrong := _list_mistakes(value):
        return wrong
    if not value and definition.default:  # a list that is empty at first may be empty again
        return [_("Cần ít nhất một số.")]
    return next((wrong for item in value if (wrong := _number_mistakes(definition, item))), [])


def _flag_mistakes(definition: Definition, value: Any) -> list[str]:
    return [] if isinstance(value, bool) else [_("Phải là Có hoặc Không.")]


def _choice_mistakes(definition: Definition, value: Any) -> list[str]:
    if isinstance(value, str) and value in definition.options:
        return []
    return [_("Phải chọn một trong các giá trị của danh sách.")]


def _each_choice(definition: Definition, value: Any) -> list[str]:
    if wrong := _list_mistakes(value):
        return wrong
    unknown: Sequence[str] = [str(item) for item in value if item not in definition.options]
    return [_("Không có trong danh sách: %(names)s.") % {"names": ", ".join(unknown)}] if unknown else []


def _each_word(definition: Definition, value: Any) -> list[str]:
    if wrong := _list_mistakes(value):
        return wrong
    if not value or not all(isinstance(item, str) and item.strip() for item in value):
        return [_("Cần ít nhất một mục, không mục nào để trống.")]
    longest = definition.maximum or LONGEST_TEXT
    return [_("Một mục quá dài.")] if any(len(item) > longest for item in value) else []


def _text_mistakes(definition: Definition, value: Any) -> list[str]:
    if not isinstance(value, str) or not value.strip():
        return [_("Không được để trống.")]
    longest = definition.maximum or LONGEST_TEXT
    return [_("Không được quá %(most)d ký tự.") % {"most": longest}] if len(value) > longest else []
