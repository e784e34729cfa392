"""What a message counts and does not list: teams side by side, and what the report has besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.messages.draft import Item, Listed, and_more, cut
from monitor.reports.parts.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from monitor.judgement.night import Figures
    from monitor.reports.sections.shares import Share


def teams(figures: Sequence[Figures], most_rows: int) -> Listed:
    """Return the teams in which somebody must act, those with most to do first."""
    acting = [team for team in figures if team.exceptions or team.changes["vanished"]]
    ordered = sorted(acting, key=lambda team: (-team.exceptions, -team.statuses["overdue"]))
    return Listed(
        id="teams",
        title=f"Teams that must act ({len(ordered)} of {len(figures)})",
        items=tuple(
            Item(f"{cut(team.name)}: {_need_action(team.exceptions)}", _counts(team))
            for team in ordered[:most_rows]
        ),
        more=and_more(len(ordered) - most_rows),
    )


def other_counts(share: Share, due_soon_working_days: int) -> Iterator[str]:
    """Yield what the full report of a page has besides exceptions, each with its count."""
    listed = share.listed
    look = [row for row in listed.get("look", ()) if row.status == "on_track"]
    changed = [row for row in share.changed if row.change not in ("vanished", "new_exception")]
    window = counted(due_soon_working_days, "working day")
    counts = {
        f"Due within {window}": len(listed.get("due_soon", ())),
        "Open and not late, but to look at": len(look),
        "Other changes since the night before": len(changed),
        "Records to correct": len(share.problems),
    }
    yield from (f"{title}: {count}" for title, count in counts.items() if count)


def _need_action(count: int) -> str:
    return f"{count or 'none'} {'needs' if count < 2 else 'need'} action"  # noqa: PLR2004  (none and one)


#: What a team has, besides how many need action: how many, and the noun of it.
_COUNTS: tuple[tuple[Callable[[Figures], int], str], ...] = (
    (lambda team: team.statuses["overdue"], "{} overdue"),
    (lambda team: team.statuses["no_deadline"], "{} without a deadline"),
    (lambda team: team.statuses["unreadable"], "{} unreadable"),
    (lambda team: team.flags["child_not_seen"], "{} not seen"),
    (lambda team: team.changes["vanished"], "{} missing from the extract"),
)


def _counts(team: Figures) -> tuple[str, ...]:
    said = [words.format(number) for count, words in _COUNTS if (number := count(team))]
    return ("; ".join(said),)
