"""Alerts as one person may read them: those of the register, and what is owed by the ledger's own rule of publication."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from arrears.models import LedgerRow
from arrears.queries.shown import Shown, newest_for
from employers.models import Alert, Employer
from portal.core.figures import Stamp

OWING = Alert.Kind.DISSOLVING_OWING


def alerts_shown(user, newest: Shown | None = None) -> QuerySet[Alert]:
    """Of the employers the person sees; that one stops while it owes only where the newest month this person may see says
    that it owes: BHXH at once, the others from the submission of the month's report. `newest`:
    what newest_for says, where it is known already."""
    plain = Alert.objects.visible_to(user)
    rows = Alert.objects.filter(employer__merged_into=None)
    if not user.may("see_employer_arrears"):
        return rows.filter(pk__in=plain.values("pk"))
    seen = newest or newest_for(user)
    if seen is None:
        return rows.filter(pk__in=plain.values("pk"))
    owed = seen.ledger(user).owing().filter(employer=OuterRef("employer"))
    employers = Employer.objects.visible_to(user)
    owing = Q(kind=OWING, employer__in=employers.values("pk")) & Exists(owed)
    return rows.filter(Q(pk__in=plain.values("pk")) | owing)


def owed_by(user, employer: Employer) -> tuple[LedgerRow | None, Stamp | None]:
    """What the newest month this person may see says of the employer, and what that rests on."""
    seen = newest_for(user)
    row = seen.ledger(user).filter(employer=employer).first() if seen else None
    return (row, seen.stamp) if row and seen else (None, None)


def alerts_panel(user, employer: Employer) -> list[Alert] | None:
    """The alerts of an employer for its file; None where there is none this person may read."""
    rows = alerts_shown(user).filter(employer=employer).select_related("agency")
    return list(rows[:10]) or None
