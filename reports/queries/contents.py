"""What a report holds, as one hash: anyone can count it again from what is stored."""

import hashlib
import json

from reports.models import MonthlyReport


def content_hash(report: MonthlyReport) -> str:
    """SHA-256 over the figures and every line in its place: anyone can count it again from what is stored."""
    of_note = ("solution", "remark")
    columns = (
        *("place", "unit_code", "tax_code", "name", "worst", "workers", "months", "odts", "httt", "bhyt", "bhtn"),
        *("tnld_bnn", "unsplit", "owed", "charge", "cause", "measures", "proposal", *of_note),
    )
    digest = hashlib.sha256(json.dumps(report.summary, sort_keys=True, ensure_ascii=False).encode())
    for line in report.lines.order_by("place").values_list(*columns).iterator():
        told = line if any(line[-2:]) else line[:-2]  # a line without them counts as before they were told
        digest.update("\x1f".join("" if value is None else str(value) for value in told).encode() + b"\n")
    return digest.hexdigest()
