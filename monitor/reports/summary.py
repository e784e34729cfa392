"""The figures of a night as plain values, for `summary.json` and for people at the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from monitor.problems import CATALOGUE

if TYPE_CHECKING:
    from monitor.model import Figures, Night


def summary(night: Night) -> dict[str, Any]:
    """Return the contents of `summary.json`: every status, flag and problem, zeros included."""
    counts = night.problems["code"].value_counts()
    return {
        "as_at": night.as_at.isoformat(),
        "authority": night.authority,
        "all_clear": not night.alarms and night.service.exceptions == 0,
        "alarms": list(night.alarms),
        "records": {"read": night.service.records, "statuses": dict(night.service.statuses)},
        "past_deadline": asdict(night.service.past_deadline),
        "flags": dict(night.service.flags),
        "problems": {code: int(counts.get(code, 0)) for code in CATALOGUE},
        "teams": [_team(team) for team in night.teams],
    }


def _team(team: Figures) -> dict[str, Any]:
    return {
        "name": team.name,
        "statuses": dict(team.statuses),
        "past_deadline": asdict(team.past_deadline),
        "flags": dict(team.flags),
    }
