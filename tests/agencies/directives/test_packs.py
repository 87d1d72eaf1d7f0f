"""Each quotation of the five packs stands in its text, nothing of a text is left out, and each kind of mistake is told where
it stands."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from agencies.packs.checking import check, check_content, refuse_broken
from agencies.packs.reading import FOLDER, BrokenPack, Pack, read, released
from agencies.packs.rows import spelled_out, whole

PACKS = {pack.content["directive"]["code"]: pack for pack in released()}
CODES = sorted(PACKS)


def numbers(lines: str) -> list[int]:
    """Written again, apart from the portal's own: "5,7-9"."""
    spans = [[int(end) for end in part.split("-")] for part in lines.split(",")]
    return [number for span in spans for number in range(span[0], span[-1] + 1)]


def said(pack: Pack, lines: str) -> str:
    text = pack.content["text"].split("\n")
    return " ".join(" ".join(text[number - 1] for number in numbers(lines)).split())


def test_the_five_documents_are_there():
    assert CODES == ["000", "001", "002", "003", "004"]


@pytest.mark.parametrize("code", CODES)
def test_a_released_pack_has_no_mistake(code):
    assert [str(problem) for problem in check(PACKS[code])] == []


@pytest.mark.parametrize("code", CODES)
def test_every_duty_quotes_words_that_stand_at_its_lines(code):
    pack = PACKS[code]
    for duty in pack.content["duties"]:
        assert " ".join(duty["text"].split()) in said(pack, duty["lines"]), duty["id"]


@pytest.mark.parametrize("code", CODES)
def test_every_paragraph_is_quoted_whole_and_the_paragraphs_make_the_text(code):
    pack = PACKS[code]
    for clause in pack.content["clauses"]:
        assert " ".join(clause["text"].split()) == said(pack, clause["lines"]), clause["id"]
    quoted = sorted(word for clause in pack.content["clauses"] for word in clause["text"].split())
    assert quoted == sorted(pack.content["text"].split())


@pytest.mark.parametrize("code", CODES)
def test_no_bullet_of_the_body_is_unclaimed(code):
    pack = PACKS[code]
    outside = ("recipients", "signature", "title", "basis", "context", "purpose")
    body = {n for row in pack.content["clauses"] if row["kind"] not in outside for n in numbers(row["lines"])}
    claimed = {n for duty in pack.content["duties"] for n in numbers(duty["lines"])}
    lines = enumerate(pack.content["text"].split("\n"), 1)
    bullets = [number for number, line in lines if number in body and re.match(r"\s*[-+•–] ", line)]
    assert [number for number in bullets if number not in claimed] == []


# What stands in a paragraph that orders something, and orders nothing: numbers of sections, a word that joins, a farewell.
ORDERS_NOTHING = re.compile(r"\W*|\d+\.|đồng thời,|Trên đây là kế hoạch thực hiện các nhiệm vụ, .* tỉnh Hải Dương\.")


@pytest.mark.parametrize("code", CODES)
def test_every_word_that_orders_something_is_quoted_by_a_duty(code):
    content = PACKS[code].content
    for clause in content["clauses"]:
        rest = " ".join(clause["text"].split())
        if clause["kind"] != "duty":
            continue
        words = list(rest)
        for duty in content["duties"]:
            if duty["clause"] == clause["id"]:
                quoted = " ".join(duty["text"].split())
                start = rest.index(quoted)
                words[start : start + len(quoted)] = "|" * len(quoted)
        left_out = [part.strip() for part in "".join(words).split("|")]
        assert [part for part in left_out if not ORDERS_NOTHING.fullmatch(part)] == [], clause["id"]


@pytest.mark.parametrize("code", CODES)
def test_no_percentage_of_a_text_is_left_out(code):
    content = PACKS[code].content
    numeric = [*content.get("targets", []), *content.get("actuals", [])]
    claimed = {n for row in numeric for n in numbers(row["lines"])}
    text = enumerate(content["text"].split("\n"), 1)
    assert [number for number, line in text if re.search(r"\d\s*%", line) and number not in claimed] == []


