"""Each act on an obligation: it works, it is refused to the wrong person, it is not possible out of turn, it is remembered."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from agencies.models import Duty, Evidence, Obligation, ObligationReceipt, ObligationStep
from agencies.services.fulfilment import (
    accept_obligation,
    acknowledge_obligation,
    add_evidence,
    excuse_obligation,
    fulfil_by_execution,
    record_occurrence,
    relay_obligation,
    remove_evidence,
    report_nothing,
    return_obligation,
    submit_obligation,
)
from agencies.services.obligations import report_event
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.files import keep
from portal.core.models import AuditEntry, Notification
from portal.core.periods import Month
from tests.factories.duties import make_directive, make_duty, make_evidence, make_obligation, make_step
from tests.factories.people import make_agency, make_person, make_province

pytestmark = pytest.mark.django_db
WEEK = {"period": "2026-W45", "period_start": date(2026, 11, 2), "period_end": date(2026, 11, 8)}


@pytest.fixture
def place():
    """BHXH coordinates, the school owes, the tax office has no part, the Front receives."""
    province = make_province()
    found = {"province": province, "bhxh": make_agency(province)}
    for name, kind in (("school", "education"), ("tax", "tax"), ("front", "front")):
        found[name] = make_agency(province, kind, f"co-quan-{name}")
    people = {name: make_person(found[name], f"{name}.a", "head") for name in ("bhxh", "school", "tax")}
    people["front"] = make_person(found["front"], "front.a", "officer")
    found["people"] = people
    found["directive"] = make_directive(province, coordinator=found["bhxh"])
    return found


@pytest.fixture
def duty(place):
    return make_duty(place["directive"], bearer=place["school"], recipients=(place["front"],), mode=Duty.Mode.TRACKED)


@pytest.fixture
def obligation(place, duty):
    """October's, due at the end of 4/11/2026."""
    return make_obligation(duty, place["school"])


@pytest.fixture
def submitted(place, obligation, moment):
    submit_obligation(
        obligation, by=place["people"]["school"], at=moment(2026, 11, 4), means="note", note="Đã làm xong."
    )
    obligation.refresh_from_db()
    return obligation


def a_file():
    return keep([b"Minh chung"], name="bao-cao.pdf", content_type="application/pdf")


def remembered(name: str) -> AuditEntry:
    return AuditEntry.objects.filter(act=name).latest("pk")


def refused(act, subject, by, /, **facts) -> None:
    before = Obligation.objects.order_by("pk").values_list("pk", "state", "verdict")
    for person in (None, *by):
        with pytest.raises(PermissionDenied):
            act(subject, by=person, **facts)
    assert list(before) == list(Obligation.objects.order_by("pk").values_list("pk", "state", "verdict"))


# --- Submitting ------------------------------------------------------------------------------------------------------


def test_submitting_decides_on_time_tells_the_recipients_and_keeps_the_name_of_the_day(place, submitted, moment):
    assert (submitted.state, submitted.verdict, submitted.means) == ("submitted", "on_time", "note")
    assert (submitted.fulfilled_by, submitted.fulfilled_as) == (place["people"]["school"], place["school"].name)
    receipt = submitted.receipts.get()
    assert (receipt.agency, receipt.part, receipt.acknowledged_at) == (place["front"], "recipient", None)
    assert Notification.objects.get(user=place["people"]["front"]).url == f"/nhiem-vu/{submitted.pk}/"
    assert submitted.steps.get().text == "Đã làm xong."
    assert remembered("submit_obligation").detail["changed"]["verdict"] == ["", "on_time"]


@pytest.mark.parametrize(("millisecond", "verdict"), [(999, "on_time"), (1000, "late")])
def test_the_last_instant_of_the_due_day_is_on_time(place, obligation, moment, millisecond, verdict):
    at = moment(2026, 11, 4, 23, 59, 59) + timedelta(milliseconds=millisecond)
    submit_obligation(obligation, by=place["people"]["school"], at=at, means="note", note="Xong.")
    obligation.refresh_from_db()
    assert obligation.verdict == verdict


