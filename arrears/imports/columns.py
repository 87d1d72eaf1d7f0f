"""What a row of the two monthly files becomes: the column order of the staging tables and of their COPY text.

Everything that writes, reads or models a staged row takes the order from here. No Django: the capped child reads it.
"""

FUNDS = ("odts", "httt", "bhyt", "bhtn", "tnld_bnn")
UNSPLIT = "unsplit"

STATES = (
    "active",
    "paused",
    "pension_suspended",
    "late_not_evading",
    "bankrupt",
    "bankruptcy_pending",
    "dissolution_pending",
    "not_at_address",
    "licence_revoked",
    "no_representative",
    "dissolved",
)
"""Columns 38 to 48 of form B03, in order: the code of a state is its place here, counted from 1."""

C12_UNIT = (
    "row_no",
    "sheet",
    "unit_code",
    "tax_code",
    "tax_code_ok",
    "name",
    "address",
    "commune_code",
    "zone_code",
    "kind",
    "sector",
    "cycle",
    "workers",
    "payroll",
    "months_owed",
    "days_late",
    "days_evaded",
    "state",
    "surplus",
    "difference",
)
C12_FUND = (
    "opening",
    "payable",
    "adjustment",
    "paid",
    "closing",
    "paid_through",
    "not_due",
    "late",
    "evaded",
    "charge",
)
B03_UNIT = (
    "row_no",
    "sheet",
    "unit_code",
    "name",
    "address",
    "workers",
    "kind",
    "office_name",
    "days_late",
    "days_evaded",
    "state",
    "note",
)
B03_FUND = ("not_due", "late", "evaded", "charge_late", "charge_evaded")

C12_COLUMNS = C12_UNIT + tuple(f"{what}_{fund}" for fund in (*FUNDS, UNSPLIT) for what in C12_FUND)
B03_COLUMNS = B03_UNIT + tuple(f"{what}_{fund}" for fund in FUNDS for what in B03_FUND)

C12_COPY = ("batch_id", *C12_COLUMNS)
B03_COPY = ("batch_id", *B03_COLUMNS)
"""The columns of one COPY line, as the parsers write it: the batch first, then the row."""
