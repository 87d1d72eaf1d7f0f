"""Demand letters: drawn up from an agency's gaps, read over, issued under numbers in a row, kept as PDF and DOCX.

A letter stands in the record of every gap it names: the gap is demanded, with the number and the day to answer by.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from agencies.queries.functions import holders
from agencies.services.fulfilment import fulfil_by_execution
from employers.models import Employer, Gap, GapStep
from portal.core import jobs
from portal.core.acts import NotPossible, act
from portal.core.folding import clean
from portal.core.models import Job
from portal.core.notifications import tell
from portal.core.periods import Month
from reports import permissions
from reports.models import Demand, DemandBundle, DemandLine
from reports.queries.demand_files import job_key
from reports.queries.demand_grounds import Orders, law_on
from reports.queries.demands import may_be_demanded, next_number

MOST_LETTERS = 5000


@act(may=permissions.draw_up_demands, hide=("remark",))
def draw_up_demands(
    agency: Agency, *, by, gaps: list[int], answer_by: date, at: datetime, remark: str = ""
) -> DemandBundle:
    """Draft a letter to each employer of these gaps: its figures, the law and the directive of today."""
    on = localtime(at).date()
    _refuse_unless_ahead(answer_by, on)
    wanted = may_be_demanded(agency, on=on).filter(pk__in=gaps).select_related("count").order_by("pk")
    of_each: dict[int, list[Gap]] = defaultdict(list)
    for gap in wanted:
        of_each[gap.employer_id].append(gap)
    if not of_each:
        raise NotPossible(_("Không có chênh lệch nào chờ lập văn bản: đã có dự thảo, đã gửi hoặc đã xử lý xong."))
    if len(of_each) > MOST_LETTERS:
        raise NotPossible(_("Mỗi tập không quá %(most)d văn bản; hãy chọn bớt.") % {"most": MOST_LETTERS})
    bundle = DemandBundle.objects.create(
        province_id=agency.province_id,
        agency=agency,
        answer_by=answer_by,
        remark=remark.strip(),
        as_of=on,
        created_by=by if isinstance(by, User) else None,
        created_at=at,
    )
    _write(bundle, of_each, on)
    return bundle


def _refuse_unless_ahead(answer_by: date, on: date) -> None:
    if answer_by <= on:
        raise ValidationError(_("Hạn trả lời phải sau ngày lập, ngày ban hành văn bản."))


def _write(bundle: DemandBundle, of_each: dict[int, list[Gap]], on: date) -> None:
    """The letters, in the order of the employers' names, and their lines: as many questions for one as for all."""
    agency = bundle.agency
    orders, law, name = Orders(agency, on), law_on(on), agency.name_on(on)
    watching = [one.name for one in holders("labour_management", agency.province.unit, agency.province, on)]
    shared = {"law": law.duty, "answer": law.answer, "place": _place(agency, on)}
    employers = Employer.objects.filter(pk__in=of_each).select_related("office").order_by("sort_key", "pk")
    letters = []
    for place, employer in enumerate(employers, start=1):
        order, told = orders.of(employer.commune_id), [*watching]
        told += [employer.office.name] if employer.office else []
        grounds = shared | {"copies": [one for one in told if one != name]}
        if order is not None:
            grounds |= {"directive": order.directive, "sentence": order.sentence}
        letters.append(_letter(bundle, employer, of_each[employer.pk], place, name, grounds))
    Demand.objects.bulk_create(letters, batch_size=1000)
    lines = [_line(letter, gap) for letter in letters for gap in of_each[letter.employer_id]]
    DemandLine.objects.bulk_create(lines, batch_size=2000)


def _place(agency: Agency, on: date) -> str:
    """A committee writes from its own unit."""
    if agency.kind.tier != "commune":
        return ""
    return agency.territories.filter(valid_from__lte=on).order_by("-valid_from").values_list("unit__name").first()[0]


def _letter(bundle, employer: Employer, gaps: list[Gap], place: int, name: str, grounds: dict) -> Demand:
    return Demand(
        bundle=bundle,
        place=place,
        agency_id=bundle.agency_id,
        employer=employer,
        answer_by=bundle.answer_by,
        agency_name=name,
        name=employer.name,
        address=employer.address,
        tax_code=employer.tax_code,
        unit_code=employer.unit_code,
        workers=max(gap.size for gap in gaps),
        grounds=grounds,
    )


def _line(letter: Demand, gap: Gap) -> DemandLine:
    told_at = gap.count.recorded_at if gap.count else gap.found_at
    facts = {name: getattr(gap, name) for name in ("kind", "source", "counted", "participating", "size")}
    return DemandLine(demand=letter, gap=gap, period=gap.told_of, told_on=localtime(told_at).date(), **facts)


