"""The employer's page: identity, what is owed and for how long, history, notes; each part for those entitled to it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from arrears.filters import with_sums
from arrears.models import ArrearsNote, DebtorEntry, LedgerRow
from arrears.queries.shown import newest_for
from arrears.tables import HISTORY, STATE_NAMES
from employers.models import Employer, UnitKind
from portal.core import audit
from portal.core.money import FUND_LABELS, FUNDS
from portal.core.scoping import get_visible_or_404

_RELATED = ("province", "commune", "zone", "office", "agency")
_MONEY = ("not_due", "late", "evaded", "charge")


@require_safe
def employer_file(request, pk):
    user = request.user
    employer = get_visible_or_404(Employer.objects.select_related(*_RELATED), user, pk=pk)
    seen = newest_for(user)
    row = with_sums(seen.ledger(user)).filter(employer=employer).first() if seen else None
    notes = ArrearsNote.objects.visible_to(user).filter(employer=employer).select_related("cause", "made_by")
    audit.read("employer", by=user, subject=employer)
    context = {
        "employer": employer,
        "title": employer.name,
        "kind": UnitKind.objects.filter(number=employer.kind).first(),
        "stamp": seen.stamp if row else None,
        "row": row,
        "state": STATE_NAMES.get(row.state) if row else None,
        "funds": [(FUND_LABELS[fund], *(getattr(row, f"{name}_{fund}") for name in _MONEY)) for fund in FUNDS]
        if row
        else [],
        "history": history_of(user, employer),
        "history_table": HISTORY,
        "listings": DebtorEntry.objects.visible_to(user)
        .filter(employer=employer)
        .select_related("debtor_list__version")
        .order_by("-debtor_list__version__month", "-debtor_list__version__version", "debtor_list__purpose")[:48],
        "notes": notes.order_by("-month", "-id")[:20],
        "may_note": user.may("record_arrears_note"),
        "may_place": user.may("place_employer"),
    }
    return render(request, "shell/employer_file.html", context)


def history_of(user, employer: Employer) -> list[LedgerRow]:
    """The newest visible version of each month, newest first; the open month as provisional for its readers."""
    rows = with_sums(LedgerRow.objects.visible_to(user).filter(employer=employer)).order_by("-month", "-version")
    newest: dict = {}
    for row in rows:
        newest.setdefault(row.month, row)
    return list(newest.values())
