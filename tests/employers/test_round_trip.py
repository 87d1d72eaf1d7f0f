"""What a page hands out as a workbook comes back as it is: nothing is new, nothing changes."""

from datetime import date

import pytest
from django.test import Client

from employers.models import SourceRow, StatusEvent
from tests.employers.imports.desk import Province, applied, checked, firm, table

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
REGISTRY = [
    "Mã số thuế",
    "Số đăng ký kinh doanh",
    "Tên đơn vị",
    "Địa chỉ",
    "Xã, phường",
    "Mã ngành VSIC",
    "Phiên bản VSIC",
]
REGISTRY += ["Loại hình", "Ngày bắt đầu hoạt động"]


@pytest.fixture
def place() -> Province:
    return Province()


def exported(place: Province, agency, address: str, path):
    client = Client()
    client.force_login(place.clerk(agency), BACKEND)
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    path.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    return path


def filled(place: Province, tmp_path) -> None:
    """Firms of three kinds: with every fact, with the fewest, a branch of the first."""
    full = firm(1) | {"Số đăng ký kinh doanh": "21A80", "Xã, phường": place.communes[0].name, "Phiên bản VSIC": "2018"}
    full |= {"Loại hình": "Hợp tác xã"}
    rows = [full, {"Mã số thuế": firm(2)["Mã số thuế"], "Tên đơn vị": "Công ty Hai"}]
    rows.append(firm(3) | {"Mã số thuế": f"{full['Mã số thuế']}-001", "Tên đơn vị": "Chi nhánh Một"})
    path = table(tmp_path / "dkkd.xlsx", rows, REGISTRY)
    applied(place.finance, place.clerk(place.finance), "business-registry", "2026-10", path)


def test_the_exported_register_comes_back_unchanged(place, tmp_path):
    filled(place, tmp_path)
    path = exported(place, place.finance, "/don-vi/?format=xlsx", tmp_path / "danh-ba.xlsx")
    batch = checked(place.finance, place.clerk(place.finance), "business-registry", "2026-11", path)
    assert (batch.status, batch.outcome["errors"]) == ("unchanged", []), batch.outcome
    assert (batch.new, batch.changed, batch.same, batch.outcome["matches"]["asks"]) == (0, 0, 3, 0)


def test_the_exported_list_of_events_comes_back_unchanged(place, tmp_path):
    filled(place, tmp_path)
    header = [
        "Mã số thuế",
        "Tên đơn vị",
        "Biến động",
        "Ngày xảy ra",
        "Dự kiến đến ngày",
        "Số văn bản",
        "Ngày văn bản",
        "Ghi chú",
    ]
    rows = [
        [firm(1)["Mã số thuế"], "A", "Tạm ngừng", "01/09/2026", "31/12/2026", "12/TB-ĐKKD", "05/09/2026", "Theo đơn"]
    ]
    rows.append([firm(2)["Mã số thuế"], "B", "Phá sản", date(2026, 8, 3), None, None, None, None])
    path = table(tmp_path / "bd.xlsx", rows, header)
    applied(place.finance, place.clerk(place.finance), "status-events", "2026-Q3", path)
    path = exported(place, place.finance, "/don-vi/bien-dong/?format=xlsx", tmp_path / "bien-dong.xlsx")
    batch = checked(place.finance, place.clerk(place.finance), "status-events", "2026-Q3", path)
    assert (batch.status, batch.same) == ("unchanged", 2), batch.outcome
    assert StatusEvent.objects.count() == 2


def test_the_exported_coverage_comes_back_unchanged(place, tmp_path):
    header = ["Mã xã", "Xã, phường", "BHXH bắt buộc", "BHXH tự nguyện", "BHTN", "BHYT"]
    rows = [[unit.code, unit.name, 1200 + place_no, 30, None, 9000] for place_no, unit in enumerate(place.communes)]
    path = table(tmp_path / "bp.xlsx", rows, header)
    applied(place.bhxh, place.clerk(place.bhxh), "coverage", "2026-10", path)
    path = exported(place, place.bhxh, "/bao-phu/so-lieu/?month=2026-10&format=xlsx", tmp_path / "bao-phu.xlsx")
    batch = checked(place.bhxh, place.clerk(place.bhxh), "coverage", "2026-10", path)
    assert (batch.status, batch.new, batch.changed, batch.refused) == ("unchanged", 0, 0, 0), batch.outcome


