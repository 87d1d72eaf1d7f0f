"""Thousands of rows written by one statement say what the same rows would say if Django wrote them one by one."""

from datetime import UTC, datetime

import pytest

from portal.core.models import Job
from portal.core.rewriting import rewrite, write_new

AT = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
ODD = "tab\tline\nback\\slash «dấu» \\N"


def job(number: int, **facts) -> Job:
    return Job(key=f"work:{number}", task="t", arguments={"said": ODD, "number": number}, title=ODD, **facts)


@pytest.mark.django_db
def test_new_rows_say_what_they_were_given():
    assert write_new([job(1, started_at=AT, result=["đ", None, 2]), job(2, total=7)]) == 2
    first, second = Job.objects.filter(key__startswith="work:").order_by("key")
    assert (first.title, first.arguments, first.started_at) == (ODD, {"said": ODD, "number": 1}, AT)
    assert (first.result, second.result, second.started_at, second.total) == (["đ", None, 2], None, None, 7)
    assert first.created_at is not None and second.state == Job.State.QUEUED


@pytest.mark.django_db
def test_rows_written_again_change_in_these_fields_alone():
    write_new([job(number) for number in range(5)])
    jobs = list(Job.objects.filter(key__startswith="work:").order_by("key"))
    for one in jobs[:4]:
        one.title, one.arguments, one.started_at, one.total, one.message = "", [ODD, one.pk], AT, 3, "unsaid"
    jobs[1].started_at, jobs[1].result = None, {}
    assert rewrite(jobs[:4], ["title", "arguments", "started_at", "total", "result"]) == 4
    found = list(Job.objects.filter(key__startswith="work:").order_by("key"))
    assert [one.title for one in found] == ["", "", "", "", ODD]
    assert [one.arguments for one in found[:4]] == [[ODD, one.pk] for one in found[:4]]
    assert [one.started_at for one in found] == [AT, None, AT, AT, None]
    assert [one.result for one in found] == [None, {}, None, None, None]
    assert [one.message for one in found] == [""] * 5


@pytest.mark.django_db
def test_nothing_to_write_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert write_new([]) == 0
        assert rewrite([], ["title"]) == 0
