"""Register files on their road: who may send what, what a file does, and that it can be taken back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import ProvinceSetting
from employers.models import DataExchange, Employer, Identifier, Match, RegisterChange, SourceRow, StatusEvent
from employers.rules.file_kinds import KINDS
from employers.services import intake
from portal.core.acts import OPERATOR, NotPossible
from tests.employers.imports.desk import NOW, Province, applied, checked, firm, table, upload
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
REGISTRY = ["Mã số thuế", "Tên đơn vị", "Địa chỉ", "Mã ngành VSIC", "Ngày bắt đầu hoạt động"]
EVENTS = ["Mã số thuế", "Tên đơn vị", "Biến động", "Ngày xảy ra", "Số văn bản"]


@pytest.fixture
def place() -> Province:
    return Province()


@pytest.fixture
def finance(place):
    return place.finance, place.clerk(place.finance)


def registry(tmp_path, rows, header=None, name="dkkd.xlsx"):
    return table(tmp_path / name, rows, header or REGISTRY)


# --- The business registry -------------------------------------------------------------------------------------------


def test_newcomers_enter_with_codes_branch_of_the_economy_and_first_day(place, finance, tmp_path):
    batch = applied(*finance, "business-registry", "2026-11", registry(tmp_path, [firm(1), firm(2)]))
    assert (batch.status, batch.new, batch.changed, batch.same) == ("applied", 2, 0, 0)
    made = Employer.objects.get(tax_code=firm(1)["Mã số thuế"])
    assert (made.name, made.sector, made.vsic, made.began_on) == ("Công ty TNHH Số 1", "C", "1410", date(2024, 3, 15))
    assert (made.first_batch, made.tax_code_ok, made.unit_code) == (batch.pk, True, "")
    assert Identifier.objects.filter(employer=made, scheme="tax_code", value=made.tax_code, valid_to=None).exists()
    assert made.agency_id is not None


def test_the_registry_corrects_its_own_facts_and_fills_blanks_only(place, finance, tmp_path):
    known = place.employer(5, name="Tên cũ", address="Chỗ cũ", commune=place.communes[0])
    row = firm(5, **{"Tên đơn vị": "Tên mới", "Xã, phường": place.communes[1].name, "Số đăng ký kinh doanh": "21A80"})
    header = [*REGISTRY, "Xã, phường", "Số đăng ký kinh doanh"]
    batch = applied(*finance, "business-registry", "2026-11", registry(tmp_path, [row], header))
    known.refresh_from_db()
    assert (batch.new, batch.changed) == (0, 1)
    assert (known.name, known.folded, known.address) == ("Tên mới", "ten moi", "Số 5 Lý Thái Tổ")
    assert known.commune_id == place.communes[0].pk
    assert known.identifiers.filter(scheme="registration_no", value="21A80").exists()
    change = RegisterChange.objects.get(batch=batch)
    assert change.before["name"] == "Tên cũ" and change.after["name"] == "Tên mới" and "commune_id" not in change.after


def test_a_branch_hangs_on_the_legal_unit_that_the_file_names(place, finance, tmp_path):
    head = firm(6)
    branch = firm(7) | {"Mã số thuế": f"{head['Mã số thuế']}-001", "Mã số thuế đơn vị chủ quản": head["Mã số thuế"]}
    path = registry(tmp_path, [branch, head], [*REGISTRY, "Mã số thuế đơn vị chủ quản"])
    applied(*finance, "business-registry", "2026-11", path)
    assert Employer.objects.get(tax_code=branch["Mã số thuế"]).parent.tax_code == head["Mã số thuế"]


def test_a_branch_of_a_known_legal_unit_is_asked_about_and_the_rest_goes_on(place, finance, tmp_path):
    head = place.employer(6)
    rows = [firm(7) | {"Mã số thuế": f"{head.tax_code}-001"}, firm(8)]
    batch = applied(*finance, "business-registry", "2026-11", registry(tmp_path, rows))
    assert (batch.new, batch.outcome["matches"]["asks"], Employer.objects.count()) == (1, 1, 2)


def test_the_same_file_again_is_unchanged_and_changes_nothing(place, finance, tmp_path):
    path = registry(tmp_path, [firm(1), firm(2)])
    applied(*finance, "business-registry", "2026-11", path)
    before = list(Employer.objects.order_by("pk").values())
    again = checked(*finance, "business-registry", "2026-11", path)
    assert (again.status, again.new, again.changed, again.same) == ("unchanged", 0, 0, 2)
    assert list(Employer.objects.order_by("pk").values()) == before


def test_a_file_on_its_road_is_not_taken_twice(place, finance, tmp_path):
    path = registry(tmp_path, [firm(1)])
    assert upload(*finance, "business-registry", "2026-11", path) == upload(
        *finance, "business-registry", "2026-11", path
    )


def test_undoing_puts_everything_back(place, finance, tmp_path):
    known = place.employer(5, name="Tên cũ", address="Chỗ cũ")
    before = list(Employer.objects.order_by("pk").values())
    batch = applied(*finance, "business-registry", "2026-11", registry(tmp_path, [firm(5), firm(8)]))
    assert Employer.objects.count() == 2
    intake.undo_register_file(batch, by=place.clerk(place.finance), at=NOW, reason="Nhầm tệp")
    batch.refresh_from_db()
    after = list(Employer.objects.order_by("pk").values())
    assert batch.status == "undone"
    assert [{k: v for k, v in row.items() if k != "agency_id"} for row in after] == [
        {k: v for k, v in row.items() if k != "agency_id"} for row in before
    ]
    assert SourceRow.objects.filter(batch=batch).count() == 2
    assert not known.identifiers.filter(valid_to__isnull=False).exists()


def test_nothing_is_undone_beneath_what_was_built_on_it(place, finance, tmp_path):
    batch = applied(*finance, "business-registry", "2026-11", registry(tmp_path, [firm(1)]))
    events = table(tmp_path / "bd.xlsx", [[firm(1)["Mã số thuế"], "A", "Tạm ngừng", "01/10/2026", ""]], EVENTS)
    applied(*finance, "status-events", "2026-11", events)
    with pytest.raises(NotPossible, match="nguồn khác"):
        intake.undo_register_file(batch, by=place.clerk(place.finance), at=NOW, reason="Nhầm")


def test_an_earlier_file_is_undone_after_the_later_one(place, finance, tmp_path):
    first = applied(*finance, "business-registry", "2026-10", registry(tmp_path, [firm(1)]))
    second = applied(*finance, "business-registry", "2026-11", registry(tmp_path, [firm(2)], name="b.xlsx"))
    by = place.clerk(place.finance)
    with pytest.raises(NotPossible, match="sau tệp này"):
        intake.undo_register_file(first, by=by, at=NOW, reason="Nhầm")
    intake.undo_register_file(second, by=by, at=NOW, reason="Nhầm")
    intake.undo_register_file(first, by=by, at=NOW, reason="Nhầm")
    assert not Employer.objects.exists()


# --- Events ----------------------------------------------------------------------------------------------------------


def events(tmp_path, *rows, name="bien-dong.xlsx"):
    return table(tmp_path / name, rows, EVENTS)


def test_events_reach_known_employers_and_bring_new_ones(place, finance, tmp_path):
    known = place.employer(1)
    rows = [[known.tax_code, known.name, "Tạm ngừng kinh doanh", "01/09/2026", "12/TB"]]
    rows.append([firm(2)["Mã số thuế"], "Công ty Hai", "Mới hoạt động", "05/09/2026", ""])
    batch = applied(*finance, "status-events", "2026-Q3", events(tmp_path, *rows))
    known.refresh_from_db()
    assert (batch.new, known.status, known.status_on) == (2, "suspended", date(2026, 9, 1))
    came = Employer.objects.get(tax_code=rows[1][0])
    assert (came.name, came.began_on) == ("Công ty Hai", date(2026, 9, 5))
    assert StatusEvent.objects.get(employer=known).document_no == "12/TB"
    again = checked(*finance, "status-events", "2026-Q3", events(tmp_path, *rows, name="lan-hai.xlsx"))
    assert again.status == "unchanged"


def test_undone_events_are_withdrawn_and_stay_to_be_read(place, finance, tmp_path):
    known = place.employer(1)
    path = events(tmp_path, [known.tax_code, known.name, "Phá sản", "01/09/2026", ""])
    batch = applied(*finance, "status-events", "2026-Q3", path)
    intake.undo_register_file(batch, by=place.clerk(place.finance), at=NOW, reason="Nhầm")
    known.refresh_from_db()
    assert known.status == "operating"
    assert StatusEvent.objects.get(employer=known).withdrawn_reason == "Nhầm"


# --- What is received ------------------------------------------------------------------------------------------------


def test_a_drop_is_logged_once_for_those_who_are_to_have_it(place, finance, tmp_path):
    batch = applied(*finance, "business-registry", "2026-11", registry(tmp_path, [firm(1)]))
    lines = DataExchange.objects.filter(batch=batch)
    assert {line.receiver.code for line in lines} >= {place.bhxh.code, place.labour.code}
    assert {line.period for line in lines} == {"2026-11"}


def test_a_file_that_says_nothing_new_is_received_all_the_same(place, finance, tmp_path):
    path = registry(tmp_path, [firm(1)])
    applied(*finance, "business-registry", "2026-10", path)
    again = checked(*finance, "business-registry", "2026-11", path)
    assert again.status == "unchanged"
    assert DataExchange.objects.filter(batch=again, period="2026-11").exists()


# --- Refusals --------------------------------------------------------------------------------------------------------


def test_one_wrong_row_refuses_the_file_and_nothing_is_kept_of_it(place, finance, tmp_path):
    batch = checked(
        *finance, "business-registry", "2026-11", registry(tmp_path, [firm(1), firm(2, **{"Tên đơn vị": ""})])
    )
    assert (batch.status, batch.refused) == ("refused", 1)
    assert not SourceRow.objects.filter(batch=batch).exists() and not Match.objects.filter(batch=batch).exists()


def test_only_who_holds_the_function_sends_the_kind(place, tmp_path):
    path = registry(tmp_path, [firm(1)])
    with pytest.raises(NotPossible, match="không phải cơ quan cung cấp"):
        upload(place.board, place.clerk(place.board), "business-registry", "2026-11", path)
    with pytest.raises(PermissionDenied):
        upload(place.finance, place.clerk(place.tax), "business-registry", "2026-11", path)
    with pytest.raises(NotPossible):
        upload(place.board, OPERATOR, "tax-labour", "2026", path)


def test_nobody_lets_in_or_takes_out_what_another_sent(place, finance, tmp_path):
    batch = checked(*finance, "business-registry", "2026-11", registry(tmp_path, [firm(1)]))
    stranger = place.clerk(place.tax)
    with pytest.raises(PermissionDenied):
        intake.confirm_register_file(batch, by=stranger, at=NOW)
    with pytest.raises(PermissionDenied):
        intake.discard_register_file(batch, by=stranger)


@pytest.mark.parametrize(("kind", "period"), [("coverage", "2026"), ("coverage", "2026-Q1"), ("zone-list", "2026")])
def test_a_kind_has_its_periods(place, tmp_path, kind, period):
    agency = place.board if kind == "zone-list" else place.bhxh
    with pytest.raises(ValidationError):
        upload(agency, place.clerk(agency), kind, period, registry(tmp_path, [firm(1)]))


def test_a_period_ahead_is_not_taken(place, finance, tmp_path):
    with pytest.raises(ValidationError, match="chưa tới"):
        upload(*finance, "business-registry", "2026-12", registry(tmp_path, [firm(1)]))


def test_a_province_that_takes_no_tax_list_refuses_it_with_the_source(place, tmp_path):
    ProvinceSetting.objects.filter(province=place.province, key=KINDS["tax-labour"].gate).update(value=False)
    with pytest.raises(NotPossible, match="003:95"):
        upload(place.tax, place.clerk(place.tax), "tax-labour", "2026", registry(tmp_path, [firm(1)]))


# --- Who may take it back --------------------------------------------------------------------------------------------


def test_who_may_not_take_a_file_back_reads_who_may(place, finance, client, tmp_path):
    batch = applied(*finance, "business-registry", "2026-11", registry(tmp_path, [firm(1)]))
    officer, boss = make_person(place.finance, "can-bo"), place.clerk(place.finance)

    def page(person) -> str:
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        return client.get(f"/nguon-du-lieu/tep/{batch.pk}/").content.decode()

    told = f"Chỉ Người phê duyệt / Thủ trưởng cơ quan của {place.finance.name} hoàn tác được tệp này."
    assert told in page(officer) and f"Hiện là: {boss.full_name}." in page(officer) and "Người nộp" in page(officer)
    assert told not in page(boss) and "Hoàn tác" in page(boss)
    other = page(place.clerk(place.labour))
    assert told in other and "Hiện là" not in other
    boss.posts.update(valid_to=date(2026, 1, 1))
    assert "Hiện chưa có ai giữ vai trò đó." in page(officer)
