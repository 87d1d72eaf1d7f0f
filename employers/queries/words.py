"""What the words of a question stand for among the words of names: those that begin so, and those one slip away."""

from dataclasses import dataclass

from employers.rules.spelling import SHORTEST_MISTAKEN, one_letter_away
from portal.core import sql
from portal.core.folding import fold

MOST_MEANT = 200
MOST_ASKED = 8
SHORTEST_BEGUN = 5


@dataclass(frozen=True)
class Meaning:
    """The known words that a question's word may stand for, commonest first; `employers` how many have them at most.
    `is_cut`: there are more than were read."""

    asked: str
    words: tuple[str, ...] = ()
    employers: int = 0
    is_cut: bool = False


def words_of(text: str) -> list[str]:
    """The words of a question, each once; what follows the eighth is left out."""
    return list(dict.fromkeys(fold(text).split()))[:MOST_ASKED]


def meanings(words: list[str]) -> list[Meaning]:
    """For each word those that begin with it."""
    found: dict[str, list[tuple[str, int]]] = {word: [] for word in words}
    for row in sql.rows("employers", "words_meant", {"asked": words, "most": MOST_MEANT}):
        found[row["asked"]].append((row["word"], row["employers"]))
    return [_meaning(word, found[word]) for word in words]


def _meaning(asked: str, known: list[tuple[str, int]]) -> Meaning:
    words = tuple(word for word, _ in known)
    return Meaning(asked, words, sum(number for _, number in known), len(known) >= MOST_MEANT)


def near(meaning: Meaning, *, is_last: bool) -> Meaning:
    """The meaning with the words one letter away; of the last word, still being typed, also those that begin with one."""
    asked = meaning.asked
    if len(asked) < SHORTEST_MISTAKEN:
        return meaning
    others = sorted(one_letter_away(asked))
    begun = others if is_last and len(asked) >= SHORTEST_BEGUN else []
    facts = {"near": others, "begun": begun, "length": len(asked), "most": MOST_MEANT}
    known = [(row["word"], row["employers"]) for row in sql.rows("employers", "words_near", facts)]
    added = _meaning(asked, known)
    words = tuple(dict.fromkeys((*meaning.words, *added.words)))
    return Meaning(asked, words, meaning.employers + added.employers, meaning.is_cut or added.is_cut)
