"""Makes the committed copy of form 01-ĐĐ from BHXH's document: python clean_letter.py IN OUT.

Taken away: the guide to filling it in and the empty lines before it, the author's name, left-over custom parts, fields that
point at web pages (their words stay). Kept: words, the two tables, tabs, fonts, margins."""

import sys

from docx import Document
from docx.oxml.ns import qn

GUIDE = "Hướng dẫn lập"


def clean(source: str, target: str) -> None:
    document = Document(source)
    body = document.element.body
    last_table = document.tables[-1]._tbl
    after = list(last_table.itersiblings())
    if not any(GUIDE in "".join(node.text or "" for node in part.iter(qn("w:t"))) for part in after):
        raise SystemExit("the guide is not where it was")
    for part in after:
        if part.tag != qn("w:sectPr"):
            body.remove(part)
    for tag in ("w:fldChar", "w:instrText", "w:bookmarkStart", "w:bookmarkEnd", "w:proofErr"):
        for part in list(body.iter(qn(tag))):
            part.getparent().remove(part)
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.title = properties.comments = ""
    drop_custom_parts(document)
    document.save(target)


def drop_custom_parts(document) -> None:
    relations = document.part.rels
    for key in [key for key, relation in relations.items() if "customXml" in relation.reltype or relation.is_external]:
        relations.pop(key)


if __name__ == "__main__":
    clean(sys.argv[1], sys.argv[2])
