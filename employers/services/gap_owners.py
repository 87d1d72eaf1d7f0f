"""Whose a gap is: while it waits, the agency's that manages the employer today."""

from datetime import date

from django.utils.translation import gettext as _

from agencies.models import Province
from employers import permissions
from portal.core import sql
from portal.core.acts import act


@act(may=permissions.run_cross_check)
def hand_over_gaps(province: Province, *, by, on: date) -> int:
    """Gaps that wait pass to the agency that manages the employer now. Returns how many did."""
    note = _("Chuyển cơ quan xử lý theo cơ quan quản lý hiện nay.")
    return sql.execute("employers", "gaps_hand_over", {"province": province.pk, "on": on, "note": note})
