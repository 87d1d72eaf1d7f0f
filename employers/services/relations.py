"""The labour-relations record of an employer: rules, agreements, dialogue, strikes and stoppages, wages not paid."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from agencies.services.fulfilment import fulfil_by_execution
from employers import permissions
from employers.models import Employer, LabourRelation
from portal.core.acts import NotPossible, act
from portal.core.models import StoredFile

Kind = LabourRelation.Kind
STOPS = frozenset({Kind.STRIKE, Kind.STOPPAGE})
THING = "labour_relations"


@act(may=permissions.record_labour_relation)
def record_labour_relation(
    employer: Employer,
    *,
    by,
    agency: Agency,
    kind: str,
    begun_on: date,
    at: datetime,
    ended_on: date | None = None,
    workers: int | None = None,
    amount: int | None = None,
    document_no: str = "",
    note: str = "",
    file: StoredFile | None = None,
) -> LabourRelation:
    """Add an entry. Of a strike or stoppage the workers are told; an amount belongs to wages not paid."""
    if isinstance(by, User) and by.posting.agency_id != agency.pk:
        raise ValidationError(_("Nội dung được ghi cho chính cơ quan của người ghi."))
    if employer.merged_into_id is not None:
        raise NotPossible(_("Hồ sơ này đã gộp vào hồ sơ khác; hãy ghi ở hồ sơ được giữ."))
    if wrong := _wrong(kind, begun_on, ended_on, workers, amount, localdate(at)):
        raise ValidationError(wrong)
    facts = {"kind": kind, "begun_on": begun_on, "document_no": document_no.strip()[:80], "note": note.strip()[:500]}
    if employer.relations.filter(**facts, withdrawn_at=None).exists():
        raise NotPossible(_("Nội dung này đã được ghi cho ngày này."))
    relation = LabourRelation.objects.create(
        employer=employer,
        ended_on=ended_on,
        workers=workers,
        amount=amount,
        file=file,
        agency=agency,
        recorded_by=by if isinstance(by, User) else None,
        **facts,
    )
    _fulfil(relation, by, at)
    return relation


def _wrong(kind, begun_on, ended_on, workers, amount, today: date) -> str:
    if kind not in Kind.values:
        return _("Loại nội dung không có trong danh mục.")
    if begun_on > today or (ended_on is not None and ended_on > today and kind in STOPS):
        return _("Ngày không được ở tương lai.")
    if ended_on is not None and ended_on < begun_on:
        return _("Ngày kết thúc không được trước ngày bắt đầu.")
    if kind in STOPS and not workers:
        return _("Hãy ghi số lao động tham gia đình công, ngừng việc.")
    if amount is not None and kind != Kind.WAGE_ARREARS:
        return _("Số tiền chỉ ghi cho nợ lương.")
    return ""


def _fulfil(relation: LabourRelation, by, at: datetime) -> None:
    """Where a directive lets the record itself fulfil a duty of the agency, it does."""
    if not isinstance(by, User) or by.may("work_on_obligation"):
        label = f"{relation.get_kind_display()} ({relation.employer.audit_name})"
        url = reverse("employer-relations", args=[relation.employer_id])
        year = relation.begun_on.year
        fulfil_by_execution(relation.agency, by=by, thing=THING, on_period=year, at=at, label=label, url=url)


@act(may=permissions.end_labour_relation)
def end_labour_relation(
    relation: LabourRelation, *, by, ended_on: date, at: datetime, workers: int | None = None
) -> LabourRelation:
    """Say when it was over, and how many workers it came to."""
    _refuse_if_withdrawn(relation)
    if relation.ended_on is not None:
        raise NotPossible(_("Nội dung này đã ghi ngày kết thúc."))
    if not relation.begun_on <= ended_on <= localdate(at):
        raise ValidationError(_("Ngày kết thúc phải từ ngày bắt đầu đến hôm nay."))
    relation.ended_on = ended_on
    relation.workers = workers if workers is not None else relation.workers
    relation.save(update_fields=["ended_on", "workers"])
    return relation


@act(may=permissions.withdraw_labour_relation)
def withdraw_labour_relation(relation: LabourRelation, *, by, at: datetime, reason: str) -> LabourRelation:
    """Take back what one's own agency recorded; it stays to be read."""
    _refuse_if_withdrawn(relation)
    if not reason.strip():
        raise ValidationError(_("Hãy ghi lý do rút."))
    relation.withdrawn_at, relation.withdrawn_reason = at, reason.strip()[:300]
    relation.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return relation


def _refuse_if_withdrawn(relation: LabourRelation) -> None:
    if relation.withdrawn_at is not None:
        raise NotPossible(_("Nội dung này đã được rút."))
