"""The door: attempts counted in PostgreSQL, password, second factor, step-up, and how long a session lasts.

Nothing here is an act: a login changes no record of the portal's; it is written to the audit trail as access.
"""
