"""Renderers: what is told, as official documents (PDF in the layout of Decree 30/2020) and as workbooks.

decree30 letterhead, signature and the page frame of an official document
long_table a table of any length, cut into pages before it is drawn
measure how wide Tinos sets a text; pdf / drawing the document, drawn by capped child processes and put together
"""
