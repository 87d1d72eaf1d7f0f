"""A person says whose row it is; where the file has been let in already, that row follows at once."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from employers import permissions
from employers.models import Employer, Match, SourceRow
from employers.rules.file_kinds import KINDS
from employers.services.applying import APPLIERS
from employers.services.identifiers import keep_identifiers
from employers.services.managing import settle_managing
from employers.services.newcomers import create_newcomers
from employers.turns import beside_others
from portal.core.acts import OPERATOR, NotPossible, act
from portal.core.models import ImportBatch
from portal.core.notifications import tell

State, Status = Match.State, ImportBatch.Status
TELLING = ("tax_code", "unit_code", "personal_no")
ANSWERS = (State.MATCHED, State.NEW, State.LEFT_OUT)
BEFORE = (Status.STAGED, Status.CONFIRMED, Status.UNCHANGED)


@act(may=permissions.answer_match, first=beside_others("batch.province_code"))
def answer_match(match: Match, *, by, answer: str, at: datetime, employer: Employer | None = None) -> Match:
    """It is this employer's row ("matched"), a newcomer's ("new"), or nobody's of the register ("left_out")."""
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=match.batch_id)
    row = SourceRow.objects.get(batch=batch, row_no=match.row_no)
    _refuse_unless_open(match, batch)
    if answer not in ANSWERS or (answer == State.MATCHED) != (employer is not None):
        raise ValidationError(_("Hãy chọn đơn vị, lập hồ sơ mới hoặc bỏ qua."))
    if employer is not None:
        employer = _standing(employer, by, batch)
        _refuse_twice(match, row, employer)
    if answer == State.NEW:
        _refuse_known(match, row, batch)
    match.state, match.employer, match.how = answer, employer, "person"
    match.decided_by, match.decided_at = by if isinstance(by, User) else None, at
    match.save(update_fields=["state", "employer", "how", "decided_by", "decided_at"])
    if batch.status == Status.APPLIED and answer != State.LEFT_OUT:
        _let_in(match, batch, row, by, at)
    return match


@act(may=permissions.match_rows)
def tell_of_questions(batch: ImportBatch, *, by, on: date) -> int:
    """Tell those who may answer that rows of the file wait for them. Returns how many people were told."""
    number = Match.objects.filter(batch=batch, state=State.ASKS).count()
    if not number:
        return 0
    agency = Agency.objects.get(province__slug=batch.province_code, code=batch.agency_code)
    people = User.objects.holding(on, agency=agency, power="answer_match")
    text = _("%(number)d dòng của tệp «%(name)s» cần xác nhận là đơn vị nào") % {
        "number": number,
        "name": batch.file.name,
    }
    return tell(people, key=f"match-asks:{batch.pk}", text=text, url=reverse("match-questions", args=[batch.pk]))


def _refuse_unless_open(match: Match, batch: ImportBatch) -> None:
    if batch.status in BEFORE:
        return
    if batch.status != Status.APPLIED:
        raise NotPossible(_("Tệp này đã bỏ hoặc đã hoàn tác."))
    if match.state not in (State.ASKS, State.LEFT_OUT):
        raise NotPossible(_("Dòng này đã có đơn vị; muốn đổi, hãy hoàn tác tệp."))


def _standing(employer: Employer, by, batch: ImportBatch) -> Employer:
    """The employer that stands for the chosen one, in the file's province and before the eyes of who answers."""
    while employer.merged_into_id is not None:
        employer = employer.merged_into
    seen = Employer.objects.filter(province__slug=batch.province_code)
    if by is not OPERATOR:
        seen = seen.visible_to(by)
    if not seen.filter(pk=employer.pk).exists():
        raise ValidationError(_("Không có đơn vị này."))
    return employer


def _refuse_twice(match: Match, row: SourceRow, employer: Employer) -> None:
    """One row of a file for an employer, except where the kind says that they may repeat."""
    others = Match.objects.filter(batch=match.batch_id, employer=employer).exclude(pk=match.pk)
    same = Q(batch=match.batch_id, row_no__in=others.values("row_no"))
    for name in KINDS[match.batch.kind].once:
        same &= Q(**{name: getattr(row, name)})
    if other := SourceRow.objects.filter(same).first():
        raise NotPossible(
            _("Dòng %(row)s của tệp đã ghi cho đơn vị này; mỗi đơn vị chỉ một dòng.") % {"row": other.row_no}
        )


def _refuse_known(match: Match, row: SourceRow, batch: ImportBatch) -> None:
    """A newcomer has a name, and no code of an employer that came after the question was asked; nor is it another row's."""
    if not row.name:
        raise ValidationError(_("Dòng không có tên nên không lập hồ sơ mới được."))
    codes = {scheme: getattr(row, scheme) for scheme in TELLING if getattr(row, scheme)}
    bears, twins = Q(pk__in=[]), Q(pk__in=[])
    for scheme, value in codes.items():
        bears |= Q(identifiers__scheme=scheme, identifiers__value=value)
        bears |= Q(unit_code=value) if scheme == "unit_code" else Q(tax_code=value)  # a household's is its owner's
        twins |= Q(**{scheme: value})
    shown = [one["employer"] for one in match.candidates or ()]
    known = Employer.objects.filter(bears, province__slug=batch.province_code).live().exclude(pk__in=shown)
    if other := known.first():
        told = {"name": other.name}
        raise NotPossible(_("Mã của dòng này nay là của %(name)s; hãy chọn đơn vị đó hoặc bỏ qua.") % told)
    others = Match.objects.filter(batch=batch, state=State.NEW).exclude(pk=match.pk)
    for name in KINDS[batch.kind].once:
        twins &= Q(**{name: getattr(row, name)})
    if twin := SourceRow.objects.filter(twins, batch=batch, row_no__in=others.values("row_no")).first():
        told = {"row": twin.row_no}
        raise NotPossible(_("Dòng %(row)s của tệp đã lập hồ sơ mới với mã này; hãy bỏ qua một dòng.") % told)


def _let_in(match: Match, batch: ImportBatch, row: SourceRow, by, at: datetime) -> None:
    province = (
        Agency.objects.select_related("province")
        .get(province__slug=batch.province_code, code=batch.agency_code)
        .province
    )
    if match.state == State.NEW:
        create_newcomers(batch, by=by, at=at, rows=[match.row_no])
        match.refresh_from_db()
        if match.employer_id is None:
            raise NotPossible(_("Mã đơn vị của dòng này đã là của đơn vị khác; hãy chọn đơn vị đó."))
    APPLIERS[batch.kind].apply_row(batch, row, match.employer, by=by, at=at)
    keep_identifiers(province, by=by, on=localdate(at), source=KINDS[batch.kind].title, batch=batch, matched=True)
    settle_managing(province, by=by, on=localdate(at), employers=[match.employer_id])
