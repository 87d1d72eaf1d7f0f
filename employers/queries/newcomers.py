"""Whether anything stands on the employers that a file was the first to name."""

from typing import Any

from django.db.models import Q, QuerySet

from employers.models import Employer
from portal.core.models import ImportBatch

OWN = ("identifiers", "register_changes", "past_places", "workplaces")
"""What leaves with the employer."""


def spoken_of(ours: QuerySet[Employer]) -> Q:
    """Whether anything in any room, this storey's or one above, holds the employer."""
    found: Any = Q(pk__in=[])
    for relation in Employer._meta.related_objects:
        name = relation.get_accessor_name()
        if relation.related_model._meta.label == "employers.Match" or name in OWN:
            continue
        column = relation.field.attname
        holders = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ours})
        found |= Q(pk__in=holders.values(column))
    return found


def is_built_on(batch: ImportBatch) -> bool:
    """Whether other rooms hold something of the file's newcomers."""
    ours = Employer.objects.filter(first_batch=batch.pk)
    return ours.filter(spoken_of(ours)).exists()
