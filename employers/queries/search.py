"""Finding employers by parts of names and codes, without accents and within one mistyped letter of a word: for lists, as a
condition on their rows."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, Q, QuerySet, TextField, Value

from employers.models import Employer, Identifier
from employers.queries.words import Meaning, Question
from employers.rules.spelling import is_code, one_letter_away

LETTERS = 3
RARE = 40_000
"""Words that so many employers have are looked up in the index; of commoner ones all rows are read sooner."""


class Codes(Func):
    """What the index employer_codes holds: three letters and digits in a row of the codes of today."""

    function = "employer_code_triples"
    output_field = ArrayField(TextField())


class Words(Func):
    """What the index employer_words holds: the words of a folded name."""

    template = "string_to_array(%(expressions)s, ' ')"
    output_field = ArrayField(TextField())


class ReadWords(Words):
    """The same, read in the row itself and never asked of the index."""

    template = "string_to_array(%(expressions)s || '', ' ')"


def having(words: tuple[str, ...], *, by_index: bool = True) -> Q:
    """Names with one of these whole words. They go over as one list: a parameter each takes longer than the answer."""
    told = Value(list(words), output_field=ArrayField(TextField()))
    return Q(**{f"{'words' if by_index else 'read'}__overlap": told})


def with_parts(rows: QuerySet) -> QuerySet:
    """Rows of the register with what the two indexes are asked by."""
    return rows.alias(codes=Codes("unit_code", "tax_code"), words=Words("folded"), read=ReadWords("folded"))


def employers_found(rows: QuerySet, text: str) -> QuerySet:
    """Employers of `rows` in whose name or codes every word of the text stands; where none is, a word one letter away."""
    question = Question(text)
    strict = as_written(rows, question.holding)
    if not question.words or strict.order_by().exists():
        return strict
    return as_meant(rows, question)


def in_codes(word: str) -> Q:
    """Letters and digits in a row in a code of today."""
    stands = Q(unit_code__icontains=word) | Q(tax_code__icontains=word)
    triples = sorted({word[at : at + LETTERS] for at in range(len(word) - LETTERS + 1)})
    return Q(codes__contains=triples) & stands if triples else stands


def standing_in(holding: list[Meaning], most: int = RARE) -> Q:
    """Every word, letter by letter, anywhere in the name or the codes of today. The rarest ask the indexes, those that very
    many have are looked for in what is found."""
    ordered = sorted(holding, key=lambda meaning: (meaning.is_cut, meaning.employers))
    condition = Q()
    for place, meaning in enumerate(ordered):
        is_rare = not meaning.is_cut and (meaning.employers <= most or not place)
        name = having(meaning.words) if is_rare else Q(folded__contains=meaning.asked)
        condition &= in_codes(meaning.asked) | name if meaning.words else in_codes(meaning.asked)
    return condition


def as_written(rows: QuerySet, holding: list[Meaning]) -> QuerySet:
    """The same, and one code of those of before."""
    condition = standing_in(holding)
    if len(holding) == 1 and is_code(holding[0].asked):  # joined by OR neither index would be used
        here = with_parts(Employer.objects.order_by()).filter(condition)
        return rows.filter(pk__in=here.values_list("pk").union(numbered({holding[0].asked})))
    return with_parts(rows).filter(condition)


def as_meant(rows: QuerySet, question: Question) -> QuerySet:
    """Every word, or one that is one letter away from it; a long code likewise."""
    words = question.words
    if len(words) == 1 and is_code(words[0]):
        return rows.filter(pk__in=numbered({words[0], *one_letter_away(words[0])}))
    condition = Q()
    for meaning, holding in zip(question.nearly, question.holding, strict=True):
        written = having(meaning.words) if meaning.words else Q(pk__in=[])
        if len(meaning.asked) >= LETTERS:
            written |= Q(pk__in=as_written(Employer.objects.order_by(), [holding]).values("pk"))
        condition &= written
    return with_parts(rows).filter(condition)


def numbered(codes: set[str]) -> QuerySet:
    """Ids of employers that are or were known by one of these numbers."""
    told = sorted(written for code in codes for written in spellings(code))
    today = Employer.objects.order_by().filter(Q(tax_code__in=told) | Q(unit_code__in=told) & ~Q(unit_code=""))
    before = Identifier.objects.order_by().filter(value__in=told)
    return today.values_list("pk").union(before.values_list("employer"))


def spellings(code: str) -> set[str]:
    """A number as the register may write it: in capitals, a branch's tax code with its hyphen."""
    told = code.upper()
    return {told, f"{told[:10]}-{told[10:]}"} if len(told) == 13 and told.isdigit() else {told}


def rows_of_employers_found(rows: QuerySet, text: str) -> QuerySet:
    """Rows that belong to such employers."""
    return rows.filter(employer__in=employers_found(Employer.objects.order_by(), text).values("pk"))
