"""The debtor list and its entries as JSON, in the scope of the page."""

from rest_framework import generics, serializers

from arrears.filters import DebtorFilter
from arrears.models import DebtorEntry, DebtorList
from portal.core import audit
from portal.core.api import HasPost, KeysetPages
from portal.core.scoping import get_visible_or_404


class DebtorListSerializer(serializers.ModelSerializer):
    month = serializers.DateField(source="version.month", help_text="first day of the month")
    version = serializers.IntegerField(source="version.version")
    entries_count = serializers.IntegerField(source="entries_seen", help_text="of the reader's own part")
    owed = serializers.IntegerField(source="owed_seen", help_text="of the reader's own part, whole dong")

    class Meta:
        model = DebtorList
        fields = ["id", "month", "version", "purpose", "threshold", "kinds", "entries_count", "owed", "made_at"]


class DebtorEntrySerializer(serializers.ModelSerializer):
    commune = serializers.CharField(source="commune.name", default=None)

    class Meta:
        model = DebtorEntry
        fields = [
            "place",
            "unit_code",
            "tax_code",
            "name",
            "commune",
            "workers",
            "months",
            "months_source",
            "late",
            "evaded",
            "owed",
            "owed_by_fund",
        ]


class PlacePages(KeysetPages):
    ordering = "place"


class DebtorLists(generics.ListAPIView):
    """Lists of the reader's province, newest first."""

    permission_classes = [HasPost]
    serializer_class = DebtorListSerializer

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return DebtorList.objects.none()
        user = self.request.user
        return DebtorList.objects.visible_to(user).counted_for(user).select_related("version")


class DebtorEntries(generics.ListAPIView):
    """The rows of one list that the reader may see; money in whole dong, principal only."""

    permission_classes = [HasPost]
    serializer_class = DebtorEntrySerializer
    filterset_class = DebtorFilter
    pagination_class = PlacePages
    queryset = DebtorEntry.objects.none()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        found = get_visible_or_404(DebtorList.objects, self.request.user, pk=self.kwargs["pk"])
        audit.read("api:debtor_list", by=self.request.user, subject=found, filters=self.request.query_params.dict())
        return DebtorEntry.objects.visible_to(self.request.user).filter(debtor_list=found).select_related("commune")
