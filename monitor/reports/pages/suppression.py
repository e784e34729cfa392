"""Small numbers suppressed, and others with them, so that none can be worked out from the rest.

From 1 to 5 is small. A reader is taken to know every number that is shown, that the teams sum to
the service, that those past their deadline and those without one are no more than there are, and
that no suppressed number is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SMALLEST, LARGEST = 1, 5
#: Printed instead of a number that is not shown.
SUPPRESSED = "[c]"
_PARTS = ("past", "no_deadline")


@dataclass(frozen=True)
class Counts:
    """How many assessments a team or the service has, past their deadline, and without one."""

    of: int
    past: int
    no_deadline: int

    @property
    def slack(self) -> int:
        """Return how many have a deadline that they have not missed."""
        return self.of - self.past - self.no_deadline

    def everything(self) -> Hidden:
        """Return the names of all counts but those that are 0."""
        return frozenset(name for name in ("of", *_PARTS) if getattr(self, name))


Hidden = frozenset[str]


def is_small(count: int) -> bool:
    """True if a number is so small that a child might be recognised by it."""
    return SMALLEST <= count <= LARGEST


def hidden_of_service(service: Counts) -> Hidden:
    """Return which of the service's counts are suppressed, where no team is shown."""
    if is_small(service.of):
        return service.everything()
    hidden = frozenset(part for part in _PARTS if is_small(getattr(service, part)))
    for part, other in (_PARTS, _PARTS[::-1]):
        if hidden == {part} and service.of - getattr(service, other) == SMALLEST:
            return frozenset(_PARTS)
    return hidden


def hidden_of_parts(counts: Mapping[str, int]) -> Hidden:
    """Return which parts of a whole are suppressed; the whole itself is the blank name.

    The next smallest are suppressed until those suppressed can be other numbers of the same sum,
    and else the whole: all of them may neither be the smallest nor the largest that is small.
    """
    rest = sorted((count, name) for name, count in counts.items() if count)
    if is_small(sum(counts.values())):
        return frozenset({"", *(name for _, name in rest)})
    hidden = [each for each in rest if is_small(each[0])]
    shown = rest[len(hidden) :]
    while hidden and not _could_be_others([count for count, _ in hidden]):
        if not shown:
            return frozenset({"", *(name for _, name in hidden)})
        hidden.append(shown.pop(0))
    return frozenset(name for _, name in hidden)


def _could_be_others(counts: Sequence[int]) -> bool:
    number = len(counts)
    return number > 1 and sum(counts) not in (number * SMALLEST, number * LARGEST)


def hidden_of_teams(teams: Sequence[Counts], service: Counts) -> list[Hidden] | None:
    """Return which counts of each team are suppressed; None where no choice of them is safe.

    In each column the next smallest are suppressed until every suppressed one could be another.
    """
    rows = [team.everything() if is_small(team.of) else frozenset() for team in teams]
    totals = hidden_of_service(service)
    for name in ("of", *_PARTS):
        rows = [
            row | {name} if is_small(getattr(team, name)) else row
            for team, row in zip(teams, rows, strict=True)
        ]
        column = _Column(name, teams, service, rows, is_total_hidden=name in totals)
        while not column.is_safe():
            place = column.next_smallest()
            if place is None:
                return None
            rows[place] |= teams[place].everything() if name == "of" else {name}
    return rows


@dataclass(frozen=True)
class _Column:
    name: str
    teams: Sequence[Counts]
    service: Counts
    rows: list[Hidden]
    is_total_hidden: bool

    def is_safe(self) -> bool:
        """True if each suppressed count could be one more or one less, the rest agreeing."""
        hidden = list(self._hidden())
        return all(self._could_be_another(place, hidden) for place in hidden)

    def next_smallest(self) -> int | None:
        """Return the place of the smallest count that is still shown; 0 tells nothing."""
        shown = set(range(len(self.teams))) - set(self._hidden())
        counts = sorted((self._count(place), place) for place in shown if self._count(place))
        return counts[0][1] if counts else None

    def _hidden(self) -> Iterator[int]:
        yield from (place for place, row in enumerate(self.rows) if self.name in row)

    def _count(self, place: int) -> int:
        return int(getattr(self.teams[place], self.name))

    def _could_be_another(self, place: int, hidden: Sequence[int]) -> bool:
        others = [other for other in hidden if other != place]
        # A total that is hidden has room for the change wherever the team's own count has.
        falls = self.is_total_hidden or any(self._can_rise(other) for other in others)
        rises = self._total_rises() or any(self._can_fall(other) for other in others)
        return (self._can_fall(place) and falls) or (self._can_rise(place) and rises)

    def _can_rise(self, place: int) -> bool:
        return self.name == "of" or self.teams[place].slack > 0

    def _can_fall(self, place: int) -> bool:
        holds = self.name != "of" or self.teams[place].slack > 0
        return holds and self._count(place) > SMALLEST

    def _total_rises(self) -> bool:
        return self.is_total_hidden and getattr(self.service, self.name) < LARGEST
