"""Draw up a list for publication: whose employers, by whose right, by which closed version; its lines are frozen with it. Those
of a long list are written by a job, in one piece: a worker that dies leaves none, and the next one begins anew."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import AdminUnit, Agency, User
from agencies.models.settings import setting
from arrears import permissions
from arrears.models import LedgerRow, LedgerVersion, Publication, PublicationLine
from arrears.models.ledger import SEES_BEFORE_SUBMISSION
from arrears.queries.debtors import list_rules
from arrears.queries.publication.candidates import candidates, chosen, list_of, versions_of_praise
from arrears.queries.publication.grounds import namings
from arrears.queries.publication.notices import drawing_key
from arrears.queries.publication.proofs import urging_of
from arrears.queries.publication.publishers import Right, publishing_right
from arrears.queries.publication.standing import money_of
from arrears.rechecking import look_again, take_turn
from arrears.rules.masking import HOUSEHOLD
from arrears.rules.naming import Naming
from portal.core import jobs
from portal.core.acts import NotPossible, act
from portal.core.rewriting import write_new

What = Publication.What
State = Publication.State
AT_ONCE = 1000
"""Up to so many lines are written while a person waits."""

Tell = Callable[[int], None]
BY_LAW = "Luật Bảo hiểm xã hội số 41/2024/QH15, Điều 35"


def _unheard(percent: int) -> None:
    """Nobody waits to hear how far it is."""


@act(may=permissions.draw_up_publication)
def draw_up_publication(
    agency: Agency, *, by, at: datetime, what: str, version: LedgerVersion, unit: AdminUnit | None = None
) -> Publication:
    """Draft the list of one kind by one closed version: of the whole province, or of the agency's own area. A long one waits
    for its lines."""
    today, version = localdate(at), LedgerVersion.objects.select_related("province").get(pk=version.pk)
    right = _right(agency, today, unit)
    _refuse_unless_readable(agency, version, what)
    _refuse_second(agency, right, what, version)
    made, rule = list_of(version) if what == What.DEBTORS else None, _rule(version, what)
    rule["cited"] = {"publisher": right.reason, **rule.get("cited", {})}
    count = chosen(version, what, right, rule).count()
    if not count:
        raise NotPossible(_("Theo số liệu tháng này không có đơn vị nào thuộc danh sách; không có gì để công khai."))
    publication = Publication.objects.create(
        province_id=agency.province_id,
        agency=agency,
        unit=right.unit,
        what=what,
        version=version,
        debtor_list=made,
        rule=rule,
        legal_basis=right.legal_basis[:500],
        objection_days=setting(agency.province, "publication.objection_days", on=today),
        made_by=by if isinstance(by, User) else None,
        made_at=at,
        state=State.DRAWING if count > AT_ONCE else State.DRAFT,
    )
    if publication.state == State.DRAWING:
        _lines_later(publication, by)
    else:
        _write_lines(publication, candidates(version, what, right, rule), at)
    return publication


def _lines_later(publication: Publication, by) -> None:
    jobs.later(
        "arrears.tasks.draw_lines",
        key=drawing_key(publication),
        title=_("Lập danh sách"),
        by=by,
        province_code=publication.province_code,
        publication=publication.pk,
    )


@act(may=permissions.draw_lines, hide=("tell",))
def draw_lines(publication: Publication, *, by, at: datetime, tell: Tell = _unheard) -> Publication:
    """Write the lines that a long list waits for. A second time finds them written."""
    if publication.state != State.DRAWING:
        return publication
    right = _right(publication.agency, localdate(at), publication.unit)
    tell(5)
    rows = candidates(publication.version, publication.what, right, publication.rule)
    _write_lines(publication, rows, at, tell=tell)
    publication.state = State.DRAFT
    publication.save(update_fields=["state"])
    return publication


def _right(agency: Agency, today: date, unit: AdminUnit | None) -> Right:
    right = publishing_right(agency, today, unit)
    if right is None and unit is not None:
        raise PermissionDenied("not a unit of the agency")
    if right is None:
        raise NotPossible(_("Theo thiết lập của tỉnh, cơ quan của bạn không được giao công khai danh sách này."))
    return right


def _refuse_unless_readable(agency: Agency, version: LedgerVersion, what: str) -> None:
    """BHXH reads what is closed, everyone else what was submitted; the version must be the newest of its month."""
    if what not in What.values:
        raise NotPossible(_("Không có loại danh sách này."))
    if version.province_id != agency.province_id:
        raise PermissionDenied("a version of another province")
    hidden = version.submitted_at is None and agency.kind_id not in SEES_BEFORE_SUBMISSION
    if version.frozen_at is None or hidden:
        raise NotPossible(_("Số liệu tháng này chưa khóa sổ hoặc chưa được gửi đến cơ quan của bạn."))
    newer = LedgerVersion.objects.filter(province=version.province_id, month=version.month, version__gt=version.version)
    if newer.exclude(frozen_at=None).exists() and agency.kind_id in SEES_BEFORE_SUBMISSION:
        raise NotPossible(_("Tháng này đã có phiên bản số liệu mới hơn; hãy lập danh sách từ phiên bản đó."))
    if what == What.DEBTORS and list_of(version) is None:
        raise NotPossible(_("Danh sách nợ của tháng chưa lập xong; hãy thử lại sau ít phút."))


def _refuse_second(agency: Agency, right: Right, what: str, version: LedgerVersion) -> None:
    """One at a time: the agency's row is locked by the act."""
    same = Publication.objects.filter(agency=agency, unit=right.unit, what=what, version=version)
    if same.exclude(state__in=[State.WITHDRAWN, State.DISCARDED]).exists():
        raise NotPossible(_("Đã có một đợt công khai của danh sách này; hãy mở đợt đó."))


