"""Files coming in: the monthly b03 and c12 of BHXH. columns = the order, *_headers = what the columns are called,
b03 / c12 = how a row is checked and staged, problems = the sentences, *_workbook = the same files going out.
The parsers run in a capped child process and know nothing of Django."""
