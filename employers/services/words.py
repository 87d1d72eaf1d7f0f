"""Keeping the words by which employers are found."""

from agencies.models import Province
from employers import permissions
from employers.vocabulary import count_words
from portal.core.acts import act


@act(may=permissions.keep_words)
def keep_words(province: Province, *, by) -> int:
    """Count the words of all names anew, as each night does; they are those of the whole portal. Returns how many changed."""
    return count_words()
