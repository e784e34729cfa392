"""Who is on another list tonight because the configuration changed since the night before."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
from pydantic import ValidationError

from monitor.assessments.statuses import EXCEPTION_STATUSES
from monitor.errors import MonitorError
from monitor.nights.facts import judged_by
from monitor.nights.judging import judge_night
from monitor.nights.known import known_of
from monitor.settings.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from monitor.history.nights import Nights
    from monitor.judgement.night import Night
    from monitor.nights.order import Order

#: The tables by which assessments are read, named and judged; of a source, all but where it is.
_JUDGING = ("rules", "extracts", "lookups", "teams")
_WHERE = ("path", "database")
_KEY = ["source", "child_id", "assessment_id", "occurrence"]
_SAID = ["team", "status"]


@dataclass(frozen=True, eq=False)
class ByConfiguration:
    """What tonight's configuration changes by itself, since that of the night before."""

    night: date
    #: A row per assessment: `child_id`, `assessment_id`, and `team`, `status`, `is_listed` tonight
    #: and `..._before`, by the configuration of the night before.
    changed: pd.DataFrame
    #: Why that could not be found out; blank where it was.
    fault: str = ""


def by_configuration(order: Order, history: Nights, night: Night) -> ByConfiguration | None:
    """Judge tonight's extracts once more, by the configuration of the night before.

    Returns None without a night before, and where its configuration judges alike.
    """
    before = night.compared.night
    if before is None:
        return None
    stored = history.facts(before)[1].get("settings", {})
    now = judged_by(order.settings, night)
    if all(_what(stored.get(table)) == _what(now[table]) for table in _JUDGING):
        return None
    nobody = ByConfiguration(before, pd.DataFrame())
    if any(len(stored.get(kind, ())) != len(now[kind]) for kind in ("extracts", "lookups")):
        why = (
            "it has more sources or fewer"
            if stored
            else "the history does not hold the earlier one"
        )
        return replace(nobody, fault=why)
    try:
        earlier = replace(order, settings=_as_before(order.settings, stored), teams_moved=())
        past = known_of(earlier, history, reads_sources=False)
        judged = judge_night(earlier, past).night.judged
    except ValidationError:
        return replace(nobody, fault="the earlier one is of another version of the program")
    except MonitorError as fault:
        return replace(nobody, fault=f"by the earlier one the night fails: {fault}")
    return replace(nobody, changed=_changed(judged, night.judged))


def _what(table: Any) -> object:  # noqa: ANN401  (a table of the configuration, as it is stored)
    """Return a table without where its sources are."""
    if not isinstance(table, list):
        return table
    return [
        {key: value for key, value in each.items() if key not in _WHERE}
        | {"query": (each.get("database") or {}).get("query")}
        for each in table
    ]


def _as_before(settings: Settings, stored: Mapping[str, Any]) -> Settings:
    """Return the settings with what judges as the night before had it, of tonight's sources."""
    now = settings.model_dump(mode="json")
    for kind in ("extracts", "lookups"):
        now[kind] = [
            {**each, **then, **{key: each[key] for key in _WHERE}}
            for each, then in zip(now[kind], stored.get(kind, ()), strict=True)
        ]
        for each, then in zip(now[kind], stored.get(kind, ()), strict=True):
            if each["database"]:
                each["database"] = {**each["database"], **(then.get("database") or {})}
    whole = {**now, "rules": stored["rules"], "teams": stored["teams"]}
    return Settings.model_validate_json(json.dumps(whole))


def _changed(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return the assessments that are on a list by one alone, or on another team's list."""
    both = _listed(before).merge(
        _listed(now), on=_KEY, how="outer", suffixes=("_before", ""), sort=False
    )
    listed = {name: both[name].eq(other=True) for name in ("is_listed_before", "is_listed")}
    both = both.assign(**listed).fillna(dict.fromkeys(["team_before", "status_before", *_SAID], ""))
    differs = both["is_listed"] != both["is_listed_before"]
    moves = both["is_listed"] & both["is_listed_before"] & (both["team"] != both["team_before"])
    return both[differs | moves].drop(columns=["source", "occurrence"]).reset_index(drop=True)


def _listed(judged: pd.DataFrame) -> pd.DataFrame:
    ids = judged[_KEY[:-1]]
    texts = judged[[*_KEY[:-1], *_SAID]].astype("str")
    return texts.assign(
        occurrence=ids.groupby(_KEY[:-1], sort=False).cumcount(),
        is_listed=judged["status"].isin(EXCEPTION_STATUSES),
    )
