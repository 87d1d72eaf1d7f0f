"""The status of employers follows their events: written where it differs from what the rule says of the day."""

from datetime import date
from itertools import groupby

from django.db.models import Q

from agencies.models import Province
from employers.models import Employer, StatusEvent
from employers.models.registry import Status
from employers.rules.status import OPERATING, Told, status_on
from portal.core import sql
from portal.core.models import ImportBatch

TOGETHER = 2000
FOLLOWS = ("status", "status_on", "began_on")


def settle_many(employers: set[int], on: date) -> int:
    """The same of many."""
    keys = sorted(employers)
    return sum(settle(Q(pk__in=keys[at : at + TOGETHER]), on) for at in range(0, len(keys), TOGETHER))


def settle(which: Q, on: date) -> int:
    """Write the status of the day where it differs."""
    rows = Employer.objects.live().filter(which)
    told, withdrawn = told_of(rows.values("pk")), _withdrawn_beginnings(rows)
    changed = {}
    for employer in rows.filter(Q(pk__in=told) | Q(pk__in=withdrawn)).only(*FOLLOWS).order_by("pk"):
        now = _now(employer, told.get(employer.pk, []), withdrawn.get(employer.pk, set()), on)
        if now != tuple(getattr(employer, name) for name in FOLLOWS):
            changed[employer.pk] = now
    if changed:
        statuses, days, begun = (list(column) for column in zip(*changed.values(), strict=True))
        facts = {"employers": list(changed), "statuses": statuses, "days": days, "begun": begun}
        sql.execute("employers", "statuses_write", facts)
    return len(changed)


def settle_unconfirmed(province: Province, *, leaving: ImportBatch | None = None) -> int:
    """Newcomers of lists taken back (`leaving`: of this one too) of whom nobody else speaks are not said to operate; once a
    source speaks again they are. Returns how many changed."""
    facts = {"province": province.pk, "leaving": leaving.pk if leaving else None}
    return sql.execute("employers", "statuses_unconfirmed", facts)


def told_of(employers) -> dict[int, list[Told]]:
    """What counts of what was told of these employers; of others nothing stands here."""
    events = StatusEvent.objects.filter(employer__in=employers, withdrawn_at=None).order_by("employer_id")
    columns = events.values_list("employer_id", "kind", "happened_on", "until").iterator(chunk_size=TOGETHER)
    return {
        employer: [Told(*facts) for _employer, *facts in group]
        for employer, group in groupby(columns, key=lambda row: row[0])
    }


def _withdrawn_beginnings(rows) -> dict[int, set[date]]:
    """Employers that have a withdrawn event -> the days on which such a one said that they were new."""
    found: dict[int, set[date]] = {}
    events = StatusEvent.objects.filter(employer__in=rows.values("pk")).exclude(withdrawn_at=None)
    for employer, kind, day in events.values_list("employer_id", "kind", "happened_on"):
        found.setdefault(employer, set()).update({day} if kind == StatusEvent.Kind.NEW else ())
    return found


def _now(employer: Employer, told: list[Told], withdrawn: set[date], on: date) -> tuple:
    standing = status_on(told, on)
    began = standing.began_on
    if began is None and employer.began_on not in withdrawn:
        began = employer.began_on  # known from elsewhere: an import of the business register
    untold = employer.status if employer.status == Status.UNCONFIRMED else OPERATING
    return standing.status if told else untold, standing.since, began