def _rule(version: LedgerVersion, what: str) -> dict[str, Any]:
    """By what the lines were chosen, each part with its ground."""
    last = version.period.last_day
    if what == What.DEBTORS:
        made = list_of(version)
        return dict(made.rule if made else {}) or list_rules(version.province, last)["publication"].snapshot
    if what != What.PRAISE:
        return {"cited": {"law": BY_LAW}}
    months = setting(version.province, "publication.praise_months", on=last)
    if len(versions_of_praise(version, months)) < months:
        raise NotPossible(
            _("Cần đủ %(months)d tháng liền đã khóa sổ để lập danh sách biểu dương.") % {"months": months}
        )
    rule = list_rules(version.province, last)["publication"]
    return {"months": months, "kinds": list(rule.kinds), "cited": {"months": "Công văn 002, dòng 15"}}


def _write_lines(publication: Publication, rows: list[LedgerRow], at: datetime, *, tell: Tell = _unheard) -> None:
    """The lines with everything they say frozen, then looked at for what speaks against each. `tell`: how far, in hundredths;
    how many they are is nobody else's to know."""
    take_turn(publication)
    tell(15)
    named: dict[int, Naming] = {}
    if publication.what != What.PRAISE:
        named = namings(publication.version, rows, today=localdate(at))
    lines = [_line(publication, row, place, named.get(row.employer_id)) for place, row in enumerate(rows, 1)]
    proven = urging_of(publication, {line.employer_id: line.urged_on for line in lines})
    for line in lines:
        line.urging_id = proven.get(line.employer_id)
    tell(40)
    write_new(lines)
    tell(60)
    publication.candidates, publication.owed = len(lines), sum(line.owed for line in lines)
    publication.save(update_fields=["candidates", "owed"])
    look_again(publication, at=at)


def _line(publication: Publication, row: LedgerRow, place: int, named: Naming | None) -> PublicationLine:
    employer, found = row.employer, named or Naming(LedgerRow.Class.NONE)
    line = PublicationLine(
        publication=publication,
        employer=employer,
        place=place,
        name=employer.name,
        unit_code=employer.unit_code,
        tax_code=employer.tax_code,
        address=employer.address,
        kind=HOUSEHOLD if employer.kind == HOUSEHOLD else row.kind,  # a person is one whatever a file says
        workers=row.workers,
        months=row.months,
        months_source=row.months_source,
        worst=row.worst,
        named_as=found.named_as,
        ground=found.ground,
        days=found.days,
        urged_on=found.urged_on,
        is_justified=found.is_justified,
        **money_of(row, found.named_as),
    )
    if publication.what == What.EVASION and found.named_as != LedgerRow.Class.EVASION:
        line.state, line.struck_reason = PublicationLine.State.STRUCK, _("Chưa đủ căn cứ nêu là trốn đóng")
    return line
