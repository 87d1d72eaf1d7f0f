"""The register as its list shows it: live employers, with the open numbers that a file of it carries."""

from django.db.models import OuterRef, QuerySet, Subquery

from employers.models import Employer, Identifier, Scheme

NUMBERS = {
    "registration_no": Scheme.REGISTRATION,
    "personal_no": Scheme.PERSONAL,
    "budget_code": Scheme.BUDGET,
}


def register_rows(rows: QuerySet[Employer]) -> QuerySet[Employer]:
    """Those found to be another employer are hidden: their file leads to the other."""
    return rows.live().select_related("commune", "zone", "agency", "office", "parent")


def with_numbers(rows: QuerySet[Employer]) -> QuerySet[Employer]:
    """Each with its newest open number of every scheme that does not stand on the employer itself."""
    standing = Identifier.objects.filter(employer=OuterRef("pk"), valid_to=None).order_by("-valid_from", "-pk")
    return rows.annotate(
        **{name: Subquery(standing.filter(scheme=scheme).values("value")[:1]) for name, scheme in NUMBERS.items()}
    )
