"""The figures of nights for dashboards: a row for the service and for each team of each night."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from monitor.assessments.statuses import EXCEPTION_STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: The team of the service's row, which is the first of each night.
WHOLE_SERVICE = "(whole service)"
_COUNTS = ("records", "exceptions", "overdue", "no_deadline", "long_overdue", "child_not_seen")
_TYPES = {
    **dict.fromkeys(("night", "team"), "str"),
    **dict.fromkeys((*_COUNTS, "past_deadline", "of"), "Int64"),
    "mean": "Float64",
    **dict.fromkeys(("max", "asked", "answered", "kept", "broken", "alarms"), "Int64"),
}
#: A team that is asked about, and has no record tonight.
_NO_RECORDS = {
    "statuses": dict.fromkeys(("overdue", "no_deadline"), 0),
    "flags": {"child_not_seen": 0},
    "past_deadline": {"count": 0, "of": 0, "long_overdue": 0},
}


def figures_table(summaries: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the rows of these nights, each as its `summary.json` has it; of a damaged one, none.

    What a night of an older version did not count is blank, and so is what nobody was asked.
    """
    rows = [row for night in summaries if "damaged" not in night for row in _rows(night)]
    columns = {
        name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in _TYPES.items()
    }
    return pd.DataFrame(columns)


def _rows(night: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    service = {**night, "statuses": night["records"]["statuses"]}
    of_answers = night.get("answers", {"service": {}, "teams": []})
    asked = {each["name"]: each for each in of_answers["teams"]}
    teams = {each["name"]: each for each in night["teams"]}
    yield _row(night, WHOLE_SERVICE, service, of_answers["service"])
    none_asked = {"asked": 0} if "answers" in night else {}
    for name in dict.fromkeys((*teams, *asked)):
        yield _row(night, name, teams.get(name, _NO_RECORDS), asked.get(name, none_asked))


def _row(
    night: Mapping[str, Any], team: str, found: Mapping[str, Any], asked: Mapping[str, Any]
) -> dict[str, Any]:
    statuses, past = found["statuses"], found["past_deadline"]
    # Where answers are asked for, a team that was never asked has none of each.
    none = 0 if asked else None
    return {
        "night": night["as_at"],
        "team": team,
        "records": sum(statuses.values()),
        "exceptions": sum(statuses.get(code, 0) for code in EXCEPTION_STATUSES),
        "overdue": statuses["overdue"],
        "no_deadline": statuses["no_deadline"],
        "long_overdue": past.get("long_overdue"),
        "child_not_seen": found.get("flags", {}).get("child_not_seen"),
        "past_deadline": past["count"],
        "of": past["of"],
        "mean": past.get("mean_working_days_late"),
        "max": past.get("max_working_days_late"),
        "asked": asked.get("asked"),
        "answered": asked.get("answered", {}).get("in_force", none),
        "kept": asked.get("promises", {}).get("kept", none),
        "broken": asked.get("promises", {}).get("broken", none),
        "alarms": len(night["alarms"]),
    }
