"""What a message counts: problems by kind, teams side by side, bars of lateness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.assessments.problems import CATALOGUE
from monitor.reports.messages.draft import Bar, Cell, Listed, and_more, cut
from monitor.reports.parts.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from monitor.judgement.night import Figures
    from monitor.reports.parts.tables import Table

#: So many kinds of problem, and so many teams, stand in a message.
SHOWN, SHOWN_TEAMS = 5, 12
#: The longest bar, in per cent: the figure stands beside it.
_LONGEST_BAR = 80


def to_mend(problems: Mapping[str, int]) -> Listed:
    """Return the kinds of problem that the records have, the most frequent first."""
    kinds = sorted(
        (kind for kind in CATALOGUE.values() if problems.get(kind.code)),
        key=lambda kind: -problems[kind.code],
    )
    return Listed(
        id="to-mend",
        title=f"Records to mend ({sum(problems.values())})",
        headings=("What is wrong", "How often", "How to mend it"),
        rows=tuple(
            (
                Cell(kind.code.replace("_", " ").capitalize()),
                Cell(lines=(counted(problems[kind.code], "time"),)),
                Cell(lines=(kind.action,)),
            )
            for kind in kinds[:SHOWN]
        ),
        more=and_more(len(kinds) - SHOWN),
    )


def teams(figures: Sequence[Figures]) -> Listed:
    """Return the teams in which somebody must act, most overdue first."""
    acting = [team for team in figures if team.exceptions or team.changes["vanished"]]
    ordered = sorted(acting, key=lambda team: (-team.statuses["overdue"], -team.exceptions))
    return Listed(
        id="teams",
        title=f"Teams that must act, most overdue first ({len(ordered)} of {len(figures)})",
        headings=("Team", "Overdue", "Beside them"),
        rows=tuple(
            (
                Cell(cut(team.name)),
                Cell(f"{team.statuses['overdue']} of {team.past_deadline.open.of} open"),
                Cell(lines=("; ".join(_beside(team)) or "nothing else",)),
            )
            for team in ordered[:SHOWN_TEAMS]
        ),
        more=and_more(len(ordered) - SHOWN_TEAMS),
    )


def bars(table: Table) -> tuple[Bar, ...]:
    """Return the open assessments of each band of lateness; none where no open one is late."""
    counts = [int(is_open) for _, is_open, _ in table.rows]
    longest = max(counts)
    if longest == 0:
        return ()
    return tuple(
        Bar(label, str(count), -(-_LONGEST_BAR * count // longest))
        for (label, *_), count in zip(table.rows, counts, strict=True)
    )


#: What a team has beside its overdue assessments: how many, and the noun of it.
_BESIDE: tuple[tuple[Callable[[Figures], int], str], ...] = (
    (lambda team: team.statuses["no_deadline"], "{} without a deadline"),
    (lambda team: team.statuses["unreadable"], "{} unreadable"),
    (lambda team: team.flags["child_not_seen"], "{} not seen"),
    (lambda team: team.changes["vanished"], "{} missing from the extract"),
)


def _beside(team: Figures) -> Iterator[str]:
    for count, words in _BESIDE:
        if number := count(team):
            yield words.format(number)
