"""Lines below the records that are none: totals, and what the program of the export adds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOTAL = re.compile(
    r"(?:(?:grand )?total(?: (?:rows|records|assessments))?|(?:number of )?(?:rows|records)"
    r"|end of (?:file|report|extract))\W*(\d*)|(\d+) (?:rows|records|assessments)[\w ]*\W*",
    re.IGNORECASE,
)
#: What database programs write behind the rows; a number in it is that of the rows.
_OF_PROGRAMS = re.compile(
    r"\(?(\d+) rows?(?:\(s\))? (?:affected|selected|returned|fetched|exported|in set)\b.*"
    r"|\((\d+) rows?(?:\(s\))?\)"
    r"|\(?rows? affected: ?(\d+)\)?"
    r"|completion time: .*|query ok\b.*|sql> ?.*|elapsed: .*|time: [\d.,: ]+ ?m?s\b.*"
    r"|(?:page|printed|report run|run date|generated|produced|exported|extracted)"
    r" ?(?:\d|by|on|at|:).*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]+(?:\.0+)?")


def trimmed(cells: Sequence[str]) -> list[str]:
    """Return the cells without the white space around them."""
    return [cell.strip() for cell in cells]


def is_footer(cells: Sequence[str]) -> bool:
    """True if the line is a total (with at most one number after it), or of a program."""
    label, *rest = written(cells)
    if _OF_PROGRAMS.fullmatch(label):
        return not rest
    if _TOTAL.fullmatch(label) is None:
        return False
    return len(rest) <= 1 and all(_NUMBER.fullmatch(number) for number in rest)


def kind_of_footer(cells: Sequence[str]) -> str:
    """Return the problem of a footer, which the program that made the export may have written."""
    return "program_line" if _OF_PROGRAMS.fullmatch(written(cells)[0]) else "footer_line"


def reads_like_footer(cells: Sequence[str]) -> bool:
    """True if the first cell written is the label of a footer."""
    label = next(iter(written(cells)), "")
    return any(shape.fullmatch(label) for shape in (_TOTAL, _OF_PROGRAMS))


def numbers_of(cells: Sequence[str]) -> list[int]:
    """Return the numbers of records that a footer states."""
    label, *rest = written(cells)
    found = _TOTAL.fullmatch(label) or _OF_PROGRAMS.fullmatch(label)
    inside = [number for number in found.groups() if number] if found else []
    return [int(float(number)) for number in (*inside, *rest)]


def written(cells: Sequence[str]) -> list[str]:
    """Return what is written in the cells, without those that are blank."""
    return [cell for cell in trimmed(cells) if cell]
