"""What is told: the monthly arrears report, its receipts, its files.

monthly  MonthlyReport, ReportReceipt      files  ReportFile
"""
