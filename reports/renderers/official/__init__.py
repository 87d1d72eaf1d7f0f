"""Forms of Decision 366/QĐ-BHXH written into BHXH's own workbooks (reports/reference/forms, cleaned), one module for each."""
