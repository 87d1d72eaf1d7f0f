"""What the first page says where there is nothing to list, and how the trail writes days and hours."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from agencies.models import AdminUnit, AgencyTerritory, Post
from arrears.models import DebtorEntry
from portal.core import audit
from portal.core.models import AuditEntry
from portal.shell.tables import AUDIT
from tests.factories.people import make_agency
from tests.portal.canaries import OCTOBER, SEPTEMBER, build
from tests.portal.views.test_second_look import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(tmp_path):
    return build("bac-ninh", tmp_path)


def test_a_commune_without_long_debtors_reads_that_the_month_is_closed_and_nobody_is_listed(here):
    unit = AdminUnit.objects.filter(province=here.province.unit, level=3, valid_to=None).order_by("-code").first()
    empty = make_agency(here.province, "commune_committee", f"ubnd-{unit.code}")
    AgencyTerritory.objects.create(agency=empty, unit=unit, valid_from=date(2025, 7, 1))
    assert not DebtorEntry.objects.filter(commune=unit).exists()
    Post.objects.filter(user=here.person("commune")).update(agency=empty)

    page = signed_in(here, "commune").get(reverse("home"), {"month": str(SEPTEMBER)}).content.decode()

    assert "Không có đơn vị nào trên địa bàn nợ từ 3 tháng" in page
    assert f"Tháng {SEPTEMBER.label} đã khóa sổ" in page
    assert "Chưa có danh sách" not in page
    assert page.count("tính lúc") > 1  # the empty list has a stamp of its own


def test_the_trail_writes_moments_of_the_wall_clock_and_days_as_people_do(here):
    at = datetime(2026, 11, 19, 18, 30, tzinfo=UTC)
    facts = {"happened_at": at, "issued_on": date(2026, 11, 5), "month": str(OCTOBER), "number": "20-11/QĐ"}
    audit.read("ledger", by=here.person("officer"), **facts)
    auditor = signed_in(here, "auditor")

    page = auditor.get(reverse("audit-trail"), {"act": "ledger"}).content.decode()
    row = AuditEntry.objects.get(act="ledger", kind="read", user=here.person("officer"))
    exported = " ".join(map(str, AUDIT.file_row(row)))

    for text in (page, exported):
        assert "01:30 20/11/2026" in text and "05/11/2026" in text and "10/2026" in text and "20-11/QĐ" in text
        assert "T18:30" not in text and "2026-11-05" not in text
