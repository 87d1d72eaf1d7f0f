"""How an employer was urged, what excuses it, on which grounds it evades, and what came of urging it: for BHXH alone."""

from datetime import date
from typing import Any

from agencies.models import User
from arrears import permissions
from arrears.models import EvasionGround, JustifiedReason, UrgingNotice, UrgingOutcome
from arrears.tables.urging import reason_state, state_of
from employers.models import Employer

SHOWN = 20


def urging_of(user: User, employer: Employer, on: date) -> dict[str, Any]:
    """The newest of each kind; outcomes only of the files of form B10a-TS that were let in and not taken out."""
    notices = UrgingNotice.objects.visible_to(user).filter(employer=employer).exclude(state="draft")
    reasons = JustifiedReason.objects.visible_to(user).filter(employer=employer).select_related("accepted_by")
    grounds = EvasionGround.objects.visible_to(user).filter(employer=employer)
    outcomes = UrgingOutcome.objects.visible_to(user).filter(employer=employer, batch__status="applied")
    is_live = employer.merged_into_id is None
    return {
        "urgings": [(one, state_of(one)) for one in notices.order_by("-month", "-issued_on", "-pk")[:SHOWN]],
        "reasons": [(one, reason_state(one)) for one in reasons.order_by("-valid_from", "-pk")[:SHOWN]],
        "grounds": list(grounds.order_by("-valid_from", "-pk")[:SHOWN]),
        "outcomes": list(outcomes.order_by("month", "batch__agency_code", "-batch__sequence").distinct("month"))[::-1][
            :SHOWN
        ],
        "may_tell_reason": is_live and permissions.record_justified_reason(user, employer),
        "may_tell_ground": is_live and permissions.record_evasion_ground(user, employer),
        "may_tell_payment": is_live and permissions.record_payment(user, employer),
        "may_hold": is_live and permissions.record_hold(user, employer),
        "on": on,
    }
