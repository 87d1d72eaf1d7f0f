"""What the parser of a month's file answers beside its rows."""

from portal.core.tabular.problems import Problems
from portal.core.tabular.staged import Staging, unusual


def outcome(form: str, problems: Problems, staging: Staging | None = None, *, book=None, **facts) -> dict:
    """What the parser answers: the counts, the problems, and whatever the form knows."""
    answer = {
        "form": form,
        "month": None,
        "office": None,
        "offices": [],
        "sheet": problems.sheet,
        "rows": staging.rows if staging else 0,
        "accepted": staging.accepted if staging else 0,
        "refused": len(staging.refused) if staging else 0,
        "totals": {},
        "control": {"groups": {}, "people": {}},
        "columns_known": [],
        "asked": {},
    }
    return answer | problems.outcome() | unusual(book) | facts


def asked(options: dict) -> dict:
    """What the file was checked against, so that it can be checked again."""
    return {name: options[name] for name in ("month", "form", "nothing_owing") if options.get(name)}
