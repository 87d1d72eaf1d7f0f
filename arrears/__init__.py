"""What is owed: files coming in, the ledger by month and version, rollups, debtor lists, BHXH's notes on a debtor.

legal  LegalRule      staging  C12Row, B03Row      ledger  LedgerMonth, LedgerVersion, LedgerRow
rollups  Rollup       debtors  DebtorList, DebtorEntry      notes  ArrearsNote
"""
