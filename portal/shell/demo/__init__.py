"""The demo: a fictitious province, built the same from the same seed, through the portal's own acts.

Nobody in it exists: names are put together from syllables, tax codes begin with digits that no tax office uses.
"""
