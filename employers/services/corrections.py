"""Another agency says that a fact of the register is wrong; the one that answers for it decides, and writes it by the
register's own acts."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import AdminUnit, User
from employers import permissions
from employers.models import Correction, Employer, Sector, UnitKind, Zone
from employers.queries.corrections import FIELDS, owner_of, said
from employers.services.identifiers import record_identifier
from employers.services.registry import place_employer
from employers.turns import beside_others
from employers.vocabulary import take_up_words
from portal.core.acts import NotPossible, act
from portal.core.folding import clean
from portal.core.notifications import tell

State = Correction.State
CODES = ("unit_code", "tax_code")
LONGEST = {"name": 300, "address": 400}


@act(may=permissions.propose_correction)
def propose_correction(
    employer: Employer, *, by: User, field: str, proposed: str, reason: str, at: datetime
) -> Correction:
    """Say what the fact should be, and why. The owner's people are told."""
    proposed, reason = clean(proposed), clean(reason)
    if field not in FIELDS:
        raise ValidationError(_("Mục này không đính chính được."))
    if not reason:
        raise ValidationError(_("Hãy ghi lý do."))
    if employer.merged_into_id is not None:
        raise NotPossible(_("Hồ sơ này đã gộp vào hồ sơ khác; hãy đề nghị ở hồ sơ được giữ."))
    was = said(employer, field)
    if proposed == was:
        raise ValidationError(_("Hồ sơ đang ghi đúng như vậy."))
    _refuse_if_wrong(employer, field, proposed)
    if employer.corrections.filter(field=field, proposed=proposed, state=State.OPEN).exists():
        raise NotPossible(_("Đã có đề nghị như vậy đang chờ quyết định."))
    owner = owner_of(employer, field, localdate(at))
    if owner is None:
        raise NotPossible(_("Chưa có cơ quan nào quyết định mục này của đơn vị."))
    correction = Correction.objects.create(
        employer=employer,
        field=field,
        was=was[:400],
        proposed=proposed,
        reason=reason[:300],
        agency=by.posting.agency,
        owner=owner,
        proposed_by=by,
    )
    _tell_owner(correction, localdate(at))
    return correction


def _refuse_if_wrong(employer: Employer, field: str, proposed: str) -> None:
    """What the register could not write is not proposed at all."""
    if not proposed and field != "zone":
        raise ValidationError(_("Hãy ghi nội dung đúng."))
    if len(proposed) > LONGEST.get(field, 40):
        raise ValidationError(_("Nội dung quá dài."))
    province = employer.province
    known = {
        "commune": lambda: AdminUnit.objects.communes().filter(province=province.unit_id, valid_to=None, code=proposed),
        "zone": lambda: Zone.objects.filter(province=province, code=proposed),
        "kind": lambda: UnitKind.objects.filter(number=proposed, is_employer=True) if proposed.isdigit() else None,
        "sector": lambda: Sector.objects.filter(code=proposed),
    }
    if proposed and field in known:
        rows = known[field]()
        if rows is None or not rows.exists():
            raise ValidationError(_("Nội dung không có trong danh mục."))
    if field == "zone" and employer.commune_id is None:
        raise ValidationError(_("Đơn vị chưa gắn xã, phường; hãy đề nghị xã, phường trước."))


def _tell_owner(correction: Correction, on: date) -> None:
    people = User.objects.holding(on, agency=correction.owner, power="decide_correction").exclude(
        pk=correction.proposed_by_id
    )
    text = _("%(agency)s đề nghị đính chính hồ sơ đơn vị %(employer)s.") % {
        "agency": correction.agency.short_name,
        "employer": correction.employer.name,
    }
    tell(people, key=f"correction:{correction.pk}", text=text, url=reverse("correction", args=[correction.pk]))


@act(may=permissions.decide_correction, first=beside_others("employer.province_id"))
def decide_correction(
    correction: Correction, *, by: User, accepted: bool, at: datetime, answer: str = ""
) -> Correction:
    """Write the fact as proposed, or refuse with the reason. What was changed meanwhile is not overwritten."""
    _refuse_unless_open(correction)
    answer = clean(answer)
    if not accepted and not answer:
        raise ValidationError(_("Hãy ghi lý do không chấp nhận."))
    if accepted:
        _write(correction, by, at)
    correction.state = State.ACCEPTED if accepted else State.REFUSED
    correction.decided_by, correction.decided_at, correction.answer = by, at, answer[:300]
    correction.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    told = _("đã sửa") if accepted else _("không chấp nhận")
    text = _("Đề nghị đính chính %(employer)s: %(told)s.") % {"employer": correction.employer.name, "told": told}
    url = reverse("correction", args=[correction.pk])
    tell([correction.proposed_by], key=f"correction-decided:{correction.pk}", text=text, url=url)
    return correction


@act(may=permissions.withdraw_correction)
def withdraw_correction(correction: Correction, *, by: User, at: datetime) -> Correction:
    """The proposing agency takes it back."""
    _refuse_unless_open(correction)
    correction.state, correction.decided_by, correction.decided_at = State.WITHDRAWN, by, at
    correction.save(update_fields=["state", "decided_by", "decided_at"])
    return correction


def _refuse_unless_open(correction: Correction) -> None:
    if correction.state != State.OPEN:
        raise NotPossible(_("Đề nghị này đã được quyết định hoặc đã rút."))


def _write(correction: Correction, by: User, at: datetime) -> None:
    employer = Employer.objects.select_for_update(of=["self"]).get(pk=correction.employer_id)
    field, proposed = correction.field, correction.proposed
    if said(employer, field)[:400] != correction.was:
        raise NotPossible(_("Mục này đã được sửa từ khi đề nghị; hãy đề nghị lại theo nội dung đang ghi."))
    _refuse_if_wrong(employer, field, proposed)
    on = localdate(at)
    if field in CODES:
        source = _("Đính chính theo đề nghị của %(agency)s") % {"agency": correction.agency.short_name}
        record_identifier(employer, by=by, scheme=field, value=proposed, valid_from=None, source=source)
    elif field in ("commune", "zone"):
        _place(employer, field, proposed, by, on)
    else:
        _write_plainly(employer, field, proposed)


def _place(employer: Employer, field: str, proposed: str, by: User, on: date) -> None:
    """A new commune leaves a zone that lies in another one; a zone brings no commune with it."""
    commune, zone = employer.commune, employer.zone
    if field == "commune":
        commune = AdminUnit.objects.communes().get(province=employer.province.unit_id, valid_to=None, code=proposed)
        if zone is not None and zone.commune_id not in (None, commune.pk):
            zone = None
    else:
        zone = Zone.objects.filter(province=employer.province, code=proposed).first() if proposed else None
    place_employer(employer, by=by, commune=commune, zone=zone, on=on)


def _write_plainly(employer: Employer, field: str, proposed: str) -> None:
    columns = [field]
    if field == "name":
        employer.rename(proposed)
        columns = ["name", "folded", "sort_key"]
    elif field == "kind":
        employer.kind = int(proposed)
    else:
        setattr(employer, field, proposed)
    employer.save(update_fields=columns)
    take_up_words(Employer.objects.filter(pk=employer.pk))
