"""`manage.py duty_coverage` counts what the documents order from the packs themselves, and fails where anything is left out."""

import copy
import json
import shutil
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from agencies.packs.coverage import coverage, total
from agencies.packs.reading import FOLDER, Pack, released

# Paragraphs, duties, agencies, groups, targets, actuals, counted by hand in the five texts.
IN_THE_TEXTS = {
    "000": (37, 63, 12, 1, 0, 0),
    "001": (78, 156, 22, 9, 12, 0),
    "002": (6, 12, 4, 0, 0, 0),
    "003": (38, 67, 14, 1, 0, 0),
    "004": (54, 108, 19, 1, 9, 4),
}
COLUMNS = ("paragraphs", "duties", "agencies", "groups", "targets", "actuals")


def printed(form: str, *more: str) -> str:
    out = StringIO()
    call_command("duty_coverage", "--format", form, *more, stdout=out)
    return out.getvalue()


def test_every_document_is_carried_whole():
    documents = json.loads(printed("json"))["documents"]
    assert {row["document"]: tuple(row[name] for name in COLUMNS) for row in documents} == IN_THE_TEXTS
    assert {row["unmapped"] for row in documents} == {0}


def test_each_duty_is_executed_evidenced_or_tracked():
    for row in json.loads(printed("json"))["documents"]:
        ways = ("executed", "executed_later", "evidenced", "tracked", "unmapped")
        assert sum(row[way] for way in ways) == row["duties"]


def test_the_five_documents_together():
    """One duty more than the 405 of the first reading: of 004:278-282 the department directs, the communes broadcast."""
    summed = json.loads(printed("json"))["total"]
    assert tuple(summed[name] for name in COLUMNS) == (213, 406, 71, 12, 21, 4)


def test_the_table_for_people_has_a_line_for_each_document_and_one_for_all():
    head, *lines = printed("text").splitlines()
    assert head.split("  ")[0] == "văn bản"
    assert [line.split()[0] for line in lines] == ["000", "001", "002", "003", "004", "cộng"]


def changed(**fulfilment) -> Pack:
    content = copy.deepcopy(released()[0].content)
    content["duties"][0]["fulfilment"] = fulfilment
    return Pack("000.yaml", content)


@pytest.mark.parametrize(
    "fulfilment", [{}, {"mode": "executed"}, {"mode": "executed", "by": "magic"}, {"mode": "magic"}]
)
def test_a_duty_that_nothing_fulfils_is_unmapped(fulfilment):
    [found] = coverage([changed(**fulfilment)])
    assert found.unmapped == 1


def test_a_paragraph_without_a_duty_is_unmapped():
    content = copy.deepcopy(released()[0].content)
    content["duties"] = [duty for duty in content["duties"] if duty["clause"] != "c113"]
    assert total(coverage([Pack("000.yaml", content)])).unmapped == 1


def test_the_command_fails_where_something_is_left_out(tmp_path):
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "002.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("by: penalty", "by: magic", 1), encoding="utf-8")
    with pytest.raises(CommandError) as told:
        printed("text", "--folder", str(tmp_path))
    assert told.value.returncode == 1
    assert str(told.value) == "Còn 1 đoạn hoặc nhiệm vụ chưa gắn với cách thực hiện nào."


def test_a_pack_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "009.yaml").write_text("directive: {code: '009'}\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"009\.yaml:1: directive\.text"):
        printed("json", "--folder", str(tmp_path))
