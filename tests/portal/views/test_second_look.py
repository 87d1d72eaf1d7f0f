"""Before what matters the portal looks again at who is there; what was read, taken or refused is written down."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from arrears.models import LedgerMonth
from portal.core import exports
from portal.core.models import AuditEntry, ImportBatch
from portal.core.tasks import clear_sessions
from portal.schedule import SCHEDULE
from reports.models import ReportFile
from tests.portal.canaries import CLOSED, SEPTEMBER, build

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def here(tmp_path):
    return build("bac-ninh", tmp_path)


def signed_in(world, name: str, *, long_ago: bool = False) -> Client:
    """Somebody inside; `long_ago`: password or code were given an hour before."""
    client = Client()
    client.force_login(world.person(name), BACKEND)
    client.get("/tai-khoan/")  # where the session learns when it began
    if long_ago:
        session = client.session
        session["verified_at"] -= 3600
        session.save()
    return client


def asks_again(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith(reverse("verify-again"))


def test_closing_submitting_and_reopening_ask_again_who_is_there(here):
    client = signed_in(here, "approver", long_ago=True)
    draft = here.versions[CLOSED].monthly_report
    assert asks_again(client.post(reverse("submit-monthly-report", args=[draft.pk]), {"number": "7"}))
    assert asks_again(client.post(reverse("close-month", args=["2026-11"])))
    batch = ImportBatch.objects.create(
        kind="b03",
        province_code=here.province.slug,
        agency_code=here.agencies["bhxh"].code,
        month=SEPTEMBER.first_day,
        file=here.batch.file,
        status=ImportBatch.Status.STAGED,
    )
    assert asks_again(client.post(reverse("confirm-import", args=[batch.pk]), {"reason": "Sai số"}))
    batch.refresh_from_db()
    draft.refresh_from_db()
    assert (batch.status, draft.status) == (ImportBatch.Status.STAGED, "draft")
    assert LedgerMonth.objects.get(month=SEPTEMBER.first_day).status == LedgerMonth.Status.CLOSED
    fresh = signed_in(here, "approver").post(reverse("submit-monthly-report", args=[draft.pk]), {"number": "7"})
    assert fresh.url == reverse("monthly-report", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.status == "submitted"


def test_a_large_file_is_given_only_to_whoever_proved_it_just_now(here, monkeypatch):
    path = reverse("employers")
    stale = signed_in(here, "department", long_ago=True)
    assert stale.get(f"{path}?format=csv").status_code == 200
    monkeypatch.setattr(exports, "LARGE", 3)
    kept = reverse("download-report-file", args=[ReportFile.objects.get(scope_agency=None, report=here.report).pk])
    for address in (f"{path}?format=xlsx", f"{path}?format=csv", kept):
        assert asks_again(stale.get(address)), address
        assert signed_in(here, "department").get(address).status_code == 200, address
    assert stale.get(path).status_code == 200
    taken = AuditEntry.objects.filter(user=here.people["department"], kind="export")
    assert sorted(taken.values_list("act", flat=True)) == ["employers"] * 3 + ["report_file"]


def test_what_is_read_with_which_filter_and_what_is_refused_stands_in_the_trail(here):
    client = signed_in(here, "commune")
    employer, other = here.employers["mot"], here.employers["hai"]
    client.get(f"{reverse('ledger', args=[SEPTEMBER])}?group=owing&q=cong")
    client.get(reverse("employer", args=[employer.pk]))
    client.get(reverse("employer", args=[other.pk]))
    client.post(reverse("close-month", args=["2026-11"]))
    mine = AuditEntry.objects.filter(user=here.people["commune"])
    assert mine.get(act="ledger", kind="read").detail["filters"] == {"group": "owing", "q": "cong", "sort": "-owed"}
    assert mine.get(act="employer", kind="read").subject == employer.unit_code
    refused = mine.filter(kind="refused").values_list("detail__path", flat=True)
    assert set(refused) == {reverse("employer", args=[other.pk]), reverse("close-month", args=["2026-11"])}


def test_the_auditor_reads_the_own_province_and_finds_neither_names_nor_figures(here, tmp_path):
    there = build("hai-phong", tmp_path)
    for world in (here, there):
        signed_in(world, "officer").get(reverse("employer", args=[world.employers["hai"].pk]))
    auditor = signed_in(here, "auditor")
    page = auditor.get(reverse("audit-trail") + "?size=200").content.decode()
    assert here.person("officer").full_name in page
    assert there.province.slug not in page.lower()
    assert here.word("hai") not in page
    assert AuditEntry.objects.filter(user=here.people["auditor"], act="audit_trail", kind="read").count() == 1
    for path in ("/", "/don-vi/", "/thu-no/thang/", "/thu-no/thang/2026-09/so/"):
        assert auditor.get(path, follow=True).status_code == 404 or path == "/", path
    assert signed_in(here, "commune").get(reverse("audit-trail")).status_code == 404


def test_a_kept_board_is_nobody_else_s_and_a_submission_draws_it_anew(here):
    client, other = signed_in(here, "department"), signed_in(here, "union")
    client.get("/"), other.get("/")
    tag = {"If-None-Match": client.get("/")["ETag"]}
    assert client.get("/", headers=tag).status_code == 304
    assert other.get("/", headers=tag).status_code == 200
    assert signed_in(here, "department").get("/", headers=tag).status_code == 200
    signed_in(here, "approver").post(
        reverse("submit-monthly-report", args=[here.versions[CLOSED].monthly_report.pk]), {"number": "7"}
    )
    anew = client.get("/", headers=tag)
    assert anew.status_code == 200
    assert "10/2026" in anew.content.decode()


def test_nothing_that_a_signed_in_person_gets_is_stored_but_the_own_board(here):
    client = signed_in(here, "department")
    month = reverse("ledger", args=[SEPTEMBER])
    for path in (month, f"{month}?format=xlsx", reverse("employers"), "/api/employers/", reverse("employer", args=[0])):
        answer = client.get(path)
        assert answer["Cache-Control"] == "private, no-store", path
        assert answer["X-Content-Type-Options"] == "nosniff", path
        assert answer["X-Frame-Options"] == "DENY", path
        assert "default-src 'none'" in answer["Content-Security-Policy"], path
        assert (answer["Referrer-Policy"], answer["Cross-Origin-Opener-Policy"]) == ("same-origin", "same-origin"), path
    assert client.get("/")["Cache-Control"] == "private, no-cache"
    assert client.post(reverse("logout"))["Clear-Site-Data"] == '"cache"'


def test_the_month_as_bhxh_keeps_it_is_no_page_of_anybody_else(here):
    for name in ("department", "leader", "union", "board", "commune", "tax", "auditor", "administrator"):
        client = signed_in(here, name)
        for path in ("/thu-no/thang/", "/thu-no/thang/2026-09/", "/thu-no/thang/2026-11/", "/thu-no/tep/nop"):
            assert client.get(path).status_code == 404, (name, path)
        assert client.get("/thu-no/thang/2026-09/so/?version=2").status_code == 404, name
    assert signed_in(here, "officer").get("/thu-no/thang/2026-09/so/?version=9").status_code == 404


def test_sessions_that_are_over_are_forgotten_every_night(db):
    now = timezone.now()
    for key, age in (("over", -1), ("current", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(hours=age))
    clear_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["current"]
    assert "portal.core.tasks.clear_sessions" in {entry["task"] for entry in SCHEDULE.values()}
