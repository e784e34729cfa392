"""The exceptions of a team by what is to be done next, and the first child of them as a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import BrokenPromise
from monitor.judgement.actions import ACTIONS, ONLY_THE_MANAGER
from monitor.reports.parts.rows import in_cells
from monitor.reports.parts.tables import Card, Section, Table
from monitor.reports.parts.wording import counted
from monitor.reports.sections.asked import answer_of_place
from monitor.reports.sections.listing import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.judgement.actions import Action
    from monitor.judgement.night import Figures
    from monitor.reports.parts.rows import Column
    from monitor.reports.sections.asked import AskedShare
    from monitor.reports.sections.listing import ListedRow
    from monitor.settings.words import Words

_COLUMNS = "child team assessment worker deadline late why nights"
_NOBODY = "No {assessment} is overdue, without a deadline or unreadable."
_NOT_LISTED = "No {assessment} is listed, but this night is no all-clear: see the top of this page."


def to_do_part(
    to_do: Mapping[str, Sequence[ListedRow]],
    figures: Figures,
    asked: AskedShare | None,
    *,
    with_team: bool,
    is_alarm: bool,
    words: Words,
) -> Section:
    """Return the exceptions of a page, each under its next action, with the first as a card.

    Raises `BrokenPromise` where a group has other rows than were counted.
    """
    counts = {code: len(rows) for code, rows in to_do.items()}
    if counts != dict(figures.next_actions) or sum(counts.values()) != figures.exceptions:
        raise BrokenPromise("the groups of a page do not hold the exceptions that were counted")
    columns = [COLUMNS[each] for each in _COLUMNS.split() if with_team or each != "team"]
    if asked is not None:
        columns.append(answer_of_place(asked))
    groups = [(action, to_do[action.code]) for action in ACTIONS if to_do[action.code]]
    kind = "to-do teamed" if with_team else "to-do"
    nobody = words.fill(_NOT_LISTED if is_alarm else _NOBODY)
    return Section(
        "needs-you",
        "Do these first",
        tuple(_group(action, rows, columns, kind, words) for action, rows in groups),
        said=() if groups else (nobody,),
        card=_card(*groups[0], columns, words) if groups else None,
    )


def _group(
    action: Action, rows: Sequence[ListedRow], columns: Sequence[Column], kind: str, words: Words
) -> Table:
    return Table(
        f"do-{action.code.replace('_', '-')}",
        f"{_heading(action)} ({', '.join(_count(rows))})",
        *in_cells(rows, columns, words),
        anchors=tuple(f"r{row.place}" for row in rows),
        new=tuple(row.is_new for row in rows),
        kind=kind,
    )


def _heading(action: Action) -> str:
    only = ": only you can" if action.who == ONLY_THE_MANAGER else ""
    return f"{action.heading}{only}"


def _count(rows: Sequence[ListedRow]) -> Iterator[str]:
    """Yield how many they are, and for how long the oldest awaits its manager, where known."""
    yield str(len(rows))
    waiting = [row.working_days_awaiting for row in rows if row.action == "authorise"]
    if days := max((each for each in waiting if each is not None), default=0):
        yield f"oldest {counted(days, 'working day')}"


def _card(
    action: Action, rows: Sequence[ListedRow], columns: Sequence[Column], words: Words
) -> Card:
    """Return the first child of the page: what its row says, and what is to be done."""
    first = rows[0]
    facts = {words.fill(label).removeprefix("#"): say(first) for label, say in columns}
    del facts["Child"], facts["Working days late"]
    late = first.how_late or facts["Why it is listed"]
    return Card(
        f"First: child {first.child}, {late[:1].lower()}{late[1:]}",
        f"#r{first.place}",
        (*((label, fact) for label, fact in facts.items() if fact), ("What to do", action.what)),
    )
