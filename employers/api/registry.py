"""Employers as JSON, the same rows as the page."""

from rest_framework import generics, serializers

from employers.filters import EmployerFilter
from employers.models import Employer
from portal.core import audit
from portal.core.api import HasPost


class EmployerSerializer(serializers.ModelSerializer):
    commune_code = serializers.CharField(source="commune.code", default=None)
    zone_code = serializers.CharField(source="zone.code", default=None)

    class Meta:
        model = Employer
        fields = [
            "id",
            "unit_code",
            "tax_code",
            "tax_code_ok",
            "name",
            "address",
            "kind",
            "sector",
            "commune_code",
            "zone_code",
            "cycle",
        ]


class Employers(generics.ListAPIView):
    """Employers of the reader's own scope."""

    permission_classes = [HasPost]
    serializer_class = EmployerSerializer
    filterset_class = EmployerFilter

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):  # the API's description is drawn without a reader or a database
            return Employer.objects.none()
        audit.read("api:employers", by=self.request.user, filters=self.request.query_params.dict())
        return Employer.objects.visible_to(self.request.user).select_related("commune", "zone")
