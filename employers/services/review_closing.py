"""The end of a labour review, in two steps: a person ends it, a worker makes counts of what was accepted beside those of the
other sources and events of who was found gone, tells the labour department and BHXH, fulfils duties. And shares that pass on
with their agency before that."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency, Obligation, Province, User
from agencies.queries.functions import HolderBook
from agencies.queries.reorganisations import heirs
from agencies.services.fulfilment import fulfil_by_execution
from employers import permissions
from employers.models import LabourReview, ReviewLine, ReviewShare, Source
from employers.queries.reviews import closing_key
from employers.rules.count_periods import ends_with
from employers.services.counts import record_review_counts
from employers.services.review_events import record_review_events
from employers.turns import alone
from portal.core.acts import THE_CLOCK, NotPossible, act
from portal.core.jobs import later
from portal.core.notifications import tell

Stage, Status = LabourReview.Status, ReviewShare.Status
THING = "labour_review"
SOURCES = {
    "industrial_zone_board": Source.ZONE_BOARD,
    "commune_committee": Source.COMMUNE,
    "district_committee": Source.DISTRICT,
    "home_affairs": Source.LABOUR,
    "labour_department": Source.LABOUR,
}
RECIPIENTS = ("labour_management", "social_insurance")


@act(may=permissions.close_labour_review)
def close_labour_review(review: LabourReview, *, by, at: datetime) -> LabourReview:
    """End it: nothing is typed, handed in or judged any more; a worker then makes counts of what was accepted. Asked again,
    only work that failed is begun anew."""
    if review.status == Stage.CLOSED:
        raise NotPossible(_("Đợt rà soát đã kết thúc."))
    if review.status == Stage.OPEN:
        _refuse_unless_judged(review)
        review.status, review.closed_at = Stage.CLOSING, at
        review.closed_by = by if isinstance(by, User) else None
        review.save(update_fields=["status", "closed_at", "closed_by"])
    later(
        "employers.tasks.finish_labour_review",
        key=closing_key(review),
        title=_("Kết thúc «%(title)s»") % {"title": review.title},
        by=by,
        again=True,
        province_code=review.province_code,
        review=review.pk,
    )
    return review


@act(may=permissions.finish_labour_review, hide=("progress",), first=alone("province_id"))
def finish_labour_review(
    review: LabourReview, *, by, progress: Callable[[int, int], None] | None = None
) -> LabourReview:
    """Accepted shares become counts and, where an employer was found gone, events, in one transaction; what was not handed in
    stays out and is named in the report."""
    if review.status != Stage.CLOSING:
        return review
    accepted = list(
        review.shares.filter(status=Status.ACCEPTED).select_related("agency__kind", "agency__province").order_by("pk")
    )
    by_source: dict[str, list[int]] = defaultdict(list)
    for share in accepted:
        by_source[_source_of(share.agency)].append(share.agency_id)
    progress = progress or (lambda _done, _total: None)
    steps = len(by_source) + len(accepted)
    for done, (source, agencies) in enumerate(sorted(by_source.items())):
        progress(done, steps)
        record_review_counts(review, by=by, source=source, at=review.closed_at, agencies=agencies)
    record_review_events(review, by=by)
    review.status = Stage.CLOSED
    review.save(update_fields=["status"])
    _tell_results(review, accepted, localdate(review.closed_at))
    _fulfil(review, accepted, lambda done: progress(len(by_source) + done, steps))
    return review


def _refuse_unless_judged(review: LabourReview) -> None:
    """Nothing waits to be judged, and something was accepted."""
    shares = list(
        ReviewShare.objects.select_for_update(no_key=True, of=["self"])
        .filter(review=review)
        .select_related("agency")
        .order_by("pk")
    )
    waiting = [share.agency.name for share in shares if share.status == Status.SUBMITTED]
    if waiting:
        told = {"n": len(waiting), "agencies": "; ".join(waiting[:5]) + ("; …" if len(waiting) > 5 else "")}
        raise NotPossible(_("Còn %(n)s kết quả chưa xét: %(agencies)s.") % told)
    if not any(share.status == Status.ACCEPTED for share in shares):
        raise NotPossible(_("Chưa tiếp nhận kết quả của cơ quan nào."))


@act(may=permissions.pass_on_shares)
def pass_on_shares(province: Province, *, by, on: date) -> int:
    """Where an agency has passed into another, its part of an open review does too. Level-triggered, safe to run again."""
    ended = set(Agency.objects.filter(province=province, valid_to__lt=on).values_list("pk", flat=True))
    after = {old: new for old, new in heirs(province).items() if old in ended and new not in ended}
    reviews = LabourReview.objects.filter(province=province, status=Stage.OPEN)
    moved = 0
    for review in reviews.select_for_update(no_key=True).order_by("pk"):
        if review.coordinator_id in after:
            review.coordinator_id = after[review.coordinator_id]
            review.save(update_fields=["coordinator"])
        open_ones = review.shares.exclude(status=Status.ACCEPTED).filter(agency__in=after)
        for share in open_ones.select_for_update(no_key=True).order_by("pk"):
            _pass_on(review, share, after[share.agency_id])
            moved += 1
    return moved


def _pass_on(review: LabourReview, share: ReviewShare, heir: int) -> None:
    """The heir takes the share as it stands, or its lines when it has one of its own (a return, if that was handed in)."""
    own = review.shares.select_for_update(no_key=True).filter(agency=heir).first()
    if own is None:
        share.agency_id = heir
        share.save(update_fields=["agency"])
        return
    own.employers += ReviewLine.objects.filter(share=share).update(share=own)
    if own.status != Status.OPEN:
        own.status, own.reason = Status.RETURNED, _("Nhận thêm đơn vị của cơ quan được sắp xếp.")
    own.save(update_fields=["employers", "status", "reason"])
    ReviewShare.objects.filter(pk=share.pk).delete()


def _source_of(agency: Agency) -> str:
    """As whose count the agency's share stands beside the others."""
    return SOURCES.get(agency.kind_id, Source.DEPARTMENT)


