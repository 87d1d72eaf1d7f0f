"""Tell people: a line in the portal now; the same key is told once."""

from collections.abc import Iterable
from typing import Any

from portal.core.models import Notification


def tell(users: Iterable, *, key: str, text: str, url: str = "") -> int:
    """Give each user the line once per key. Returns how many lines there are."""
    return tell_each((user, key, text, url) for user in users)


def tell_each(told: Iterable[tuple[Any, str, str, str]]) -> int:
    """The same where each line (user, key, text, url) is another: all of them in one go."""
    lines = [Notification(user=user, key=key, text=text[:300], url=url) for user, key, text, url in told]
    Notification.objects.bulk_create(lines, ignore_conflicts=True)
    return len(lines)
