"""Pages of the monthly report, as each person meets them."""

import pytest
from django.urls import reverse

from arrears.models import DebtorList
from portal.core import jobs
from portal.core.models import AuditEntry, Job
from reports.models import MonthlyReport, ReportFile, ReportReceipt

pytestmark = pytest.mark.django_db
PAGES = ("monthly-report", "monthly-report-lines", "monthly-report-letter", "monthly-report-receipts")


@pytest.fixture
def visit(client, closed):
    def go(name, address, *arguments, **asked):
        client.force_login(closed.person(name))
        return client.get(reverse(address, args=arguments), **asked)

    return go


@pytest.fixture
def press(client, closed):
    def go(name, address, *arguments, data=None):
        client.force_login(closed.person(name))
        return client.post(reverse(address, args=arguments), data or {})

    return go


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_is_led_to_the_door(client, submitted, address):
    response = client.get(reverse(address, args=[submitted.pk]))
    assert response.status_code == 302


def test_an_outsider_does_not_find_the_report(visit, submitted):
    assert {visit("tax", address, submitted.pk).status_code for address in PAGES} == {404}
    assert "10/2026" not in visit("tax", "monthly-reports").content.decode()


@pytest.mark.parametrize("name", ["department", "commune", "board", "union", "leader"])
def test_a_draft_is_not_found_by_its_later_recipients(visit, draft, name):
    assert {visit(name, address, draft.pk).status_code for address in PAGES} == {404}


@pytest.mark.parametrize("name", ["officer", "approver", "department", "commune", "board", "union", "leader", "office"])
def test_every_reader_opens_every_page(visit, submitted, name):
    assert {visit(name, address, submitted.pk).status_code for address in PAGES} == {200}
    assert "10/2026" in visit(name, "monthly-reports").content.decode()


def test_a_commune_meets_no_word_of_another_commune(visit, submitted):
    for address in PAGES:
        page = visit("commune", address, submitted.pk).content.decode()
        assert "TA0003A" not in page
        assert "27.000.000" not in page
    assert "TA0001A" in visit("commune", "monthly-report-lines", submitted.pk).content.decode()


def test_reading_is_written_down_with_its_filter(visit, closed, submitted):
    visit("commune", "monthly-report-lines", submitted.pk, data={"worst": "3"})
    entry = AuditEntry.objects.filter(kind="read", act="report_lines").latest("id")
    assert entry.user == closed.people["commune"]
    assert entry.detail["filters"]["worst"] == "3"


def test_the_approver_sends_the_draft_from_its_page(visit, press, draft):
    assert "Gửi báo cáo" in visit("approver", "monthly-report", draft.pk).content.decode()
    response = press("approver", "submit-monthly-report", draft.pk, data={"number": "125"})
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.number) == (MonthlyReport.Status.SUBMITTED, "125")


def test_a_report_without_a_number_is_refused_in_a_sentence(visit, press, draft):
    press("approver", "submit-monthly-report", draft.pk)
    assert "Hãy ghi số của báo cáo" in visit("approver", "monthly-report", draft.pk).content.decode()


def test_the_department_acknowledges_and_bhxh_sees_it(visit, press, closed, submitted):
    assert "Xác nhận tiếp nhận" in visit("department", "monthly-report", submitted.pk).content.decode()
    press("department", "acknowledge-monthly-report", submitted.pk)
    receipt = ReportReceipt.objects.get(report=submitted, agency__kind="home_affairs")
    assert receipt.acknowledged_by == closed.people["department"]
    assert "Người department" in visit("approver", "monthly-report", submitted.pk).content.decode()


def test_a_file_is_asked_for_waited_for_and_taken_away(visit, press, closed, submitted):
    response = press("commune", "ask-for-report-file", "thang", submitted.pk, "pdf")
    assert response.url == reverse("report-file-progress", args=["thang", submitted.pk, "pdf"])
    assert visit("commune", "report-file-progress", "thang", submitted.pk, "pdf").status_code == 200
    job = Job.objects.get(
        key__contains=f"file:report:{submitted.pk}:{closed.agency('commune_committee', closed.communes[0]).pk}"
    )
    jobs.run(job.pk)
    file = ReportFile.objects.get()
    page = visit("commune", "report-file-progress", "thang", submitted.pk, "pdf", headers={"HX-Request": "true"})
    assert reverse("download-report-file", args=[file.pk]) in page.content.decode()
    taken = visit("commune", "download-report-file", file.pk)
    assert b"".join(taken.streaming_content)[:5] == b"%PDF-"
    assert taken["Content-Disposition"].startswith("attachment")
    entry = AuditEntry.objects.get(kind="export", act="report_file")
    assert entry.detail["sha256"] == file.stored.sha256
    for name in ("neighbour", "department", "tax", "union"):
        assert visit(name, "download-report-file", file.pk).status_code == 404


def test_the_debtor_list_is_closed_to_outsiders_before_submission(visit, press, closed):
    listed = DebtorList.objects.get()
    assert press("officer", "ask-for-report-file", "no", listed.pk, "xlsx").status_code == 302
    assert press("department", "ask-for-report-file", "no", listed.pk, "xlsx").status_code == 404
    assert press("tax", "ask-for-report-file", "no", listed.pk, "xlsx").status_code == 404


def test_an_unknown_sort_or_format_is_not_found(visit, press, submitted):
    assert press("officer", "ask-for-report-file", "khac", submitted.pk, "pdf").status_code == 404
    assert visit("officer", "report-file-progress", "thang", submitted.pk, "docx").status_code == 404


def test_the_letter_stands_alone_with_its_own_style(visit, submitted):
    page = visit("department", "monthly-report-letter", submitted.pk)
    html = page.content.decode()
    assert "Độc lập - Tự do - Hạnh phúc" in html
    assert 'style nonce="' in html
    assert ' style="' not in html


def test_the_sender_finds_who_has_not_acknowledged_and_a_recipient_finds_itself(visit, submitted):
    waiting = visit("approver", "monthly-report-receipts", submitted.pk, data={"waiting": "yes"}).content.decode()
    assert "Sở Nội vụ" in waiting
    received = visit("approver", "monthly-report-receipts", submitted.pk, data={"waiting": "no"}).content.decode()
    assert "Sở Nội vụ" not in received
    own = visit("commune", "monthly-report-receipts", submitted.pk)
    assert "Sở Nội vụ" not in own.content.decode().split("<main")[1]
    assert own.context["listing"].count == 1


def test_who_types_the_whole_number_of_the_report_does_not_get_its_symbol_twice(press, draft):
    assert press("approver", "submit-monthly-report", draft.pk, data={"number": "125/BC-BHXH"}).status_code == 302
    assert MonthlyReport.objects.get(pk=draft.pk).number.count("BC-BHXH") <= 1


def test_the_figures_of_a_report_open_its_rows(visit, submitted):
    page = visit("department", "monthly-report", submitted.pk)
    for address in (f"/bao-cao/{submitted.pk}/don-vi/", f"/bao-cao/{submitted.pk}/don-vi/?months=3"):
        assert f'href="{address}"' in page.content.decode()
    now = page.context["page"].now
    lines = visit("department", "monthly-report-lines", submitted.pk).context["listing"]
    assert (lines.count, lines.totals["owed"]) == (now.owing, now.owed)
