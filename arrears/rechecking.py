"""What the acts of publication share: what speaks against the lines of a list, and taking it over: keep out, stop, name late
instead of evading, rest on another urging. Called inside the transaction of an act, which has locked the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models.settings import setting
from arrears.models import LedgerRow, LedgerVersion, Publication, PublicationLine
from arrears.queries.publication.proofs import urging_of
from arrears.queries.publication.publishers import publishing_right
from arrears.queries.publication.standing import Verdict, verdicts
from arrears.rules import publication as codes
from arrears.rules.naming import Naming
from employers.models import Employer
from employers.turns import TURN, patience, share_register
from portal.core.acts import NotPossible
from portal.core.rewriting import rewrite
from portal.core.sql import among

Line = PublicationLine.State
WRITTEN = ("state", "stops", "named_as", "ground", "days", "urging", "urged_on", "late", "evaded")
EACH = "800ms"
"""How long to wait for one employer: less than after which the database ends one of two that wait for each other."""

OF_EMPLOYER = ("name", "tax_code", "unit_code", "status", "commune", "parent")
"""What is read of each employer beside its line."""

NAMEABLE = (Line.CANDIDATE,)
LOOKED_AT = (Line.CANDIDATE, Line.STOPPED)
REVIVED = (*LOOKED_AT, Line.HELD)


@dataclass(frozen=True)
class Change:
    """What no longer is as the line says. `becomes`: the state the line must take; `codes`: why (rules.publication);
    `rests_on`: another urging than the line says proves the same evasion."""

    line: int
    employer: int
    becomes: str
    codes: tuple[str, ...]
    rests_on: Naming | None = None


def changes_of(
    publication: Publication, *, at: datetime, states: Iterable[str] = NAMEABLE, only: int | None = None
) -> list[tuple[PublicationLine, Change, Verdict]]:
    """The lines of these states that must take another state or say something else. Their employers are locked first, so
    that no payment, hold or correction slips in before the transaction ends."""
    asked = publication.lines.filter(state__in=states)
    lines = list((asked if only is None else asked.filter(pk=only)).order_by("employer"))
    employers = hold_still(publication, [line.employer_id for line in lines])
    for line in lines:
        line.employer = employers[line.employer_id]
    found = verdicts(publication, lines, today=localdate(at))
    told = []
    for line in lines:
        verdict = found.get(line.employer_id, Verdict())
        change = _change(publication, line, verdict)
        if change is not None:
            told.append((line, change, verdict))
    return told


def hold_still(publication: Publication, employers: Sequence[int]) -> dict[int, Employer]:
    """These employers, locked. First the turn at the register, then one employer after another by number: so do the files
    that change many."""
    take_turn(publication)
    with patience(EACH):
        locked = Employer.objects.select_for_update(no_key=True).only(*OF_EMPLOYER).order_by("pk")
        return {one.pk: one for one in locked.filter(pk__in=among(employers))}


def take_turn(publication: Publication) -> None:
    """Before the first employer is held: files that change many of them wait, or this waits for one."""
    with patience(TURN):
        share_register(publication.province_id)


def _change(publication: Publication, line: PublicationLine, verdict: Verdict) -> Change | None:
    """What the line must become; None when it stands as it is."""
    seen = set(line.stops_seen)
    own = [code for code in dict.fromkeys(verdict.codes) if code not in seen]
    of_evasion = publication.what == Publication.What.EVASION
    if _loses_ground(line, verdict) or (of_evasion and line.named_as != LedgerRow.Class.EVASION):
        own.append(codes.GROUND_GONE)
    elif codes.GROUND_GONE in line.stops and codes.GROUND_GONE not in seen:
        own.append(codes.GROUND_GONE)  # it is named late by now; somebody must have seen that
    out = any(codes.holds_back(code) for code in own) or (of_evasion and codes.GROUND_GONE in own)
    becomes = Line.HELD if out else Line.STOPPED if own else Line.CANDIDATE
    other = _other_proof(line, verdict)
    if becomes == line.state and (becomes == Line.CANDIDATE or own == line.stops) and other is None:
        return None
    return Change(line.pk, line.employer_id, becomes, tuple(own), other)


def _other_proof(line: PublicationLine, verdict: Verdict) -> Naming | None:
    """The same evasion by the same ground, but the urging that proved it was withdrawn or served on another day."""
    named = verdict.naming
    if line.named_as != LedgerRow.Class.EVASION or named is None or _loses_ground(line, verdict):
        return None
    return None if (named.urged_on, named.days) == (line.urged_on, line.days) else named


def _loses_ground(line: PublicationLine, verdict: Verdict) -> bool:
    """Named as evading, and the conditions no longer hold, or others than the line says; what was passed as late stays late."""
    is_evasion = line.named_as == LedgerRow.Class.EVASION
    named = verdict.naming
    return is_evasion and (named is None or (named.named_as, named.ground) != (line.named_as, line.ground))


def look_again(
    publication: Publication, *, at: datetime, states: Iterable[str] = LOOKED_AT, only: int | None = None
) -> list[Change]:
    """Write what changed, of all lines or of `only` one. A line kept back comes back only when a list is checked: then its
    state is asked for."""
    told = changes_of(publication, at=at, states=states, only=only)
    moved = {line.employer_id: change.rests_on.urged_on for line, change, _verdict in told if change.rests_on}
    proven = urging_of(publication, moved)
    for line, change, _verdict in told:
        line.state, line.stops = change.becomes, list(change.codes)
        if codes.GROUND_GONE in change.codes:
            _name_late(line)
        elif change.rests_on is not None:
            line.urged_on, line.days = change.rests_on.urged_on, change.rests_on.days
            line.urging_id = proven.get(line.employer_id)
    rewrite([line for line, _change, _verdict in told], WRITTEN)
    return [change for _line, change, _verdict in told]


def _name_late(line: PublicationLine) -> None:
    """Nothing of evasion is left on the line."""
    line.named_as, line.ground, line.urging, line.urged_on = LedgerRow.Class.LATE, "", None, None
    line.late, line.evaded = line.late + line.evaded, 0


def recheck(publication: Publication, *, at: datetime) -> list[Change]:
    """What changed since the lines were last looked at; empty when every line still stands.

    Called inside the transaction of approving and of publishing: it locks the employers of the lines that would be named,
    so that no payment, hold or correction slips in between. It writes nothing; who finds changes refuses, and the act
    recheck_publication takes them over for the approver to see.
    """
    if publishing_right(publication.agency, localdate(at), publication.unit) is None:
        raise NotPossible(_("Theo thiết lập của tỉnh, cơ quan của bạn không còn được giao công khai danh sách này."))
    return [change for _line, change, _verdict in changes_of(publication, at=at)]


def lapsed(publication: Publication, *, at: datetime) -> str:
    """Why an approval given before no longer holds: too long ago, or newer figures were closed since; empty while it holds."""
    if publication.state != Publication.State.APPROVED or publication.approved_at is None:
        return ""
    days = setting(publication.province, "publication.approval_days", on=localdate(at))
    if localdate(at) > localdate(publication.approved_at) + timedelta(days=days):
        return _("Đã quá %(days)d ngày từ ngày duyệt.") % {"days": days}
    since = Q(closed_at__gt=publication.approved_at) | Q(frozen_at__gt=publication.approved_at)
    newer = LedgerVersion.objects.filter(
        since, province=publication.province_id, month__gte=publication.version.month, closed_at__lte=at
    )
    if newer.exclude(frozen_at=None).exclude(pk=publication.version_id).exists():
        return _("Số liệu mới hơn đã khóa sổ từ lúc duyệt.")
    return ""


def lose_approval(publication: Publication) -> None:
    """What was approved is no longer what stands there: another look is needed."""
    if publication.state == Publication.State.APPROVED:
        publication.state, publication.approved_by, publication.approved_at = Publication.State.NOTICED, None, None
        publication.save(update_fields=["state", "approved_by", "approved_at"])


def line_of(publication: Publication, line: int) -> PublicationLine:
    """The line of this list, whoever else's number was given."""
    found = publication.lines.select_for_update(no_key=True).filter(pk=line).first()
    if found is None:
        raise NotPossible(_("Không có dòng này trong đợt."))
    return found


def said(reason: str) -> str:
    """A reason is always given."""
    words = reason.strip()
    if not words:
        raise ValidationError(_("Hãy ghi lý do."))
    return words[:400]
