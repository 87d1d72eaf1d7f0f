"""An approved list becomes an edition that never changes; lines leave it, all of it is withdrawn, each by a row of its own."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from agencies.models import ProvinceSetting
from arrears.models import (
    Edition,
    EditionEvent,
    EditionLine,
    PaymentReport,
    Publication,
    PublicationLine,
    PublicityProof,
)
from arrears.queries.editions import Numbered, content_hash, edition_of, lines_now
from arrears.services.publication import editions
from portal.core.acts import THE_CLOCK, NotPossible
from portal.core.models import Job, StoredFile
from portal.core.periods import Month
from tests.factories.duties import make_directive, make_duty, make_obligation
from tests.factories.people import make_person
from tests.factories.publications import APPROVED, PUBLISHED, Publishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def publishing() -> Publishing:
    return Publishing()


@pytest.fixture
def published(publishing) -> Edition:
    return publishing.published()


def refused(act, *args, **facts) -> str:
    with pytest.raises((NotPossible, ValidationError)) as refusal, transaction.atomic():
        act(*args, **facts)
    return str(refusal.value)


def test_an_edition_says_what_the_approved_lines_said(publishing, published):
    assert published.code == "bac-ninh-2026-10-01" and published.full_number == "01/DS-BHXH"
    assert published.title.startswith("Danh sách đơn vị nợ BHXH, BHYT, BHTN từ 03 tháng trở lên")
    assert [line.unit_code for line in published.lines.all()] == ["TA0003A", "TA0002A", "TA0001A"]
    assert published.lines_count == 3 and published.owed == sum(line.owed for line in published.lines.all())
    assert set(published.publication.lines.values_list("state", flat=True)) == {"published"}
    assert published.publication.state == Publication.State.PUBLISHED


def test_the_hash_is_of_what_is_read_back(published):
    again = Edition.objects.get(pk=published.pk)
    assert content_hash(again, again.lines.order_by("place")) == published.content_hash
    line = again.lines.first()
    line.owed += 1
    assert content_hash(again, [line]) != published.content_hash


def test_the_preview_says_what_the_act_writes(publishing):
    publication = publishing.approved()
    shown, lines = edition_of(publication, numbered=Numbered(7, "DS-BHXH"), at=PUBLISHED)
    made = editions.publish_edition(
        publication, by=publishing.person("duyet"), at=PUBLISHED, number=7, symbol="DS-BHXH"
    )
    assert content_hash(shown, lines) == made.content_hash


def test_only_an_approved_list_is_published_and_only_once(publishing):
    drawn = publishing.drawn()
    facts = {"by": publishing.person("duyet"), "at": PUBLISHED, "number": 1, "symbol": "DS-BHXH"}
    assert "đã được duyệt" in refused(editions.publish_edition, drawn, **facts)
    assert not Edition.objects.exists()


def test_a_payment_after_the_approval_stops_the_publication(publishing):
    publication = publishing.approved()
    line = publication.lines.first()
    PaymentReport.objects.create(employer=line.employer, amount=line.owed, paid_on=APPROVED.date(), document_no="UNC 1")
    facts = {"by": publishing.person("duyet"), "at": PUBLISHED, "number": 1, "symbol": "DS-BHXH"}
    assert "thay đổi" in refused(editions.publish_edition, publication, **facts)
    assert not Edition.objects.exists() and not PublicationLine.objects.filter(state="published").exists()


def test_a_number_is_taken_once_a_year(publishing, published):
    publishing.version = publishing.closed(2, Month(2026, 11))
    publication = publishing.approved(number=10)
    facts = {"by": publishing.person("duyet"), "at": PUBLISHED + timedelta(days=14), "symbol": "DS-BHXH"}
    assert "số tiếp theo chưa dùng là 2" in refused(editions.publish_edition, publication, number=1, **facts)
    second = editions.publish_edition(publication, number=2, **facts)
    assert (second.code, second.previous_code) == ("bac-ninh-2026-11-01", published.code)


def test_who_may_not_approve_does_not_publish(publishing):
    publication = publishing.approved()
    facts = {"at": PUBLISHED, "number": 1, "symbol": "DS-BHXH"}
    abroad = make_person(publishing.ledger.committees[0], "xa", "approver")
    for by in (publishing.person("lap"), abroad, THE_CLOCK):
        with pytest.raises(PermissionDenied):
            editions.publish_edition(publication, by=by, **facts)


def test_neither_app_nor_owner_changes_what_is_published(published):
    for change in (
        lambda: Edition.objects.filter(pk=published.pk).update(title="x"),
        lambda: EditionLine.objects.filter(edition=published).update(owed=0),
        lambda: EditionLine.objects.filter(edition=published).delete(),
        lambda: PublicationLine.objects.filter(publication=published.publication).update(owed=0),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_household_is_named_by_initials_unless_the_province_decides_otherwise():
    masked = Publishing(owing=1, kind=10).published()
    line = masked.lines.get()
    assert line.is_masked and line.name == "Hộ kinh doanh C. T. T." and line.tax_code.startswith("*")
    assert line.address == "xã Đông, tỉnh Bắc Ninh" and "99" not in line.folded


def test_households_are_named_in_full_where_that_is_set():
    publishing = Publishing(owing=1, kind=10)
    ProvinceSetting.objects.filter(province=publishing.province, key="publication.mask_households").update(value=False)
    assert publishing.published().lines.get().name == "Công ty TA0001A"


def test_who_has_paid_leaves_and_the_files_are_made_anew(publishing, published):
    by = publishing.person("duyet")
    event = editions.delist_line(published.publication, by=by, place=2, at=PUBLISHED + timedelta(days=1))
    assert event.kind == EditionEvent.Kind.DELISTED and "TA0002A" not in event.text
    assert [line.place for line in lines_now(published)] == [1, 3]
    assert set(Job.objects.filter(key__startswith="edition-files:").values_list("key", flat=True)) == {
        f"edition-files:{published.pk}:0",
        f"edition-files:{published.pk}:1",
    }
    assert "đã được đưa ra" in refused(
        editions.delist_line, published.publication, by=by, place=2, at=PUBLISHED + timedelta(days=2)
    )
    assert "không có dòng" in refused(editions.delist_line, published.publication, by=by, place=9, at=PUBLISHED)


def test_a_correction_stands_as_long_as_the_error_did(publishing, published):
    at = PUBLISHED + timedelta(days=3)
    event = editions.correct_line(
        published.publication,
        by=publishing.person("duyet"),
        place=1,
        at=at,
        text="Công ty A đã nộp đủ trước ngày số liệu.",
    )
    assert event.shown_until == at + timedelta(days=3)
    assert "nội dung" in refused(
        editions.correct_line, published.publication, by=publishing.person("duyet"), place=3, at=at, text=" "
    )


def test_a_withdrawn_edition_is_gone_for_good(publishing, published):
    by, at = publishing.person("duyet"), PUBLISHED + timedelta(hours=2)
    editions.withdraw_edition(published.publication, by=by, at=at, reason="Sai kỳ số liệu")
    publication = Publication.objects.get(pk=published.publication_id)
    assert (publication.state, publication.ended_reason) == ("withdrawn", "Sai kỳ số liệu")
    for act in (editions.withdraw_edition, editions.delist_line):
        facts = {"reason": "x"} if act is editions.withdraw_edition else {"place": 1}
        assert "đã được gỡ" in refused(act, publication, by=by, at=at, **facts)


def test_every_night_leaves_who_owes_nothing_by_a_newer_closed_month(publishing, published):
    publishing.ledger.b03(
        Month(2026, 11),
        [
            {"unit_code": "TA0001A", "days_late": 150, "late_httt": 5},
            {"unit_code": "TA0002A", "days_late": 0},
        ],
    )
    publishing.ledger.close(Month(2026, 11))
    assert editions.delist_paid(published.publication, by=THE_CLOCK, at=PUBLISHED + timedelta(days=20)) == 1
    assert [line.unit_code for line in lines_now(published)] == ["TA0003A", "TA0001A"]
    assert editions.delist_paid(published.publication, by=THE_CLOCK, at=PUBLISHED + timedelta(days=21)) == 0


def test_every_night_leaves_whose_payments_cover_what_was_published(publishing, published):
    line = published.publication.lines.get(unit_code="TA0001A")
    for share, paid_on, number in ((3, PUBLISHED, "1"), (2, PUBLISHED, "2")):
        PaymentReport.objects.create(
            employer=line.employer, amount=line.owed * share // 5, paid_on=paid_on.date(), document_no=number
        )
    less = published.publication.lines.get(unit_code="TA0002A")
    PaymentReport.objects.create(employer=less.employer, amount=1, paid_on=PUBLISHED.date(), document_no="3")
    before = published.publication.lines.get(unit_code="TA0003A")
    known = PaymentReport.objects.create(
        employer=before.employer, amount=before.owed, paid_on=published.data_on, document_no="4"
    )
    known.recorded_at = published.publication.version.closed_at  # is in the figures already
    known.save()
    assert editions.delist_paid(published.publication, by=THE_CLOCK, at=PUBLISHED + timedelta(days=1)) == 1
    assert "TA0001A" not in [line.unit_code for line in lines_now(published)]


def test_proof_names_a_channel_of_the_setting_and_a_day_since(publishing, published):
    stored = StoredFile.objects.create(name="bao.pdf", path="x/y", size=1, sha256="0" * 64)
    facts = {"by": publishing.person("lap"), "at": PUBLISHED + timedelta(days=2), "file": stored}
    day = PUBLISHED.date() + timedelta(days=1)
    assert "Kênh" in refused(editions.record_proof, published.publication, channel="chợ", published_on=day, **facts)
    assert "Ngày" in refused(
        editions.record_proof, published.publication, channel="báo tỉnh", published_on=day - timedelta(days=9), **facts
    )
    editions.record_proof(published.publication, channel="báo tỉnh", published_on=day, **facts)
    assert PublicityProof.objects.get().recorded_by == publishing.officer


def test_publishing_does_the_duty_to_publish(publishing):
    bhxh = publishing.ledger.bhxh
    duty = make_duty(make_directive(publishing.province), bearer=bhxh, mode="executed", thing="debtor_publication")
    owed = make_obligation(duty, bhxh)
    edition = publishing.published()
    owed.refresh_from_db()
    assert owed.fulfilled_at == PUBLISHED and owed.thing_url == f"/cong-khai-no/so/{edition.code}/"
    assert edition.full_number in owed.thing_label
