"""Hand-over: what a leaver has is listed, passed on inside the agency, told, recorded; the account is let go in the same go."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from agencies.models import DirectiveDraft, HandOver, User
from agencies.queries.handover import Item, work_of
from agencies.services.handover import hand_over_work
from portal.core.acts import NotPossible
from portal.core.models import AuditEntry, ImportBatch, Job, Notification, StoredFile
from tests.factories.people import is_inside, make_agency, make_person, make_province, sign_in


def extra_panel(leaver, on):
    return [Item("Việc tầng trên", "một việc", "/x/")]


def extra_step(leaver, successor, *, at):
    Notification.objects.create(user=successor, key="extra", text=f"từ {leaver.username}")


@pytest.fixture
def busy(lan, province):
    """Lan with something of each sort."""
    Job.objects.create(key="a", task="x.tasks.y", title="Lập tệp", user=lan, province_code="bac-ninh")
    Job.objects.create(key="b", task="x.tasks.y", title="Việc xong", user=lan, state="done")
    Notification.objects.create(user=lan, key="n", text="Tháng 10 chưa khóa sổ", url="/thu-no/")
    stored = StoredFile.objects.create(name="C12.xlsx", path="p", size=1, sha256="0" * 64)
    facts = {"kind": "c12", "province_code": "bac-ninh", "agency_code": "bhxh-tinh", "month": "2026-10-01"}
    ImportBatch.objects.create(file=stored, status="staged", uploaded_by=lan, **facts)
    for status in ("draft", "submitted", "approved"):
        subject = {"directive": {"subject": f"Chỉ thị {status}"}}
        DirectiveDraft.objects.create(province=province, author=lan, status=status, content=subject)
    return lan


def given(leaver, by, successor, **facts) -> HandOver:
    now = timezone.now()
    return hand_over_work(leaver, by=by, successor=successor, on=timezone.localdate(now), at=now, **facts)


def test_everything_of_the_leaver_is_listed_and_nothing_of_others(busy, bac):
    texts = " | ".join(item.text for item in work_of(busy, on=timezone.localdate()))
    for expected in ("Lập tệp", "1 thông báo", "C12", "Chỉ thị draft", "Chỉ thị submitted", "Cán bộ"):
        assert expected in texts
    assert "Việc xong" not in texts and "approved" not in texts
    assert [item.kind for item in work_of(bac, on=timezone.localdate())] == ["Vị trí công tác"]


def test_what_is_still_to_do_passes_on_and_the_successor_is_told(busy, bac, quan):
    handover = given(busy, quan, bac, note="nghỉ hưu")
    assert Job.objects.get(key="a").user == bac and Job.objects.get(key="b").user == busy
    assert set(DirectiveDraft.objects.filter(author=bac).values_list("status", flat=True)) == {"draft"}
    lines = list(bac.notifications.order_by("pk").values_list("text", flat=True))
    assert lines[0] == "Tháng 10 chưa khóa sổ" and "nhận bàn giao" in lines[1]
    assert not busy.notifications.unread().exists()
    assert ImportBatch.objects.get().uploaded_by == busy  # what was done stays under the name
    assert len(handover.items) == 6 and handover.handed_by == quan
    assert AuditEntry.objects.get(act="hand_over_work").detail["facts"]["note"] == "nghỉ hưu"


def test_a_storey_above_adds_its_own_by_name(busy, bac, quan, settings):
    settings.HANDOVER_PANELS = [*settings.HANDOVER_PANELS, f"{__name__}.extra_panel"]
    settings.HANDOVER_STEPS = [*settings.HANDOVER_STEPS, f"{__name__}.extra_step"]
    handover = given(busy, quan, bac)
    assert {"kind": "Việc tầng trên", "text": "một việc", "url": "/x/"} in handover.items
    assert bac.notifications.filter(key="extra", text="từ lan").exists()


def test_the_account_is_closed_in_the_same_go(busy, bac, quan):
    browser = Client()
    sign_in(browser, busy)
    given(busy, quan, bac, ends="disable")
    assert not is_inside(browser)
    left = User.objects.get(pk=busy.pk)
    assert (left.is_active, left.closed_reason) == (False, "Đã bàn giao công việc")


def test_or_the_post_ends_on_a_day(busy, bac, quan):
    day = timezone.localdate() + timedelta(days=5)
    hand_over_work(busy, by=quan, successor=bac, on=day, at=timezone.now(), ends="release")
    assert busy.posts.get().valid_to == day - timedelta(days=1)
    assert User.objects.get(pk=busy.pk).is_active


def test_a_successor_works_in_the_same_agency(busy, quan, bac, province):
    elsewhere = make_person(make_agency(province, "home_affairs", "so-noi-vu"), "noivu")
    closed = make_person(bac.posting.agency, "dong", is_active=False)
    for wrong in (elsewhere, closed, busy):
        with pytest.raises(NotPossible):
            given(busy, quan, wrong)
    assert not HandOver.objects.exists() and Job.objects.get(key="a").user == busy


def test_the_last_administrator_hands_over_but_does_not_go(quan, minh, bhxh):
    other = make_person(bhxh, "khac", "administrator", factor=True)
    given(other, quan, minh, ends="release")
    with pytest.raises(NotPossible):
        given(quan, quan, minh, ends="disable")
    assert HandOver.objects.count() == 1


def test_who_has_no_post_has_nothing_to_hand_over(lan, bac, quan):
    lan.posts.update(valid_to="2026-01-31")
    with pytest.raises(NotPossible):
        given(User.objects.get(pk=lan.pk), quan, bac)


def test_only_administrators_of_the_province_hand_over(busy, bac, minh):
    stranger = make_person(make_agency(make_province("hai-phong")), "hai", "administrator", factor=True)
    for by in (minh, bac, stranger):
        with pytest.raises(PermissionDenied):
            given(busy, by, bac)


def test_the_page_shows_all_before_and_the_successor_reads_it_after(busy, bac, quan, minh):
    browser = Client()
    sign_in(browser, quan)
    page = f"/nguoi-dung/{busy.pk}/ban-giao/"
    assert "Chỉ thị draft" in browser.get(page).content.decode()
    answer = browser.post(page, {"successor": bac.pk, "ends": "disable", "note": ""})
    theirs, others = Client(), Client()
    sign_in(theirs, bac)
    sign_in(others, minh)
    assert "Chỉ thị draft" in theirs.get(answer.url).content.decode()
    assert others.get(answer.url).status_code == 404
    assert answer.url in theirs.get("/thong-bao/").content.decode() or bac.notifications.filter(url=answer.url).exists()
    assert bac.full_name in browser.get(f"/nguoi-dung/{busy.pk}/").content.decode()
