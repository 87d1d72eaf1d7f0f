"""A file of coverage: in, out of the page, in again unchanged, and taken back whole."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from agencies.models import Denominator
from agencies.services.targets import record_denominator_method
from employers.models import CoverageFigure, DataExchange, SyncCount
from employers.services import intake
from employers.services.coverage import record_sync_count, verify_sync
from portal.core.acts import OPERATOR, NotPossible
from tests.employers.imports.desk import NOW, TODAY, Province, applied, checked, header_of, table

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def here(settings, tmp_path) -> Province:
    settings.FILES_ROOT, settings.COMMAND_DOORS = tmp_path / "files", True
    world = Province()
    for code in ("labour_force", "population"):
        facts = {"name": "Niên giám", "exclusions": [], "source": "Thống kê", "valid_from": TODAY}
        record_denominator_method(world.province, by=OPERATOR, code=code, **facts)
    return world


def a_file(here: Province, path: Path, *rows: dict) -> Path:
    return table(path / "bao-phu.xlsx", rows, header_of("coverage"))


def row(commune, **figures) -> dict:
    return {"Xã, phường": commune.name, "BHXH bắt buộc": 90, "BHXH tự nguyện": 10, "BHTN": 80, "BHYT": 400} | figures


def send(here: Province, road, path: Path):
    return road(here.bhxh, here.clerk(here.bhxh), "coverage", "2026-10", path)


def page(here: Province, address: str):
    client = Client()
    client.force_login(here.clerk(here.bhxh), BACKEND)
    return client.get(address)


def test_a_file_becomes_figures_people_and_counters(here, tmp_path):
    one, other, _third = here.communes
    full = {"Lực lượng lao động trong độ tuổi": 200, "Dân số": 500, "Chưa đồng bộ CSDL dân cư": 40}
    batch = send(here, applied, a_file(here, tmp_path, row(one, **full), row(other)))
    assert (batch.new, batch.changed, batch.same) == (2, 0, 0)
    assert CoverageFigure.objects.filter(batch=batch, is_current=True).count() == 8
    assert set(Denominator.objects.values_list("territory_id", "value")) == {(one.pk, 200), (one.pk, 500)}
    assert SyncCount.objects.get(territory=one).unsynced == 40
    assert {line.receiver.kind_id for line in DataExchange.objects.filter(batch=batch)} == {"home_affairs"}


def test_what_the_page_gives_out_comes_in_again_unchanged(here, tmp_path):
    full = {"Lực lượng lao động trong độ tuổi": 200, "Dân số": 500, "Chưa đồng bộ CSDL dân cư": 40}
    send(here, applied, a_file(here, tmp_path, row(here.communes[0], **full), row(here.communes[1])))
    answer = page(here, "/bao-phu/so-lieu/?month=2026-10&format=xlsx")
    out = tmp_path / "ra.xlsx"
    out.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    again = send(here, checked, out)
    assert again.status == "unchanged", again.outcome
    assert CoverageFigure.objects.count() == 8


def test_a_corrected_figure_is_a_new_version_and_undone_the_old_one_counts(here, tmp_path):
    one = here.communes[0]
    send(here, applied, a_file(here, tmp_path, row(one)))
    second = send(here, applied, a_file(here, tmp_path, row(one, BHYT=410, **{"Dân số": 500})))
    assert (second.new, second.changed) == (0, 1)
    assert second.outcome["drop"]["changed"] == 1
    told = CoverageFigure.objects.filter(territory=one, measure="bhyt")
    assert [(figure.value, figure.is_current) for figure in told.order_by("version")] == [(400, False), (410, True)]
    intake.undo_register_file(second, by=here.clerk(here.bhxh), at=NOW, reason="nhầm")
    assert told.get(is_current=True).value == 400
    assert not Denominator.objects.exists()


def test_a_counter_that_was_worked_on_holds_the_file(here, tmp_path):
    one = here.communes[0]
    batch = send(here, applied, a_file(here, tmp_path, row(one, **{"Chưa đồng bộ CSDL dân cư": 40})))
    verify_sync(SyncCount.objects.get(), by=OPERATOR, at=NOW, number=5, on=TODAY)
    with pytest.raises(NotPossible):
        intake.undo_register_file(batch, by=here.clerk(here.bhxh), at=NOW, reason="nhầm")
    less = send(here, checked, a_file(here, tmp_path, row(one, **{"Chưa đồng bộ CSDL dân cư": 4})))
    assert less.status == "refused" and "xác minh" in less.outcome["errors"][0]["message"]


def test_a_count_of_the_same_day_that_a_file_replaced_stands_again_with_what_was_verified(here, tmp_path):
    one, day = here.communes[0], date(2026, 10, 31)
    typed = {"by": here.clerk(here.bhxh), "at": NOW, "territory": one, "as_of": day}
    count = record_sync_count(here.province, unsynced=30, source="Công văn 12", **typed)
    verify_sync(count, by=OPERATOR, at=NOW, number=5, on=TODAY)
    first = send(here, applied, a_file(here, tmp_path, row(one, **{"Chưa đồng bộ CSDL dân cư": 40})))
    second = send(here, applied, a_file(here, tmp_path, row(one, **{"Chưa đồng bộ CSDL dân cư": 50})))
    told = ("unsynced", "verified", "source", "batch", "recorded_by")
    intake.undo_register_file(second, by=here.clerk(here.bhxh), at=NOW, reason="nhầm")
    assert SyncCount.objects.values_list("unsynced", "verified", "batch").get() == (40, 5, first.pk)
    intake.undo_register_file(first, by=here.clerk(here.bhxh), at=NOW, reason="nhầm")
    recorder = here.clerk(here.bhxh).pk
    assert SyncCount.objects.values_list(*told).get() == (30, 5, "Công văn 12", None, recorder)
    assert count.steps.count() == 1


def test_what_somebody_records_after_the_file_is_not_the_files_to_take_back(here, tmp_path):
    one, day = here.communes[0], date(2026, 10, 31)
    batch = send(here, applied, a_file(here, tmp_path, row(one, **{"Chưa đồng bộ CSDL dân cư": 40})))
    by = here.clerk(here.bhxh)
    record_sync_count(here.province, by=by, at=NOW, territory=one, as_of=day, unsynced=35, source="Công văn 13")
    intake.undo_register_file(batch, by=by, at=NOW, reason="nhầm")
    assert SyncCount.objects.get().unsynced == 35


def test_people_without_a_way_of_counting_refuse_the_file_with_the_cell(here, tmp_path):
    here.province.denominator_methods.all().delete()
    batch = send(here, checked, a_file(here, tmp_path, row(here.communes[0], **{"Dân số": 500})))
    assert batch.status == "refused"
    assert batch.outcome["errors"][0]["column"] == "Dân số" and batch.outcome["errors"][0]["row"] == 2


def test_only_bhxh_sends_it(here, tmp_path):
    with pytest.raises(NotPossible):
        checked(here.tax, here.clerk(here.tax), "coverage", "2026-10", a_file(here, tmp_path, row(here.communes[0])))
