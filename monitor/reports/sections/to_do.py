"""The exceptions of a team by what is to be done next, and the first child of them as a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import BrokenPromise
from monitor.judgement.actions import ACTIONS, ONLY_THE_MANAGER
from monitor.reports.parts.rows import in_cells
from monitor.reports.parts.tables import Card, Said, Section, Table
from monitor.reports.parts.wording import counted
from monitor.reports.sections.last_answer import answer_of_place
from monitor.reports.sections.listing import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.judgement.actions import Action
    from monitor.reports.parts.rows import Column
    from monitor.reports.sections.listing import ListedRow
    from monitor.reports.sections.shares import Share
    from monitor.settings.words import Words

_COLUMNS = "child team assessment worker deadline late why nights"
_NOBODY = "No {assessment} is overdue, without a deadline or unreadable."
_NOT_LISTED = "No {assessment} is listed, but this night is no all-clear: see the top of this page."


def to_do_part(
    to_do: Mapping[str, Sequence[ListedRow]],
    share: Share,
    *,
    with_team: bool,
    is_alarm: bool,
    words: Words,
) -> Section:
    """Return the exceptions of a page, each under its next action, with the first as a card.

    `to_do` are the exceptions of the share, in the order in which the page shows them.
    Raises `BrokenPromise` where a group has other rows than were counted.
    """
    figures, asked = share.figures, share.asked
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
        said=tuple(_only_the_manager(groups)) if groups else (nobody,),
        card=_card(*groups[0], share.listed["exception"][0], columns, words) if groups else None,
    )


def _only_the_manager(groups: Sequence[tuple[Action, Sequence[ListedRow]]]) -> Iterator[str]:
    """Yield how much of what only the manager can do is elsewhere than in groups of its own."""
    others = [(action, rows) for action, rows in groups if action.who != ONLY_THE_MANAGER]
    waiting = sum(_waits_for_the_manager(row) for _, rows in others for row in rows)
    if waiting:
        which = "these" if len(others) == len(groups) else "the others"
        also = counted(
            waiting,
            f"of {which} waits for that too, as its row says",
            f"of {which} wait for that too, as their rows say",
        )
        yield f"Only you can authorise or set a deadline: {also}."
    elif len(others) == len(groups):
        yield "Only you can authorise or set a deadline: none is recorded as waiting for that."


def _waits_for_the_manager(row: ListedRow) -> bool:
    is_undated = row.deadline is None and row.status != "unreadable"
    return is_undated or "awaiting_authorisation" in row.flag_codes


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
    action: Action,
    rows: Sequence[ListedRow],
    worst: ListedRow,
    columns: Sequence[Column],
    words: Words,
) -> Card:
    """Return the first child of the page: what its row says, what to do, and who is worse off."""
    first = rows[0]
    facts = {words.fill(label).removeprefix("#"): say(first) for label, say in columns}
    del facts["Child"], facts["Working days late"]
    under = next(each.heading for each in ACTIONS if each.code == worst.action)
    return Card(
        f"First: child {first.child}, {_late(first)}",
        f"#r{first.place}",
        (*((label, fact) for label, fact in facts.items() if fact), ("What to do", action.what)),
        also=()
        if worst.place == first.place
        else (
            Said(
                f"The worst: child {worst.child}, {_late(worst)}, under “{under}”",
                f"#r{worst.place}",
            ),
        ),
    )


def _late(row: ListedRow) -> str:
    late = row.how_late or row.why
    return f"{late[:1].lower()}{late[1:]}"
