"""Files that come on the road of a month's files but say nothing to the ledger: what letting each in does, by kind.

Each module makes an Applier; its staging table is in queries.imports.MODELS."""

from arrears.services.applier import Applier
from arrears.services.applying import b03_595, b10, urging_list

APPLIERS: dict[str, Applier] = {
    "b03-595": b03_595.APPLIER,
    "b10": b10.APPLIER,
    "urging-list": urging_list.APPLIER,
}
