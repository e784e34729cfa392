"""Names of teams that may be one team, written in two ways."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from monitor.settings.names import same_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: Of fewer letters, a word with another letter is mostly another word.
_SHORTEST = 4


def alike(teams: Sequence[str], known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each team of the source that resembles another of it, or one that is configured."""
    names = {same_name(team): team for team in teams}
    for name, other in combinations({**known, **names}, 2):
        if not {name, other} <= set(known) and _may_be_one(name, other):
            yield names.get(name, known.get(name, "")), names.get(other, known.get(other, ""))


def _may_be_one(name: str, other: str) -> bool:
    """True if two names differ in spaces alone, or in words in which somebody mistyped a letter."""
    words, others = name.split(), other.split()
    if len(words) != len(others):
        return "".join(words) == "".join(others)
    return all(map(_may_be_one_word, words, others))


def _may_be_one_word(word: str, other: str) -> bool:
    """True if a letter was left out, put in, or exchanged with its neighbour.

    Another letter instead of one makes another word: North and South, East and West.
    """
    shorter, longer = sorted((word, other), key=len)
    if word == other or not (word + other).isalpha() or len(shorter) < _SHORTEST:
        return word == other
    if len(shorter) == len(longer):
        return sorted(word) == sorted(other)
    letters = iter(longer)
    return len(longer) == len(shorter) + 1 and all(letter in letters for letter in shorter)
