"""Periods, due rules and days left, in the words that people use; nothing here decides anything."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

ROMAN = ("I", "II", "III", "IV")
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_PART = re.compile(r"^(\d{4})-([QHW])(\d{1,2})$")
_EVENT = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:/(\d+))?$")


def period_words(key: str) -> str:
    """ "2026-10" -> "tháng 10/2026", "2025-Q1" -> "quý I/2025", "2026-03-02/1" -> "phát sinh ngày 02/03/2026"."""
    if match := _MONTH.match(key):
        return _("tháng %(month)s/%(year)s") % {"month": match[2], "year": match[1]}
    if match := _PART.match(key):
        return _part_words(int(match[1]), match[2], int(match[3]))
    if match := _EVENT.match(key):
        return _("phát sinh ngày %(day)s") % {"day": f"{match[3]}/{match[2]}/{match[1]}"}
    if key.isdigit():
        return _("năm %(year)s") % {"year": key}
    return _("một lần") if key == "once" else key


def _part_words(year: int, sign: str, number: int) -> str:
    if sign == "Q" and 1 <= number <= 4:
        return _("quý %(number)s/%(year)s") % {"number": ROMAN[number - 1], "year": year}
    if sign == "H":
        half = _("6 tháng đầu năm") if number == 1 else _("6 tháng cuối năm")
        return f"{half} {year}"
    monday = date.fromisocalendar(year, max(1, min(number, 52 if number < 53 else 53)), 1)
    sunday = monday + timedelta(days=6)
    first = f"{monday:%d}" if monday.month == sunday.month else f"{monday:%d/%m}"
    return _("tuần %(number)s (%(first)s–%(last)s)") % {"number": number, "first": first, "last": f"{sunday:%d/%m/%Y}"}


def days_left_words(due_on: date, today: date) -> str:
    """ "còn 3 ngày", "hôm nay là hạn", "quá hạn 12 ngày"."""
    left = (due_on - today).days
    if left == 0:
        return _("hạn hôm nay")
    if left == 1:
        return _("hạn ngày mai")
    if left > 0:
        return _("còn %(days)d ngày") % {"days": left}
    return _("quá hạn %(days)d ngày") % {"days": -left}


def rules_words(rules: Iterable[dict], due_on: date | None = None) -> list[str]:
    """Each due rule as a sentence; of several only those that count on the due day, if one is named."""
    rules = list(rules)
    counting = [rule for rule in rules if due_on is None or _counts(rule, due_on)]
    return [rule_words(rule) for rule in counting or rules]


def _counts(rule: dict, day: date) -> bool:
    return str(rule.get("from") or "0001-01-01") <= day.isoformat() <= str(rule.get("until") or "9999-12-31")


def rule_words(rule: dict) -> str:
    """One due rule: {"every": "month", "day": 25, "inclusive": False} -> "mỗi tháng, trước ngày 25 (ngày 25 là muộn)"."""
    if rule.get("every") == "week":
        return _("mỗi tuần %(count)d lần") % {"count": int(rule.get("count") or 1)}
    said = [_often(rule), _day_words(rule)]
    words = ", ".join(word for word in said if word)
    if rule.get("from"):
        words += " " + _("(áp dụng từ %(day)s)") % {"day": _iso_day(rule["from"])}
    if rule.get("until"):
        words += " " + _("(áp dụng đến %(day)s)") % {"day": _iso_day(rule["until"])}
    return words


def _often(rule: dict) -> str:
    halves = rule.get("halves") or []
    if rule.get("every") == "half" and halves == [1]:
        return _("6 tháng đầu mỗi năm")
    often = {
        "month": _("mỗi tháng"),
        "quarter": _("mỗi quý"),
        "half": _("6 tháng một lần"),
        "year": _("mỗi năm"),
        "once": _("một lần"),
        "season": _("theo mùa"),
    }
    return often.get(str(rule.get("every")), "")


def _day_words(rule: dict) -> str:
    day = rule.get("day")
    if rule.get("every") == "once" and rule.get("date"):
        return _before_or_by(rule, _iso_day(rule["date"]))
    if day in (None, ""):
        return ""
    if day == "last_working":
        return _("chậm nhất ngày làm việc cuối cùng%(of)s") % {"of": _of_words(rule)}
    if day == "last":
        return _("chậm nhất ngày cuối cùng%(of)s") % {"of": _of_words(rule)}
    return _before_or_by(rule, f"{day}{_of_words(rule)}")


def _before_or_by(rule: dict, named: str) -> str:
    if rule.get("inclusive", True):
        return _("chậm nhất đến ngày %(day)s (nộp trong ngày đó là đúng hạn)") % {"day": named}
    return _("trước ngày %(day)s (nộp trong ngày đó là muộn)") % {"day": named}


def _of_words(rule: dict) -> str:
    """Of which month: "/7", " tháng sau", " tháng cuối quý"."""
    every, month, later = rule.get("every"), rule.get("month"), rule.get("offset")
    if every in ("year", "half", "once", "season") and month:
        plain = f"/{month}" if isinstance(rule.get("day"), int) else " " + _("tháng %(month)s") % {"month": month}
        return plain + (" " + _("năm sau") if later and every == "year" else "")
    if every == "quarter":
        if later:
            return " " + _("tháng đầu quý sau")
        of = {1: _("tháng đầu quý"), 2: _("tháng thứ hai của quý")}
        return " " + of.get(int(month or 3), _("tháng cuối quý"))
    if every == "month":
        return " " + (_("tháng sau") if later else _("của tháng"))
    return ""


def _iso_day(text) -> str:
    day = text if isinstance(text, date) else date.fromisoformat(str(text))
    return f"{day:%d/%m/%Y}"