def _tell_results(review: LabourReview, accepted: list[ReviewShare], on: date) -> None:
    """The labour department and BHXH have the result from now on, and are told so."""
    book = HolderBook(review.province)
    known = book.on(review.province.unit, on)
    agencies = {agency.pk: agency for function in RECIPIENTS for agency in known.get(function, ())}
    agencies[review.coordinator_id] = review.coordinator
    people = User.objects.holding(on, agencies=agencies.values(), power="see_all_counts")
    text = _("%(title)s đã kết thúc: kết quả của %(count)s cơ quan, %(employers)s đơn vị.") % {
        "title": review.title,
        "count": len(accepted),
        "employers": sum(share.employers for share in accepted),
    }
    tell(people, key=f"review-closed:{review.pk}", text=text, url=f"/ra-soat/{review.pk}/bao-cao/")


def _fulfil(review: LabourReview, accepted: list[ReviewShare], progress: Callable[[int], None]) -> None:
    """What each agency did counts from when it handed it in; the coordinator's part from now. Who owes nothing is not asked."""
    at = review.closed_at
    facts = {"thing": THING, "on_period": ends_with(review.period), "label": review.title}
    owed = Obligation.objects.filter(province=review.province, duty__thing=THING).open()
    holders = set(owed.values_list("holder", flat=True))
    own = {share.agency_id: share for share in accepted}
    if review.coordinator_id in holders - own.keys():
        fulfil_by_execution(review.coordinator, by=THE_CLOCK, at=at, url=f"/ra-soat/{review.pk}/bao-cao/", **facts)
    for done, share in enumerate(accepted):
        progress(done)
        if share.agency_id in holders:
            url = f"/ra-soat/phan/{share.pk}/"
            fulfil_by_execution(share.agency, by=THE_CLOCK, at=share.submitted_at or at, url=url, **facts)
