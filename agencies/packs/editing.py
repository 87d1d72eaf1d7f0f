"""Changes to the content of a draft: pure functions from one content to the next; the content given is never touched."""

import copy
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from agencies.packs.lines import line_numbers, normalised, words_at
from agencies.packs.splitting import clauses_of, cleaned, spec_of
from agencies.reference_files import slug

Content = dict[str, Any]
FUNCTION = "f:"


def new_content(text: str, directive: dict[str, Any]) -> Content:
    text = cleaned(text)
    return {
        "directive": directive,
        "text": text,
        "parties": {},
        "clauses": clauses_of(text),
        "duties": [],
        "targets": [],
        "actuals": [],
        "thresholds": [],
        "references": [],
    }


def with_facts(content: Content, facts: dict[str, Any]) -> Content:
    """The directive's own facts, those given in place of those there were; None takes a fact away."""
    new = copy.deepcopy(content)
    new["directive"] |= facts
    new["directive"] = {name: value for name, value in new["directive"].items() if value is not None}
    return new


def with_kinds(content: Content, kinds: dict[str, str], joined: Sequence[str]) -> Content:
    """Clauses of other kinds, and those joined to the clause before them."""
    new = copy.deepcopy(content)
    clauses: list[dict[str, Any]] = []
    following = frozenset(joined)
    moved: dict[str, str] = {}
    for clause in new["clauses"]:
        clause["kind"] = kinds.get(clause["id"], clause["kind"])
        if clause["id"] in following and clauses:
            before = clauses[-1]
            numbers = [*line_numbers(before["lines"]), *line_numbers(clause["lines"])]
            before |= {"lines": spec_of(numbers), "text": normalised(f"{before['text']} {clause['text']}")}
            moved[clause["id"]] = before["id"]
        else:
            clauses.append(clause)
    new["clauses"] = clauses
    for duty in new["duties"]:
        duty["clause"] = moved.get(duty["clause"], duty["clause"])
    return new


def clause_of(content: Content, code: str) -> dict[str, Any]:
    """Raises LookupError."""
    return _one(content["clauses"], code)


def duty_of(content: Content, code: str) -> dict[str, Any]:
    return _one(content["duties"], code)


def _one(rows: list[dict[str, Any]], code: str) -> dict[str, Any]:
    found = next((row for row in rows if row["id"] == code), None)
    if found is None:
        raise LookupError(code)
    return found


def with_duty(content: Content, duty: dict[str, Any]) -> Content:
    """The duty in place of the one of its code, or at the end of its clause's duties."""
    new = copy.deepcopy(content)
    codes = [row["id"] for row in new["duties"]]
    if duty["id"] in codes:
        new["duties"][codes.index(duty["id"])] = duty
        return new
    order = {clause["id"]: place for place, clause in enumerate(new["clauses"])}
    here = order.get(duty["clause"], len(order))
    place = sum(order.get(row["clause"], len(order)) <= here for row in new["duties"])
    new["duties"].insert(place, duty)
    return new


def without_duty(content: Content, code: str) -> Content:
    new = copy.deepcopy(content)
    new["duties"] = [row for row in new["duties"] if row["id"] != code]
    return new


def next_code(content: Content, party: str) -> str:
    """
    >>> next_code({"duties": [{"id": "so-noi-vu-01"}]}, "so-noi-vu")
    'so-noi-vu-02'
    """
    taken = {row["id"] for row in content["duties"]}
    number = 1
    while f"{party[:56]}-{number:02d}" in taken:
        number += 1
    return f"{party[:56]}-{number:02d}"


def lines_of(content: Content, clause: dict[str, Any], quote: str) -> str:
    """The fewest lines of the clause in which the quotation stands; all of them where it stands nowhere."""
    text, numbers = content["text"].split("\n"), line_numbers(clause["lines"])
    wanted = normalised(quote)
    words = [(number, line) for number in numbers if (line := words_at(text, str(number)))]
    whole, starts = " ".join(line for _number, line in words), [0]
    for _number, line in words:
        starts.append(starts[-1] + len(line) + 1)
    found, place = [], whole.find(wanted) if wanted else -1
    while place >= 0:  # line by line, not every stretch of lines: a pasted text may have thousands
        first, last = (bisect_right(starts, letter) - 1 for letter in (place, place + len(wanted) - 1))
        found.append((last - first, first, last))
        place = whole.find(wanted, place + len(wanted))
    if not found:
        return clause["lines"]
    _length, first, last = min(found)
    return spec_of([number for number, _line in words[first : last + 1]])


def with_party(content: Content, chosen: str, name: str) -> tuple[Content, str]:
    """A body chosen by its slug, or by a function that nobody of the draft has yet; the content that has it, and its slug."""
    if not chosen.startswith(FUNCTION):
        return content, chosen
    function = chosen.removeprefix(FUNCTION)
    known = [code for code, party in content["parties"].items() if party.get("function") == function]
    if known:
        return content, known[0]
    new = copy.deepcopy(content)
    code = slug(function)[:60] or function
    new["parties"][code] = {
        "name": name,
        "function": function,
        "addressed": True,
        "lines": _lines_naming(content, name),
    }
    return new, code


def with_group(content: Content, members: Sequence[str]) -> tuple[Content, str]:
    """One body as it is; several as a group of the draft, made once."""
    if len(members) == 1:
        return content, members[0]
    same = [code for code, party in content["parties"].items() if set(party.get("members") or []) == set(members)]
    if same:
        return content, same[0]
    new = copy.deepcopy(content)
    number = 1
    while (code := f"nhom-{number:02d}") in new["parties"]:
        number += 1
    name = ", ".join(new["parties"][member]["name"] for member in members)[:300]
    lines = new["parties"][members[0]]["lines"]
    new["parties"][code] = {"name": name, "members": list(members), "addressed": True, "lines": lines}
    return new, code


def _lines_naming(content: Content, name: str) -> str:
    """The first line that names the body; the first of the text where none does."""
    words = re.escape(name.split(",")[0])
    lines = content["text"].split("\n")
    return str(next((number for number, line in enumerate(lines, 1) if re.search(words, line, re.IGNORECASE)), 1))