def test_only_the_agency_that_has_to_do_it_submits(place, obligation, moment):
    people, at = place["people"], moment(2026, 11, 3)
    refused(
        submit_obligation, obligation, (people["tax"], people["bhxh"], people["front"], THE_CLOCK),
        at=at, means="note", note="x",
    )  # fmt: skip


def test_a_successor_submits_what_passed_on_to_it(place, obligation, moment):
    Obligation.objects.filter(pk=obligation.pk).update(holder=place["tax"])
    refused(submit_obligation, obligation, (place["people"]["school"],), at=moment(2026, 11, 3), means="note", note="x")
    submit_obligation(obligation, by=place["people"]["tax"], at=moment(2026, 11, 3), means="note", note="Xong.")
    obligation.refresh_from_db()
    assert obligation.fulfilled_as == place["tax"].name and obligation.agency == place["school"]


def test_submitting_out_of_turn_is_not_possible(place, submitted, duty, moment):
    by = place["people"]["school"]
    with pytest.raises(NotPossible):
        submit_obligation(submitted, by=by, at=moment(2026, 11, 5), means="note", note="Lần nữa.")
    ahead = make_obligation(duty, place["school"], Month(2026, 12))
    with pytest.raises(NotPossible):
        submit_obligation(ahead, by=by, at=moment(2026, 11, 5), means="note", note="Sớm.")
    for wrong in ({"means": "note", "note": " "}, {"means": "evidence"}, {"means": "executed", "note": "x"}):
        with pytest.raises(ValidationError):
            submit_obligation(
                make_obligation(duty, place["school"], Month(2026, 9)), by=by, at=moment(2026, 11, 5), **wrong
            )
        Obligation.objects.filter(period="2026-09").delete()


def test_what_must_be_proved_takes_no_note(place, moment):
    duty = make_duty(place["directive"], bearer=place["school"])
    obligation, by = make_obligation(duty, place["school"]), place["people"]["school"]
    with pytest.raises(ValidationError):
        submit_obligation(obligation, by=by, at=moment(2026, 11, 3), means="note", note="Đã làm.")
    make_evidence(obligation)
    submit_obligation(obligation, by=by, at=moment(2026, 11, 3), means="evidence")
    assert obligation.evidence.get().is_submitted


def test_nothing_to_report_is_an_answer_with_a_reason(place, obligation, moment):
    by = place["people"]["school"]
    with pytest.raises(ValidationError):
        report_nothing(obligation, by=by, at=moment(2026, 11, 3), reason=" ")
    refused(report_nothing, obligation, (place["people"]["tax"],), at=moment(2026, 11, 3), reason="x")
    report_nothing(obligation, by=by, at=moment(2026, 11, 3), reason="Không có đơn vị mới.")
    obligation.refresh_from_db()
    assert (obligation.state, obligation.verdict, obligation.means) == ("submitted", "on_time", "nothing")
    assert obligation.note == "Không có đơn vị mới." and remembered("report_nothing").subject_id == str(obligation.pk)
    with pytest.raises(NotPossible):
        report_nothing(obligation, by=by, at=moment(2026, 11, 3), reason="Lần nữa.")


# --- Evidence --------------------------------------------------------------------------------------------------------