@pytest.mark.parametrize("code", CODES)
def test_a_rule_that_the_text_does_not_state_says_why_in_vietnamese(code):
    vietnamese = re.compile(r"[ăâđêôơưáàảãạếềểễệốồổỗộớờởỡợứừửữựíìỉĩịúùủũụýỳỷỹỵ]", re.IGNORECASE)
    rules = [rule for duty in PACKS[code].content["duties"] for rule in duty.get("due") or []]
    assert [rule for rule in rules if rule.get("assumed") and not vietnamese.search(rule["why"])] == []


def broken(tmp_path: Path, code: str, change: Callable[[str], str]) -> Pack:
    """The pack of a release with one mistake in it."""
    (tmp_path / "texts").mkdir()
    shutil.copy(FOLDER / "texts" / f"{code}.txt", tmp_path / "texts")
    source = (FOLDER / f"{code}.yaml").read_text(encoding="utf-8")
    changed = change(source)
    assert changed != source
    path = tmp_path / f"{code}.yaml"
    path.write_text(changed, encoding="utf-8")
    return read(path)


def line_of(pack: Pack, tmp_path: Path, words: str, after: str = "") -> int:
    """The first line with the words, below the first one with `after`."""
    lines = (tmp_path / pack.file).read_text(encoding="utf-8").split("\n")
    start = next(number for number, line in enumerate(lines) if after in line)
    return next(number for number, line in enumerate(lines[start:], start + 1) if words in line)


def in_duty(duty: str, old: str, new: str) -> Callable[[str], str]:
    """Replaces inside one duty only."""

    def change(source: str) -> str:
        head, tail = source.split(f"- id: {duty}\n")
        return f"{head}- id: {duty}\n{tail.replace(old, new, 1)}"

    return change


MISTAKES = [
    ("002", "so-ldtbxh-01", "  role: cooperate\n", "", "role", "Thiếu trường bắt buộc này.", "- id: so-ldtbxh-01"),
    ("002", "so-ldtbxh-01", "role: cooperate", "role: helper", "role", "một trong", "role: helper"),
    ("002", "so-ldtbxh-01", "kind: standing", "kind: nice", "kind", "một trong", "kind: nice"),
    ("002", "so-ldtbxh-01", "mode: evidenced", "mode: magic", "fulfilment.mode", "một trong", "mode: magic"),
    ("002", "so-ldtbxh-01", "  - ldld-tinh", "  - ldld", "cooperating[1]", "Không có bên “ldld”.", "- ldld"),
    ("002", "so-ldtbxh-01", "party: so-ldtbxh", "party: so", "party", "Không có bên “so”.", "party: so"),
    ("002", "so-ldtbxh-01", "clause: c007", "clause: c1", "clause", "Không có đoạn “c1”.", "clause: c1"),
    ("002", "so-ldtbxh-01", "tiếp tục tuyên", "dừng tuyên", "text", "không đứng ở các dòng 7", "text:"),
    ("002", "so-ldtbxh-01", 'lines: "7"', 'lines: "9"', "lines", "nằm ngoài đoạn “c007”", 'lines: "9"'),
    ("002", "so-ldtbxh-01", 'lines: "7"', 'lines: "9-7"', "lines", "số dòng tăng dần", 'lines: "9-7"'),
    ("002", "so-ldtbxh-01", "  role:", "  rolle: own\n  role:", "rolle", "Không có trường nào", "rolle: own"),
    ("002", "so-ldtbxh-01", "  role:", "  same_as: x-9\n  role:", "same_as", "Không có nhiệm vụ khác", "same_as: x-9"),
    ("002", "so-ldtbxh-01", "  role:", "  function: song\n  role:", "function", "Không có chức năng", "function: song"),
    ("002", "so-ldtbxh-01", "  role:", "  gate: expansion\n  role:", "gate", "loại gate", "gate: expansion"),
    ("002", "so-ldtbxh-05", "    by: penalty\n", "", "fulfilment.by", "được thực hiện bằng gì", "fulfilment:"),
    ("002", "so-ldtbxh-05", "by: penalty", "by: fine", "fulfilment.by", "Cổng không có “fine”.", "by: fine"),
    ("000", "ubnd-huyen-07", "every: quarter", "every: moon", "due[0].every", "một trong", "every: moon"),
    ("000", "ubnd-huyen-07", "    day: 10\n", "", "due[0].day", "thiếu trường này", "- every: quarter"),
    ("000", "ubnd-huyen-07", "    month: 1\n", "    month: 7\n", "due[0].month", "tháng thứ 1, 2 hoặc 3", "month: 7"),
    ("000", "ubnd-huyen-07", "day: 10", "day: 32", "due[0].day", "1-31, last", "day: 32"),
    (
        "000",
        "ubnd-huyen-07",
        "assumed: true\n    why",
        "assumed: true\n    reason",
        "due[0].why",
        "nêu lý do",
        "- every: quarter",
    ),
    (
        "000",
        "ubnd-huyen-07",
        "    day: 10",
        "    weekday: 1\n    day: 10",
        "due[0].weekday",
        "không có trường",
        "weekday: 1",
    ),
    ("000", "ubnd-huyen-07", "kind: deliverable", "kind: standing", "due", "không có quy tắc thời hạn", "due:"),
    (
        "000",
        "ubnd-huyen-06",
        "kind: standing",
        "kind: deliverable",
        "due",
        "phải có quy tắc thời hạn",
        "- id: ubnd-huyen-06",
    ),
]


