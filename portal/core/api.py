"""The frame of the read API: closed unless a view opens it, and pages that stay cheap however deep."""

from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission


class DenyAll(BasePermission):
    """The default: a view without its own permission shows nothing to anyone."""

    def has_permission(self, request, view) -> bool:
        return False


class HasPost(BasePermission):
    """A signed-in person with a current post; which rows is the queryset's business."""

    def has_permission(self, request, view) -> bool:
        user = request.user
        return bool(user.is_authenticated and user.is_active and user.posting is not None)


class KeysetPages(CursorPagination):
    """Next and previous by key, 200 rows at most."""

    ordering = "pk"
    page_size_query_param = "page_size"
    max_page_size = 200
