"""Workbooks that come in and go out, treated as hostile until shown otherwise. No Django in here: the child process must start light.

refusals.Refused(code, **facts)        every "no": .code .facts .message_vi (what is wrong, what to do)
guard.inspect(path, limits, name)      -> Inspection: looked at by streaming inflation before any parser
reader.Book(path, inspection)          .sheets() -> Sheet(name, visible, seen); Sheet.rows() -> (row number, values from column A)
text                                   clean, dong, decimal_number, day, month, code, tax_code_fault, column_letter
child.stream(function, path, ...)      runs function(book, options, out) -> dict in a capped process, rows as COPY text
inside.Out                             what the function writes to: .write(copy_text) .row(values) .progress(rows)
writer.write_rows, writer.write_csv    fast lists going out
"""
