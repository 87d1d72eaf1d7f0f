"""Whether what a pack quotes stands in the text at its lines, and whether the pack leaves nothing of the text out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from agencies.packs.lines import line_numbers, normalised, words_at
from agencies.packs.shapes import Finding

QUOTERS = ("targets", "actuals", "thresholds", "references")


def quotations(content: dict[str, Any]) -> Iterator[Finding]:
    text = content["text"].split("\n")
    yield from _clauses(content["clauses"], text)
    yield from _duties(content, text)
    yield from _inside_the_text(content, len(text))


def _clauses(clauses: Sequence[dict[str, Any]], text: list[str]) -> Iterator[Finding]:
    """A clause is all of its lines; clauses stand in the order of the text and share no line."""
    claimed: dict[int, str] = {}
    before = 0
    for index, clause in enumerate(clauses):
        numbers = line_numbers(clause["lines"])
        if normalised(clause["text"]) != words_at(text, clause["lines"]):
            yield ("clauses", index, "text"), _("Nguyên văn của đoạn không đúng với các dòng %s.") % clause["lines"]
        if numbers[0] < before:
            yield ("clauses", index, "lines"), _("Các đoạn phải theo thứ tự dòng của văn bản.")
        if taken := [claimed[number] for number in numbers if number in claimed]:
            yield ("clauses", index, "lines"), _("Dòng này đã thuộc đoạn “%s”.") % taken[0]
        before = numbers[0]
        claimed.update(dict.fromkeys(numbers, clause["id"]))
    if left_out := [number for number, line in enumerate(text, 1) if line.strip() and number not in claimed]:
        yield ("clauses",), _("Còn dòng không thuộc đoạn nào: %s.") % _told(left_out)


def _duties(content: dict[str, Any], text: list[str]) -> Iterator[Finding]:
    clauses = {clause["id"]: clause for clause in content["clauses"]}
    covered: dict[str, set[int]] = defaultdict(set)
    for index, duty in enumerate(content["duties"]):
        numbers = set(line_numbers(duty["lines"]))
        covered[duty["clause"]] |= numbers
        if normalised(duty["text"]) not in words_at(text, duty["lines"]):
            yield ("duties", index, "text"), _("Nguyên văn của nhiệm vụ không đứng ở các dòng %s.") % duty["lines"]
        clause = clauses.get(duty["clause"])
        if clause and not numbers <= set(line_numbers(clause["lines"])):
            yield ("duties", index, "lines"), _("Dòng của nhiệm vụ nằm ngoài đoạn “%s”.") % duty["clause"]
    for index, clause in enumerate(content["clauses"]):
        if clause["kind"] == "duty":
            yield from _claimed_whole(clause, covered[clause["id"]], text, index)


def _claimed_whole(clause: dict[str, Any], covered: set[int], text: list[str], index: int) -> Iterator[Finding]:
    if not covered:
        yield ("clauses", index), _("Đoạn giao nhiệm vụ này chưa có nhiệm vụ nào.")
        return
    wanted = [number for number in line_numbers(clause["lines"]) if number <= len(text) and text[number - 1].strip()]
    if missing := [number for number in wanted if number not in covered]:
        yield ("clauses", index, "lines"), _("Còn dòng của đoạn chưa thuộc nhiệm vụ nào: %s.") % _told(missing)


def _inside_the_text(content: dict[str, Any], last: int) -> Iterator[Finding]:
    for slug, party in content["parties"].items():
        if line_numbers(party["lines"])[-1] > last:
            yield ("parties", slug, "lines"), _("Văn bản không có dòng này.")
    for name in QUOTERS:
        for index, row in enumerate(content.get(name) or []):
            if line_numbers(row["lines"])[-1] > last:
                yield (name, index, "lines"), _("Văn bản không có dòng này.")


def _told(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)
