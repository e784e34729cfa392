"""The heading row: which column of the source is which, and what to say when one is missing."""

from __future__ import annotations

import difflib
from collections import Counter
from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused
from monitor.settings.names import same_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.settings.columns import Columns

#: Headings may stand below a title, but no deeper.
ROWS_OF_HEADINGS = 10
_ALIKE = 0.7


def known_headings(cells: Sequence[str], columns: Columns) -> int:
    """Return how many of the mapped headings stand in a row, case and spaces aside."""
    wanted = {same_name(heading) for heading in columns.mapped().values()}
    return len(wanted & {same_name(cell) for cell in cells})


def place_of_headings(rows: Sequence[Sequence[str]], columns: Columns) -> int:
    """Return which of the first ten rows has most mapped headings; else the first written."""
    written = [
        place for place, cells in enumerate(rows[:ROWS_OF_HEADINGS]) if any(map(str.strip, cells))
    ]
    return max(written, key=lambda place: known_headings(rows[place], columns), default=0)


def fullest(rows: Sequence[Sequence[str]]) -> int:
    """Return the first row that is more than half as full as the fullest: headings, not a title."""
    written = [sum(bool(cell.strip()) for cell in cells) for cells in rows]
    most = max(written, default=0)
    return next((place for place, count in enumerate(written) if 2 * count > most), 0)


def places_of(
    headings: Sequence[str], columns: Columns, *, source: str, row: int | None
) -> dict[str, int]:
    """Return where each mapped heading stands, by heading, in the order of the mapping.

    Raises `ExtractRefused` for a heading that is missing or stands twice. A heading of the
    source is only repeated in the message where most of the row are headings that are known:
    where no heading row was exported, the first row is a child's.
    """
    wanted = tuple(columns.mapped().values())
    written = [heading for heading in headings if heading]
    known = known_headings(headings, columns)
    missing = [heading for heading in wanted if heading not in headings]
    if len(written) == 1 < len(wanted):
        message = "this row is one single cell: by what are the columns separated (delimiter)?"
        raise ExtractRefused(message, source=source, row=row)
    if not known:
        message = "this row does not look like headings: none is known"
        raise ExtractRefused(message, source=source, row=row)
    if twice := [each for each, times in Counter(headings).items() if times > 1 and each in wanted]:
        raise ExtractRefused(f"the heading “{twice[0]}” stands twice", source=source, row=row)
    if missing:
        may_repeat = headings if 2 * known > len(written) else ()
        message = "; ".join(_missed(heading, may_repeat) for heading in missing)
        raise ExtractRefused(message, source=source, row=row)
    return {heading: list(headings).index(heading) for heading in wanted}


def unused(headings: Sequence[str], used: Iterable[str]) -> tuple[str, ...]:
    """Return the headings of a source that are not mapped, in their order."""
    known = set(used)
    return tuple(heading for heading in headings if heading and heading not in known)


def _missed(heading: str, headings: Sequence[str]) -> str:
    folded = {each.casefold(): each for each in headings if each}
    near = difflib.get_close_matches(heading.casefold(), folded, n=1, cutoff=_ALIKE)
    hint = f"; did you mean “{folded[near[0]]}”?" if near else ""
    return f"the heading “{heading}” is missing{hint}"
