"""What was typed, for kinds other than employers: each word at the beginning of one, or a word one letter away."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import CombinedExpression

from employers.queries.search import meant_nearly
from employers.queries.words import Meaning, words_of
from portal.core.folding import fold


@dataclass(frozen=True)
class Typed:
    """The question of one reader; `is_strict`: only words as they were typed."""

    text: str
    is_strict: bool = False

    @cached_property
    def words(self) -> list[str]:
        return words_of(self.text)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def nearly(self) -> list[Meaning]:
        return [] if self.is_strict else meant_nearly(self.words)

    def has_every(self, told: str) -> bool:
        """Whether each word, or one that it may have been meant for, begins a word of what is told."""
        words = f" {fold(told)}"
        if all(f" {one}" in words for one in self.words):
            return True
        return bool(self.nearly) and all(
            any(f" {one}" in words for one in (meaning.asked, *meaning.words)) for meaning in self.nearly
        )


class Folded(Func):
    """Text without marks, as portal.core.folding makes it."""

    function = "portal_folded"
    output_field = TextField()


class Spaced(Func):
    """A space before it, so that " ab" finds the beginnings of words."""

    template = "(' ' || %(expressions)s)"
    output_field = TextField()


class Said(CombinedExpression):
    """Whether the words are said: answered by the index over the folded words of a column, or of several in a row."""

    def __init__(self, query: str, *columns: str):
        told = F(columns[0])
        for column in columns[1:]:
            told = Func(told, Value(" "), F(column), arg_joiner=" || ", template="%(expressions)s")
        vector = Func(Folded(told), template="to_tsvector('simple', %(expressions)s)", output_field=TextField())
        asked = Func(Value(query), template="to_tsquery('simple', %(expressions)s)", output_field=TextField())
        super().__init__(vector, "@@", asked, output_field=BooleanField())


def saying(rows: QuerySet, typed: Typed, *columns: str, most: int) -> list:
    """Rows whose text has every word, or else one of the words that may have been meant; at most so many."""
    exact = list(rows.filter(Said(" & ".join(f"{word}:*" for word in typed.words), *columns))[:most])
    if exact or not typed.nearly:
        return exact
    meant = (" | ".join((f"{one.asked}:*", *one.words)) for one in typed.nearly)
    return list(rows.filter(Said(" & ".join(f"({words})" for words in meant), *columns))[:most])


def named(rows: QuerySet, typed: Typed, column: str = "folded") -> list:
    """The same for the few rows that have a name."""
    rows = rows.alias(spaced=Spaced(column))
    exact = list(rows.filter(*(Q(spaced__contains=f" {word}") for word in typed.words)))
    if exact or not typed.nearly:
        return exact
    return list(rows.filter(*(_any_of(one) for one in typed.nearly)))


def _any_of(meaning: Meaning) -> Q:
    condition = Q(spaced__contains=f" {meaning.asked}")
    for word in meaning.words:
        condition |= Q(spaced__contains=f" {word}")
    return condition
