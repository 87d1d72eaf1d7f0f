"""What applying a file of each kind does. Every module here answers the same questions,
to the acts of the import road alone:

- problems(batch, agency) -> list of {sheet, row, column, code, message}: what the register knows to be wrong refuses the file
- news(batch) -> {"new", "changed", "same"}: rows beside what is known; nothing new and nothing changed: "unchanged". "told":
  warnings beside those of the reader
- apply(batch, *, by, at) -> dict: all matched rows and newcomers; what was done, by name. {"register": False} where no name,
  code, place or sector of the register changed
- apply_row(batch, row, employer, *, by, at): one row that a person told whose it is, after the batch was applied
- undo(batch, *, by, at, reason): take it back, or NotPossible with why
"""

from employers.services.applier import Applier
from employers.services.applying import business_registry, coverage, labour_review, status_events, tax_labour, zone_list

APPLIERS: dict[str, Applier] = {
    "coverage": coverage.APPLIER,
    "labour-review": labour_review.APPLIER,
    "business-registry": business_registry.APPLIER,
    "status-events": status_events.APPLIER,
    "tax-labour": tax_labour.APPLIER,
    "zone-list": zone_list.APPLIER,
}
