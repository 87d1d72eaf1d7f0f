"""Tables that come in as rows under a header: cells read a column at a time, problems told by sheet, row and column, rows
on their way to a staging table, refused rows going back. No Django in here: the capped child starts light.

Each kind of file keeps its own sentences (`Problems.sentences`) and its own columns.
"""
