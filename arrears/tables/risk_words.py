"""The parts of a risk score in words: what each factor gave, and the fact it rests on, for this reader."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from arrears.models import RiskRun, RiskScore
from arrears.tables.badges import STATE_NAMES
from employers.models import StatusEvent
from portal.core.figures import date_text, decimal_text, grouped
from portal.core.marks import Badge
from portal.core.money import dong

TONES = (("neutral", "circle-check"), ("warning", "alert-triangle"), ("danger", "alert-circle"))


@dataclass(frozen=True)
class Said:
    """One factor of one score: `points` of `most`, and why. Not `answers`: nobody knows this factor yet."""

    name: str
    points: int
    most: int
    why: str
    answers: bool = True


def band_badges(run: RiskRun) -> dict[int, Badge]:
    """The words of the run's scale; the last is the gravest, those between warn."""
    last = len(run.bands) - 1
    marks = {0: TONES[0], last: TONES[2]}
    return {place: Badge(_begun(band["word"]), *marks.get(place, TONES[1])) for place, band in enumerate(run.bands)}


def names_of(run: RiskRun) -> dict[str, str]:
    return {row["factor"]: row["name"] for row in run.weights}


def said_of(run: RiskRun, score: RiskScore | None, *, counts: bool) -> list[Said]:
    """Every factor of the run, those that gave points first. `counts`: whether the reader sees what each source counted."""
    parts = {part["factor"]: part for part in (score.parts if score else ())}
    said = []
    for row in run.weights:
        part = parts.get(row["factor"])
        if part:
            said.append(Said(row["name"], part["points"], part["most"], why(part, counts=counts)))
        elif row["answers"]:
            said.append(Said(row["name"], 0, row["weight"], _("Không có dấu hiệu.")))
        else:
            text = _("Cổng chưa có số liệu của yếu tố này: không tính điểm, không kể vào thang điểm.")
            said.append(Said(row["name"], 0, row["weight"], text, answers=False))
    return sorted(said, key=lambda one: (-one.points, not one.answers))


def reasons(parts: Iterable[Mapping[str, Any]], *, counts: bool, most: int = 2) -> str:
    """The weightiest facts in one line."""
    return " ".join(why(part, counts=counts) for part in list(parts)[:most])


def why(part: Mapping[str, Any], *, counts: bool) -> str:
    """The fact behind a part as a sentence; a factor of a higher storey brings its own as "text"."""
    fact = part["fact"] or {}
    if not counts and part["factor"] in _GUARDED:
        return _GUARDED[part["factor"]](fact)
    told = _WORDS.get(part["factor"])
    return told(fact) if told else str(fact.get("text", ""))


def _age(fact: Mapping[str, Any]) -> str:
    said = []
    if fact.get("months"):
        said.append(_("nợ %(months)s tháng") % {"months": decimal_text(fact["months"], None)})
    if fact.get("days"):
        said.append(_("%(days)s ngày quá hạn") % {"days": grouped(fact["days"])})
    return _sentence(said)


def _trend(fact: Mapping[str, Any]) -> str:
    said = [_("nợ %(owed)s đồng") % {"owed": dong(fact["owed"])}]
    for months in (3, 6):
        if fact.get(f"owed_{months}") is not None:
            was = dong(fact[f"owed_{months}"])
            said.append(_("%(months)d tháng trước %(owed)s đồng") % {"months": months, "owed": was})
    return _sentence(said)


def _shrinkage(fact: Mapping[str, Any]) -> str:
    said = []
    if (fact.get("payroll_was") or 0) > (fact["payroll"] if fact.get("payroll") is not None else 1 << 62):
        facts = {"was": dong(fact["payroll_was"]), "now": dong(fact["payroll"])}
        said.append(_("quỹ lương từ %(was)s còn %(now)s đồng") % facts)
    if (fact.get("workers_was") or 0) > fact["workers"]:
        facts = {"was": grouped(fact["workers_was"]), "now": grouped(fact["workers"])}
        said.append(_("lao động từ %(was)s còn %(now)s người") % facts)
    return _sentence(said)


def _tax_gap(fact: Mapping[str, Any]) -> str:
    facts = {"counted": grouped(fact["counted"]), "workers": grouped(fact["workers"]), "period": fact["period"]}
    return _("Cơ quan thuế có %(counted)s người (kỳ %(period)s), đang tham gia %(workers)s người.") % facts


def _missed(fact: Mapping[str, Any]) -> list[str]:
    if not fact.get("missed"):
        return []
    return [
        _("vắng trong tệp %(missed)d trong %(months)d tháng") % {"missed": fact["missed"], "months": fact["months"]}
    ]


def _late_filing(fact: Mapping[str, Any]) -> str:
    said = _missed(fact)
    if fact.get("unanswered"):
        said.append(_("%(number)d văn bản yêu cầu quá hạn trả lời") % {"number": fact["unanswered"]})
    return _sentence(said)


def _events(fact: Mapping[str, Any]) -> str:
    if "state" in fact:
        return _("Tình trạng theo tệp của tháng: %(state)s.") % {"state": STATE_NAMES.get(fact["state"], fact["state"])}
    facts = {"event": StatusEvent.Kind(fact["event"]).label, "day": date_text(date.fromisoformat(fact["on"]))}
    return _("%(event)s từ %(day)s.") % facts


def _strikes(fact: Mapping[str, Any]) -> str:
    names = (
        ("strikes", _("%(number)d lần đình công")),
        ("stoppages", _("%(number)d lần ngừng việc tập thể")),
        ("wages", _("%(number)d lần nợ lương")),
    )
    said = [words % {"number": fact[key]} for key, words in names if fact.get(key)]
    return _sentence([*said, _("gần nhất %(day)s") % {"day": date_text(date.fromisoformat(fact["on"]))}])


def _sector(fact: Mapping[str, Any]) -> str:
    facts = {"owing": grouped(fact["owing"]), "others": grouped(fact["others"]), "sector": fact["sector"]}
    return _("%(owing)s trong %(others)s đơn vị khác cùng ngành %(sector)s đang nợ.") % facts


def _sentence(parts: list[str]) -> str:
    return f"{_begun(', '.join(parts))}." if parts else ""


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _gap_guarded(fact: Mapping[str, Any]) -> str:
    return _("Có chênh lệch chưa xử lý với số lao động của cơ quan thuế.")


def _filing_guarded(fact: Mapping[str, Any]) -> str:
    return _sentence(_missed(fact)) or _("Có văn bản yêu cầu quá hạn trả lời.")


_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "age": _age,
    "trend": _trend,
    "shrinkage": _shrinkage,
    "tax_gap": _tax_gap,
    "late_filing": _late_filing,
    "events": _events,
    "strikes": _strikes,
    "sector": _sector,
}
_GUARDED = {"tax_gap": _gap_guarded, "late_filing": _filing_guarded}
