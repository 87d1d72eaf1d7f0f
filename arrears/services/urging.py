"""Urging notices (form 01-ĐĐ): drawn from the figures of a closed version, read over, issued by another person under numbers in
a row, served with proof. Issue and service are two days; a withdrawn notice urges nobody any more."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from agencies.services.fulfilment import fulfil_by_execution
from arrears import permissions
from arrears.models import LedgerRow, LedgerVersion, UrgingBundle, UrgingNotice
from arrears.queries import urging as questions
from arrears.queries.law import law_on
from arrears.queries.urging_figures import charges_of, facts_of
from employers.models import Employer
from portal.core import jobs
from portal.core.acts import OPERATOR, NotPossible, act
from portal.core.folding import clean
from portal.core.models import Job, StoredFile
from portal.core.notifications import tell
from portal.core.periods import Month

MOST_NOTICES = 5000
State, Status, Means = UrgingNotice.State, UrgingBundle.Status, UrgingNotice.Means


def _person(by) -> User | None:
    return by if isinstance(by, User) else None


# --- Drafts ----------------------------------------------------------------------------------------------------------


@act(may=permissions.draft_urging, hide=("employers",))
def draft_urging(version: LedgerVersion, *, by, agency: Agency, employers: Sequence[int], at: datetime) -> UrgingBundle:
    """A draft of a notice to each of these employers that owes by the version and has no draft yet, with its figures."""
    _refuse_other_office(agency, by)
    _refuse_old_figures(version)
    rows = list(_owing(version, agency, employers))
    if not rows:
        raise NotPossible(
            _("Không có đơn vị nào cần lập: đã có dự thảo, hoặc không còn chậm đóng, trốn đóng theo số liệu này.")
        )
    if len(rows) > MOST_NOTICES:
        raise NotPossible(_("Mỗi tập không quá %(most)d văn bản; hãy chọn bớt.") % {"most": MOST_NOTICES})
    bundle = UrgingBundle.objects.create(
        province_id=version.province_id, agency=agency, version=version, created_by=_person(by), created_at=at
    )
    charges, on = charges_of(rows), localdate(at)
    shared: dict[str, Any] = {"bundle": bundle, "agency": agency, "month": version.month, "recorded_by": _person(by)}
    day0 = law_on(version.period.last_day, province=version.province).day0
    shared["grounds"] = {"agency": agency.name_on(on), "superior": _superior(agency, on), "version": version.version}
    UrgingNotice.objects.bulk_create(
        (
            UrgingNotice(place=place, **facts_of(row, version, charges.get(row.employer_id), shared, day0=day0))
            for place, row in enumerate(rows, 1)
        ),
        batch_size=1000,
    )
    return bundle


def _refuse_other_office(agency: Agency, by) -> None:
    if agency.kind_id not in ("social_insurance", "social_insurance_local"):
        raise NotPossible(_("Chỉ cơ quan BHXH lập văn bản đôn đốc."))
    if by is not OPERATOR and by.posting.agency_id != agency.pk:
        raise NotPossible(_("Mỗi cơ quan BHXH chỉ lập văn bản của chính mình."))


def _refuse_old_figures(version: LedgerVersion) -> None:
    if version.frozen_at is None:
        raise NotPossible(_("Tháng này chưa khóa sổ; văn bản đôn đốc lập từ số liệu đã khóa."))
    newest = questions.newest_version(version.province)
    if newest is not None and newest.pk != version.pk:
        told = {"month": newest.period.label, "version": newest.version}
        raise NotPossible(
            _("Đã có số liệu mới hơn: tháng %(month)s phiên bản %(version)d. Hãy lập từ số liệu đó.") % told
        )


def _owing(version: LedgerVersion, agency: Agency, employers: Sequence[int]) -> Iterable[LedgerRow]:
    rows = LedgerRow.objects.of(version).owing().filter(employer__in=employers, employer__merged_into=None)
    if agency.kind_id == "social_insurance_local":
        rows = rows.filter(employer__office=agency)
    rows = questions.with_urging(rows, version).filter(is_drafted=False)
    return rows.select_related("employer").order_by("employer__sort_key", "employer_id")


def _superior(agency: Agency, on: date) -> str:
    if agency.kind_id == "social_insurance":
        return "Bảo hiểm xã hội Việt Nam"
    above = Agency.objects.as_of(on).filter(province=agency.province_id, kind="social_insurance").first()
    return above.name_on(on) if above else ""


@act(may=permissions.change_urging)
def leave_out_urging(bundle: UrgingBundle, *, by, notice: int) -> UrgingBundle:
    """Take one employer out of the draft."""
    _refuse_unless_draft(bundle)
    bundle.notices.filter(pk=notice).delete()
    return bundle


@act(may=permissions.change_urging)
def discard_urging(bundle: UrgingBundle, *, by) -> UrgingBundle:
    """Leave a draft unsent."""
    _refuse_unless_draft(bundle)
    bundle.status = Status.DISCARDED
    bundle.save(update_fields=["status"])
    return bundle


def _refuse_unless_draft(bundle: UrgingBundle) -> None:
    if bundle.status != Status.DRAFT:
        raise NotPossible(_("Tập văn bản này đã ban hành hoặc đã bỏ, không đổi được nữa."))


# --- Issue -----------------------------------------------------------------------------------------------------------


@act(may=permissions.issue_urging)
def issue_urging(bundle: UrgingBundle, *, by, at: datetime, number: int, symbol: str, issued_on: date) -> UrgingBundle:
    """Sign all notices of the draft, by another person than the one who drew it up: the first gets the number, the others
    follow. Who was urged by another bundle meanwhile or was merged is left out; the files are made by a job."""
    _refuse_unless_draft(bundle)
    if _person(by) is not None and bundle.created_by_id == by.pk:
        raise NotPossible(_("Người lập dự thảo không tự ban hành; cần một người khác có thẩm quyền."))
    _refuse_old_figures(bundle.version)
    symbol = "".join(sign for sign in clean(symbol) if sign.isprintable()).strip(" /")
    _refuse_unless_right(bundle, at=at, number=number, symbol=symbol, issued_on=issued_on)
    Agency.objects.select_for_update(no_key=True).get(pk=bundle.agency_id)  # one bundle at a time takes numbers
    notices = _still_wanted(bundle)
    _number(bundle, notices, number=number, symbol=symbol, issued_on=issued_on, by=by)
    bundle.status, bundle.issued_on, bundle.issued_at, bundle.issued_by = Status.ISSUED, issued_on, at, _person(by)
    bundle.save(update_fields=["status", "issued_on", "issued_at", "issued_by"])
    _fulfil(bundle, len(notices), by=by, at=at)
    _files_later(bundle, by)
    return bundle


def _refuse_unless_right(bundle: UrgingBundle, *, at: datetime, number: int, symbol: str, issued_on: date) -> None:
    if number < 1 or not symbol or len(symbol) > 40:
        raise ValidationError(_("Hãy ghi số bắt đầu và ký hiệu của văn bản, ký hiệu không quá 40 ký tự."))
    if not localtime(bundle.created_at).date() <= issued_on <= localdate(at):
        raise ValidationError(_("Ngày ban hành không trước ngày lập dự thảo và không sau hôm nay."))


def _still_wanted(bundle: UrgingBundle) -> list[UrgingNotice]:
    """Without those whom another bundle urged from figures of the same month, and those merged since. The employers are held:
    two bundles that leave at once do not urge the same one twice."""
    own = bundle.notices.values("employer_id")
    list(Employer.objects.select_for_update(no_key=True).filter(pk__in=own).order_by("pk").values_list("pk"))
    others = UrgingNotice.objects.filter(employer__in=own, month=bundle.version.month, origin="portal").exclude(
        bundle=bundle
    )
    urged = others.filter(state__in=questions.SENT).values("employer_id")
    bundle.notices.filter(employer__in=urged).delete()
    bundle.notices.exclude(employer__merged_into=None).delete()
    notices = list(bundle.notices.order_by("place"))
    if not notices:
        raise NotPossible(_("Các đơn vị trong dự thảo đều đã được đôn đốc; hãy bỏ dự thảo này."))
    return notices


def _number(bundle, notices: list[UrgingNotice], *, number: int, symbol: str, issued_on: date, by) -> None:
    last = number + len(notices) - 1
    taken = UrgingNotice.objects.filter(
        agency_id=bundle.agency_id, origin="portal", year=issued_on.year, number__range=(number, last)
    )
    if taken.exists():
        free = questions.next_number(bundle.agency, issued_on.year)
        raise ValidationError(_("Số này đã dùng trong năm; số tiếp theo chưa dùng là %(free)d.") % {"free": free})
    signer, title = _signer(by, issued_on)
    for place, notice in enumerate(notices):
        notice.number, notice.year, notice.issued_on = number + place, issued_on.year, issued_on
        notice.full_number = f"{notice.number:02d}/{symbol}"
        notice.grounds |= {"signer": signer, "signer_title": title}
        notice.state = State.ISSUED
    columns = ["number", "year", "issued_on", "full_number", "grounds", "state"]
    UrgingNotice.objects.bulk_update(notices, columns, batch_size=1000)


def _signer(by, on: date) -> tuple[str, str]:
    """Who issues signs, in the post held on the day."""
    if not isinstance(by, User):
        return "", ""
    posts = by.posts.filter(valid_from__lte=on).order_by("-valid_from", "-pk")
    return by.full_name, posts.values_list("title", flat=True).first() or ""


def _fulfil(bundle: UrgingBundle, count: int, *, by, at: datetime) -> None:
    fulfil_by_execution(
        bundle.agency,
        by=by,
        thing="urging_notice",
        on_period=Month.of(bundle.issued_on),
        at=at,
        label=_("Ban hành %(count)d văn bản đôn đốc (mẫu 01-ĐĐ)") % {"count": count},
        url=reverse("urging-bundle", args=[bundle.pk]),
        is_part=True,
    )


@act(may=permissions.ask_for_urging_files)
def ask_for_urging_files(bundle: UrgingBundle, *, by) -> Job:
    """Have the files drawn once more, after the job failed."""
    if bundle.status != Status.ISSUED:
        raise NotPossible(_("Văn bản chưa ban hành, chưa có tệp chính thức."))
    return _files_later(bundle, by)


def _files_later(bundle: UrgingBundle, by) -> Job:
    return jobs.later(
        "reports.tasks.make_urging_files",
        key=questions.files_key(bundle),
        title=_("Lập tệp %(bundle)s") % {"bundle": bundle},
        by=by,
        again=True,
        province_code=bundle.province_code,
        bundle=bundle.pk,
    )


# --- Service, withdrawal ---------------------------------------------------------------------------------------------


@act(may=permissions.record_service)
def record_service(
    notice: UrgingNotice, *, by, at: datetime, served_on: date, means: str, proof: StoredFile
) -> UrgingNotice:
    """Record when and how the employer was given the notice, with what proves it. Another day than recorded is written by who
    issues notices."""
    _refuse_service(notice, by=by, at=at, served_on=served_on, means=means)
    _serve(notice, served_on, means, proof)
    return notice


@act(may=permissions.record_service)
def record_services(
    bundle: UrgingBundle, *, by, at: datetime, notices: Sequence[int], served_on: date, means: str, proof: StoredFile
) -> int:
    """The same for many of a bundle that one paper proves, such as the receipt of the post; those served already stay."""
    held = UrgingNotice.objects.select_for_update(no_key=True).filter(bundle=bundle, pk__in=notices, state=State.ISSUED)
    waiting = list(held.order_by("pk"))
    if not waiting:
        raise NotPossible(_("Không có văn bản nào trong các dòng đã chọn còn chờ ghi tống đạt."))
    for notice in waiting:
        _refuse_service(notice, by=by, at=at, served_on=served_on, means=means)
        _serve(notice, served_on, means, proof)
    return len(waiting)


def _refuse_service(notice: UrgingNotice, *, by, at: datetime, served_on: date, means: str) -> None:
    if notice.state not in questions.SENT or notice.issued_on is None:
        raise NotPossible(_("Chỉ ghi tống đạt cho văn bản đã ban hành, chưa thu hồi và có ngày ban hành."))
    if notice.state == State.SERVED and not permissions.issue_urging(by, notice):
        raise NotPossible(_("Văn bản đã ghi ngày tống đạt; chỉ người có thẩm quyền ban hành sửa được."))
    if means not in Means.values:
        raise ValidationError(_("Hãy chọn cách tống đạt."))
    if served_on < notice.issued_on:
        told = {"day": f"{notice.issued_on:%d/%m/%Y}"}
        raise ValidationError(_("Ngày tống đạt không được trước ngày ban hành %(day)s.") % told)
    if served_on > localdate(at):
        raise ValidationError(_("Ngày tống đạt không được ở tương lai."))


def _serve(notice: UrgingNotice, served_on: date, means: str, proof: StoredFile) -> None:
    notice.served_on, notice.served_by, notice.proof, notice.state = served_on, means, proof, State.SERVED
    notice.save(update_fields=["served_on", "served_by", "proof", "state"])


@act(may=permissions.withdraw_urging, hide=("reason",))
def withdraw_urging(notice: UrgingNotice, *, by, at: datetime, reason: str) -> UrgingNotice:
    """Take an issued notice back: it urges nobody from now on, and stays readable with the reason."""
    if notice.state not in questions.SENT:
        raise NotPossible(_("Chỉ thu hồi được văn bản đã ban hành và chưa thu hồi."))
    if not (reason := reason.strip()):
        raise ValidationError(_("Hãy ghi lý do thu hồi."))
    notice.state, notice.withdrawn_reason, notice.withdrawn_at = State.WITHDRAWN, reason[:300], at
    notice.save(update_fields=["state", "withdrawn_reason", "withdrawn_at"])
    return notice


# --- The clock -------------------------------------------------------------------------------------------------------


@act(may=permissions.remind_of_urging)
def remind_of_urging(agency: Agency, *, by, on: date) -> int:
    """Tell the agency's people of notices whose employer has not paid within the days set, once a notice's bundle or file."""
    waiting = questions.unpaid(UrgingNotice.objects.filter(agency=agency), agency.province, on)
    counted: dict[tuple[int | None, int | None], int] = {}
    for bundle, batch in waiting.values_list("bundle", "batch"):
        counted[bundle, batch] = counted.get((bundle, batch), 0) + 1
    people = list(User.objects.holding(on, agency=agency, power="draft_urging"))
    text = _("%(count)d đơn vị chưa nộp sau thời hạn nhắc kể từ ngày đôn đốc.")
    url = f"{reverse('urgings')}?unpaid=yes"
    return sum(
        tell(people, key=f"urging-unpaid:{bundle or 0}:{batch or 0}", text=text % {"count": count}, url=url)
        for (bundle, batch), count in counted.items()
    )
