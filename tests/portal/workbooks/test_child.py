"""The capped child: what it gives when all is well, and that its death, however it comes, is a refusal."""

import os
import threading
import time

import pytest
from django.db import connection, transaction

from portal.core.workbooks import child
from portal.core.workbooks.limits import Caps, Limits
from portal.core.workbooks.refusals import Refused
from tests.portal.workbooks import zoo

PARSERS = "tests.portal.workbooks.parsers"


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(zoo.workbook(sheet=zoo.sheet_xml(zoo.rows_xml(25_000, 3))))
    return path


def outcome_of(function: str, path, options=None, **settings) -> dict:
    with child.stream(f"{PARSERS}:{function}", path, options, **settings) as work:
        return work.outcome


def seconds(function, *arguments) -> float:
    started = time.monotonic()
    function(*arguments)
    return time.monotonic() - started


def test_rows_stream_out_as_copy_text_and_the_outcome_follows(good):
    heard = []
    with child.stream(f"{PARSERS}:count", good, name="C12.xlsx", on_progress=heard.append) as work:
        text = b"".join(iter(lambda: work.rows.read(8192), b""))
        outcome = work.outcome
    assert text.startswith(b"1\t123456789.0\t123456789.0\t123456789.0\n")
    assert text.count(b"\n") == outcome["rows"] == 25_000
    assert heard == [10_000, 20_000]
    assert outcome["inspection"]["sheets"][0]["name"] == "Tháng 10"
    assert work.outcome == outcome, "it stays after the child is gone"


def test_the_child_knows_no_django_and_starts_fast(good):
    assert outcome_of("count", good)["modules"] == []
    small = good.with_name("small")
    small.write_bytes(zoo.workbook())
    assert min(seconds(outcome_of, "count", small) for _run in range(3)) < 1.5


@pytest.mark.django_db
def test_rows_go_straight_into_postgresql(good):
    with connection.cursor() as cursor, child.stream(f"{PARSERS}:count", good) as work:
        cursor.execute("CREATE TEMPORARY TABLE came_in (row_no int, a float8, b float8, c float8) ON COMMIT DROP")
        cursor.copy_expert("COPY came_in FROM STDIN", work.rows, size=65536)
        assert work.outcome["rows"] == 25_000
        cursor.execute("SELECT count(*), max(row_no) FROM came_in")
        assert cursor.fetchone() == (25_000, 25_000)


@pytest.mark.django_db
def test_half_a_file_never_reaches_the_table(good):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE came_half (row_no int) ON COMMIT DROP")
        with (
            pytest.raises(Refused, match="dừng đột ngột"),
            transaction.atomic(),
            child.stream(f"{PARSERS}:die", good, {"signal": "SIGKILL"}) as work,
        ):
            cursor.copy_expert("COPY came_half FROM STDIN", work.rows, size=65536)
        cursor.execute("SELECT count(*) FROM came_half")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("function", "options", "code"),
    [
        ("die", {"signal": "SIGKILL"}, "crashed"),
        ("die", {"signal": "SIGABRT"}, "crashed"),
        ("crash", {}, "crashed"),
        ("stumble", {}, "crashed"),
        ("hoard", {}, "too_much_memory"),
    ],
)
def test_its_death_is_a_refusal(function, options, code, good):
    with pytest.raises(Refused) as refusal:
        outcome_of(function, good, options)
    assert refusal.value.code == code


def test_an_endless_loop_ends_by_processor_time(good):
    with pytest.raises(Refused) as refusal:
        outcome_of("spin", good, caps=Caps(cpu_seconds=1))
    assert refusal.value.code == "too_slow"


def test_waiting_for_ever_ends_by_the_clock(good):
    started = time.monotonic()
    with pytest.raises(Refused) as refusal:
        outcome_of("sleep", good, caps=Caps(wall_seconds=0.5))
    assert refusal.value.code == "too_slow"
    assert time.monotonic() - started < 50  # it would sleep for 60


def test_a_child_killed_from_outside_is_a_refusal(good):
    with child.stream(f"{PARSERS}:sleep", good) as work:
        threading.Timer(0.3, work._process.kill).start()
        with pytest.raises(Refused) as refusal:
            assert work.outcome
    assert refusal.value.code == "crashed"


def test_leaving_early_leaves_no_process_behind(good):
    with child.stream(f"{PARSERS}:sleep", good) as work:
        number = work._process.pid
    assert not os.path.exists(f"/proc/{number}")


def test_an_outcome_without_end_is_a_refusal(good):
    with pytest.raises(Refused) as refusal:
        outcome_of("chatter", good, caps=Caps(outcome_bytes=1_000_000))
    assert refusal.value.code == "too_much_memory"


def test_a_long_outcome_arrives_whole(good):
    assert len(outcome_of("chatter", good)["errors"]) == 200_000


def test_the_child_inherits_no_secret_no_connection_and_writes_no_file(good, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "canary")
    found = outcome_of("look_around", good, {"file": str(tmp_path / "left_behind")})
    assert set(found["environment"]) <= {"LANG", "PATH", "MALLOC_ARENA_MAX", "TZ", "LC_CTYPE"}
    assert not [name for name in found["files"] if name.startswith("socket:")]
    assert found["written"] == "no"


def test_limits_are_settings(good):
    with pytest.raises(Refused) as refusal:
        outcome_of("count", good, limits=Limits(cells=1000))
    assert refusal.value.code == "too_many_cells"
    with pytest.raises(Refused) as refusal:
        outcome_of("count", good, limits=Limits(file_bytes=1000))
    assert refusal.value.code == "too_large"
