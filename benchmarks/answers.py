"""What the night and its peers must agree on, taken from `summary.json`, and where they do not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Every figure by the way to it, such as "past_deadline / open / count".
Answer = Mapping[str, object]

_PAST_DEADLINE = (
    "count",
    "of",
    "percent",
    "mean_working_days_late",
    "median_working_days_late",
    "max_working_days_late",
    "long_overdue",
    "left_out_of_days",
    "outside_period",
    "open",
)


class NoAnswer(Exception):
    """A run left no `summary.json`, or more than one."""


def answer_in(output: Path) -> Answer:
    """Return the figures of the one `summary.json` in the folder, or in a night's below it."""
    found = [*output.glob("summary.json"), *output.glob("*/summary.json")]
    if len(found) != 1:
        message = f"{len(found)} files summary.json where one was expected"
        raise NoAnswer(message)
    return answer_of(json.loads(found[0].read_text(encoding="utf-8")))


def answer_of(summary: Mapping[str, Any]) -> Answer:
    """Return the figures that the night and the peers have in common; a missing one is None."""
    common = {
        "records": _only(summary["records"], "read", "statuses"),
        "past_deadline": _only(summary["past_deadline"], *_PAST_DEADLINE),
        "flags": _only(summary["flags"], "past_45_working_days"),
        "teams": _teams(summary["teams"]),
    }
    return dict(_flat(common))


def differences(one: Answer, other: Answer) -> list[str]:
    """Return a line for every figure that is not the same in both."""
    ways = sorted(one.keys() | other.keys())
    return [
        f"{way}: {one.get(way, 'none')} and {other.get(way, 'none')}"
        for way in ways
        if way not in one or way not in other or one[way] != other[way]
    ]


def _teams(teams: list[Mapping[str, Any]]) -> dict[str, object]:
    by_name: dict[str, object] = {
        team["name"]: {
            "statuses": team["statuses"],
            "past_deadline": _only(team["past_deadline"], *_PAST_DEADLINE),
        }
        for team in teams
    }
    if len(by_name) != len(teams):
        message = "two teams of a summary.json bear one name"
        raise NoAnswer(message)
    return by_name


def _only(figures: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: figures.get(name) for name in names}


def _flat(value: object, way: str = "") -> Iterator[tuple[str, object]]:
    if not isinstance(value, Mapping):
        yield way, value
        return
    for key, below in value.items():
        yield from _flat(below, f"{way} / {key}" if way else str(key))
