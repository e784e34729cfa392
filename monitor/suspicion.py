"""What makes a night suspicious: it is published, and every page says that it is no all-clear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.model import COMPLETED_STATUSES, OPEN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.model import Figures


@dataclass(frozen=True)
class Suspicion:
    """A reason not to trust a quiet night, and when it holds."""

    sentence: str
    holds: Callable[[Figures], bool]


def _count(service: Figures, statuses: tuple[str, ...]) -> int:
    return sum(service.statuses[status] for status in statuses)


def _no_deadline_anywhere(service: Figures) -> bool:
    judged = _count(service, OPEN_STATUSES + COMPLETED_STATUSES)
    without = _count(service, ("no_deadline", "completed_no_deadline", "unreadable"))
    return 0 < judged == without


SUSPICIONS = (
    Suspicion(
        "No assessment in the extract is open. Some extracts leave open ones out: "
        "ask whoever makes it.",
        lambda service: _count(service, OPEN_STATUSES) == 0,
    ),
    Suspicion(
        "No assessment has a usable deadline. Is the column of deadlines mapped, and filled?",
        _no_deadline_anywhere,
    ),
)


def alarms(service: Figures) -> tuple[str, ...]:
    """Return why this night is no all-clear; nothing when nothing is suspicious."""
    return tuple(each.sentence for each in SUSPICIONS if each.holds(service))
