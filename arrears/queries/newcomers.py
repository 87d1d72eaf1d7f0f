"""Employers that one file brought in and nobody else ever spoke of."""

from django.db.models import QuerySet

from arrears.models import LedgerRow
from employers.models import DuplicatePair, Employer, Identifier, PastPlace
from portal.core.models import ImportBatch

WORKED_OUT = (LedgerRow, Identifier, PastPlace, DuplicatePair, Employer)
"""What the portal itself derives, or is asked about apart; anything else that names an employer keeps it."""


def newcomers_of(batch: ImportBatch) -> QuerySet[Employer]:
    """Those of the batch without a count, an event, a note, a match or whatever else hangs on an employer, now or in a later
    room; an identifier of another source keeps one too, and so does a merge."""
    found = Employer.objects.filter(first_batch=batch.pk, merged_into=None, absorbed=None)
    found = found.exclude(pk__in=Identifier.objects.exclude(batch=batch).values("employer"))
    found = found.exclude(pk__in=Identifier.objects.filter(batch=None).values("employer"))
    for relation in Employer._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if (relation.one_to_many or relation.one_to_one) and relation.auto_created and model not in WORKED_OUT:
            held = model._base_manager.exclude(**{relation.field.name: None})
            found = found.exclude(pk__in=held.values(relation.field.name))
    return found
