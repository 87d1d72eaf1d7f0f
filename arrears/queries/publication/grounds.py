"""As what employers may be named: grounds, urgings, accepted reasons and the law of the day, read for many at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from arrears.models import EvasionGround, JustifiedReason, LedgerRow, LedgerVersion, Reckoning
from arrears.queries.law import law_on
from arrears.queries.publication.candidates import evaded_bhxh
from arrears.queries.urging import urged_days
from arrears.rules.naming import Naming, Told, naming
from portal.core.sql import among


def namings(version: LedgerVersion, rows: Iterable[LedgerRow], *, today: date) -> dict[int, Naming]:
    """Employer -> as what to name it by the version's figures, with what proves it. A ground must have held on the day of the
    figures and hold today; a reason that held on either day counts."""
    rows, on = list(rows), version.period.last_day
    held = [row.employer_id for row in rows if row.worst == LedgerRow.Class.EVASION]
    law = law_on(on, province=version.province)
    grounds, justified, reckoned = _grounds(held, on, today), _justified(held, on, today), _reckoned(version, held)
    urged = urged_days(held, province=version.province, on=on) if held else {}
    named = {row.employer_id: Naming(row.worst) for row in rows}
    return named | {
        row.employer_id: naming(
            _told(row, reckoned.get(row.employer_id)),
            grounds=grounds.get(row.employer_id, ()),
            urged=urged.get(row.employer_id, ()),
            is_justified=row.employer_id in justified,
            law=law,
            on=on,
        )
        for row in rows
        if row.worst == LedgerRow.Class.EVASION
    }


def _told(row: LedgerRow, reckoned: tuple[date, int] | None) -> Told:
    return Told(row.worst, evaded_bhxh(row), row.due_on, row.days_evaded, reckoned)


def _grounds(employers: list[int], on: date, today: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    holding = EvasionGround.objects.filter(employer__in=among(employers), valid_from__lte=on).filter(
        Q(valid_to=None) | Q(valid_to__gte=max(on, today))
    )
    for employer, ground in holding.order_by("ground").values_list("employer", "ground"):
        found[employer].append(ground)
    return found


def _justified(employers: list[int], on: date, today: date) -> set[int]:
    accepted = JustifiedReason.objects.filter(
        employer__in=among(employers), accepted_at__isnull=False, withdrawn_at=None, valid_from__lte=max(on, today)
    ).filter(Q(valid_to=None) | Q(valid_to__gte=on))
    return set(accepted.values_list("employer", flat=True))


def _reckoned(version: LedgerVersion, employers: list[int]) -> dict[int, tuple[date, int]]:
    """Where the portal's own reckoning of this version finds evasion of BHTN alone."""
    rows = Reckoning.objects.filter(
        run__version=version,
        employer__in=among(employers),
        worst=LedgerRow.Class.EVASION,
        ground="e",
        is_justified=False,
    )
    return {
        employer: (urged_on, age)
        for employer, urged_on, age in rows.values_list("employer", "urged_on", "age_evaded")
        if urged_on is not None
    }
