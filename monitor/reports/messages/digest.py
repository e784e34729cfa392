"""What tells a message from a corrected one: the hash of its facts, not of its words."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.judgement.night import Figures
    from monitor.reports.messages.rows import Facts


def digest(about: Mapping[str, Any], figures: Figures, facts: Sequence[Sequence[Facts]]) -> str:
    """Return the hash of what a message tells: not how, in which order, by whom or to whom.

    `facts` are the changes and the listed records, those that are only counted included.
    """
    told = {**about, "figures": _figures(figures), "facts": [sorted(part) for part in facts]}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _figures(figures: Figures) -> dict[str, Any]:
    """Return what is not nothing, so that a code that a newer version brings changes nothing."""
    counts = {**figures.statuses, **figures.flags, **figures.changes}
    return {**{code: n for code, n in counts.items() if n}, **asdict(figures.past_deadline)}