@pytest.mark.parametrize(("code", "duty", "old", "new", "field", "sentence", "at"), MISTAKES)
def test_a_mistake_in_a_duty_is_told_with_file_line_field_and_sentence(
    tmp_path, code, duty, old, new, field, sentence, at
):
    pack = broken(tmp_path, code, in_duty(duty, old, new))
    line = line_of(pack, tmp_path, at, after=f"- id: {duty}")
    found = [(one.file, one.line, one.field) for one in check(pack) if sentence in one.sentence]
    assert (f"{code}.yaml", line, f"duties[{duty}].{field}") in found


ELSEWHERE = [
    ("002", "    function: media", "    function: song", "parties.co-quan-truyen-thong.function", "Không có chức năng"),
    ("002", "    function: media", "    note: không ai giữ", "parties.co-quan-truyen-thong", "đúng một trong ba"),
    ("002", "- id: so-ldtbxh-02", "- id: so-ldtbxh-01", "duties[so-ldtbxh-01].id", "dùng hơn một lần"),
    ("002", "- id: c009\n", "- id: c007\n", "clauses[c007].id", "dùng hơn một lần"),
    ("002", "clause: c007", "clause: c009", "clauses[c007]", "chưa có nhiệm vụ nào"),
    ("002", 'id: c009\n  lines: "9"', 'id: c009\n  lines: "7"', "clauses[c009].lines", "đã thuộc đoạn “c007”"),
    ("002", 'id: c009\n  lines: "9"', 'id: c009\n  lines: "3"', "clauses[c009].lines", "theo thứ tự dòng"),
    (
        "002",
        '- id: c003\n  lines: "3"\n  kind: context',
        '- id: c003\n  lines: "3"\n  kind: poem',
        "clauses[c003].kind",
        "một trong",
    ),
    ("002", "kind: cong_van", "kind: thu", "directive.kind", "một trong"),
    ("002", 'from: "2020-01-01"', "from: 2020-01-01", "directive.in_force.from", "phải là ngày"),
    ("002", "    why: Văn", "    whose: Văn", "directive.in_force.whose", "Không có trường nào"),
    ("000", 'code: "24"', 'code: "99"', "directive.territory", "Không có tỉnh nào mã 99"),
    ("000", "  coordinator: so-ldtbxh", "  coordinator: cap-tren", "directive.coordinator", "một bên có chức năng"),
    ("000", "    - thue-tinh\n", "    - tat-ca\n", "parties.tat-ca.members", "không được chứa chính nó"),
    ("004", 'value: "22.76"', "value: 22.76", "targets[T05].value", "số thập phân viết trong ngoặc kép"),
    ("004", "indicator: bhxh_ratio", "indicator: height", "targets[T05].indicator", "Không có chỉ tiêu"),
    ("004", 'period: "2025"', 'period: "25"', "targets[T05].period", "phải là năm"),
    (
        "002",
        "setting: publication.channels",
        "setting: colour",
        "thresholds[S04].setting",
        "Không có tham số “colour”.",
    ),
    ("004", 'as_of: "2025-07-31"', 'as_of: "2025-07-32"', "actuals[T01].as_of", "phải là ngày"),
]


