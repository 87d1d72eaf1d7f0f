"""Files that come on the road of a month's files but say nothing to the ledger: what letting each in does, by kind.

A module says PARSER (dotted), `problems(batch, agency)` and `warnings(batch, agency)` beyond what the parser saw (told as the
parser tells them), `news(batch, agency)` -> counts new, changed, same, absent; `apply(batch, *, by, at)` and
`undo(batch, *, by, at)`. Their staging tables are in queries.imports.MODELS."""

from typing import Any

from arrears.services.applying import b10, urging_list

APPLIERS: dict[str, Any] = {"b10": b10, "urging-list": urging_list}