def test_evidence_is_versioned_taken_back_before_and_kept_after_submission(place, obligation, moment):
    by = place["people"]["school"]
    facts = {"title": "Báo cáo", "effective_on": date(2026, 10, 31)}
    first = add_evidence(obligation, by=by, file=a_file(), **facts)
    second = add_evidence(obligation, by=by, file=a_file(), supersedes=first, **facts)
    assert (second.version, second.agency, second.uploaded_by) == (2, place["school"], by)
    with pytest.raises(NotPossible):
        add_evidence(obligation, by=by, file=a_file(), supersedes=first, **facts)
    with pytest.raises(NotPossible):
        remove_evidence(first, by=by)
    refused(add_evidence, obligation, (place["people"]["tax"],), file=a_file(), **facts)
    refused(remove_evidence, second, (place["people"]["bhxh"],))
    remove_evidence(second, by=by)
    submit_obligation(obligation, by=by, at=moment(2026, 11, 3), means="evidence")
    first.refresh_from_db()
    with pytest.raises(NotPossible):
        remove_evidence(first, by=by)
    with pytest.raises(NotPossible):
        add_evidence(obligation, by=by, file=a_file(), **facts)
    for forbidden in (
        lambda: Evidence.objects.update(title="khác"),
        lambda: Evidence.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()
    assert remembered("add_evidence").actor == str(by)


def test_another_agency_finds_neither_drafts_nor_evidence_until_it_is_sent_to_it(place, obligation, moment):
    people, evidence = place["people"], make_evidence(obligation)

    def sees(name: str) -> tuple[bool, bool, bool]:
        user = type(people[name]).objects.get(pk=people[name].pk)
        return (
            Obligation.objects.visible_to(user).filter(pk=obligation.pk).exists(),
            Evidence.objects.visible_to(user).filter(pk=evidence.pk).exists(),
            ObligationStep.objects.visible_to(user).filter(obligation=obligation).exists(),
        )

    record_occurrence(
        obligation, by=people["school"], happened_on=date(2026, 10, 5), text="Họp", at=moment(2026, 10, 5)
    )
    assert sees("school") == (True, True, True)
    assert sees("front") == sees("tax") == (False, False, False)
    assert sees("bhxh") == (True, False, False)  # it watches over the province, but drafts are the agency's own
    submit_obligation(obligation, by=people["school"], at=moment(2026, 11, 3), means="evidence")
    assert sees("front") == sees("bhxh") == (True, True, True) and sees("tax") == (False, False, False)


# --- Judging ---------------------------------------------------------------------------------------------------------


def test_the_coordinator_returns_with_a_reason_and_the_verdict_stays(place, submitted, moment):
    people = place["people"]
    with pytest.raises(ValidationError):
        return_obligation(submitted, by=people["bhxh"], at=moment(2026, 11, 5), reason="")
    refused(
        return_obligation,
        submitted,
        (people["school"], people["tax"], people["front"]),
        at=moment(2026, 11, 5),
        reason="x",
    )
    return_obligation(submitted, by=people["bhxh"], at=moment(2026, 11, 5), reason="Thiếu số liệu.")
    submitted.refresh_from_db()
    assert (submitted.state, submitted.verdict) == ("returned", "on_time")
    assert Notification.objects.filter(user=people["school"], text__startswith="Bị trả lại").exists()
    with pytest.raises(NotPossible):
        return_obligation(submitted, by=people["bhxh"], at=moment(2026, 11, 5), reason="Lần nữa.")
    acknowledged = submitted.receipts.get()
    ObligationReceipt.objects.filter(pk=acknowledged.pk).update(acknowledged_at=moment(2026, 11, 5))
    submit_obligation(submitted, by=people["school"], at=moment(2026, 11, 30), means="note", note="Đã bổ sung.")
    submitted.refresh_from_db()
    assert (submitted.state, submitted.verdict) == ("submitted", "on_time")
    assert submitted.receipts.get().acknowledged_at is None  # it is to be received again
    assert [step.kind for step in submitted.steps.all()] == ["submit", "return", "submit"]
    assert remembered("return_obligation").actor == str(people["bhxh"])


def test_the_coordinator_accepts_once_and_never_its_own(place, submitted, duty, moment):
    people, at = place["people"], moment(2026, 11, 5)
    refused(accept_obligation, submitted, (people["school"], people["tax"], THE_CLOCK), at=at)
    accept_obligation(submitted, by=people["bhxh"], at=at)
    submitted.refresh_from_db()
    assert submitted.state == "accepted" and remembered("accept_obligation").subject_id == str(submitted.pk)
    with pytest.raises(NotPossible):
        accept_obligation(submitted, by=people["bhxh"], at=at)
    own = make_obligation(duty, place["bhxh"], state="submitted")
    refused(accept_obligation, own, (people["bhxh"],), at=at)
    refused(return_obligation, own, (people["bhxh"],), at=at, reason="x")


def test_who_may_coordinate_but_does_not_coordinate_this_directive_judges_nothing(place, submitted, moment):
    department = make_person(make_agency(place["province"], "home_affairs", "so-noi-vu"), "snv", "head")
    at = moment(2026, 11, 5)
    refused(accept_obligation, submitted, (department,), at=at)
    refused(return_obligation, submitted, (department,), at=at, reason="x")
    refused(excuse_obligation, submitted, (department,), at=at, reason="x")


def test_an_excuse_has_a_reason_and_what_was_late_stays_late(place, obligation, moment):
    people, at = place["people"], moment(2026, 11, 20)
    Obligation.objects.filter(pk=obligation.pk).update(verdict="late", verdict_at=moment(2026, 11, 5))
    refused(excuse_obligation, obligation, (people["school"], people["tax"]), at=at, reason="x")
    with pytest.raises(ValidationError):
        excuse_obligation(obligation, by=people["bhxh"], at=at, reason="")
    excuse_obligation(obligation, by=people["bhxh"], at=at, reason="Bão lụt.")
    obligation.refresh_from_db()
    assert (obligation.state, obligation.verdict) == ("excused", "late")
    assert remembered("excuse_obligation").detail["facts"]["reason"] == "Bão lụt."
    with pytest.raises(NotPossible):
        excuse_obligation(obligation, by=people["bhxh"], at=at, reason="Lần nữa.")


def test_what_goes_through_nobody_is_not_relayed(place, submitted, moment):
    accept_obligation(submitted, by=place["people"]["bhxh"], at=moment(2026, 11, 5))
    with pytest.raises(NotPossible):
        relay_obligation(submitted, by=place["people"]["bhxh"], at=moment(2026, 11, 5))
    refused(relay_obligation, submitted, (place["people"]["tax"],), at=moment(2026, 11, 5))


def test_a_relay_passes_on_once(place, moment):
    people = place["people"]
    duty = make_duty(
        place["directive"], bearer=place["school"], recipients=(place["front"],), relay=place["bhxh"], mode="tracked"
    )
    one = make_obligation(duty, place["school"])
    submit_obligation(one, by=people["school"], at=moment(2026, 11, 4), means="note", note="Xong.")
    accept_obligation(one, by=people["bhxh"], at=moment(2026, 11, 5))
    relay_obligation(one, by=people["bhxh"], at=moment(2026, 11, 6))
    assert set(one.receipts.values_list("agency__code", "part")) == {
        ("bhxh-tinh", "relay"),
        ("co-quan-front", "recipient"),
    }
    assert remembered("relay_obligation").subject_id == str(one.pk)
    with pytest.raises(NotPossible):
        relay_obligation(one, by=people["bhxh"], at=moment(2026, 11, 6))


def test_only_the_agency_it_was_sent_to_acknowledges_and_once(place, submitted, moment):
    people, receipt = place["people"], submitted.receipts.get()
    refused(
        acknowledge_obligation, receipt, (people["tax"], people["bhxh"], OPERATOR, THE_CLOCK), at=moment(2026, 11, 5)
    )
    acknowledge_obligation(receipt, by=people["front"], at=moment(2026, 11, 5))
    receipt.refresh_from_db()
    assert receipt.acknowledged_by == people["front"] and submitted.steps.filter(kind="receive").exists()
    assert remembered("acknowledge_obligation").actor == str(people["front"])
    with pytest.raises(NotPossible):
        acknowledge_obligation(receipt, by=people["front"], at=moment(2026, 11, 6))


# --- Quotas, logs, events --------------------------------------------------------------------------------------------


def test_a_quota_is_fulfilled_by_the_last_one_needed_inside_its_week(place, moment):
    duty = make_duty(place["directive"], bearer=place["school"], kind=Duty.Kind.QUOTA, mode=Duty.Mode.EVIDENCED)
    week = make_obligation(duty, place["school"], quota=2, due_on=date(2026, 11, 8), **WEEK)
    by = place["people"]["school"]
    for outside in (date(2026, 11, 1), date(2026, 11, 9)):
        with pytest.raises(ValidationError):
            record_occurrence(week, by=by, happened_on=outside, text="Phát thanh", at=moment(2026, 11, 10))
    with pytest.raises(ValidationError):
        record_occurrence(week, by=by, happened_on=date(2026, 11, 5), text="Phát thanh", at=moment(2026, 11, 4))
    refused(
        record_occurrence, week, (place["people"]["tax"],),
        happened_on=date(2026, 11, 3), text="x", at=moment(2026, 11, 4),
    )  # fmt: skip
    with pytest.raises(NotPossible):
        submit_obligation(week, by=by, at=moment(2026, 11, 5), means="note", note="Xong.")
    record_occurrence(week, by=by, happened_on=date(2026, 11, 3), text="Phát thanh lần 1", at=moment(2026, 11, 3))
    week.refresh_from_db()
    assert (week.counted, week.state) == (1, "open")
    record_occurrence(week, by=by, happened_on=date(2026, 11, 8), text="Phát thanh lần 2", at=moment(2026, 11, 8, 20))
    record_occurrence(week, by=by, happened_on=date(2026, 11, 7), text="Phát thanh lần 3", at=moment(2026, 11, 8, 21))
    week.refresh_from_db()
    assert (week.counted, week.state, week.verdict) == (3, "submitted", "on_time")
    assert [step.happened_on for step in week.steps.filter(kind="count")][:2] == [date(2026, 11, 3), date(2026, 11, 8)]
    assert remembered("record_occurrence").detail["facts"]["happened_on"] == "2026-11-07"


def test_an_event_is_owed_by_who_bears_the_duty_some_days_after_it_happened(place, moment):
    duty = make_duty(place["directive"], bearer=place["school"], kind=Duty.Kind.EVENT, due=[])
    facts = {"agency": place["school"], "happened_on": date(2026, 11, 2), "subject": "Đơn vị A giải thể"}
    first = report_event(duty, by=place["people"]["school"], **facts | {"subject": "Đơn vị B giải thể"})
    second = report_event(duty, by=place["people"]["bhxh"], **facts)
    assert (first.period, second.period) == ("2026-11-02/1", "2026-11-02/2")
    assert (first.due_on, first.state, first.holder) == (date(2026, 11, 17), "open", place["school"])
    refused(report_event, duty, (place["people"]["tax"], place["people"]["front"]), **facts)
    with pytest.raises(NotPossible):
        report_event(duty, by=place["people"]["bhxh"], **facts | {"agency": place["tax"]})
    with pytest.raises(NotPossible):
        report_event(duty, by=place["people"]["school"], **facts | {"happened_on": date(2025, 8, 31)})
    with pytest.raises(ValidationError):
        report_event(duty, by=place["people"]["school"], **facts | {"subject": ""})
    deliverable = make_duty(place["directive"], bearer=place["school"])
    with pytest.raises(NotPossible):
        report_event(deliverable, by=place["people"]["school"], **facts)
    assert remembered("report_event").detail["facts"]["subject"] == "Đơn vị A giải thể"


# --- By the thing itself ---------------------------------------------------------------------------------------------


def executed(place, **columns) -> Duty:
    facts = {"bearer": place["bhxh"], "mode": Duty.Mode.EXECUTED, "thing": "monthly_arrears_report"}
    return make_duty(place["directive"], recipients=(place["front"],), **facts | columns)


def fulfil(place, moment, by=THE_CLOCK, **more):
    facts = {"thing": "monthly_arrears_report", "on_period": Month(2026, 10), "at": moment(2026, 11, 3)}
    return fulfil_by_execution(place["bhxh"], by=by, label="Báo cáo tháng 10/2026", url="/bao-cao/1/", **facts | more)


def test_a_thing_done_fulfils_what_asks_for_it_in_that_period_and_nothing_else(place, moment):
    duty = executed(place)
    october, september = make_obligation(duty, place["bhxh"]), make_obligation(duty, place["bhxh"], Month(2026, 9))
    other = make_obligation(executed(place, thing="debtor_list"), place["bhxh"])
    quarter = make_obligation(
        executed(place), place["bhxh"], Month(2026, 9), period="2026-Q3", period_start=date(2026, 7, 1)
    )
    assert fulfil(place, moment) == [october]
    october.refresh_from_db()
    assert (october.state, october.verdict, october.means) == ("submitted", "on_time", "executed")
    assert (october.thing_label, october.thing_url) == ("Báo cáo tháng 10/2026", "/bao-cao/1/")
    assert [receipt.agency for receipt in october.receipts.all()] == [place["front"]]
    assert fulfil(place, moment) == []
    assert fulfil(place, moment, on_period=Month(2026, 9)) == [september, quarter]
    other.refresh_from_db()
    assert other.state == "open" and remembered("fulfil_by_execution").subject_id == str(place["bhxh"].pk)


def test_a_piece_of_it_and_a_standing_duty_are_logged_once_a_day(place, moment):
    dated = make_obligation(executed(place), place["bhxh"])
    standing = make_obligation(executed(place, kind=Duty.Kind.STANDING, due=[]), place["bhxh"], None)
    assert fulfil(place, moment, is_part=True) == [standing]
    assert fulfil(place, moment, is_part=True) == []
    assert fulfil(place, moment, is_part=True, at=moment(2026, 11, 4)) == [standing]
    standing.refresh_from_db()
    dated.refresh_from_db()
    assert (standing.counted, standing.state, dated.state) == (2, "open", "open")


def test_a_year_is_fulfilled_by_its_number(place, moment):
    year = make_obligation(executed(place), place["bhxh"], None, due_on=date(2026, 12, 14), due_at=moment(2026, 12, 14))
    assert fulfil(place, moment, on_period=2025) == [] and fulfil(place, moment, on_period=2026) == [year]


def test_only_who_did_the_thing_fulfils_the_duty_by_it(place, moment):
    make_obligation(executed(place), place["bhxh"])
    for by in (place["people"]["tax"], place["people"]["front"]):
        with pytest.raises(PermissionDenied):
            fulfil(place, moment, by=by)
    assert len(fulfil(place, moment, by=place["people"]["bhxh"])) == 1


def test_a_second_click_is_no_second_time(place, moment):
    duty = make_duty(place["directive"], bearer=place["school"], kind=Duty.Kind.QUOTA, mode=Duty.Mode.TRACKED)
    week = make_obligation(duty, place["school"], quota=2, due_on=date(2026, 11, 8), **WEEK)
    facts = {"by": place["people"]["school"], "at": moment(2026, 11, 4), "happened_on": date(2026, 11, 3)}
    record_occurrence(week, text="Phát sóng buổi sáng", **facts)
    with pytest.raises(NotPossible):
        record_occurrence(week, text="Phát sóng buổi sáng ", **facts)
    assert record_occurrence(week, text="Phát sóng buổi chiều", **facts).counted == 2


def test_the_same_event_of_a_day_is_reported_once(place):
    duty = make_duty(place["directive"], bearer=place["school"], kind=Duty.Kind.EVENT, due=[])
    facts = {"by": place["people"]["school"], "agency": place["school"], "happened_on": date(2026, 11, 3)}
    report_event(duty, subject="Công ty A ngừng hoạt động", **facts)
    with pytest.raises(NotPossible):
        report_event(duty, subject="Công ty A ngừng hoạt động", **facts)
    assert report_event(duty, subject="Công ty B ngừng hoạt động", **facts).period == "2026-11-03/2"


def test_who_owed_it_first_does_not_read_what_the_successor_is_still_writing(place, obligation, moment):
    before = make_evidence(obligation, title="Của cơ quan cũ")
    Obligation.objects.filter(pk=obligation.pk).update(holder=place["tax"])
    obligation.refresh_from_db()
    writing, step = make_evidence(obligation, title="Đang soạn"), make_step(obligation, "count", at=moment(2026, 11, 4))
    old, new = place["people"]["school"], place["people"]["tax"]
    assert set(Evidence.objects.visible_to(old)) == {before}
    assert not ObligationStep.objects.visible_to(old).filter(pk=step.pk).exists()
    assert set(Evidence.objects.visible_to(new)) == {before, writing}
    Evidence.objects.filter(pk=writing.pk).update(is_submitted=True)
    assert set(Evidence.objects.visible_to(old)) == {before, writing}


def test_who_submitted_it_does_not_accept_it_from_another_agency(place, obligation, moment):
    person = place["people"]["school"]
    submit_obligation(obligation, by=person, at=moment(2026, 11, 3), means="note", note="Đã làm.")
    person.posts.update(agency=place["bhxh"])
    moved = type(person).objects.get(pk=person.pk)
    with pytest.raises(NotPossible):
        accept_obligation(obligation, by=moved, at=moment(2026, 11, 4))
    accept_obligation(obligation, by=place["people"]["bhxh"], at=moment(2026, 11, 4))
