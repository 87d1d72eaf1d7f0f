"""Packs: a directive as plain data, from a file or from a draft; read, checked and applied to a province.

One shape for both, a dict of JSON values: {"directive", "text", "parties", "clauses", "duties", "targets", "actuals",
"thresholds", "references"}. In a file `directive.text` names the text's own file; shapes.py says which fields there are.
"""
