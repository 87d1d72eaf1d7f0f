"""The last look before anybody is named: newer figures, holds, payments, objections, identity, class, ground and urging."""

from dataclasses import dataclass
from datetime import datetime

from arrears.models import Publication


@dataclass(frozen=True)
class Change:
    """What no longer is as the line says. `becomes`: the state the line must take; `codes`: why (STOPS of queries)."""

    line: int
    employer: int
    becomes: str
    codes: tuple[str, ...]


def recheck(publication: Publication, *, at: datetime) -> list[Change]:
    """What changed since the lines were last looked at; empty when every line still stands.

    Called inside the transaction of approving and of publishing: it locks the employers of the lines that would be named,
    so that no payment, hold or correction slips in between. It writes nothing; who finds changes refuses, and the act
    recheck_publication takes them over for the approver to see.
    """
    raise NotImplementedError
