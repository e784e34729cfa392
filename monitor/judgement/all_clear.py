"""Why a quiet page is not an all-clear: a big word that needs a known, fresh and whole extract."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.judgement.night import Figures, Night


def must_act(figures: Figures) -> bool:
    """True if somebody must act on what a page shows: an exception, or a missing assessment."""
    return figures.exceptions > 0 or figures.changes["vanished"] > 0


#: One row per reason, whatever team it is (design, promise 3); a new reason is a new row.
REASONS: Mapping[str, Callable[[Night, Figures], bool]] = {
    "alarm": lambda night, _: bool(night.alarms),
    "exception": lambda _, figures: figures.exceptions > 0,
    "child_not_seen": lambda _, figures: figures.flags["child_not_seen"] > 0,
    "vanished": lambda _, figures: figures.changes["vanished"] > 0,
    "age_unknown": lambda night, _: any(source.dated is None for source in night.sources),
    "not_proven_whole": lambda night, _: any(
        source.control_total is None for source in night.sources
    ),
    "stray_records": lambda night, figures: figures is not night.service and night.has_strays,
    "no_records": lambda _, figures: figures.records == 0,
}


def not_all_clear_because(night: Night, figures: Figures) -> tuple[str, ...]:
    """Return the codes of `REASONS` that hold for these figures; with none it is an all-clear."""
    return tuple(code for code, holds in REASONS.items() if holds(night, figures))
