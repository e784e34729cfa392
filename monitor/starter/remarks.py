"""What is to be said of a draft at the command line: what to choose, and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.starter.drafting import NEEDED, DraftedExtract
from monitor.starter.writing import ORDER, TABLES, listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_DEADLINE = (
    "every open assessment counts as one without a deadline, and every page says “Do not rely on "
    "this report yet”"
)


def remarks(draft: DraftedExtract) -> Iterator[str]:
    """Yield what was recognised, and what must be chosen or looked at; no cell is repeated."""
    sheet = f", sheet {quoted(draft.sheet)}" if draft.sheet else ""
    yield f"It is {draft.kind.name}{sheet}."
    if draft.other_sheets:
        yield f"CHOOSE sheet: {listed(draft.other_sheets)} may be meant as well."
    if draft.sheet_is_hidden:
        yield f"LOOK AT sheet: {quoted(draft.sheet)} is hidden in Excel."
    for column in ORDER:
        if column in draft.columns:
            yield f"  {column} = {quoted(draft.columns[column])}"
    for column in draft.missing:
        yield f"CHOOSE {column}: {NEEDED[column]}. Until then `check` refuses the configuration."
    if not draft.has_deadline:
        yield f"CHOOSE deadline: {_candidates(draft)} Until then {_NO_DEADLINE}."
    for column, heading in draft.guess.to_look_at.items():
        yield f"LOOK AT {column} = {quoted(heading)}: is it {NEEDED[column]}?"
    yield from _of_dates(draft)
    if draft.blanks:
        yield f"CHOOSE blanks: {listed(draft.blanks)} may stand where nothing is recorded."
    for column in draft.words:
        table = f"[extracts.{TABLES[column]}]"
        yield f"CHOOSE {table}: what the texts under {quoted(draft.columns[column])} mean."
    yield "CHANGE authority, and keep_nights: for so many nights children's data is kept."


def _candidates(draft: DraftedExtract) -> str:
    if draft.is_standard:
        return f"{draft.kind.name} has none of its own."
    if not draft.guess.perhaps_deadline:
        return "no heading looks like it; a second file may have it ([[lookups]])."
    return (
        f"it may be {listed(draft.guess.perhaps_deadline)}, but a name proves nothing (in Eclipse, "
        "DUEDATE is the unborn baby's due date)."
    )


def _of_dates(draft: DraftedExtract) -> Iterator[str]:
    if other := draft.forms.or_else:
        taken = draft.forms.formats[0]
        yield f"LOOK AT date_formats: {taken} was taken, and {other} reads every date as well."
    for heading in draft.forms.unread:
        yield f"CHOOSE date_formats: no form reads every date under {quoted(heading)}."
