"""Who employs: one register fed by every agency that knows something, the counts of each source, and the gaps between them.

registry   Sector, Zone, Employer, its one managing agency on a day (queries/managing.py), where it stood (PastPlace)
identity   numbers with their days, corrections, duplicates, merges
events     what happened to an employer, labour relations, alerts
counts     what each source says of its people, the gaps; reviews and coverage beside them
staging    rows of the files that feed the register, and whose each was taken for
"""
