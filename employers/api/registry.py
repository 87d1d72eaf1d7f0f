"""Employers as JSON, the same rows as the page."""

from rest_framework import generics, serializers
from rest_framework.permissions import BasePermission

from employers.filters import EmployerFilter
from employers.models import Employer, Identifier
from portal.core import audit
from portal.core.api import HasPost


class MaySeeRegister(BasePermission):
    """Whoever the page is open to."""

    def has_permission(self, request, view) -> bool:
        return request.user.may("see_register")


class IdentifierSerializer(serializers.ModelSerializer):
    class Meta:
        model = Identifier
        fields = ["scheme", "value", "is_right", "valid_from", "valid_to", "source"]


class EmployerSerializer(serializers.ModelSerializer):
    commune_code = serializers.CharField(source="commune.code", default=None)
    zone_code = serializers.CharField(source="zone.code", default=None)
    agency_code = serializers.CharField(source="agency.code", default=None)
    identifiers = IdentifierSerializer(many=True, read_only=True)

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
            "vsic",
            "vsic_version",
            "status",
            "status_on",
            "commune_code",
            "zone_code",
            "agency_code",
            "parent",
            "cycle",
            "identifiers",
        ]


class Employers(generics.ListAPIView):
    """Employers of the reader's own scope; those found to be another one are left out."""

    permission_classes = [HasPost, MaySeeRegister]
    serializer_class = EmployerSerializer
    filterset_class = EmployerFilter

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):  # the API's description is drawn without a reader or a database
            return Employer.objects.none()
        audit.read("api:employers", by=self.request.user, filters=self.request.query_params.dict())
        rows = Employer.objects.visible_to(self.request.user).live().select_related("commune", "zone", "agency")
        return rows.prefetch_related("identifiers")
