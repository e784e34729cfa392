"""What people answer about an assessment: read, checked, each with its place in its source.

An answer counts only whole. What cannot be used is a fault with its row and column, and nothing is
dropped: every row is an answer or a fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The kinds of answer, each with the reasons that may be given for it.
KINDS: Mapping[str, tuple[str, ...]] = {
    "explained": ("moved_away", "turned_18", "ids_merged", "cancelled", "other"),
}
#: The columns of an answer; a file of answers has these headings.
COLUMNS = ("child_id", "assessment_id", "kind", "reason", "by", "words")
#: The length of a sentence that says what is being done, in characters.
SHORTEST_WORDS, LONGEST_WORDS = 10, 300
LONGEST_NAME = 100


@dataclass(frozen=True)
class GivenAnswer:
    """One usable answer; `row` is its row in the source, 0 where it was given as a command."""

    child_id: str
    assessment_id: str
    kind: str
    reason: str
    by: str
    words: str
    row: int = 0


class AnswerFault(NamedTuple):
    """Why a row is no usable answer: where, and what to do; it holds no cell of the row."""

    row: int
    column: str
    message: str


def read_answers(
    rows: Iterable[tuple[int, Mapping[str, str]]],
) -> tuple[tuple[GivenAnswer, ...], tuple[AnswerFault, ...]]:
    """Return the usable answers and the faults of numbered rows of `COLUMNS`, in their order."""
    answers, faults = [], []
    for number, row in rows:
        cells = {column: " ".join((row.get(column) or "").split()) for column in COLUMNS}
        found = _faults_of(number, cells)
        faults += found
        if not found:
            answers.append(GivenAnswer(**cells, row=number))
    return tuple(answers), tuple(faults)


def _faults_of(row: int, cells: Mapping[str, str]) -> list[AnswerFault]:
    reasons = KINDS.get(cells["kind"])
    rules = {
        "child_id": (cells["child_id"] != "", "give the child's id"),
        "kind": (reasons is not None, f"give one of: {', '.join(KINDS)}"),
        "reason": (
            reasons is None or cells["reason"] in reasons,
            f"give one of: {', '.join(reasons or ())}",
        ),
        "by": (0 < len(cells["by"]) <= LONGEST_NAME, "name the person who gives the answer"),
        "words": (
            SHORTEST_WORDS <= len(cells["words"]) <= LONGEST_WORDS,
            f"say what was found out, in {SHORTEST_WORDS} to {LONGEST_WORDS} characters",
        ),
    }
    return [AnswerFault(row, column, say) for column, (good, say) in rules.items() if not good]
