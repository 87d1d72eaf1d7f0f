"""The public site under /cong-khai/: what was published, for everybody, without login and without a cookie.

doors (the middleware that keeps it apart) · reading (the only questions it asks, by a role that may read what is published) ·
views · feed (JSON) · urls. It imports portal.core and the nouns of what is published, and nothing else of the portal.
"""