@act(may=permissions.change_demands, hide=("remark",))
def change_demands(bundle: DemandBundle, *, by, answer_by: date, remark: str) -> DemandBundle:
    """Set until when an answer is asked for, and what is said besides."""
    _refuse_unless_draft(bundle)
    _refuse_unless_ahead(answer_by, bundle.as_of)
    bundle.answer_by, bundle.remark = answer_by, remark.strip()
    bundle.save(update_fields=["answer_by", "remark"])
    bundle.demands.update(answer_by=answer_by)
    return bundle


@act(may=permissions.change_demands)
def leave_out_demand(bundle: DemandBundle, *, by, demand: int) -> DemandBundle:
    """Take one employer out of the draft; its gaps wait for another letter."""
    _refuse_unless_draft(bundle)
    left_out = bundle.demands.filter(pk=demand)
    DemandLine.objects.filter(demand__in=left_out).delete()
    left_out.delete()
    return bundle


@act(may=permissions.change_demands)
def discard_demands(bundle: DemandBundle, *, by) -> DemandBundle:
    """Leave a draft unsent; its gaps wait for another letter."""
    _refuse_unless_draft(bundle)
    bundle.status = DemandBundle.Status.DISCARDED
    bundle.save(update_fields=["status"])
    return bundle


def _refuse_unless_draft(bundle: DemandBundle) -> None:
    if bundle.status != DemandBundle.Status.DRAFT:
        raise NotPossible(_("Tập văn bản này đã ban hành hoặc đã bỏ, không đổi được nữa."))


@act(may=permissions.issue_demands)
def issue_demands(bundle: DemandBundle, *, by, at: datetime, number: int, symbol: str, issued_on: date) -> DemandBundle:
    """Sign all letters of the bundle: the first gets the number, the others follow it. What was dealt with meanwhile is
    left out; every gap named is demanded; the files are made by a job."""
    _refuse_unless_draft(bundle)
    symbol = "".join(sign for sign in clean(symbol) if sign.isprintable()).strip(" /")
    _refuse_unless_right(bundle, at=at, number=number, symbol=symbol, issued_on=issued_on)
    Agency.objects.select_for_update(no_key=True).get(pk=bundle.agency_id)  # one bundle at a time takes numbers
    letters = _still_wanted(bundle)
    _number(bundle, letters, number=number, symbol=symbol, issued_on=issued_on, by=by)
    bundle.status, bundle.issued_on, bundle.issued_at = DemandBundle.Status.ISSUED, issued_on, at
    bundle.issued_by = by if isinstance(by, User) else None
    bundle.save(update_fields=["status", "issued_on", "issued_at", "issued_by"])
    _demand(bundle, by=by, at=at)
    _fulfil(bundle, len(letters), by=by, at=at)
    _files_later(bundle, by)
    return bundle


@act(may=permissions.change_demands)
def ask_for_demand_files(bundle: DemandBundle, *, by) -> Job:
    """Have the files drawn once more, after the job failed."""
    if bundle.status != DemandBundle.Status.ISSUED:
        raise NotPossible(_("Văn bản chưa ban hành, chưa có tệp chính thức."))
    return _files_later(bundle, by)


def _files_later(bundle: DemandBundle, by) -> Job:
    """Put the drawing on the list; a job that failed is started anew."""
    return jobs.later(
        "reports.tasks.make_demand_files",
        key=job_key(bundle),
        title=_("Lập tệp %(bundle)s") % {"bundle": bundle},
        by=by,
        again=True,
        province_code=bundle.province_code,
        bundle=bundle.pk,
    )


def _refuse_unless_right(bundle, *, at: datetime, number: int, symbol: str, issued_on: date) -> None:
    if number < 1 or not symbol or len(symbol) > 40:
        raise ValidationError(_("Hãy ghi số bắt đầu và ký hiệu của văn bản, ký hiệu không quá 40 ký tự."))
    if not bundle.as_of <= issued_on <= localtime(at).date():
        raise ValidationError(_("Ngày ban hành không trước ngày lập dự thảo và không sau hôm nay."))
    _refuse_unless_ahead(bundle.answer_by, issued_on)
    if law_on(bundle.as_of) != law_on(issued_on):
        raise NotPossible(_("Quy định làm căn cứ đã thay đổi từ ngày lập dự thảo; hãy bỏ dự thảo và lập lại."))


