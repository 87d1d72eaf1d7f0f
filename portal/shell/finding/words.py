"""What was typed, for kinds other than employers: each word at the beginning of one, or a word one letter away."""

from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import CombinedExpression

from employers.queries.words import Question
from portal.core.folding import fold


class Way(Enum):
    """How a word counts as found: as it was typed, or only nearly so."""

    TYPED = "typed"
    NEARLY = "nearly"


KNOWN = ("folded", "words", "meanings", "holding", "nearly")


@dataclass(frozen=True)
class Typed(Question):
    """A question of the box; `ways` are tried in their order until one finds something."""

    ways: tuple[Way, ...] = (Way.TYPED, Way.NEARLY)

    @cached_property
    def readings(self) -> list[list[tuple[str, ...]]]:
        """For each way, for each word the beginnings of words that count as it; none where a word can mean nothing."""
        return [reading for way in self.ways if all(reading := self._reading(way))]

    def by(self, way: Way) -> "Typed":
        """The same question asked one way, with what is known of its words already."""
        asked = replace(self, ways=(way,))
        asked.__dict__.update({name: self.__dict__[name] for name in KNOWN if name in self.__dict__})
        return asked

    def _reading(self, way: Way) -> list[tuple[str, ...]]:
        if way is Way.TYPED:
            return [(word,) for word in self.words]
        return [_beginnings(meaning.words) for meaning in self.nearly]

    def has_every(self, told: str) -> bool:
        """Whether each word begins a word of what is told."""
        words = f" {fold(told)}"
        return any(all(any(f" {one}" in words for one in word) for word in reading) for reading in self.readings)


def _beginnings(words: tuple[str, ...]) -> tuple[str, ...]:
    """Those that begin all of them: where "cao" counts, "caosu" is counted too.

    >>> _beginnings(("caosu", "cao", "bao"))
    ('bao', 'cao')
    """
    shortest: list[str] = []
    for word in sorted(words):
        if not (shortest and word.startswith(shortest[-1])):
            shortest.append(word)
    return tuple(shortest)


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
    """Rows whose text has every word; at most so many."""
    for reading in typed.readings:
        asked = " & ".join(f"({' | '.join(f'{one}:*' for one in word)})" for word in reading)
        if found := list(rows.filter(Said(asked, *columns))[:most]):
            return found
    return []


def named(rows: QuerySet, typed: Typed, column: str = "folded") -> list:
    """The same for the few rows that have a name."""
    rows = rows.alias(spaced=Spaced(column))
    for reading in typed.readings:
        if found := list(rows.filter(*(_any_of(word) for word in reading))):
            return found
    return []


def _any_of(words: tuple[str, ...]) -> Q:
    """In one look: a condition for each of hundreds of words takes longer to write than to answer. They are plain letters."""
    return Q(spaced__regex=f" ({'|'.join(words)})")
