"""What the acts of publication share: what speaks against the lines of a list, and taking it over: keep out, stop, name late
instead of evading. Called inside the transaction of an act, which has locked the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrears.models import LedgerRow, Publication, PublicationLine
from arrears.queries.publication.publishers import publishing_right
from arrears.queries.publication.standing import Verdict, verdicts
from arrears.rules import publication as codes
from employers.models import Employer
from portal.core.acts import NotPossible

Line = PublicationLine.State
WRITTEN = ("state", "stops", "named_as", "ground", "urging", "urged_on", "late", "evaded")
NAMEABLE = (Line.CANDIDATE,)
LOOKED_AT = (Line.CANDIDATE, Line.STOPPED)
REVIVED = (*LOOKED_AT, Line.HELD)


@dataclass(frozen=True)
class Change:
    """What no longer is as the line says. `becomes`: the state the line must take; `codes`: why (rules.publication)."""

    line: int
    employer: int
    becomes: str
    codes: tuple[str, ...]


def changes_of(
    publication: Publication, *, at: datetime, states: Iterable[str] = NAMEABLE, only: int | None = None
) -> list[tuple[PublicationLine, Change, Verdict]]:
    """The lines of these states that must take another state or say something else. Their employers are locked first, so
    that no payment, hold or correction slips in before the transaction ends."""
    asked = publication.lines.filter(state__in=states)
    lines = list((asked if only is None else asked.filter(pk=only)).order_by("employer"))
    locked = Employer.objects.select_for_update(no_key=True).order_by("pk")
    employers = {one.pk: one for one in locked.filter(pk__in=[line.employer_id for line in lines])}
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
    if becomes == line.state and (becomes == Line.CANDIDATE or own == line.stops):
        return None
    return Change(line.pk, line.employer_id, becomes, tuple(own))


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
    for line, change, _verdict in told:
        line.state, line.stops = change.becomes, list(change.codes)
        if codes.GROUND_GONE in change.codes:
            _name_late(line)
    PublicationLine.objects.bulk_update([line for line, _change, _verdict in told], WRITTEN, batch_size=1000)
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
