"""Stories of somebody who would still have been named wrongly: said once and forgotten by the next list, known in one list and
not in the other, known only after everybody could read it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from arrears.models import Edition, EditionEvent, Objection, Publication
from arrears.queries.editions import lines_now
from arrears.services.publication import editions
from arrears.services.publication.approving import approve_publication, discard_publication, return_publication
from arrears.services.publication.checking import check_publication, recheck_publication
from arrears.services.publication.drawing import draw_up_publication
from arrears.services.publication.holds import record_hold
from arrears.services.publication.lines import pass_stop, strike_line
from arrears.services.publication.noticing import notice_publication, record_notice_sent
from arrears.services.publication.objections import decide_objection, record_objection
from arrears.services.publication.payments import record_payment
from employers.models import Employer
from portal.core.acts import THE_CLOCK, NotPossible
from portal.core.models import Notification
from tests.arrears.publication.test_drawing import closed
from tests.factories.ledger import each_fund
from tests.factories.publications import APPROVED, DRAWN, OCTOBER, PUBLISHED, Publishing

pytestmark = pytest.mark.django_db
NOVEMBER = OCTOBER.plus(1)
LATER = PUBLISHED + timedelta(hours=2)
CODES = ("TA0001A", "TA0002A", "TA0003A")
NUMBER = {"number": 2, "symbol": "DS-BHXH"}


@pytest.fixture
def publishing() -> Publishing:
    return Publishing.beside_a_commune()


def row(code: str, amount: int = 9, **columns) -> dict:
    return (
        {"unit_code": code, "name": f"Công ty {code}", "days_late": 150 if amount else 0}
        | each_fund(late=amount)
        | columns
    )


def restating(publishing: Publishing, rows: list[dict], month=OCTOBER) -> None:
    """The month is open again, and a file of it came in."""
    found = publishing.ledger.month(month)
    found.status, found.reason = "restating", "sửa"
    found.save()
    publishing.ledger.b03(month, rows)


def noticed(publishing: Publishing, publication: Publication, number: int, who: str = "") -> Publication:
    officer = publishing.person(f"{who}lap")
    publication = check_publication(publication, by=officer, at=DRAWN)
    facts = {"number": number, "symbol": "TB", "issued_on": DRAWN.date()}
    publication = notice_publication(publication, by=officer, at=DRAWN, **facts)
    record_notice_sent(publication, by=officer, at=DRAWN, sent_on=DRAWN.date())
    return publication


def of_commune(publishing: Publishing) -> Publication:
    agency, officer = publishing.ledger.committees[0], publishing.person("xa.lap")
    return draw_up_publication(agency, by=officer, at=DRAWN, what="late", version=publishing.version)


def answered(publishing: Publishing, publication: Publication, code: str = "TA0001A") -> Objection:
    facts = {"line": publication.lines.get(unit_code=code).pk, "received_on": DRAWN.date(), "text": "Đã nộp"}
    return record_objection(publication, by=publishing.person("lap"), at=APPROVED, **facts)


def decided(publishing: Publishing, answer: Objection, decision: str) -> None:
    facts = {"objection": answer.pk, "decision": decision, "answer": "Đã xem."}
    decide_objection(answer.line.publication, by=publishing.person("duyet"), at=APPROVED, **facts)


def stops(publication: Publication) -> dict[str, list[str]]:
    """Who is stopped, and by what."""
    return {
        line.unit_code: [code.partition(":")[0] for code in line.stops]
        for line in publication.lines.filter(state="stopped")
    }


def named(edition: Edition) -> list[str]:
    return sorted(line.unit_code for line in lines_now(edition))


def told(username: str, words: str) -> list[str]:
    return list(
        Notification.objects.filter(user__username=username, text__contains=words).values_list("text", flat=True)
    )


# --- What was said once ------------------------------------------------------------------------------------------------


def test_an_answer_that_was_upheld_is_not_forgotten_when_the_list_is_dropped_and_drawn_up_again(publishing):
    first = noticed(publishing, publishing.drawn(), 1)
    decided(publishing, answered(publishing, first), "upheld")
    decided(publishing, answered(publishing, first, "TA0002A"), "refused")
    discard_publication(first, by=publishing.person("lap"), reason="sai căn cứ")

    assert stops(publishing.drawn()) == {"TA0001A": ["objected", "struck_before"]}


def test_who_was_struck_off_is_not_back_in_the_next_list_of_the_same_figures_without_being_seen(publishing):
    first = publishing.drawn()
    strike_line(first, by=publishing.person("lap"), line=first.lines.get(unit_code="TA0002A").pk, reason="nhầm đơn vị")
    discard_publication(first, by=publishing.person("lap"), reason="lập lại")

    assert stops(publishing.drawn()) == {"TA0002A": ["struck_before"]}
    assert stops(publishing.drawn("late")) == {"TA0002A": ["struck_before"]}
    assert stops(of_commune(publishing)) == {}  # why BHXH struck it off is BHXH's own


def test_what_the_province_found_right_in_an_answer_stops_the_communes_list_too_and_a_decision_stops_anew(publishing):
    whole, local = noticed(publishing, publishing.drawn(), 1), of_commune(publishing)
    answer, xa = answered(publishing, whole), publishing.person("xa.duyet")
    local = recheck_publication(local, by=xa, at=APPROVED)
    assert stops(local) == {"TA0001A": ["objected"]}
    line = local.lines.get(unit_code="TA0001A")
    pass_stop(local, by=xa, at=APPROVED, line=line.pk, reason="đã xác minh")
    assert stops(recheck_publication(local, by=xa, at=APPROVED)) == {}

    decided(publishing, answer, "corrected")
    assert stops(recheck_publication(local, by=xa, at=APPROVED)) == {"TA0001A": ["objected"]}


def test_who_was_corrected_in_an_older_edition_is_not_named_again_by_the_next_month_without_being_seen(publishing):
    edition, by = publishing.published(), publishing.person("duyet")
    facts = {"by": by, "at": LATER}
    editions.correct_line(
        edition.publication, place=edition.lines.get(unit_code="TA0001A").place, text="Nêu nhầm", **facts
    )
    editions.delist_line(edition.publication, place=edition.lines.get(unit_code="TA0002A").place, **facts)

    publishing.version = closed(publishing, [row(code) for code in CODES], NOVEMBER)
    assert stops(publishing.drawn("late")) == {"TA0001A": ["corrected_before"]}


def test_what_an_employer_says_while_its_list_is_worked_on_again_is_taken_down_and_stops_it(publishing):
    publication = noticed(publishing, publishing.drawn(), 1)
    publication = return_publication(publication, by=publishing.person("lap"), reason="thêm đơn vị")
    answered(publishing, publication)
    publication = check_publication(publication, by=publishing.person("lap"), at=APPROVED)
    with pytest.raises(NotPossible, match="vướng"):
        notice_publication(publication, by=publishing.person("lap"), at=APPROVED)
    with pytest.raises(NotPossible, match="đã thông báo"):
        answered(publishing, publishing.drawn("late"))


# --- Figures that are on their way -------------------------------------------------------------------------------------


def test_who_owes_nothing_by_the_file_that_restates_the_month_waits_for_the_approver(publishing):
    publication = publishing.approved()
    restating(publishing, [row("TA0001A", 0), row("TA0002A"), row("TA0003A")])
    with pytest.raises(NotPossible, match="thay đổi"):
        editions.publish_edition(publication, by=publishing.person("duyet"), at=PUBLISHED, **NUMBER)
    publication = recheck_publication(publication, by=THE_CLOCK, at=PUBLISHED)
    assert stops(publication) == {"TA0001A": ["paying"]} and publication.state == "noticed"


def test_who_owed_nothing_by_the_month_once_restated_is_corrected_though_it_owes_for_the_next(publishing):
    edition = publishing.published()
    closed(publishing, [row(code) for code in CODES], NOVEMBER)
    restating(publishing, [row("TA0001A", 0), row("TA0002A", 3_000_000), row("TA0003A", 3_000_000)])
    publishing.ledger.close(OCTOBER)

    for _hour in range(2):
        editions.delist_paid(edition.publication, by=THE_CLOCK, at=LATER)
    assert named(edition) == ["TA0002A", "TA0003A"]
    event = EditionEvent.objects.get(edition=edition)
    assert event.kind == "corrected" and event.shown_until == LATER + (LATER - PUBLISHED)
    assert "Công ty TA0001A" in event.text and "10/2026 đã điều chỉnh" in event.text
    (text,) = told("duyet", "khác với số liệu đã điều chỉnh")  # TA0002A owes another sum than is published; once
    assert "1 dòng" in text and "TA000" not in text


def test_another_name_in_the_register_is_told_to_who_may_correct_and_another_way_of_typing_is_not(publishing):
    edition = publishing.published()
    Employer.objects.filter(unit_code="TA0002A").update(name="CÔNG TY  ta0002a")
    editions.delist_paid(edition.publication, by=THE_CLOCK, at=LATER)
    assert not told("duyet", "mã số thuế")
    Employer.objects.filter(unit_code="TA0001A").update(name="Công ty khác")
    editions.delist_paid(edition.publication, by=THE_CLOCK, at=LATER)
    assert len(told("duyet", "tên, mã số thuế")) == 1
    client = Client()
    client.force_login(publishing.approver, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/cong-khai-no/so/{edition.code}/").content.decode()
    place = edition.lines.get(unit_code="TA0001A").place
    assert f">Dòng {place}: Công ty TA0001A<" in page and page.count("/dong/3/") == page.count("/dong/1/") + 1


# --- What becomes known after everybody could read it ------------------------------------------------------------------


def test_a_hold_or_an_accepted_answer_of_whom_an_edition_still_names_is_told_to_its_makers(publishing):
    local = noticed(publishing, of_commune(publishing), 1, "xa.")
    local = approve_publication(local, by=publishing.person("xa.duyet"), at=APPROVED)
    editions.publish_edition(local, by=publishing.person("xa.duyet"), at=PUBLISHED, number=1, symbol="DS-UBND")
    days = {"begins_on": LATER.date(), "expires_on": LATER.date() + timedelta(days=9), "on": LATER.date()}
    facts = {"agency": publishing.ledger.bhxh, "kind": "disputed", "reason": "khiếu nại"}
    record_hold(publishing.ledger.employer("TA0002A"), by=publishing.person("lap"), **facts, **days)
    assert len(told("xa.lap", "tạm giữ")) == 1 and not told("lap", "tạm giữ")

    whole = noticed(publishing, publishing.drawn(), 1)
    decided(publishing, answered(publishing, whole, "TA0003A"), "refused")
    assert not told("xa.duyet", "phản hồi")
    decided(publishing, answered(publishing, whole, "TA0001A"), "upheld")
    (text,) = told("xa.duyet", "phản hồi")
    assert "01/DS-UBND" in text and "TA000" not in text


def test_a_payment_told_on_a_file_that_was_merged_away_is_told_on_the_one_that_is_named(publishing):
    publishing.published()
    gone = publishing.ledger.employer("TB0001B")
    Employer.objects.filter(pk=gone.pk).update(merged_into=publishing.ledger.employer("TA0001A"))
    facts = {"at": LATER, "amount": 5_000_000, "paid_on": LATER.date(), "document_no": "UNC"}
    with pytest.raises(NotPossible, match="đã gộp"):
        record_payment(gone, by=publishing.person("lap"), **facts)


# --- A person is one whatever a file says ------------------------------------------------------------------------------


def test_a_household_that_the_months_file_takes_for_a_company_is_still_named_by_initials(publishing):
    Employer.objects.filter(unit_code="TA0001A").update(kind=10)
    line = publishing.published().lines.get(unit_code="TA0001A")
    assert line.is_masked and line.name == "Hộ kinh doanh C. T. T." and line.tax_code.startswith("*")


# --- Gone is gone ------------------------------------------------------------------------------------------------------


def test_what_was_withdrawn_is_at_no_public_door_and_its_list_leaves_nothing_to_take(publishing):
    edition = publishing.published()
    editions.withdraw_edition(edition.publication, by=publishing.person("duyet"), at=LATER, reason="Sai kỳ")
    doors = [
        "",
        "?q=TA0001A",
        f"{edition.code}/",
        f"{edition.code}/?q=TA0001A",
        "bieu-duong/",
        "dinh-chinh/",
        "du-lieu.json",
    ]
    doors += [f"{edition.code}/tep/{kind}" for kind in ("pdf", "xlsx", "csv", "json", "d15")]
    doors += [f"kiem-chung/{edition.verify_code}/", f"kiem-chung/{edition.content_hash}/"]
    with time_machine.travel(LATER + timedelta(minutes=2), tick=False):
        for door in doors:
            assert b"TA000" not in Client().get(f"/cong-khai/{door}").content, door


def test_who_paid_by_the_quarter_while_its_debt_fell_due_is_not_named_by_the_days_of_those_who_pay_monthly():
    publishing, through = Publishing(cycle=3), {"paid_through_unsplit": OCTOBER.plus(-5).first_day}
    columns = ({"cycle": 1} | through, through, {"cycle": 1, "days_late": 150})
    rows = [{"name": f"Công ty {code}"} | told for code, told in zip(CODES, columns, strict=True)]
    owed = each_fund(opening=9, payable=1, late=10)
    publishing.ledger.c12(NOVEMBER, [{"unit_code": code} | owed | row for code, row in zip(CODES, rows, strict=True)])
    publication = draw_up_publication(
        publishing.ledger.bhxh, by=publishing.person("lap"), at=DRAWN + timedelta(days=30), what="debtors",
        version=publishing.ledger.close(NOVEMBER),
    )  # fmt: skip
    stops = dict(publication.lines.values_list("unit_code", "stops"))
    assert stops == {"TA0001A": ["other_cycle"], "TA0002A": [], "TA0003A": []}
