"""Completed work to check: assessments that a manager should read again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.assessments.columns import CANONICAL_COLUMNS
from monitor.assessments.numbering import numbers_of
from monitor.assessments.working_days import Bools, day_number, day_numbers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from monitor.judgement.night import Assessed
    from monitor.settings.rules import Rules


_KEYS = ["child_id", "assessment_id", "referral_date", "start_date"]
#: How many days up to the as-at date are looked at.
LOOK_BACK_DAYS = 30
#: One authorised more working days than this before a night that saw it open was dated back.
_DATED_BACK_WORKING_DAYS = 5
#: A day is one of many completions only where it has this many times the usual day's.
_TIMES_THE_USUAL = 3


@dataclass(frozen=True, eq=False)
class Completions:
    """What a doubt may look at: the records, those completed of late, and the rules."""

    assessed: Assessed
    as_at: date
    rules: Rules

    @cached_property
    def is_recent(self) -> Bools:
        """True where it was completed of late."""
        return recently_completed(self.assessed.judged, self.as_at)

    def is_dated_back(self) -> Bools:
        """True where it was authorised long before a night that saw it open, of late."""
        followed = self.assessed.compared.followed
        is_long = (followed["dated_back"] > _DATED_BACK_WORKING_DAYS).fillna(value=False)
        return is_long.to_numpy(dtype=bool) & _is_recent(followed["last_open"], self.as_at)

    def is_flagged(self, code: str) -> Bools:
        """True where a flag holds."""
        return self.assessed.flags[code].to_numpy(dtype=bool)

    def on_one_day(self, column: str, limit: int) -> Bools:
        """True where a worker or a team (`column`) completed `limit` on one day, well above usual.

        What is usual is the average of the other days on which they completed any.
        """
        judged, of_day = self.assessed.judged, ["name", "day"]
        (name,), (day, _) = numbers_of([judged[column]]), day_numbers(judged["authorised_date"])
        completions = pd.DataFrame({"name": name, "day": day}, judged.index)
        counted = judged["in_headline"] & judged["is_completed"] & (judged[column] != "")
        holds = self.is_recent & counted.to_numpy(dtype=bool)
        recent = completions[holds]
        lately = recent.groupby(of_day, sort=False).size()
        if not (lately >= limit).any():
            return np.zeros(len(judged), dtype=bool)
        names = lately.index[lately >= limit].get_level_values("name")
        theirs = counted & completions["name"].isin(names)
        on_day = completions[theirs].groupby(of_day, sort=False).size()
        by_name = on_day.groupby(level="name", sort=False)
        on_others, others = by_name.transform("sum") - on_day, by_name.transform("size") - 1
        is_bulk = (on_day >= limit) & (on_day * others >= _TIMES_THE_USUAL * on_others)
        holds[holds] = pd.MultiIndex.from_frame(recent).isin(on_day.index[is_bulk])
        return holds


@dataclass(frozen=True)
class Doubt:
    """A reason to look at a completed assessment again: its code, its words, where it holds."""

    code: str
    label: str
    #: What to ask.
    ask: str
    holds: Callable[[Completions], Bools]


#: One row per doubt; a new one is a new row.
DOUBTS = (
    Doubt(
        "bulk_by_worker",
        "Completed in bulk on one day by one worker",
        "Were they finished, or only closed? Read some of them.",
        lambda c: c.on_one_day("worker", c.rules.bulk_completions_by_worker),
    ),
    Doubt(
        "bulk_by_team",
        "Completed in bulk on one day by one team",
        "Were they finished, or only closed? Read some of them.",
        lambda c: c.on_one_day("team", c.rules.bulk_completions_by_team),
    ),
    Doubt(
        "authorised_on_start_date",
        "Authorised on the day it started",
        "Was an assessment made?",
        lambda c: c.is_recent & c.is_flagged("authorised_on_start_date"),
    ),
    Doubt(
        "completed_next_day",
        "Completed one working day after its deadline",
        "Was it finished, or closed because it had come onto the list?",
        lambda c: c.is_recent & _late_by_one(c),
    ),
    Doubt(
        "completed_child_not_seen",
        "Completed, and the child was not seen",
        "How was the child assessed?",
        lambda c: c.is_recent & (c.assessed.judged["child_seen"] == "no").to_numpy(dtype=bool),
    ),
    Doubt(
        "dated_back",
        "Authorised on a date long before a night that saw it open",
        "Was the date entered late, or put back?",
        lambda c: c.is_dated_back(),
    ),
    Doubt(
        "deadline_moved_after_missed",
        "Deadline moved after it was missed",
        "Why was it moved? It was late by the deadline before.",
        lambda c: (
            c.is_flagged("deadline_moved_after_missed")
            & (c.is_recent | c.assessed.judged["is_open"].to_numpy(dtype=bool))
        ),
    ),
)


def doubts(assessed: Assessed, *, as_at: date, rules: Rules) -> pd.DataFrame:
    """Return a boolean column per doubt, true where it holds for the record."""
    completions = Completions(assessed, as_at, rules)
    return pd.DataFrame(
        {doubt.code: doubt.holds(completions) for doubt in DOUBTS}, index=assessed.judged.index
    )


def recently_completed(judged: pd.DataFrame, as_at: date) -> Bools:
    """True where a record was completed on the as-at date or in the `LOOK_BACK_DAYS` before it."""
    return judged["is_completed"].to_numpy(dtype=bool) & _is_recent(
        judged["authorised_date"], as_at
    )


def _is_recent(days: pd.Series[pd.Timestamp], as_at: date) -> Bools:
    numbers, _ = day_numbers(days)
    return np.asarray(numbers > day_number(as_at - timedelta(days=LOOK_BACK_DAYS)), dtype=bool)


def sample_of(judged: pd.DataFrame, *, as_at: date, count: int, seed: str) -> pd.Index[int]:
    """Return the index of `count` of the recently completed, chosen by a hash of seed and keys.

    The same records and the same seed give the same sample, in whatever order they were read;
    records that share their keys are distinguished by all that they hold.
    """
    recent = recently_completed(judged, as_at)
    if not recent.any():
        return judged.index[:0]
    of_keys = _hashed(judged.loc[recent, _KEYS], seed)
    first = of_keys[of_keys <= of_keys.nsmallest(count).max()]
    if first.is_unique:
        return first.sort_values().index[:count]
    of_all = _hashed(judged.loc[first.index, list(CANONICAL_COLUMNS)], seed)
    hashed = pd.DataFrame({"of_keys": first, "of_all": of_all})
    return hashed.sort_values(["of_keys", "of_all"]).index[:count]


def _hashed(records: pd.DataFrame, seed: str) -> pd.Series[int]:
    return pd.util.hash_pandas_object(records.assign(seed=seed), index=False)


def _late_by_one(completions: Completions) -> Bools:
    late = completions.assessed.judged["working_days_late"]
    return np.asarray((late == 1).fillna(value=False), dtype=bool)