@pytest.mark.parametrize(("code", "old", "new", "field", "sentence"), ELSEWHERE)
def test_a_mistake_elsewhere_is_told_with_file_line_and_field(tmp_path, code, old, new, field, sentence):
    pack = broken(tmp_path, code, lambda source: source.replace(old, new, 1))
    found = [one for one in check(pack) if one.field == field and sentence in one.sentence]
    assert found, [str(one) for one in check(pack)]
    assert (found[0].file, bool(found[0].line)) == (f"{code}.yaml", True)


def test_a_line_of_the_text_that_no_paragraph_claims_is_told(tmp_path):
    pack = broken(tmp_path, "002", lambda source: source + "\n")
    longer = Pack(pack.file, {**pack.content, "text": pack.content["text"] + "\nThêm một câu."}, pack.lines)
    [problem] = check(longer)
    assert (problem.field, problem.sentence[:33]) == ("clauses", "Còn dòng không thuộc đoạn nào: 19")


def test_a_file_that_is_no_yaml_says_at_which_line(tmp_path):
    with pytest.raises(BrokenPack) as told:
        broken(tmp_path, "002", lambda source: source.replace("kind: cong_van", "kind: [cong_van", 1))
    [problem] = told.value.problems
    assert problem.file == "002.yaml"
    assert problem.line


def test_a_field_given_twice_is_told_instead_of_the_last_one_counting(tmp_path):
    with pytest.raises(BrokenPack, match=r"002\.yaml:5: directive\.kind: Trường này được ghi hai lần\."):
        broken(
            tmp_path, "002", lambda source: source.replace("  kind: cong_van", "  kind: cong_van\n  kind: chi_thi", 1)
        )


@pytest.mark.parametrize("name", ["texts/009.txt", "../../functions.csv"])
def test_a_text_that_is_not_among_the_texts_is_told(tmp_path, name):
    with pytest.raises(BrokenPack, match=r"directive\.text: Không có tệp toàn văn"):
        broken(tmp_path, "002", lambda source: source.replace("texts/002.txt", name, 1))


def test_a_draft_is_checked_as_a_file_is_and_has_no_lines():
    content = {**PACKS["002"].content, "duties": PACKS["002"].content["duties"][1:]}
    told = {str(problem) for problem in check_content(content)}
    assert told == {"clauses[c005]: Đoạn giao nhiệm vụ này chưa có nhiệm vụ nào."}
    assert check_content({}) != []


def test_a_release_with_a_broken_pack_is_refused_whole(tmp_path):
    wrong = broken(tmp_path, "002", lambda source: source.replace("    function: media", "    function: song", 1))
    with pytest.raises(BrokenPack, match="Không có chức năng “song”"):
        refuse_broken(PACKS["000"], wrong)


def test_a_group_inside_a_group_is_spelled_out_and_being_asked_goes_with_it():
    parties = {
        "all": {"members": ["some", "c", "a"]},
        "some": {"members": ["a", "b"], "requested": True},
        **{slug: {} for slug in "abc"},
    }
    assert spelled_out("all", parties) == {"a": True, "b": True, "c": False}


def test_percentages_are_exact_and_what_is_not_is_refused():
    assert [whole("bhxh_ratio", value) for value in ("22.76", "0.0001", 100)] == [227_600, 1, 1_000_000]
    assert whole("bhxh_people", 264650) == 264650
    with pytest.raises(ValueError, match="bhxh_people"):
        whole("bhxh_people", "2.5")