def _still_wanted(bundle: DemandBundle) -> list[Demand]:
    """Lines whose gap was dealt with or passed to another agency since the draft go, and letters without a line. The gaps
    are held, so that nobody deals with one while its letter is signed."""
    held = Gap.objects.select_for_update(no_key=True, of=["self"]).filter(demand_lines__demand__bundle=bundle)
    gone = [gap.pk for gap in held.order_by("pk") if gap.state not in Gap.WAITING or gap.agency_id != bundle.agency_id]
    if gone:
        DemandLine.objects.filter(demand__bundle=bundle, gap__in=gone).delete()
        bundle.demands.filter(lines=None).delete()
    letters = list(bundle.demands.order_by("place"))
    if not letters:
        raise NotPossible(_("Các chênh lệch trong dự thảo đều đã được xử lý; hãy bỏ dự thảo này."))
    return letters


def _number(bundle: DemandBundle, letters: list[Demand], *, number: int, symbol: str, issued_on: date, by) -> None:
    taken = Demand.objects.filter(
        agency_id=bundle.agency_id, year=issued_on.year, number__range=(number, number + len(letters) - 1)
    )
    if taken.exists():
        free = next_number(bundle.agency, issued_on.year)
        raise ValidationError(_("Số này đã dùng trong năm; số tiếp theo chưa dùng là %(free)d.") % {"free": free})
    for place, letter in enumerate(letters):
        letter.number = number + place
    Demand.objects.bulk_update(letters, ["number"], batch_size=1000)
    signer, title = _signer(by, issued_on)
    bundle.demands.update(
        year=issued_on.year, symbol=symbol, issued_on=issued_on, signer=signer, signer_title=title
    )  # last: from here on the letters are kept as they are


def _signer(by, on: date) -> tuple[str, str]:
    """Who issues signs, in the post held on the day."""
    if not isinstance(by, User):
        return "", ""
    posts = by.posts.filter(valid_from__lte=on).order_by("-valid_from", "-pk")
    return by.full_name, posts.values_list("title", flat=True).first() or ""


def _demand(bundle: DemandBundle, *, by, at: datetime) -> None:
    """Every gap named is demanded, with the number of its letter and the day to answer by: what employers' act demand_gap
    leaves of one gap, for thousands in two statements."""
    lines = DemandLine.objects.filter(demand__bundle=bundle).select_related("demand")
    facts = {"state": Gap.State.DEMANDED, "on": bundle.issued_on, "answer_by": bundle.answer_by}
    facts |= {"agency_id": bundle.agency_id, "by": by if isinstance(by, User) else None}
    GapStep.objects.bulk_create(
        (GapStep(gap_id=line.gap_id, document_no=line.demand.full_number, **facts) for line in lines), batch_size=1000
    )
    Gap.objects.filter(demand_lines__demand__bundle=bundle).update(
        state=Gap.State.DEMANDED,
        reason="",
        note="",
        due_on=Greatest("due_on", Value(bundle.answer_by)),
        decided_by=None,
        decided_at=None,
    )


def _fulfil(bundle: DemandBundle, count: int, *, by, at: datetime) -> None:
    fulfil_by_execution(
        bundle.agency,
        by=by,
        thing="cross_check",
        on_period=Month.of(bundle.issued_on),
        at=at,
        label=_("Ban hành %(count)d văn bản yêu cầu tham gia BHXH") % {"count": count},
        url=reverse("demand-bundle", args=[bundle.pk]),
        is_part=True,
    )


@act(may=permissions.remind_of_demands)
def remind_of_demands(agency: Agency, *, by, on: date) -> int:
    """Tell the agency's people once of each bundle whose day to answer by has passed without an answer for all."""
    late = DemandBundle.objects.filter(
        agency=agency,
        status=DemandBundle.Status.ISSUED,
        answer_by__lt=on,
        demands__lines__gap__state=Gap.State.DEMANDED,
    ).distinct()
    people = list(User.objects.holding(on, agency=agency, power="decide_gap"))
    return sum(_remind(bundle, people) for bundle in late)


def _remind(bundle: DemandBundle, people: Iterable[User]) -> int:
    count = bundle.demands.filter(lines__gap__state=Gap.State.DEMANDED).distinct().count()
    text = _("%(count)d đơn vị chưa trả lời văn bản yêu cầu ban hành ngày %(day)s, đã quá hạn.")
    return tell(
        people,
        key=f"demands-unanswered:{bundle.pk}",
        text=text % {"count": count, "day": f"{bundle.issued_on:%d/%m/%Y}"},
        url=f"{reverse('demand-bundle', args=[bundle.pk])}?state=unanswered",
    )
