"""What waits for a person in the rooms of employers and labour counts: a review's share, gaps, alerts, files, decisions.

All of it comes by one question, whatever the person may do."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from arrears.models import JustifiedReason, LegalRule, Publication, PublicationLine, UrgingBundle, UrgingNotice
from arrears.queries.alerts import alerts_shown
from arrears.queries.shown import Shown
from arrears.queries.urging import unpaid
from employers.models import Alert, Correction, DuplicatePair, Employer, Gap, Match, ReviewShare
from employers.rules.file_kinds import KINDS
from portal.core.figures import date_text, grouped
from portal.core.models import ImportBatch

SHARES = 3
Share = ReviewShare.Status


def open_shares(user) -> QuerySet[ReviewShare]:
    """The own agency's shares that are still to be filled in and handed in."""
    if not (user.may("enter_review") or user.may("submit_review")):
        return ReviewShare.objects.none()
    mine = ReviewShare.objects.visible_to(user).filter(agency=user.posting.agency_id, review__status="open")
    return mine.filter(status__in=[Share.OPEN, Share.RETURNED]).select_related("review").order_by("review__due_on")


def share_line(share: dict[str, Any]) -> tuple[str, str, str, str]:
    """Of a share's {id, status, title, due_on}."""
    facts = {"title": share["title"], "day": date_text(date.fromisoformat(share["due_on"]))}
    address = reverse("review-share", args=[share["id"]])
    if share["status"] == Share.RETURNED:
        return _("%(title)s: phần của cơ quan bị trả lại, hạn %(day)s.") % facts, address, "danger", _("Mở bảng nhập")
    return _("%(title)s: cơ quan chưa nộp kết quả, hạn %(day)s.") % facts, address, "warning", _("Mở bảng nhập")


def waiting(user, newest: Shown | None = None, *, today: date) -> list[tuple[str, str, str, str]]:
    """(text, address, tone, action) of everything that waits, those that nothing waits in left out."""
    rooms = [room for room in _rooms(user, newest, today) if user.may(room[0])]
    asked: dict[str, Any] = {f"room_{at}": _number(room[1]) for at, room in enumerate(rooms)}
    if user.may("enter_review") or user.may("submit_review"):
        facts = JSONObject(id="pk", status="status", title="review__title", due_on="review__due_on")
        asked["shares"] = ArraySubquery(open_shares(user).values(facts=facts)[:SHARES])
    if user.may("answer_match"):
        asked["questions"] = Subquery(_asking(user).order_by("batch").values("batch")[:1])
    if not asked:
        return []
    found = Agency.objects.visible_to(user).filter(pk=user.posting.agency_id).values(**asked).get()
    return [
        *(share_line(share) for share in found.get("shares", ())),
        *(
            (text % {"n": grouped(found[f"room_{at}"])}, url or _questions(found), tone, action)
            for at, (_act, _rows, text, url, tone, action) in enumerate(rooms)
            if found[f"room_{at}"]
        ),
    ]


def _questions(found: dict[str, Any]) -> str:
    """The page of the oldest file in which rows wait."""
    return reverse("match-questions", args=[found["questions"]])


def _rooms(user, newest: Shown | None, today: date) -> list[tuple]:
    """(power, rows, words, address, tone, action)."""
    own = user.posting.agency_id
    gaps = Gap.objects.visible_to(user).filter(agency=own).waiting()
    files = ImportBatch.objects.visible_to(user).filter(agency_code=user.agency_code, kind__in=KINDS)
    shares = ReviewShare.objects.visible_to(user).filter(review__coordinator=own, review__status="open")
    return [
        *_urging(user, today),
        *_publication(user, today),
        ("decide_gap", gaps, _("%(n)s chênh lệch lao động chờ cơ quan xử lý."), reverse("gaps"), "warning", _("Xem và xử lý")),
        ("answer_alert", alerts_shown(user, newest).filter(agency=own, state=Alert.State.OPEN),
         _("%(n)s cảnh báo về đơn vị chưa xử lý."), f"{reverse('alerts')}?state=open", "warning", _("Xem và xử lý")),
        ("judge_review_share", shares.filter(status=Share.SUBMITTED),
         _("%(n)s cơ quan đã nộp kết quả rà soát, chờ tiếp nhận."), reverse("labour-reviews"), "info", _("Xem và tiếp nhận")),
        ("decide_correction", Correction.objects.visible_to(user).filter(owner=own, state=Correction.State.OPEN),
         _("%(n)s đề nghị đính chính chờ quyết định."), f"{reverse('corrections')}?state=open", "info", _("Xem và quyết định")),
        ("decide_duplicate", _pairs(user),
         _("%(n)s cặp hồ sơ nghi trùng chờ quyết định."), reverse("duplicates"), "info", _("Xem và quyết định")),
        ("confirm_register_file", files.filter(status=ImportBatch.Status.STAGED),
         _("%(n)s tệp về đơn vị, lao động đã kiểm tra, chờ xác nhận."),
         f"{reverse('register-files')}?status=staged", "warning", _("Xem và xác nhận")),
        ("answer_match", _asking(user), _("%(n)s dòng trong tệp đã ghi nhận chờ xác định đơn vị."),
         "", "info", _("Xem và trả lời")),
        ("place_employer", Employer.objects.visible_to(user).unplaced(),
         _("%(n)s đơn vị chưa gắn địa bàn."), f"{reverse('employers')}?unplaced=1", "info", _("Gắn địa bàn")),
    ]  # fmt: skip


