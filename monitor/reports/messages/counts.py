"""What a message counts: problems by kind, teams side by side, bars of lateness."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from monitor.assessments.problems import CATALOGUE
from monitor.reports.messages.draft import LateBar, Listed, ListedCell, and_more, cut
from monitor.reports.parts.wording import counted
from monitor.reports.sections.assessments import kind_in_words
from monitor.reports.sections.spread import BANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.judgement.night import Figures
    from monitor.reports.sections.assessments import ProblemRow

#: How many kinds of problem, and how many teams, a message shows.
SHOWN, SHOWN_TEAMS = 5, 12
#: The longest bar, in per cent: the figure is beside it.
_LONGEST_BAR = 80


def to_mend(problems: Sequence[ProblemRow]) -> Listed:
    """Return the kinds of problem that the records have, the most frequent first."""
    times = Counter(problem.code for problem in problems)
    kinds = sorted(
        (kind for kind in CATALOGUE.values() if kind.code in times),
        key=lambda kind: -times[kind.code],
    )
    return Listed(
        id="to-mend",
        title=f"Records to correct ({len(problems)})",
        headings=("What is wrong", "How often", "How to correct it"),
        rows=tuple(
            (
                ListedCell(kind_in_words(kind.code)),
                ListedCell(lines=(counted(times[kind.code], "time"),)),
                ListedCell(lines=(kind.action,)),
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
        headings=("Team", "Overdue", "Also"),
        rows=tuple(
            (
                ListedCell(cut(team.name)),
                ListedCell(f"{team.statuses['overdue']} of {team.past_deadline.open.of} open"),
                ListedCell(lines=(_beside(team) or "nothing else",)),
            )
            for team in ordered[:SHOWN_TEAMS]
        ),
        more=and_more(len(ordered) - SHOWN_TEAMS),
    )


def bars(late: Sequence[tuple[int, int]]) -> tuple[LateBar, ...]:
    """Return the open assessments of each band of lateness; none where no open one is late."""
    longest = max(is_open for is_open, _ in late)
    if longest == 0:
        return ()
    return tuple(
        LateBar(label, str(is_open), -(-_LONGEST_BAR * is_open // longest))
        for (label, _), (is_open, _) in zip(BANDS, late, strict=True)
    )


#: What a team has beside its overdue assessments: how many, and the noun of it.
_BESIDE: tuple[tuple[Callable[[Figures], int], str], ...] = (
    (lambda team: team.statuses["no_deadline"], "{} without a deadline"),
    (lambda team: team.statuses["unreadable"], "{} unreadable"),
    (lambda team: team.flags["child_not_seen"], "{} not seen"),
    (lambda team: team.changes["vanished"], "{} missing from the extract"),
)


def _beside(team: Figures) -> str:
    return "; ".join(words.format(number) for count, words in _BESIDE if (number := count(team)))
