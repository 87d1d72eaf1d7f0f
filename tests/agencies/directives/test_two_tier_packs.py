"""The Thái Nguyên letter (003) and the Gia Lai directive (004): no word of a duty paragraph is left out, and who owes what by
when is what the lines say."""

import re

import pytest

from agencies.packs.lines import normalised, words_at
from agencies.packs.reading import FOLDER, read

NUMBERED = re.compile(r"\d+\.")


def pack(code: str) -> dict:
    return read(FOLDER / f"{code}.yaml").content


def duties(code: str) -> dict[str, dict]:
    return {duty["id"]: duty for duty in pack(code)["duties"]}


@pytest.mark.parametrize("code", ["003", "004"])
def test_every_word_of_a_duty_paragraph_belongs_to_a_duty(code):
    content = pack(code)
    text = content["text"].split("\n")
    for clause in content["clauses"]:
        if clause["kind"] != "duty":
            continue
        whole = words_at(text, clause["lines"])
        taken = [False] * len(whole)
        for duty in content["duties"]:
            if duty["clause"] == clause["id"]:
                begin = whole.index(normalised(duty["text"]))
                taken[begin : begin + len(normalised(duty["text"]))] = [True] * len(normalised(duty["text"]))
        left = "".join(letter for letter, is_taken in zip(whole, taken, strict=True) if not is_taken)
        assert NUMBERED.sub("", left).strip(" -") == "", clause["id"]


@pytest.mark.parametrize(("code", "paragraphs", "duties", "agencies"), [("003", 38, 67, 14), ("004", 54, 108, 19)])
def test_how_much_each_orders(code, paragraphs, duties, agencies):
    """004 has one duty more than a first reading gave: the department directs (278-282), the communes broadcast."""
    content = pack(code)
    assert sum(clause["kind"] == "duty" for clause in content["clauses"]) == paragraphs
    assert len(content["duties"]) == duties
    addressed = [party for party in content["parties"].values() if party["addressed"] and not party.get("members")]
    assert len(addressed) == agencies


def test_what_several_bodies_do_is_owed_by_whoever_does_it():
    found = duties("004")
    assert (found["so-vhttdl-02"]["role"], found["so-vhttdl-02"]["kind"]) == ("direct", "standing")
    assert (found["ubnd-xa-08"]["kind"], found["ubnd-xa-08"]["due"]) == ("quota", [{"every": "week", "count": 2}])
    assert (found["so-nnmt-01"]["role"], found["ubnd-xa-09"]["party"]) == ("direct", "ubnd-xa")
    assert found["bhxh-co-so-01"]["party"] == "bhxh-co-so"


@pytest.mark.parametrize(
    ("code", "duty", "rule"),
    [
        ("003", "so-noi-vu-11", {"every": "year", "month": 12, "day": 25, "inclusive": False}),
        ("003", "so-noi-vu-12", {"every": "year", "month": 12, "day": 25, "inclusive": False}),
        ("004", "so-noi-vu-11", {"every": "year", "month": 12, "day": 15, "inclusive": True}),
        ("004", "so-nnmt-01", {"every": "year", "month": 12, "day": 15, "inclusive": False}),
        ("004", "ubnd-xa-09", {"every": "year", "month": 12, "day": 15, "inclusive": False}),
        ("004", "nguoi-su-dung-lao-dong-04", {"every": "month", "day": "last_working", "inclusive": True}),
    ],
)
def test_days_that_the_texts_state_are_not_assumed(code, duty, rule):
    assert duties(code)[duty]["due"] == [rule]


@pytest.mark.parametrize("code", ["003", "004"])
def test_whatever_else_has_a_day_says_that_it_is_assumed_and_why(code):
    stated = {"so-noi-vu-11", "so-noi-vu-12", "so-nnmt-01", "ubnd-xa-08", "ubnd-xa-09", "nguoi-su-dung-lao-dong-04"}
    stated = stated | {"tat-ca-02"} if code == "004" else {"so-noi-vu-11", "so-noi-vu-12"}
    for name, duty in duties(code).items():
        for rule in duty.get("due") or []:
            assert bool(rule.get("assumed")) == (name not in stated), name
            assert name in stated or rule["why"].startswith("Văn bản"), name


def test_the_yearly_report_of_gia_lai_goes_through_social_insurance():
    report = duties("004")["tat-ca-02"]
    assert (report["recipients"], report["via"]) == (["chu-tich-ubnd-tinh"], ["bhxh-tinh"])
    assert (report["due"][0]["month"], report["due"][0]["day"], report["due"][0]["inclusive"]) == (3, 15, False)


def test_requested_bodies_are_not_among_those_who_report():
    parties = pack("004")["parties"]
    requested = {slug for slug, party in parties.items() if party.get("requested")}
    assert requested == {"mttq-tinh", "ldld-tinh"}
    assert not requested & set(parties["tat-ca"]["members"])


def test_a_department_with_several_functions_acts_in_the_right_one():
    found = duties("004")
    assert found["so-tai-chinh-04"]["function"] == "business_registration"
    assert found["so-tai-chinh-03"]["function"] == "planning"
    assert pack("003")["parties"]["so-cong-thuong"]["function"] == "cluster_management"