def _urging(user, today: date) -> list[tuple]:
    """What waits of urging: drafts of others to be issued, notices without proof of service, employers that did not pay."""
    own = {"agency": user.posting.agency_id}
    notices = UrgingNotice.objects.visible_to(user).filter(**own)
    drafts = UrgingBundle.objects.visible_to(user).filter(status="draft", **own).exclude(created_by=user.pk)
    reasons = JustifiedReason.objects.visible_to(user).filter(accepted_at=None, withdrawn_at=None)
    listed = reverse("urgings")
    return [
        ("issue_urging", drafts, _("%(n)s tập văn bản đôn đốc chờ ban hành."),
         f"{reverse('urging-bundles')}?status=draft", "warning", _("Đọc lại và ban hành")),
        ("issue_urging", reasons.exclude(recorded_by=user.pk), _("%(n)s lý do chính đáng chờ chấp nhận."),
         f"{reverse('justified-reasons')}?standing=waiting", "info", _("Xem và quyết định")),
        ("draft_urging", notices.filter(state="issued").exclude(issued_on=None),
         _("%(n)s văn bản đôn đốc đã ban hành chưa ghi tống đạt."), f"{listed}?state=issued", "info", _("Ghi tống đạt")),
        ("draft_urging", unpaid(notices, user.posting.agency.province_id, today),
         _("%(n)s đơn vị chưa nộp sau thời hạn nhắc kể từ ngày đôn đốc."), f"{listed}?unpaid=yes", "warning", _("Xem")),
    ]  # fmt: skip


def _publication(user, today: date) -> list[tuple]:
    """What waits of the own agency's lists on their way to the public, and figures of the law that somebody else proposed."""
    lists, page = Publication.objects.visible_to(user), f"{reverse('publications')}?state="
    stopped = PublicationLine.objects.filter(publication=OuterRef("pk"), state=PublicationLine.State.STOPPED)
    over = lists.filter(Q(answer_by=None) | Q(answer_by__lt=today), state="noticed").exclude(made_by=user.pk)
    doubtful = lists.filter(Exists(stopped), state__in=("draft", "checked", "noticed")).exclude(made_by=user.pk)
    proposed = LegalRule.objects.visible_to(user).filter(state="proposed").exclude(entered_by=user.pk)
    return [
        ("approve_publication", doubtful, _("%(n)s đợt công khai có dòng vướng chờ quyết định."),
         reverse("publications"), "warning", _("Xem và quyết định")),
        ("approve_publication", over, _("%(n)s đợt công khai đã hết thời hạn phản hồi, chờ duyệt."),
         f"{page}noticed", "warning", _("Xem và duyệt")),
        ("approve_publication", lists.filter(state="approved"), _("%(n)s đợt công khai đã duyệt, chờ công bố."),
         f"{page}approved", "warning", _("Xem và công bố")),
        ("draft_publication", lists.filter(state="draft"), _("%(n)s đợt công khai còn ở dự thảo."),
         f"{page}draft", "info", _("Xem và làm tiếp")),
        ("approve_legal_rule", proposed, _("%(n)s đề nghị về số liệu pháp luật chờ duyệt."),
         reverse("law"), "info", _("Xem và quyết định")),
    ]  # fmt: skip


def _pairs(user) -> QuerySet[DuplicatePair]:
    waits = DuplicatePair.objects.visible_to(user).filter(state=DuplicatePair.State.OPEN)
    return waits.filter(first__merged_into=None, second__merged_into=None)


def _asking(user) -> QuerySet[Match]:
    files = ImportBatch.objects.visible_to(user).filter(agency_code=user.agency_code, kind__in=KINDS)
    return Match.objects.filter(batch__in=files.applied(), state=Match.State.ASKS)


def _number(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
