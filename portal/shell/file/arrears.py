"""What an employer owes and owed: only for those who see employers' arrears; for all others no word of it exists."""

from typing import Any

from agencies.models import User
from arrears.filters import with_sums
from arrears.models import ArrearsNote, DebtorEntry, LedgerRow
from arrears.queries.old_statements import bounds_book, carried_interest, class_rows, statements_of
from arrears.queries.shown import newest_for
from arrears.tables import HISTORY, OLD_STATEMENTS, STATE_NAMES
from employers.models import Employer
from portal.core.money import FUND_LABELS, FUNDS

_MONEY = ("not_due", "late", "evaded", "charge")


def arrears_of(user: User, employer: Employer) -> dict[str, Any]:
    """The newest month by fund, the months before, those of Decision 595, the lists it stands in, BHXH's notes."""
    if not user.may("see_employer_arrears"):
        return {"sees_arrears": False}
    seen = newest_for(user)
    row = with_sums(seen.ledger(user)).filter(employer=employer).first() if seen else None
    notes = ArrearsNote.objects.visible_to(user).filter(employer=employer).select_related("cause", "made_by")
    history, law = history_of(user, employer), bounds_book(employer.province)
    statements = statements_of(user, employer, history, law)
    class_rows(history, statements, law)
    listings = DebtorEntry.objects.visible_to(user).filter(employer=employer).select_related("debtor_list__version")
    return {
        "sees_arrears": True,
        "stamp": seen.stamp if row else None,
        "row": row,
        "state": STATE_NAMES.get(row.state) if row else None,
        "funds": [(FUND_LABELS[fund], *(getattr(row, f"{name}_{fund}") for name in _MONEY)) for fund in FUNDS]
        if row
        else [],
        "history": history,
        "history_table": HISTORY,
        "statements": statements,
        "statements_table": OLD_STATEMENTS,
        "old_interest": carried_interest(statements),
        "listings": listings.order_by(
            "-debtor_list__version__month", "-debtor_list__version__version", "debtor_list__purpose"
        )[:48],
        "notes": notes.order_by("-month", "-id")[:20],
        "may_note": user.may("record_arrears_note"),
    }


def history_of(user: User, employer: Employer) -> list[LedgerRow]:
    """The newest visible version of each month, newest first; the open month as provisional for its readers."""
    rows = with_sums(LedgerRow.objects.visible_to(user).filter(employer=employer)).order_by("-month", "-version")
    newest: dict = {}
    for row in rows:
        newest.setdefault(row.month, row)
    return list(newest.values())
