"""Reads go through `visible_to(user)`, and nothing else gives rows to a person. A queryset that forgets to say who may
see what shows nothing."""

from django.db import models
from django.http import Http404


class ScopedQuerySet(models.QuerySet):
    """Each model says in `restricted_to` what a signed-in user with a current post may see."""

    def visible_to(self, user):
        """Rows this user may see: none for strangers, for the disabled and for people without a post today."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.posting is None:
            return self.none()
        return self.restricted_to(user)

    def restricted_to(self, user):
        return self.none()


def get_visible_or_404(queryset, user, **lookup):
    """The one row, or 404: a row of somebody else's does not even exist."""
    try:
        return queryset.visible_to(user).get(**lookup)
    except queryset.model.DoesNotExist:
        raise Http404 from None
