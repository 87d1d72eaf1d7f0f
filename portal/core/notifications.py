"""Tell people: a line in the portal now; the same key is told once."""

from collections.abc import Iterable

from portal.core.models import Notification


def tell(users: Iterable, *, key: str, text: str, url: str = "") -> int:
    """Give each user the line once per key. Returns how many lines there are."""
    lines = [Notification(user=user, key=key, text=text[:300], url=url) for user in users]
    Notification.objects.bulk_create(lines, ignore_conflicts=True)
    return len(lines)
