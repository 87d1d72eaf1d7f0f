"""Notes of many debtors at once: only what is ticked changes, the rest is carried on, nothing is lost or written over."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from arrears.models import ArrearsNote, NoteCause, UrgingNotice
from arrears.queries import measures
from arrears.queries.notes import in_force
from arrears.services.notes import record_arrears_note, record_arrears_notes
from portal.core.acts import NotPossible
from portal.core.models import AuditEntry
from portal.core.periods import Month
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)
NOW = datetime(2026, 11, 6, 2, tzinfo=UTC)


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger()
    for code, commune in (("TA1", 0), ("TA2", 0), ("TA3", 3)):
        made.employer(code, commune=made.communes[commune])
    rows = each_fund(opening=300, payable=100, adjustment=0, paid=0, late=300, not_due=100)
    made.c12(OCTOBER, [{"unit_code": code} | rows for code in ("TA1", "TA2", "TA3")])
    return made


@pytest.fixture
def lan(ledger):
    return make_person(ledger.bhxh, "lan")


def pks(ledger: Ledger, *codes: str) -> list[int]:
    return [ledger.employer(code).pk for code in codes]


def note_many(ledger, by, codes, month=OCTOBER, agency=None, **ticked):
    facts = {"month": month, "employers": pks(ledger, *codes), "ticked": ticked, "at": NOW}
    return record_arrears_notes(agency or ledger.bhxh, by=by, **facts)


def held(ledger, code: str, month=OCTOBER) -> tuple:
    note = in_force(pks(ledger, code), month.first_day).get(ledger.employer(code).pk)
    return note and (note.cause_id, note.solution, note.measures, note.proposal, note.remark)


def test_only_what_is_ticked_changes_and_the_rest_is_carried_on(ledger, lan):
    cause = NoteCause.objects.get(code="cash_flow")
    facts = {"cause": cause, "measures": "Đã gọi điện", "proposal": "Thanh tra", "solution": "Cam kết", "remark": "x"}
    record_arrears_note(ledger.employer("TA1"), by=lan, month=SEPTEMBER, **facts)
    made = note_many(ledger, lan, ("TA1", "TA2"), solution="Nộp dần", remark="")
    assert len(made) == 2
    assert held(ledger, "TA1") == ("cash_flow", "Nộp dần", "Đã gọi điện", "Thanh tra", "")
    assert held(ledger, "TA2") == (None, "Nộp dần", "", "", "")
    assert held(ledger, "TA1", SEPTEMBER) == ("cash_flow", "Cam kết", "Đã gọi điện", "Thanh tra", "x")
    assert ArrearsNote.objects.count() == 3


def test_a_note_holds_in_later_months_until_another_is_written(ledger, lan):
    note_many(ledger, lan, ("TA1",), SEPTEMBER, solution="Một")
    assert held(ledger, "TA1", NOVEMBER) == held(ledger, "TA1", SEPTEMBER)
    note_many(ledger, lan, ("TA1",), NOVEMBER, solution="Hai")
    assert [held(ledger, "TA1", month)[1] for month in (SEPTEMBER, OCTOBER, NOVEMBER)] == ["Một", "Một", "Hai"]


def test_who_has_the_text_already_gets_no_new_note(ledger, lan):
    note_many(ledger, lan, ("TA1", "TA2"), solution="Một")
    assert len(note_many(ledger, lan, ("TA1", "TA2", "TA3"), solution="Một")) == 1
    assert ArrearsNote.objects.count() == 3


@pytest.mark.parametrize(("codes", "ticked"), [((), {"solution": "x"}), (("TA1",), {}), (("TA1",), {"owed": 1})])
def test_nothing_chosen_and_nothing_ticked_is_refused(ledger, lan, codes, ticked):
    with pytest.raises(NotPossible):
        note_many(ledger, lan, codes, **ticked)
    assert not ArrearsNote.objects.exists()


def test_an_office_notes_its_own_debtors_and_one_that_is_not_refuses_all(ledger):
    officer = make_person(ledger.offices[0], "nguyet")
    with pytest.raises(NotPossible, match="không thuộc phần quản lý"):
        note_many(ledger, officer, ("TA1", "TA3"), agency=ledger.offices[0], solution="x")
    assert not ArrearsNote.objects.exists()
    assert len(note_many(ledger, officer, ("TA1",), agency=ledger.offices[0], solution="x")) == 1
    with pytest.raises(PermissionDenied):
        note_many(ledger, officer, ("TA1",), agency=ledger.bhxh, solution="x")


def test_the_trail_tells_neither_whom_nor_what(ledger, lan):
    note_many(ledger, lan, ("TA1",), solution="Chủ đã bỏ trốn")
    entry = AuditEntry.objects.get(act="record_arrears_notes")
    assert entry.detail["facts"] == {"month": "2026-10", "at": str(NOW)} or set(entry.detail["facts"]) == {
        "month",
        "at",
    }


# the pages


def page_of(person, path: str, data: dict | None = None):
    client = Client()
    client.force_login(person, BACKEND)
    return client.get(path) if data is None else client.post(path, data)


def test_the_list_shows_the_debtors_with_the_note_in_force(ledger, lan):
    note_many(ledger, lan, ("TA1",), SEPTEMBER, cause_id="deliberate", solution="Cưỡng chế")
    page = page_of(lan, "/ghi-nhan/2026-10/").content.decode()
    assert "Công ty TA1" in page and "Công ty TA3" in page
    assert "cố tình" in page and "từ 09/2026" in page and "Cưỡng chế" in page
    assert "Chưa ghi" in page
    assert page_of(lan, "/ghi-nhan/").url == "/ghi-nhan/2026-10/"
    assert "Công ty TA1" not in page_of(lan, "/ghi-nhan/2026-10/?noted=no").content.decode()
    assert "Công ty TA2" not in page_of(lan, "/ghi-nhan/2026-10/?cause=deliberate").content.decode()


def test_the_list_goes_out_as_a_workbook(ledger, lan):
    answer = page_of(lan, "/ghi-nhan/2026-10/?format=xlsx")
    assert answer.status_code == 200 and "ghi-nhan-2026-10" in answer["Content-Disposition"]
    assert AuditEntry.objects.filter(act="arrears_notes", kind=AuditEntry.Kind.EXPORT).exists()


def typed(ledger, *codes, **data) -> dict:
    return {"typed": "1", "employer": pks(ledger, *codes)} | data


def test_the_preview_tells_how_many_and_writes_nothing(ledger, lan):
    note_many(ledger, lan, ("TA1",), solution="Nộp dần")
    page = page_of(
        lan, "/ghi-nhan/2026-10/xem-truoc", typed(ledger, "TA1", "TA2", set_solution="on", solution="Nộp dần")
    )
    assert "1 trong 2 đơn vị sẽ có ghi nhận mới" in page.content.decode()
    assert ArrearsNote.objects.count() == 1


def test_writing_goes_back_to_the_list_and_says_how_many(ledger, lan):
    data = typed(ledger, "TA1", "TA2", set_cause="on", cause="disaster")
    assert page_of(lan, "/ghi-nhan/2026-10/ghi", data).url == "/ghi-nhan/2026-10/"
    assert {held(ledger, code)[0] for code in ("TA1", "TA2")} == {"disaster"}


def test_refused_nothing_that_was_typed_or_chosen_is_lost(ledger, lan):
    page = page_of(lan, "/ghi-nhan/2026-10/ghi", typed(ledger, "TA1", "TA3", solution="Một giải pháp dài"))
    text = page.content.decode()
    assert page.status_code == 422 and "đánh dấu ít nhất một nội dung" in text
    assert "Một giải pháp dài" in text
    assert all(f'name="employer" value="{pk}"' in text for pk in pks(ledger, "TA1", "TA3"))
    none = page_of(lan, "/ghi-nhan/2026-10/ghi", {"typed": "1", "set_remark": "on", "remark": "Còn đây"})
    assert "Còn đây" in none.content.decode() and "Chưa chọn đơn vị nào" in none.content.decode()
    assert not ArrearsNote.objects.exists()


def test_all_that_the_filter_shows_is_chosen_at_once(ledger, lan):
    data = {"all": "1", "asked": f"commune={ledger.communes[3].pk}"}
    text = page_of(lan, "/ghi-nhan/2026-10/xem-truoc", data).content.decode()
    assert f'value="{ledger.employer("TA3").pk}"' in text
    assert f'name="employer" value="{ledger.employer("TA1").pk}"' not in text


def test_an_office_neither_sees_nor_chooses_anothers_debtors(ledger):
    officer = make_person(ledger.offices[1], "coso2")
    assert "Công ty TA1" not in page_of(officer, "/ghi-nhan/2026-10/").content.decode()
    text = page_of(officer, "/ghi-nhan/2026-10/xem-truoc", {"employer": pks(ledger, "TA1", "TA3")}).content.decode()
    assert f'name="employer" value="{ledger.employer("TA1").pk}"' not in text


def test_nobody_else_has_these_pages(ledger):
    employer = ledger.employer("TA1").pk
    for person in (
        make_person(ledger.committees[0], "mai"),
        make_person(make_agency(ledger.province, "tax", "thue-tinh"), "thue"),
    ):
        for path in ("/ghi-nhan/", "/ghi-nhan/2026-10/", f"/ghi-nhan/don-vi/{employer}/"):
            assert page_of(person, path).status_code == 404, path
        assert page_of(person, "/ghi-nhan/2026-10/ghi", typed(ledger, "TA1")).status_code == 404


def test_an_employers_notes_stand_newest_first_beside_what_the_portal_did(ledger, lan):
    note_many(ledger, lan, ("TA1",), SEPTEMBER, solution="Cũ")
    note_many(ledger, lan, ("TA1",), OCTOBER, solution="Mới")
    facts = {"month": SEPTEMBER.first_day, "name": "TA1", "origin": "list", "state": "issued"}
    UrgingNotice.objects.create(
        employer=ledger.employer("TA1"), full_number="7/ĐĐ", issued_on=date(2026, 10, 3), **facts
    )
    page = page_of(lan, f"/ghi-nhan/don-vi/{ledger.employer('TA1').pk}/").content.decode()
    assert page.index("Mới") < page.index("Cũ")
    assert "đã đôn đốc số 7/ĐĐ ngày 03/10/2026" in page


# the door for other rooms


def test_a_room_tells_its_measures_by_name_once(ledger, monkeypatch):
    monkeypatch.setattr(measures, "SOURCES", dict(measures.SOURCES))
    pk = ledger.employer("TA1").pk

    def told(employers, until):
        return {pk: [measures.Measure(date(2026, 10, 1), "đã kiểm tra")]} if until >= date(2026, 10, 1) else {}

    measures.register_measures("inspections", told)
    measures.register_measures("inspections", told)
    assert measures.in_a_line(measures.measures_of([pk], until=date(2026, 10, 31))[pk]) == "đã kiểm tra"
    assert measures.measures_of([pk], until=date(2026, 9, 30)) == {}
    with pytest.raises(ValueError, match="inspections"):
        measures.register_measures("inspections", lambda employers, until: {})


def test_a_cross_of_form_b10_is_told_for_a_month_of_which_no_notice_is_known(ledger):
    employer = ledger.employer("TA1")
    facts = {"employer": employer, "name": "TA1", "state": "issued"}
    for month in (SEPTEMBER, OCTOBER):
        crossed = {"month": month.first_day, "as_of": month.last_day, "origin": "b10"}
        UrgingNotice.objects.create(**facts, **crossed)
    listed = {"month": OCTOBER.first_day, "origin": "list", "full_number": "7/ĐĐ", "issued_on": date(2026, 10, 3)}
    UrgingNotice.objects.create(**facts, **listed)
    told = measures.measures_of([employer.pk], until=date(2026, 10, 31))[employer.pk]
    assert [one.text for one in told] == [
        "đã đôn đốc trong tháng 09/2026 (mẫu B10a-TS)", "đã đôn đốc số 7/ĐĐ ngày 03/10/2026",
    ]  # fmt: skip


def test_a_line_tells_the_newest_few(ledger):
    many = [measures.Measure(date(2026, 1, day), f"việc {day}") for day in range(1, 9)]
    assert measures.in_a_line(many) == "; ".join(f"việc {day}" for day in range(4, 9))
