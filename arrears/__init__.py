"""What is owed: files coming in, the ledger by month and version, rollups, debtor lists, what BHXH notes about a debtor.

legal  LegalRule      staging  C12Row, B03Row      ledger  LedgerMonth, LedgerVersion, LedgerRow
rollups  Rollup       debtors  DebtorList, DebtorEntry      notes  ArrearsNote
"""
