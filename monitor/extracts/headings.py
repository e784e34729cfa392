"""The heading row: which column of the source is which, and what to say when one is missing."""

from __future__ import annotations

import difflib
from collections import Counter
from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.settings.columns import Columns

_ALIKE = 0.7


def places_of(
    headings: Sequence[str], columns: Columns, *, source: str, row: int | None
) -> dict[str, int]:
    """Return where each mapped heading stands, by heading, in the order of the mapping.

    Raises `ExtractRefused` for a heading that is missing or stands twice. A heading of the
    source is only repeated in the message when it closely resembles the one that is missed:
    where no heading row was exported, the first row is a child's.
    """
    wanted = tuple(columns.mapped().values())
    missing = [heading for heading in wanted if heading not in headings]
    if len(missing) == len(wanted):
        message = _nothing_found(headings, wanted)
        raise ExtractRefused(message, source=source, row=row)
    _refuse_duplicates(headings, wanted, source=source, row=row)
    if missing:
        message = "; ".join(_missed(heading, headings) for heading in missing)
        raise ExtractRefused(message, source=source, row=row)
    return {heading: list(headings).index(heading) for heading in wanted}


def unused(headings: Sequence[str], used: Iterable[str]) -> tuple[str, ...]:
    """Return the headings of a source that are not mapped, in their order."""
    known = set(used)
    return tuple(heading for heading in headings if heading and heading not in known)


def _refuse_duplicates(
    headings: Sequence[str], wanted: Sequence[str], *, source: str, row: int | None
) -> None:
    twice = [name for name, times in Counter(filter(None, headings)).items() if times > 1]
    if not twice:
        return
    named = [f"“{name}”" for name in twice if name in wanted]
    message = f"the heading {named[0] if named else 'of a column'} stands twice"
    raise ExtractRefused(message, source=source, row=row)


def _missed(heading: str, headings: Sequence[str]) -> str:
    near = difflib.get_close_matches(heading.casefold(), _folded(headings), n=1, cutoff=_ALIKE)
    hint = f"; did you mean “{_folded(headings)[near[0]]}”?" if near else ""
    return f"the heading “{heading}” is missing{hint}"


def _nothing_found(headings: Sequence[str], wanted: Sequence[str]) -> str:
    if len(headings) == 1:
        return "this line is one single cell: are the columns separated by commas?"
    hints = [_missed(heading, headings) for heading in wanted]
    near = [hint for hint in hints if "did you mean" in hint]
    return "; ".join(near) if near else "this row does not look like headings: none is known"


def _folded(headings: Sequence[str]) -> dict[str, str]:
    return {heading.casefold(): heading for heading in headings if heading}
