"""Take over what speaks against the lines of a list: keep out, stop, name late instead of evading. Private to the acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from arrears.models import LedgerRow, Publication, PublicationLine
from arrears.queries.publication.standing import Verdict, verdicts
from arrears.rules import publication as codes
from employers.models import Employer

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
    """Named as evading, and the conditions no longer hold; what was passed as late stays late."""
    is_evasion = line.named_as == LedgerRow.Class.EVASION
    named = verdict.naming
    return is_evasion and (named is None or named.named_as != LedgerRow.Class.EVASION)


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
