"""What a mistyped word may have been: everything one slip of a finger away from it."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"
SHORTEST_MISTAKEN = 3
"""Of shorter words nearly every other is one letter away."""
SHORTEST_CODE = 9


def one_letter_away(word: str, signs: str = LETTERS + DIGITS) -> set[str]:
    """Words with one sign more, one less, one other, or two neighbours changed about.

    >>> sorted(one_letter_away("ab", "ab"))
    ['a', 'aa', 'aab', 'aba', 'abb', 'b', 'ba', 'bab', 'bb']
    """
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = {head + tail[1:] for head, tail in parts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1}
    other = {head + sign + tail[1:] for head, tail in parts if tail for sign in signs}
    more = {head + sign + tail for head, tail in parts for sign in signs}
    return (less | swapped | other | more) - {word, ""}


def is_code(word: str) -> bool:
    """Whether it can be a number by which somebody knows an employer: long, and mostly digits."""
    return len(word) >= SHORTEST_CODE and 2 * sum(sign in DIGITS for sign in word) > len(word)