ZONES = ["Mã số thuế", "Tên đơn vị", "Khu, cụm", "Lô", "Số lao động đang làm việc", "Thuộc diện tham gia BHXH bắt buộc"]
ZONES += ["Đã tham gia", "Chưa tham gia", "Ngày bắt đầu hoạt động", "Ghi chú"]
SENT = {
    "business-registry": (
        "finance",
        "2026-10",
        REGISTRY,
        lambda place: [firm(1) | {"Loại hình": "Hợp tác xã"}, firm(2)],
    ),
    "status-events": (
        *("finance", "2026-Q3", ["Mã số thuế", "Tên đơn vị", "Biến động", "Ngày xảy ra", "Dự kiến đến ngày"]),
        lambda place: [[firm(1)["Mã số thuế"], "Công ty TNHH Số 1", "Tạm ngừng", "01/09/2026", "31/12/2026"]],
    ),
    "tax-labour": (
        *("tax", "2026-Q2", ["Mã số thuế", "Tên đơn vị", "Xã, phường", "Số lao động", "Ghi chú"]),
        lambda place: [
            [firm(1)["Mã số thuế"], "Công ty TNHH Số 1", place.communes[0].name, 120, "Quý II"],
            [firm(2)["Mã số thuế"], "Công ty TNHH Số 2", place.communes[1].code, 0, None],
        ],
    ),
    "zone-list": (
        *("board", "2026-10", ZONES),
        lambda place: [
            [firm(1)["Mã số thuế"], "Công ty TNHH Số 1", "KCN Một", "CN-05", 130, 120, 95, 25, "15/03/2024", ""]
        ],
    ),
    "coverage": (
        *("bhxh", "2026-10", ["Xã, phường", "BHXH bắt buộc", "BHTN"]),
        lambda place: [[unit.name, 1200, None] for unit in place.communes],
    ),
}


@pytest.mark.parametrize("kind", SENT)
def test_the_rows_of_a_file_taken_away_are_the_same_file_again(place, tmp_path, kind):
    who, period, header, rows = SENT[kind]
    agency = getattr(place, who)
    path = table(tmp_path / "tep.xlsx", rows(place), header)
    batch = applied(agency, place.clerk(agency), kind, period, path)
    path = exported(place, agency, f"/nguon-du-lieu/tep/{batch.pk}/dong/?format=xlsx", tmp_path / "cac-dong.xlsx")
    again = checked(agency, place.clerk(agency), kind, period, path)
    assert (again.status, again.outcome["errors"]) == ("unchanged", []), again.outcome
    assert (again.rows, again.new, again.changed, again.same) == (batch.rows, 0, 0, batch.rows)
    assert _told(again) == _told(batch)


def _told(batch) -> list[dict]:
    kept = SourceRow.objects.filter(batch=batch).order_by("row_no").values()
    return [
        {name: value for name, value in row.items() if name not in ("id", "batch_id", "row_no", "sheet")}
        for row in kept
    ]


def test_the_rows_of_a_file_are_read_by_its_agency_and_by_who_sees_all_counts(place, tmp_path):
    who, period, header, rows = SENT["tax-labour"]
    path = table(tmp_path / "tep.xlsx", rows(place), header)
    batch = applied(place.tax, place.clerk(place.tax), "tax-labour", period, path)
    client = Client()
    for agency, status in (
        (place.tax, 200),
        (place.labour, 200),
        (place.bhxh, 200),
        (place.finance, 404),
        (place.board, 404),
    ):
        client.force_login(place.clerk(agency), BACKEND)
        answer = client.get(f"/nguon-du-lieu/tep/{batch.pk}/dong/")
        assert answer.status_code == status, agency
    client.force_login(place.clerk(place.tax), BACKEND)
    page = client.get(f"/nguon-du-lieu/tep/{batch.pk}/dong/").content.decode()
    assert "Công ty TNHH Số 1" in page and "120" in page and "2026" in page
