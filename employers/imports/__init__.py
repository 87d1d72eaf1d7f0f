"""Files that feed the register: from a hostile workbook to staged rows, from refused rows to a workbook, blank templates."""
