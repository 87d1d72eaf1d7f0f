"""What the words of a question stand for among the words of names: those that begin so, and those one slip away."""

from dataclasses import dataclass
from functools import cached_property

from employers.rules.spelling import SHORTEST_MISTAKEN, is_code, one_letter_away
from portal.core import sql
from portal.core.folding import fold

MOST_MEANT = 200
MOST_ASKED = 8
SHORTEST_BEGUN = 5


@dataclass(frozen=True)
class Meaning:
    """The known words that a question's word may stand for, commonest first; `employers` how many have them at most, `first`
    how many the first of them. `is_cut`: there are more than were read."""

    asked: str
    words: tuple[str, ...] = ()
    employers: int = 0
    is_cut: bool = False
    first: int = 0


@dataclass(frozen=True)
class Question:
    """What somebody typed."""

    text: str

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def words(self) -> list[str]:
        """Each once; what follows the eighth is left out."""
        return list(dict.fromkeys(self.folded.split()))[:MOST_ASKED]

    @cached_property
    def meanings(self) -> list[Meaning]:
        """For each word the known ones that begin with it."""
        found = sql.rows("employers", "words_meant", {"asked": self.words, "most": MOST_MEANT})
        return [_meaning(word, found) for word in self.words]

    @cached_property
    def holding(self) -> list[Meaning]:
        """For each word the known ones in which it stands."""
        return words_holding(self.words)

    @cached_property
    def nearly(self) -> list[Meaning]:
        """The same with the words one letter away; of the last, still being typed, also those that begin with one. Codes are
        no words: those one digit away are looked up among the codes."""
        mistakable = [word for word in self.words if len(word) >= SHORTEST_MISTAKEN and not is_code(word)]
        others = [(word, other) for word in mistakable for other in _away(word)]
        if not others:
            return self.meanings
        last = self.words[-1]
        begun = _away(last) if last in mistakable and len(last) >= SHORTEST_BEGUN else []
        facts = {"asked": [word for word, _ in others], "near": [other for _, other in others]}
        found = sql.rows("employers", "words_near", {**facts, "last": last, "begun": begun, "most": MOST_MEANT})
        return [_both(meaning, _meaning(meaning.asked, found)) for meaning in self.meanings]


def words_holding(asked: list[str]) -> list[Meaning]:
    """For each part of a word the known words in which it stands, commonest first."""
    rows = sql.rows("employers", "words_holding", {"asked": asked, "most": MOST_MEANT})
    found = {row["asked"]: row for row in rows}
    return [_held(part, found.get(part)) for part in asked]


def _held(part: str, row: dict | None) -> Meaning:
    if row is None:
        return Meaning(part)
    return Meaning(part, tuple(row["held"]), int(row["employers"]), row["words"] > MOST_MEANT)


def _away(word: str) -> list[str]:
    return sorted(one_letter_away(word))


def _meaning(asked: str, found: list[dict]) -> Meaning:
    known = [(row["word"], row["employers"]) for row in found if row["asked"] == asked][:MOST_MEANT]
    words = tuple(word for word, _ in known)
    first = known[0][1] if known else 0
    return Meaning(asked, words, sum(number for _, number in known), len(known) >= MOST_MEANT, first)


def _both(written: Meaning, near: Meaning) -> Meaning:
    words = tuple(dict.fromkeys((*written.words, *near.words)))
    return Meaning(written.asked, words, written.employers + near.employers, written.is_cut or near.is_cut)
