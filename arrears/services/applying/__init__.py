"""Files that come on the road of a month's files but say nothing to the ledger: what letting each in does, by kind.

A module says PARSER (dotted), `problems(batch, agency)` and `warnings(batch, agency)` beyond what the parser saw (told as the
parser tells them), `news(batch, agency)` -> counts new, changed, same, absent; `apply(batch, *, by, at)` and
`undo(batch, *, by, at)`. Their staging tables are in queries.imports.MODELS. `refuse_month(agency, month)` -> why the kind says
nothing of that month, where not every month is taken; IS_FOLLOWED: the ledger of the month, where it has figures, follows."""

from typing import Any

from arrears.services.applying import b03_595, b10, urging_list

APPLIERS: dict[str, Any] = {"b03-595": b03_595, "b10": b10, "urging-list": urging_list}
