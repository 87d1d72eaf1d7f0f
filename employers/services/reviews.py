"""A labour review from its opening to its end: shared out in one act, added to, passed on, closed with counts for all."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency, Directive, Post, Province, User
from agencies.models.users import Role
from agencies.queries.functions import holders
from agencies.rules.wording import period_words
from employers import permissions
from employers.models import LabourReview, ReviewLine, ReviewShare
from employers.queries.review_plan import Given, operating_on, plan_of
from employers.queries.review_progress import left_by_share
from employers.rules.count_periods import first_day
from portal.core.acts import NotPossible, act
from portal.core.copying import copy_rows
from portal.core.notifications import tell_each

Open = ReviewShare.Status
COLUMNS = ("share_id", "employer_id", "ground", "readers", "found", "reason", "note", "edits")


@act(may=permissions.open_labour_review)
def open_labour_review(
    province: Province,
    *,
    by,
    at: datetime,
    title: str,
    period: str,
    as_of: date,
    due_on: date,
    directive: Directive | None = None,
    note: str = "",
) -> LabourReview:
    """Open a review: every employer operating on the day goes to the one agency that manages it, and they are told."""
    on = localdate(at)
    starts_on = _checked(province, title, period, as_of, due_on, directive, on)
    plan = plan_of(province, as_of=as_of, on=on)
    if not plan.given:
        raise NotPossible(_("Không có đơn vị nào đang hoạt động vào ngày chốt."))
    review = LabourReview.objects.create(
        province=province,
        title=title.strip(),
        period=period,
        starts_on=starts_on,
        as_of=as_of,
        due_on=due_on,
        coordinator=_coordinator(province, by, on),
        directive=directive,
        order=plan.order,
        note=note.strip(),
        employers=len(plan.given),
        opened_by=_person(by),
    )
    shares = _give_out(review, plan.given)
    _tell_agencies(review, shares.values(), on)
    return review


@act(may=permissions.add_to_review)
def add_to_review(review: LabourReview, *, by, at: datetime) -> int:
    """Take in the employers that came to the register, or back to work by the day, since it was opened."""
    _refuse_unless_open(review)
    known = ReviewLine.objects.filter(share__review=review).values("employer")
    newcomers = operating_on(review.province, review.as_of).exclude(pk__in=known)
    plan = plan_of(review.province, as_of=review.as_of, on=localdate(at), employers=newcomers)
    if not plan.given:
        return 0
    _refuse_if_accepted(review, plan.counts)
    shares = _give_out(review, plan.given)
    LabourReview.objects.filter(pk=review.pk).update(employers=F("employers") + len(plan.given))
    _tell_agencies(review, shares.values(), localdate(at), key=f"added:{at.isoformat()}")
    return len(plan.given)


@act(may=permissions.reassign_line)
def reassign_line(
    review: LabourReview, *, by, at: datetime, line: ReviewLine, agency: Agency, reason: str
) -> ReviewLine:
    """Give an employer to another agency, with the reason; the new owner begins with empty cells."""
    _refuse_unless_open(review)
    if agency.province_id != review.province_id or not _stands(agency, localdate(at)):
        raise ValidationError(_("Hãy chọn một cơ quan đang hoạt động của tỉnh."))
    if not (reason := reason.strip()):
        raise ValidationError(_("Hãy ghi lý do."))
    to, _is_new = ReviewShare.objects.get_or_create(review=review, agency=agency, defaults={"employers": 0})
    held = {
        share.pk: share
        for share in ReviewShare.objects.select_for_update(no_key=True)
        .filter(review=review, pk__in=[to.pk, line.share_id])
        .order_by("pk")
    }
    fresh = ReviewLine.objects.select_for_update(no_key=True).get(pk=line.pk)
    if fresh.share_id not in held:
        raise NotPossible(_("Đơn vị này vừa được giao cho cơ quan khác."))
    if fresh.share_id == to.pk:
        raise NotPossible(_("Đơn vị này đang do chính cơ quan đó rà soát."))
    if Open.ACCEPTED in (held[fresh.share_id].status, held[to.pk].status):
        raise NotPossible(_("Kết quả của một trong hai cơ quan đã được tiếp nhận; trả lại trước khi giao lại đơn vị."))
    _move(fresh, to, f"{reason} – {_('giao lại bởi')} {by}"[:300], at)
    if held[to.pk].status == Open.SUBMITTED:
        ReviewShare.objects.filter(pk=to.pk).update(status=Open.RETURNED, reason=_("Được giao thêm đơn vị."))
    to.refresh_from_db()
    _tell_agencies(review, [to], localdate(at), key=f"given:{fresh.pk}:{at.isoformat()}")
    return fresh


@act(may=permissions.remind_shares)
def remind_shares(review: LabourReview, *, by, at: datetime) -> int:
    """Tell the people of each agency that has not handed in yet how much is left; once a day. Returns how many agencies."""
    _refuse_unless_open(review)
    late = list(review.shares.filter(status__in=[Open.OPEN, Open.RETURNED]).select_related("agency"))
    left = left_by_share(review)
    on = localdate(at)
    people = _people(late, on)
    lines = []
    for share in late:
        text = _("%(title)s: cơ quan còn %(left)s/%(all)s đơn vị chưa rà soát xong, hạn %(due)s.") % {
            "title": review.title,
            "left": left.get(share.pk, 0),
            "all": share.employers,
            "due": f"{review.due_on:%d/%m/%Y}",
        }
        lines += [(user, f"review-left:{share.pk}:{on}", text, _page(share)) for user in people[share.agency_id]]
    tell_each(lines)
    return len(late)


# --- What the acts share ---------------------------------------------------------------------------------------------


def _checked(
    province: Province, title: str, period: str, as_of: date, due_on: date, directive: Directive | None, on: date
) -> date:
    """The first day of the period, when all that was asked for makes sense."""
    if not title.strip():
        raise ValidationError(_("Hãy đặt tên đợt rà soát."))
    try:
        starts_on = first_day(period)
    except ValueError:
        raise ValidationError(_("Kỳ số liệu ghi dạng 2026, 2026-Q4 hoặc 2026-10.")) from None
    if as_of > due_on or as_of > on:
        raise ValidationError(_("Ngày chốt không được sau hôm nay và sau hạn hoàn thành."))
    if due_on < on:
        raise ValidationError(_("Hạn hoàn thành không được trước hôm nay."))
    if directive is not None and directive.province_id != province.pk:
        raise ValidationError(_("Văn bản căn cứ phải là của tỉnh này."))
    others = LabourReview.objects.filter(province=province, period=period)
    if others.exclude(status=LabourReview.Status.CLOSED).exists():
        raise NotPossible(_("Kỳ %(period)s đang có một đợt rà soát chưa kết thúc.") % {"period": period_words(period)})
    return starts_on


def _coordinator(province: Province, by, on: date) -> Agency:
    if isinstance(by, User):
        return by.posting.agency
    found = holders("labour_management", province.unit, province, on)
    if not found:
        raise NotPossible(_("Chưa có cơ quan nào giữ chức năng quản lý lao động."))
    return found[0]


def _give_out(review: LabourReview, given: list[Given]) -> dict[int, ReviewShare]:
    """The shares by agency, their lines copied in at once; what was handed in already is open again."""
    counts = Counter(one.agency_id for one in given)
    wanted = [ReviewShare(review=review, agency_id=agency, employers=0) for agency in sorted(counts)]
    ReviewShare.objects.bulk_create(wanted, ignore_conflicts=True)
    shares = {share.agency_id: share for share in ReviewShare.objects.filter(review=review, agency__in=counts)}
    rows = (
        (shares[one.agency_id].pk, one.employer_id, one.ground, _array(one.readers), "", "", "", 0) for one in given
    )
    copy_rows(ReviewLine._meta.db_table, COLUMNS, rows)
    _count_again([share.pk for share in shares.values()])
    reopened = ReviewShare.objects.filter(pk__in=[share.pk for share in shares.values()], status=Open.SUBMITTED)
    reopened.update(status=Open.RETURNED, reason=_("Được giao thêm đơn vị."))
    return {share.agency_id: share for share in ReviewShare.objects.filter(review=review, agency__in=counts)}


def _array(numbers: Iterable[int]) -> str:
    return f"{{{','.join(map(str, numbers))}}}"


def _count_again(shares: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE employers_reviewshare AS s"
            " SET employers = (SELECT count(*) FROM employers_reviewline WHERE share_id = s.id) WHERE id = ANY(%s)",
            [shares],
        )


def _move(line: ReviewLine, to: ReviewShare, note: str, at: datetime) -> None:
    old = line.share_id
    line.readers = [reader for reader in line.readers if reader != to.agency_id]
    line.share, line.ground, line.note, line.changed_at = to, "reassigned", note, at
    line.found = line.reason = ""
    line.employed = line.subject = line.participating = line.not_participating = None
    line.edits += 1
    line.save()
    _count_again([old, to.pk])


def _tell_agencies(review: LabourReview, shares: Iterable[ReviewShare], on: date, key: str = "opened") -> None:
    """A line for the people of each agency: how many employers, by when, and where."""
    shares = list(shares)
    people = _people(shares, on)
    lines = []
    for share in shares:
        text = _("%(title)s: cơ quan rà soát %(count)s đơn vị, hạn %(due)s.") % {
            "title": review.title,
            "count": share.employers,
            "due": f"{review.due_on:%d/%m/%Y}",
        }
        facts = (f"review-share:{share.pk}:{key}", text, _page(share))
        lines += [(user, *facts) for user in people[share.agency_id]]
    tell_each(lines)


def _people(shares: Iterable[ReviewShare], on: date) -> dict[int, list[User]]:
    """By agency, those who type, sign and answer for it on the day."""
    found: dict[int, list[User]] = defaultdict(list)
    posts = Post.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on),
        agency__in=[share.agency_id for share in shares],
        role__in=[Role.OFFICER, Role.APPROVER, Role.HEAD],
        valid_from__lte=on,
        user__is_active=True,
    )
    for post in posts.select_related("user"):
        if post.user not in found[post.agency_id]:
            found[post.agency_id].append(post.user)
    return found


def _page(share: ReviewShare) -> str:
    return f"/ra-soat/phan/{share.pk}/"


def _stands(agency: Agency, on: date) -> bool:
    return agency.valid_from <= on and (agency.valid_to is None or agency.valid_to >= on)


def _refuse_unless_open(review: LabourReview) -> None:
    if review.status != LabourReview.Status.OPEN:
        raise NotPossible(_("Đợt rà soát đã kết thúc."))


def _refuse_if_accepted(review: LabourReview, agencies: Iterable[int]) -> None:
    done = review.shares.filter(agency__in=agencies, status=Open.ACCEPTED).select_related("agency").first()
    if done is not None:
        raise NotPossible(
            _("Kết quả của %(agency)s đã được tiếp nhận; trả lại trước khi giao thêm đơn vị.")
            % {"agency": done.agency.name}
        )


def _person(by) -> User | None:
    return by if isinstance(by, User) else None
