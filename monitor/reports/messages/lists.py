"""The assessments that a message lists: the worst first, and how many more there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.assessments.statuses import LABELS
from monitor.reports.messages.draft import REPORT, Cell, Listed, and_more, cut
from monitor.reports.parts.wording import NOTHING, counted, one_line, short_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from monitor.reports.messages.draft import Child
    from monitor.reports.messages.rows import ChangedRow, ListedRow

#: A list that is not the first shows so many rows.
SHOWN = 5
#: What changed is told in so many characters: the name of a team may be in it.
_LONGEST_CHANGE = 160
#: A child not seen, or not recorded as seen, has a flag that says so.
_SEEN = {"Seen": "child seen", "Unborn": "unborn"}


def needs_you(
    rows: Sequence[ListedRow], *, most: int, statutory: int, with_team: bool, rest: str = REPORT
) -> Listed:
    """Return the exceptions, at most so many, the worst first; `rest` is where the others are."""
    shown = rows[:most]
    return Listed(
        id="needs-you",
        title=f"Needs you now, worst first ({len(rows)})",
        headings=("Child", "How late", "Look at"),
        rows=tuple(
            (_whose(row, with_team=with_team), _how_late(row), _look_at(row, statutory))
            for row in shown
        ),
        more=and_more(len(rows) - most, rest),
        children=_children(shown),
    )


def without_deadline(hidden: Sequence[ListedRow], *, statutory: int, with_team: bool) -> Listed:
    """Return those without a deadline among the exceptions not shown, oldest first.

    They have no days of lateness and stand last among the exceptions: a long list would hide them.
    """
    chosen = sorted((row for row in hidden if row.no_deadline), key=lambda row: row.started)
    return _dated(
        chosen,
        ("no-deadline", "Also without a deadline, oldest first", "How late"),
        lambda row: row.status,
        statutory=statutory,
        with_team=with_team,
    )


def due_soon(
    rows: Sequence[ListedRow], *, statutory: int, working_days: int, with_team: bool
) -> Listed:
    """Return the first of those whose deadline lies within the window."""
    title = f"Due within {counted(working_days, 'working day')}"
    return _dated(
        rows,
        ("due-soon", title, "Deadline"),
        lambda row: f"due {row.deadline}",
        statutory=statutory,
        with_team=with_team,
    )


def look(rows: Sequence[ListedRow], *, statutory: int, with_team: bool) -> Listed:
    """Return the first of the open assessments that are not late and should be looked at."""
    return _dated(
        [row for row in rows if row.status == LABELS["on_track"]],
        ("look", "Open and not late, but look", "Deadline"),
        lambda row: f"due {row.deadline}",
        statutory=statutory,
        with_team=with_team,
    )


def _dated(
    rows: Sequence[ListedRow],
    names: tuple[str, str, str],
    day: Callable[[ListedRow], str],
    *,
    statutory: int,
    with_team: bool,
) -> Listed:
    """Return a list whose second cell tells the day; `names`: its id, title and that heading."""
    shown, (name, title, heading) = rows[:SHOWN], names
    return Listed(
        id=name,
        title=f"{title} ({len(rows)})",
        headings=("Child", heading, "Look at"),
        rows=tuple(
            (_whose(row, with_team=with_team), Cell(day(row)), _look_at(row, statutory))
            for row in shown
        ),
        more=and_more(len(rows) - SHOWN),
        children=_children(shown),
    )


def vanished(rows: Sequence[ChangedRow], *, with_team: bool) -> Listed:
    """Return the assessments that left the extract unfinished."""
    chosen = [row for row in rows if row.change == "vanished"]
    shown = chosen[:SHOWN]
    return Listed(
        id="vanished",
        title=f"Missing from the extract, unfinished ({len(chosen)})",
        headings=("Child", "Deadline", "When last seen"),
        rows=tuple(
            (_whose(row, with_team=with_team), Cell(_due(row)), Cell(lines=(row.what,)))
            for row in shown
        ),
        more=and_more(len(chosen) - SHOWN),
        children=_children(shown),
    )


def moved(rows: Sequence[ChangedRow], night: date | None, *, with_team: bool) -> Listed:
    """Return what else changed: what is new stands among the exceptions with its flag."""
    chosen = [row for row in rows if row.change not in ("vanished", "new_exception")]
    shown = chosen[:SHOWN]
    since = "" if night is None else f" since {short_date(night)}"
    return Listed(
        id="changed",
        title=f"What else changed{since} ({len(chosen)})",
        headings=("Child", "Worker", "What changed"),
        rows=tuple(
            (
                _whose(row, with_team=with_team),
                Cell(lines=(f"worker {cut(row.worker)}",)),
                Cell(lines=(one_line(row.what, _LONGEST_CHANGE),)),
            )
            for row in shown
        ),
        more=and_more(len(chosen) - SHOWN),
        children=_children(shown),
    )


def _due(row: ChangedRow) -> str:
    return "no deadline" if row.due == NOTHING else f"due {row.due}"


def _whose(row: ListedRow | ChangedRow, *, with_team: bool) -> Cell:
    team = (f"team {cut(row.team)}",) if with_team else ()
    return Cell(cut(row.child), (f"assessment {cut(row.assessment)}", *team))


def _how_late(row: ListedRow) -> Cell:
    if row.status != LABELS["overdue"]:
        return Cell(row.status)
    days, _, since = row.late.partition(" ")
    late = f"{counted(int(days), 'working day')} late {since}".rstrip()
    return Cell(late, (f"due {row.deadline}",))


def _look_at(row: ListedRow, statutory: int) -> Cell:
    day, nights = row.day_of_45, int(row.nights)
    facts = (
        f"started {row.start}",
        f"day of {statutory} unknown" if day == NOTHING else f"day {day} of {statutory}",
        *((_SEEN[row.seen],) if row.seen in _SEEN else ()),
        *((f"on this list for {counted(nights, 'night')}",) if nights > 1 else ()),
    )
    return Cell(row.flags, (f"worker {cut(row.worker)}", "; ".join(facts)))


def _children(shown: Sequence[ListedRow] | Sequence[ChangedRow]) -> frozenset[Child]:
    return frozenset((row.child_id, row.assessment_id) for row in shown)
