"""Workbooks that come in and go out, hostile until shown otherwise. No Django in here: the child must start light.

refusals.Refused(code, **facts)      every "no": .code .facts .message_vi (what is wrong, what to do)
guard.inspect(path, limits, name)    -> Inspection: looked at by streaming inflation before any parser
reader.Book(path, inspection)        .sheets() -> Sheet(name, visible, seen); Sheet.rows() -> (row number, values)
text                                 clean, whole_number, decimal_number, day, month, code, tax_code, tax_code_fault
child.stream(function, path, ...)    runs function(book, options, out) in a capped process: COPY text, then an outcome
inside.Out                           what the function writes to: .write(copy_text) .row(values) .progress(rows)
writer.write_rows, csv_writer.write_csv    fast lists going out
"""
