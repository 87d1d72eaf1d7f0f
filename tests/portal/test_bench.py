"""`manage.py bench` in small: every promised key with ratio, floor and runs; never beside anybody's own employers."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from employers.models import Employer
from portal.shell.bench.figures import KEYS
from tests.factories.people import make_province

TINY = {"employers": 200, "months": 3, "small": 50, "runs": 1, "rounds": 1, "users": 2, "agencies": 40}
MAIN = ("load", "rollup", "status", "merge", "import", "export")
REGISTER = ("import", "drop", "review", "share", "typing", "search", "growth", "pages")
DUTIES = ("raise_first", "raise_again", "judge", "remind", "late", "letters", "assessment", "pages")


@pytest.fixture(autouse=True)
def _demo(settings) -> None:
    settings.DEMO = True


def bench(**more) -> dict:
    """What the command says on stdout, which must be one JSON value and nothing else."""
    said = StringIO()
    call_command("bench", **TINY, **more, stdout=said, stderr=StringIO())
    return json.loads(said.getvalue())


def test_every_figure_is_a_ratio_to_a_floor_measured_beside_it(own_database):
    found = bench()
    assert set(KEYS) <= set(found)
    others = {
        "debtors",
        "candidates",
        "risk",
        "reckoning",
        "reckoning_whole",
        "disk",
        "correction",
        "deep_page",
        "search",
        "board",
        "pdf",
        "pages",
    }
    assert {*others, *MAIN, *(f"duties_{name}" for name in DUTIES), *(f"register_{name}" for name in REGISTER)} == set(
        KEYS
    )
    pages = found.pop("pages") | found.pop("duties_pages") | found.pop("register_pages")
    for name, figure in [*((key, found[key]) for key in KEYS if key in found), *pages.items()]:
        assert figure["ratio"] > 0, name
        assert figure["floor"] > 0, name
        assert figure["runs"] >= 1, name
    assert {"commune.board", "leader.ledger", "bhxh.month", "commune.duties", "coordinator.tracker"} <= set(pages)
    assert {"commune.gaps", "department.gaps_all", "leader.coverage", "bhxh.not_joined"} <= set(pages)
    assert found["duties_raise_first"]["done"] > found["duties_raise_again"]["done"] == 0
    assert all(figure["p95_ms"] > 0 and 0 < figure["queries"] <= 20 for figure in pages.values())
    assert found["debtors"]["entries"] > 0
    assert found["candidates"]["lines"] == found["candidates"]["drawing"]["lines"] > 0
    assert found["board"]["status"] == 304
    assert found["import"]["memory_mb"] <= 512
    assert found["register_import"]["memory_mb"] <= 512
    assert found["register_import"]["files"]["tax_drops"]["counts"] > 0
    assert found["register_review"]["employers"] > 0
    assert found["register_typing"]["people"] == 40
    assert found["register_typing"]["lost"] == 0
    assert found["register_search"]["questions"] >= 60
    assert {"match_rows", "cross_check", "open_review"} <= set(found["register_growth"]["acts"])


@pytest.mark.django_db
def test_it_runs_beside_nobodys_employers():
    province = make_province()
    Employer.objects.create(province=province, unit_code="TA00001A", name="Công ty thật", folded="x", sort_key="x")
    with pytest.raises(CommandError, match="cơ sở dữ liệu trống"):
        bench()


@pytest.mark.django_db
def test_it_runs_only_where_everything_is_marked_as_simulated(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        bench()
