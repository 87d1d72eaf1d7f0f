"""What the figures of a file become: who must take part are those who do and those who do not, told or worked out."""

import pytest

from employers.models import LabourCount
from tests.employers.imports.desk import Province, applied, checked, firm, table

pytestmark = pytest.mark.django_db
HEADER = [
    "Mã số thuế",
    "Tên đơn vị",
    "Khu, cụm",
    "Số lao động đang làm việc",
    "Thuộc diện",
    "Đã tham gia",
    "Chưa tham gia",
]


@pytest.fixture
def place() -> Province:
    return Province()


def listed(*figures) -> list:
    return [firm(1)["Mã số thuế"], "Công ty TNHH Số 1", "KCN1", *figures]


def test_a_file_that_tells_both_parts_tells_their_sum_too(place, tmp_path):
    path = table(tmp_path / "kcn.xlsx", [listed(130, None, 95, 25)], HEADER)
    applied(place.board, place.clerk(place.board), "zone-list", "2026-10", path)
    count = LabourCount.objects.get()
    assert (count.employed, count.subject, count.participating, count.not_participating) == (130, 120, 95, 25)
    assert checked(place.board, place.clerk(place.board), "zone-list", "2026-10", path).status == "unchanged"


def test_one_part_alone_tells_no_sum(place, tmp_path):
    path = table(tmp_path / "kcn.xlsx", [listed(130, None, 95, None)], HEADER)
    applied(place.board, place.clerk(place.board), "zone-list", "2026-10", path)
    count = LabourCount.objects.get()
    assert (count.subject, count.participating, count.not_participating) == (None, 95, None)


def test_parts_that_do_not_make_the_sum_refuse_the_file(place, tmp_path):
    path = table(tmp_path / "kcn.xlsx", [listed(130, 120, 95, 20)], HEADER)
    batch = checked(place.board, place.clerk(place.board), "zone-list", "2026-10", path)
    assert batch.status == "refused" and batch.outcome["errors"][0]["code"] == "subject_sum"
