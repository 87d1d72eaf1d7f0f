"""Letters, answers and the approval by another person, only when nobody could be named wrongly."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from agencies.models import ProvinceSetting
from arrears.models import Objection, Publication, PublicationNotice
from arrears.services.publication.approving import approve_publication, discard_publication, return_publication
from arrears.services.publication.checking import check_publication, recheck_publication
from arrears.services.publication.lines import pass_stop
from arrears.services.publication.noticing import notice_publication, record_notice_sent
from arrears.services.publication.objections import decide_objection, record_objection
from employers.models import Employer
from portal.core.acts import OPERATOR, NotPossible
from portal.core.models import AuditEntry, Job
from tests.factories.people import make_person
from tests.factories.publications import APPROVED, DRAWN, Publishing

pytestmark = pytest.mark.django_db
TOMORROW = APPROVED + timedelta(days=1)


@pytest.fixture
def publishing() -> Publishing:
    return Publishing()


@pytest.fixture
def noticed(publishing) -> Publication:
    return notice(publishing, check(publishing))


def check(publishing, **facts) -> Publication:
    return check_publication(publishing.drawn(**facts), by=publishing.person("lap"), at=DRAWN)


def notice(publishing, publication, number: int = 7) -> Publication:
    facts = {"number": number, "symbol": "TB-BHXH", "issued_on": DRAWN.date()}
    publication = notice_publication(publication, by=publishing.person("lap"), at=DRAWN, **facts)
    record_notice_sent(publication, by=publishing.person("lap"), at=DRAWN, sent_on=DRAWN.date())
    publication.refresh_from_db()
    return publication


def line(publication: Publication, code: str = "TA0001A"):
    return publication.lines.get(unit_code=code)


def object_to(publishing, publication, code: str = "TA0001A", at=APPROVED) -> Objection:
    facts = {"line": line(publication, code).pk, "received_on": DRAWN.date(), "text": "Đã nộp đủ"}
    return record_objection(publication, by=publishing.person("lap"), at=at, **facts)


def test_every_employer_gets_a_letter_under_numbers_in_a_row_and_its_days_to_answer(publishing, noticed):
    letters = PublicationNotice.objects.order_by("number")
    assert [(letter.number, letter.line.unit_code) for letter in letters] == [
        (7, "TA0003A"),
        (8, "TA0002A"),
        (9, "TA0001A"),
    ]
    assert {letter.answer_by for letter in letters} == {date(2026, 11, 13)} == {noticed.answer_by}
    assert letters[0].full_number == "07/TB-BHXH"
    assert Job.objects.filter(task="reports.tasks.make_publication_notices").exists()


def test_a_number_is_given_once_a_year(publishing, noticed):
    other = check(publishing, what="late")
    with pytest.raises(ValidationError, match="10"):
        notice(publishing, other, number=9)


def test_the_later_day_of_sending_gives_the_days_to_answer_and_without_it_nothing_is_approved(publishing, noticed):
    PublicationNotice.objects.update(sent_on=None)
    with pytest.raises(NotPossible, match="ngày gửi"):
        approve_publication(noticed, by=publishing.person("duyet"), at=TOMORROW)
    sent = record_notice_sent(noticed, by=publishing.person("lap"), at=APPROVED, sent_on=date(2026, 11, 10))
    assert sent == 3
    noticed.refresh_from_db()
    assert noticed.answer_by == date(2026, 11, 17)


def test_a_list_with_a_line_that_is_stopped_is_not_noticed(publishing):
    Employer.objects.filter(unit_code="TA0001A").update(tax_code_ok=False)
    publication = check(publishing)
    with pytest.raises(NotPossible, match="vướng"):
        notice(publishing, publication)
    pass_stop(publication, by=publishing.person("duyet"), at=DRAWN, line=line(publication).pk, reason="đã xác minh")
    assert notice(publishing, publication).state == "noticed"
    assert line(publication).passed_reason == "đã xác minh"


def test_another_person_approves_after_the_days_to_answer(publishing, noticed):
    with pytest.raises(NotPossible, match="thời hạn"):
        approve_publication(noticed, by=publishing.person("duyet"), at=DRAWN + timedelta(days=7))
    assert approve_publication(noticed, by=publishing.person("duyet"), at=DRAWN + timedelta(days=8)).state == "approved"


def test_the_maker_never_approves_nor_lets_pass_what_stops_a_line(publishing):
    maker = publishing.person("duyet")
    Employer.objects.filter(unit_code="TA0001A").update(tax_code_ok=False)
    publication = Publication.objects.get(pk=publishing.drawn().pk)
    Publication.objects.filter(pk=publication.pk).update(made_by=maker)
    with pytest.raises(NotPossible, match="không tự"):
        pass_stop(publication, by=maker, at=DRAWN, line=line(publication).pk, reason="x")
    with pytest.raises(NotPossible):
        pass_stop(publication, by=OPERATOR, at=DRAWN, line=line(publication).pk, reason="x")
    Employer.objects.filter(unit_code="TA0001A").update(tax_code_ok=True)
    recheck_publication(publication, by=maker, at=DRAWN)
    publication = notice(publishing, check_publication(publication, by=maker, at=DRAWN))
    with pytest.raises(NotPossible, match="không tự"):
        approve_publication(publication, by=maker, at=TOMORROW)


def test_without_days_to_answer_the_list_is_approved_the_same_day(publishing):
    ProvinceSetting.objects.create(
        province=publishing.province,
        key="publication.objection_days",
        value=0,
        valid_from=date(2026, 1, 1),
        reason="thử",
    )
    publication = notice(publishing, check(publishing))
    assert approve_publication(publication, by=publishing.person("duyet"), at=DRAWN).state == "approved"


def test_an_answer_stops_its_line_and_takes_an_approval_back_however_late_it_comes(publishing, noticed):
    publication = approve_publication(noticed, by=publishing.person("duyet"), at=TOMORROW)
    objection = object_to(publishing, publication, at=TOMORROW)
    publication.refresh_from_db()

    assert (publication.state, publication.approved_by) == ("noticed", None)
    assert line(publication).state == "stopped"
    with pytest.raises(NotPossible, match="vướng"):
        approve_publication(publication, by=publishing.person("duyet"), at=TOMORROW)
    with pytest.raises(NotPossible, match="phản hồi"):
        pass_stop(publication, by=publishing.person("duyet"), at=TOMORROW, line=line(publication).pk, reason="x")
    with pytest.raises(PermissionDenied):
        decide(publishing, publication, objection, "refused", by="lap")
    decide(publishing, publication, objection, "refused")
    assert line(publication).state == "candidate"
    assert approve_publication(publication, by=publishing.person("duyet"), at=TOMORROW).state == "approved"


def decide(publishing, publication, objection, decision: str, by: str = "duyet") -> Objection:
    facts = {"objection": objection.pk, "decision": decision, "answer": "Đã kiểm tra."}
    return decide_objection(publication, by=publishing.person(by), at=TOMORROW, **facts)


def test_an_answer_that_is_upheld_strikes_the_line_and_one_corrected_keeps_it_out(publishing, noticed):
    decide(publishing, noticed, object_to(publishing, noticed), "upheld")
    decide(publishing, noticed, object_to(publishing, noticed, "TA0002A"), "corrected")

    assert line(noticed).state == "struck"
    assert line(noticed, "TA0002A").state == "held"
    publication = return_publication(noticed, by=publishing.person("lap"), reason="xem lại")
    check_publication(publication, by=publishing.person("lap"), at=TOMORROW)
    assert [line(noticed, code).state for code in ("TA0001A", "TA0002A", "TA0003A")] == ["struck", "held", "candidate"]


def test_who_took_an_answer_down_does_not_decide_it(publishing, noticed):
    approver = publishing.person("duyet")
    facts = {"line": line(noticed).pk, "received_on": DRAWN.date(), "text": "Sai"}
    objection = record_objection(noticed, by=approver, at=APPROVED, **facts)
    with pytest.raises(NotPossible, match="không tự"):
        decide(publishing, noticed, objection, "refused")
    make_person(publishing.ledger.bhxh, "giamdoc", "head")
    decide(publishing, noticed, objection, "refused", by="giamdoc")


def test_a_returned_list_tells_only_who_was_not_told_yet(publishing, noticed):
    publication = return_publication(noticed, by=publishing.person("lap"), reason="bổ sung")
    publication = check_publication(publication, by=publishing.person("lap"), at=APPROVED)
    publication = notice_publication(publication, by=publishing.person("lap"), at=APPROVED)
    assert publication.state == "noticed" and PublicationNotice.objects.count() == 3


def test_a_discarded_list_names_nobody_and_another_may_be_drawn_up(publishing, noticed):
    discard_publication(noticed, by=publishing.person("lap"), reason="sai tháng")
    with pytest.raises(NotPossible):
        approve_publication(noticed, by=publishing.person("duyet"), at=TOMORROW)
    assert publishing.drawn().state == "draft"


def test_people_of_another_agency_do_nothing_with_a_list(publishing, noticed):
    stranger = make_person(publishing.ledger.committees[0], "xa", "approver")
    with pytest.raises(PermissionDenied):
        approve_publication(noticed, by=stranger, at=TOMORROW)
    assert not Publication.objects.visible_to(stranger).exists()
    assert not PublicationNotice.objects.visible_to(stranger).exists()


def test_the_trail_names_no_employer_of_a_list_on_its_way(publishing, noticed):
    object_to(publishing, noticed)
    told = str(list(AuditEntry.objects.filter(act__in=["record_objection", "notice_publication", "draw_up_publication",
                                                       "pass_stop"]).values()))  # fmt: skip
    assert "TA000" not in told and "Đã nộp đủ" not in told


# --- What the database refuses, whoever asks ---------------------------------------------------------------------------


def refused(statement: str, *values) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError:
        return True
    return False


def test_the_database_refuses_evasion_without_ground_days_urging_or_with_a_reason(publishing, noticed):
    pk = line(noticed).pk
    update = "UPDATE arrears_publicationline SET named_as = 3, ground = %s, days = %s, urged_on = %s, is_justified = %s"
    update += " WHERE id = %s"
    day = date(2026, 10, 15)
    for facts in (
        ("", 90, day, False),
        ("đ", 60, day, False),
        ("đ", 61, None, False),
        ("e", 61, day, True),
        ("đ", None, day, False),
    ):
        assert refused(update, *facts, pk), facts
    assert not refused(update, "đ", 61, day, False, pk)
    assert not refused(update, "c", None, None, True, pk)


def test_the_database_refuses_evaded_money_on_a_line_named_late(publishing, noticed):
    assert refused("UPDATE arrears_publicationline SET evaded = 1 WHERE id = %s", line(noticed).pk)


def test_the_database_refuses_an_approval_by_the_maker_or_by_nobody_or_over_a_stopped_line(publishing, noticed):
    approve = (
        "UPDATE arrears_publication SET state = 'approved', approved_by_id = %s, approved_at = now() WHERE id = %s"
    )
    maker, other = publishing.officer.pk, publishing.approver.pk
    assert refused(approve, maker, noticed.pk)
    assert refused(approve, None, noticed.pk)
    noticed.lines.filter(unit_code="TA0001A").update(state="stopped")
    assert refused(approve, other, noticed.pk)
    noticed.lines.update(state="candidate")
    object_to(publishing, noticed)
    noticed.lines.update(state="candidate")
    assert refused(approve, other, noticed.pk)
    Objection.objects.update(decision="refused")
    assert not refused(approve, other, noticed.pk)


def test_the_database_refuses_to_publish_what_is_not_approved_and_a_pass_by_the_maker(publishing, noticed):
    assert refused("UPDATE arrears_publicationline SET state = 'published' WHERE id = %s", line(noticed).pk)
    assert refused(
        "UPDATE arrears_publicationline SET passed_by_id = %s WHERE id = %s", publishing.officer.pk, line(noticed).pk
    )
    assert refused("UPDATE arrears_publication SET state = 'published' WHERE id = %s", noticed.pk)
    assert refused("DELETE FROM arrears_publication WHERE id = %s", noticed.pk)
