"""What changed since the night before, on a team's page: a table for each kind of news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.parts.rows import in_cells, whose_columns
from monitor.reports.parts.tables import Section, Table
from monitor.reports.parts.wording import figure, short_date, unbroken
from monitor.reports.sections.changed import FIRST_NIGHT, SHOWN, beside_in_words
from monitor.reports.sections.last_answer import answer_of_life

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from monitor.reports.parts.rows import Column
    from monitor.reports.sections.asked import AskedShare
    from monitor.reports.sections.changed import ChangedRow
    from monitor.settings.words import Words

_DEADLINE = (
    *("deadline_moved_after_missed", "deadline_moved", "deadline_removed", "deadline_set"),
)
#: The kinds of news: the id and the title of a table, and which changes it holds, the first that
#: matches.
_NEWS: tuple[tuple[str, str, Callable[[ChangedRow], bool]], ...] = (
    ("new", "New", lambda row: row.change == "new_exception"),
    ("ended", "No longer on the list", lambda row: row.is_ended),
    ("moved", "Deadline moved, removed or set", lambda row: row.change in _DEADLINE),
    ("vanished", "Missing from the extract, unfinished", lambda row: row.change == "vanished"),
    ("back", "Back", lambda row: row.change in ("came_back", "reopened")),
    ("others", "Other changes", lambda _: True),
)


def since_part(
    changed: Sequence[ChangedRow],
    night: date | None,
    asked: AskedShare | None,
    *,
    counts: Mapping[str, int],
    with_team: bool,
    words: Words,
) -> Section:
    """Return what changed since this night, each kind of news in a table of its own.

    `counts` are those of the page's figures.
    """
    news: dict[str, list[ChangedRow]] = {name: [] for name, _, _ in _NEWS}
    for row in changed:
        news[next(name for name, _, holds in _NEWS if holds(row))].append(row)
    columns: list[Column] = [
        *whose_columns(with_team=with_team),
        ("What changed", lambda row: row.what),
        ("Deadline", lambda row: row.due(unbroken)),
        ("#Working days late", lambda row: figure(row.working_days_late)),
    ]
    tables = tuple(
        _table(name, title, rows, columns, asked, words)
        for name, title, _ in _NEWS
        if (rows := news[name])
    )
    kinds = (f"{len(news[name])} {title.lower()}" for name, title, _ in _NEWS if news[name])
    said = "; ".join(kinds) or "no change to report"
    since = (
        () if night is None else (f"Since {short_date(night)}: {said}.", beside_in_words(counts))
    )
    return Section("changed", "What changed?", tables, said=since or (FIRST_NIGHT,))


def _table(
    name: str,
    title: str,
    rows: Sequence[ChangedRow],
    columns: Sequence[Column],
    asked: AskedShare | None,
    words: Words,
) -> Table:
    is_missing = name == "vanished"
    answered = [answer_of_life(asked)] if asked is not None and is_missing else []
    shown = rows if is_missing else rows[:SHOWN]
    hidden = len(rows) - len(shown)
    return Table(
        name,
        f"{title} ({len(rows)})",
        *in_cells(shown, (*columns, *answered), words),
        more=f"and {hidden} more in changes.csv" if hidden else "",
    )
