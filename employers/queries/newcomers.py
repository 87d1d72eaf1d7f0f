"""Whether anything stands on the employers that a file was the first to name."""

from typing import Any

from django.db.models import F, Q, QuerySet

from employers.models import Employer
from portal.core.models import ImportBatch

DERIVED = ("past_places",)
"""What the portal works out itself; it leaves with the employer."""

OF_THE_FILE = ("identifiers", "register_changes")
"""What leaves with the employer where the very file wrote it; what somebody else wrote keeps the employer."""


def spoken_of(ours: QuerySet[Employer]) -> Q:
    """Whether anything in any room, this storey's or one above, holds the employer."""
    found: Any = Q(pk__in=[])
    for relation in Employer._meta.related_objects:
        name = relation.get_accessor_name()
        if relation.related_model._meta.label == "employers.Match" or name in DERIVED:
            continue
        column = relation.field.attname
        holders = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ours})
        if name in OF_THE_FILE:
            same = Q(batch=F(f"{relation.field.name}__first_batch"))
            holders = holders.filter(~same | Q(batch=None))
        found |= Q(pk__in=holders.values(column))
    return found


def is_built_on(batch: ImportBatch) -> bool:
    """Whether other rooms hold something of the file's newcomers."""
    ours = Employer.objects.filter(first_batch=batch.pk)
    return ours.filter(spoken_of(ours)).exists()
