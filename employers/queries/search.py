"""Finding employers by parts of names and codes, without accents, through the index of triples of letters."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, Q, QuerySet, TextField

from employers.models import Employer
from portal.core.folding import fold

LETTERS = 3


class _Triples(Func):
    """What the index employer_triples holds; each word's own triples must be among them."""

    function = "employer_triples"
    output_field = ArrayField(TextField())


def employers_found(rows: QuerySet, text: str) -> QuerySet:
    """Employers of `rows` in whose name or codes every word of the text stands."""
    words = fold(text).split()
    triples = sorted({word[at : at + LETTERS] for word in words for at in range(len(word) - LETTERS + 1)})
    if triples:
        rows = rows.alias(triples=_Triples("folded", "unit_code", "tax_code")).filter(triples__contains=triples)
    for word in words:
        rows = rows.filter(Q(folded__contains=word) | Q(unit_code__icontains=word) | Q(tax_code__icontains=word))
    return rows


def rows_of_employers_found(rows: QuerySet, text: str) -> QuerySet:
    """Rows that belong to such employers."""
    return rows.filter(employer__in=employers_found(Employer.objects.order_by(), text).values("pk"))
