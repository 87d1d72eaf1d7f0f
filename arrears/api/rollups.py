"""Rollups as JSON: closed versions that the reader may see."""

import django_filters as filters
from django.db.models import Exists, OuterRef
from rest_framework import generics, serializers

from arrears.models import LedgerVersion, Rollup
from portal.core import audit
from portal.core.api import HasPost


class RollupFilter(filters.FilterSet):
    month = filters.DateFilter(help_text="first day of the month")
    version = filters.NumberFilter()
    dimension = filters.ChoiceFilter(choices=Rollup.Dimension.choices)
    fund = filters.CharFilter()
    key = filters.CharFilter()


class RollupSerializer(serializers.ModelSerializer):
    class Meta:
        model = Rollup
        fields = [
            "month", "version", "dimension", "key", "fund", "employers", "owing", "workers", "not_due", "late",
            "evaded", "charge", "newly_owing", "cleared", "recovered", "is_estimated", "computed_at",
        ]  # fmt: skip


class Rollups(generics.ListAPIView):
    """Sums by month, version, dimension and fund; money in whole dong."""

    permission_classes = [HasPost]
    serializer_class = RollupSerializer
    filterset_class = RollupFilter

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):  # the API's description is drawn without a reader or a database
            return Rollup.objects.none()
        user = self.request.user
        audit.read("api:rollups", by=user, filters=self.request.query_params.dict())
        closed = LedgerVersion.objects.visible_to(user).filter(
            province_id=OuterRef("province_id"), month=OuterRef("month"), version=OuterRef("version")
        )
        return Rollup.objects.visible_to(user).filter(Exists(closed))
