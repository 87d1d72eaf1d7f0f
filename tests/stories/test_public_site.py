"""The public site in a browser, as a citizen meets it: served by real processes, read through its own database role."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from arrears.models import Edition
from arrears.services.publication import editions
from portal.core import jobs
from portal.core.models import Job
from tests.factories.publications import Publishing

SIZES = ({"width": 1440, "height": 900}, {"width": 390, "height": 844})


@pytest.fixture
def edition(own_database) -> Edition:
    return Publishing().published()


def judged(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{one['id']} ({one['impact']})" for one in found] + (["wider than the screen"] if wide else [])


def test_a_citizen_reads_searches_takes_a_file_and_checks_it(edition, live_portal, page):
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    for job in Job.objects.filter(key__startswith="edition-files:"):
        jobs.finish(job)
    code = edition.verify_code
    for path in ("", f"{edition.code}/", "bieu-duong/", "dinh-chinh/", "kiem-chung/", f"kiem-chung/{code}/"):
        for size in SIZES:
            page.set_viewport_size(size)
            page.goto(f"{live_portal.url}/cong-khai/{path}")
            assert judged(page) == [], f"{path} at {size['width']}"
    page.goto(f"{live_portal.url}/cong-khai/{edition.code}/")
    page.get_by_label("Tìm theo tên").fill("cong ty ta0002")
    page.get_by_role("button", name="Tìm").click()
    assert page.locator("table.lines tbody tr").count() == 1
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải PDF").click()
    page.goto(f"{live_portal.url}/cong-khai/kiem-chung/")
    page.get_by_label("Hoặc chọn tệp").set_input_files(taken.value.path())
    page.wait_for_url("**/kiem-chung/*/")
    assert "đang có hiệu lực" in page.content()
    assert page.context.cookies() == [] and complaints == []


def test_what_changes_is_gone_at_once_for_everybody(edition, live_portal, page):
    by, now = edition.publication.approved_by, timezone.now() + timedelta(minutes=1)
    address = f"{live_portal.url}/cong-khai/{edition.code}/"
    page.goto(address)
    assert "TA0002A" in page.content()
    editions.delist_line(edition.publication, by=by, place=2, at=now)
    page.reload()  # a browser may keep what it has for a minute: the reader asks anew
    assert "TA0002A" not in page.content() and "1 đơn vị đã nộp đủ" in page.content()
    editions.withdraw_edition(edition.publication, by=by, at=now, reason="Sai kỳ số liệu")
    gone = page.reload()
    assert (
        gone.status == 410
        and "noindex" in gone.headers["x-robots-tag"]
        and "max-age=60" in gone.headers["cache-control"]
    )
    assert "TA000" not in page.content()
