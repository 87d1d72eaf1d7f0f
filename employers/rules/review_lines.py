"""What may stand in a line of a labour review: cells are read, lines must add up, two figures tell the third.

Subject to compulsory insurance = participating + not participating (văn bản 001 dòng 34-38). A cell that breaks this is
refused with a sentence; the others of the line are kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.folding import clean, fold

TRIO = ("subject", "participating", "not_participating")
NUMBERS = ("employed", *TRIO)
FIELDS = ("found", *NUMBERS, "reason", "note")
LARGEST = 999_999
LENGTHS = {"reason": 40, "note": 300}

UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_KEY = re.compile(r"RS(\d{1,15})\.(\d{1,9})")
OPERATING, ELSEWHERE = "operating", "elsewhere"
WITHOUT_PEOPLE = ("stopped", "not_found", "no_workers")

REASONS = {
    "seasonal": gettext_lazy("Lao động thời vụ"),
    "probation": gettext_lazy("Đang thử việc"),
    "short": gettext_lazy("Hợp đồng dưới 01 tháng"),
    "part_time": gettext_lazy("Không trọn thời gian, dưới mức lương tối thiểu"),
    "retired": gettext_lazy("Đang hưởng lương hưu, trợ cấp"),
    "foreign": gettext_lazy("Người nước ngoài chưa thuộc diện"),
    "elsewhere": gettext_lazy("Đã tham gia ở đơn vị khác"),
    "delayed": gettext_lazy("Đơn vị chậm làm thủ tục"),
    "evading": gettext_lazy("Đơn vị không đăng ký cho người lao động"),
    "other": gettext_lazy("Lý do khác"),
}


class Unreadable(ValueError):
    """A cell that says nothing we know; the text is for the user."""


def read_cell(name: str, text: Any, found: Mapping[str, Any]) -> Any:
    """The value of a typed or pasted cell; `found` are the states by code. Raises Unreadable.

    >>> read_cell("subject", " 1.234 ", {}), read_cell("note", "  a  b ", {})
    (1234, 'a b')
    """
    if name in NUMBERS:
        return _whole(text)
    said = clean(UNWRITABLE.sub("", str(text))) if text is not None else ""
    if name == "found":
        return _choice(said, found, _("Chọn một tình trạng trong danh sách."))
    if name == "reason":
        return _choice(said, REASONS, _("Chọn một lý do trong danh sách."))
    if len(said) > LENGTHS[name]:
        raise Unreadable(_("Dài quá %(limit)s ký tự.") % {"limit": LENGTHS[name]})
    return said


def _whole(text: Any) -> int | None:
    if text is None or isinstance(text, int) and not isinstance(text, bool):
        digits = "" if text is None else str(text)
    else:
        digits = "".join(str(text).split())  # every kind of space parts thousands somewhere
    if digits in ("", "-", "–"):
        return None
    parts = digits.split(".")
    grouped = len(parts) > 1 and all(len(part) == 3 for part in parts[1:]) and 1 <= len(parts[0]) <= 3
    plain = "".join(parts) if grouped else digits
    if not (plain.isascii() and plain.isdigit()):
        raise Unreadable(_("Phải là số nguyên không âm."))
    if len(plain) > 15 or int(plain) > LARGEST:
        raise Unreadable(_("Số quá lớn (tối đa %(limit)s).") % {"limit": "999.999"})
    return int(plain)


def _choice(said: str, known: Mapping[str, Any], sentence: str) -> str:
    if not said or said in known:
        return said
    for code, label in known.items():
        if fold(str(label)) == fold(said):
            return code
    raise Unreadable(sentence)


@dataclass
class Settled:
    """What is to be written of a line: typed cells that hold, those filled from others, and those refused with why."""

    values: dict[str, Any] = field(default_factory=dict)
    filled: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def settle(line: Mapping[str, Any], edits: Mapping[str, Any]) -> Settled:
    """Put the edits into the line as far as it adds up. An emptied cell is not filled again by the same edit.

    >>> settle({}, {"subject": 120, "participating": 95}).filled
    {'not_participating': 25, 'found': 'operating'}
    >>> list(settle({}, {"subject": 120, "participating": 95, "not_participating": 20}).refused)
    ['not_participating']
    """
    settled = Settled(values={name: edits[name] for name in FIELDS if name in edits})
    for name in reversed([name for name in FIELDS if name in edits]):
        why = _fault({**line, **settled.values})
        if not why:
            break
        if name in (*NUMBERS, "found"):
            settled.refused[name] = why
            del settled.values[name]
    _fill(line, edits, settled)
    settled.values |= settled.filled
    return settled


def _fault(line: Mapping[str, Any]) -> str:
    """Why the line does not add up, or nothing."""
    employed, subject, part, rest = (line.get(name) for name in NUMBERS)
    if line.get("found") in WITHOUT_PEOPLE and any((employed, subject, part, rest)):
        return _("Đơn vị không hoạt động hoặc không có lao động thì các số phải để trống hoặc bằng 0.")
    if _is_more(subject, employed):
        return _("Số thuộc diện (%(subject)s) lớn hơn số đang làm việc (%(employed)s).") % {
            "subject": subject,
            "employed": employed,
        }
    if _is_more(part, subject):
        return _("Số đã tham gia (%(part)s) lớn hơn số thuộc diện (%(subject)s).") % {"part": part, "subject": subject}
    if _is_more(rest, subject):
        return _("Số chưa tham gia (%(rest)s) lớn hơn số thuộc diện (%(subject)s).") % {
            "rest": rest,
            "subject": subject,
        }
    if None not in (subject, part, rest) and part + rest != subject:
        return _("Thuộc diện (%(subject)s) phải bằng đã tham gia (%(part)s) cộng chưa tham gia (%(rest)s).") % {
            "subject": subject,
            "part": part,
            "rest": rest,
        }
    return ""


def _is_more(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one > other


def _fill(line: Mapping[str, Any], edits: Mapping[str, Any], settled: Settled) -> None:
    """The third of three from two, and "operating" where people are counted; only into cells that are empty."""
    after = {**line, **settled.values}
    missing = [name for name in TRIO if after.get(name) is None]
    typed = any(settled.values.get(name) is not None for name in TRIO)
    if typed and len(missing) == 1 and missing[0] not in edits:
        third = _third(missing[0], after)
        if not _fault({**after, missing[0]: third}):
            settled.filled[missing[0]] = third
    counted = any(settled.values.get(name) is not None for name in NUMBERS)
    if counted and not after.get("found") and "found" not in edits:
        settled.filled["found"] = OPERATING


def _third(name: str, line: Mapping[str, Any]) -> int:
    if name == "subject":
        return line["participating"] + line["not_participating"]
    other = "participating" if name == "not_participating" else "not_participating"
    return line["subject"] - line[other]


def line_key(line: int, edits: int) -> str:
    """What names a line in the file of a share, and how often it had been changed when the file was made.

    >>> line_key(1024, 3), key_of_line("RS1024.3"), key_of_line("khác")
    ('RS1024.3', (1024, 3), None)
    """
    return f"RS{line}.{edits}"


def key_of_line(text: str) -> tuple[int, int] | None:
    match = _KEY.fullmatch(text.strip())
    return (int(match[1]), int(match[2])) if match else None


def is_done(line: Mapping[str, Any]) -> bool:
    """Something was found, and where it operates the three figures are there."""
    found = line.get("found")
    return bool(found) and (found != OPERATING or all(line.get(name) is not None for name in TRIO))
