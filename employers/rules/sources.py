"""As whose word a file's counts stand, and which sources are held beside BHXH's participants."""

TAX, TAX_EXCHANGE = "tax", "tax_exchange"
COMPARED = (TAX, TAX_EXCHANGE)
"""The sources of the cross-check (000:245, 004:343)."""


def tax_source(period: str) -> str:
    """The finalisation comes for a year or with the list of the second quarter; what comes between is an exchange.

    >>> [tax_source(period) for period in ("2026", "2026-Q2", "2026-Q3", "2026-10")]
    ['tax', 'tax', 'tax_exchange', 'tax_exchange']
    """
    return TAX if len(period) == 4 or period.endswith("Q2") else TAX_EXCHANGE
