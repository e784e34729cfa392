"""How many were asked and answered, and how promises ended: of the service, and of each team."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from monitor.assessments.columns import NO_TEAM
from monitor.errors import BrokenPromise
from monitor.judgement.answers import working_days
from monitor.judgement.asking import ANSWERED, NOTHING_ASKED, PROMISES, AskingFigures
from monitor.judgement.rounding import percentage
from monitor.judgement.steps import answers_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from monitor.judgement.answers import AnswerRules

#: How many days before tonight a promise was due in the last week.
_WEEK = pd.Timedelta(days=7)
#: The name under which everything is counted once more.
_EVERY = ""


def asking_figures(
    asks: pd.DataFrame, steps: pd.DataFrame, held: pd.DataFrame, rules: AnswerRules
) -> tuple[AskingFigures, ...]:
    """Return the figures of the service, and of every team that was ever asked.

    Raises `BrokenPromise` where they do not add up.
    """
    asks, steps = (rows.assign(team=rows["team"].replace("", NO_TEAM)) for rows in (asks, steps))
    answers = answers_of(steps)
    reason = held.drop_duplicates("said").set_index("said")["reason"]
    answers = answers.assign(reason=reason.reindex(answers.index).fillna("").to_numpy())
    promises = answers[answers["promise"] != ""]
    due = due_last_week(promises, rules.clock.as_at)
    several = promises.groupby(["team", "reference"]).size()
    first = _first_answers(steps, answers, rules)
    counts = {
        "answered": _counted(asks, "answered"),
        "promises": _counted(promises, "promise"),
        "promises_due": _counted(due, "promise"),
        "several": _counted(several[several > 1].reset_index(), "reference"),
        "raised": _counted(steps[steps["step"] == "climbed"], "level"),
        "answers": _counted(answers, "level"),
        "reasons": _counted(answers, "reason"),
        "within": _counted(first, "within"),
    }
    days = _per_team(first[first["is_answered"]], "days", "median")
    silence = _per_team(asks[~asks["is_quiet"]], "days_silent", "max")
    names = {team for count in counts.values() for team in count}
    figures = tuple(
        _of(
            name,
            {part: count.get(name, Counter()) for part, count in counts.items()},
            days.get(name),
            silence.get(name),
        )
        for name in sorted({_EVERY, *names})
    )
    _check(figures, asked=len(asks), promised=len(promises))
    return figures


def due_last_week(answers: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """Return the promises among these answers that were due in the seven days before a night."""
    tonight = pd.Timestamp(as_at)
    is_due = answers["until"].between(tonight - _WEEK, tonight, inclusive="left")
    return answers[is_due & (answers["promise"] != "")]


def _counted(rows: pd.DataFrame, column: str) -> dict[str, Counter[Any]]:
    """Return how often each value is there, by team and of every team."""
    found: dict[str, Counter[Any]] = {}
    pairs = Counter(zip(rows["team"].tolist(), rows[column].tolist(), strict=True))
    for (team, value), count in pairs.items():
        for name in {team, _EVERY}:
            found.setdefault(name, Counter())[value] += count
    return found


def _per_team(rows: pd.DataFrame, column: str, how: str) -> dict[str, float]:
    if rows.empty:
        return {}
    found = rows.groupby("team")[column].agg(how)
    of_teams = dict(zip(found.index.tolist(), found.astype("float64").tolist(), strict=True))
    return {_EVERY: float(rows[column].agg(how)), **of_teams}


def _first_answers(steps: pd.DataFrame, answers: pd.DataFrame, rules: AnswerRules) -> pd.DataFrame:
    """Return when each episode was first asked about, and whether it was answered in its days.

    `within` is `yes`, `no`, or `open` while its days are not over.
    """
    first = steps[steps["step"] == "asked"].drop_duplicates("reference").set_index("reference")
    night = answers.drop_duplicates("reference").set_index("reference")["night"]
    night = night.reindex(first.index)
    calendar, today = rules.clock.calendars.manager, pd.Timestamp(rules.clock.as_at)
    days = pd.Series(working_days(calendar, first["night"], night.fillna(today)), first.index)
    is_in_time = days <= rules.limits.answer_within_working_days
    within = is_in_time.map({True: "yes", False: "no"}).mask(is_in_time & night.isna(), "open")
    return first.assign(days=days, is_answered=night.notna(), within=within)


def _of(
    name: str,
    counts: Mapping[str, Counter[Any]],
    days: float | None,
    silence: float | None,
) -> AskingFigures:
    within, due = counts["within"]["yes"], counts["within"]["yes"] + counts["within"]["no"]
    return replace(
        NOTHING_ASKED,
        name=name,
        asked=counts["answered"].total(),
        answered={code: counts["answered"][code] for code in ANSWERED},
        within_limit=within,
        within_limit_of=due,
        within_limit_percent=percentage(within, due),
        median_working_days_to_answer=days,
        promises={code: counts["promises"][code] for code in PROMISES},
        promises_due={code: counts["promises_due"][code] for code in PROMISES},
        episodes_with_two_promises=counts["several"].total(),
        raised=dict(sorted(counts["raised"].items())),
        answers=dict(sorted(counts["answers"].items())),
        reasons=dict(sorted(counts["reasons"].items())),
        longest_silence=None if silence is None else int(silence),
    )


def _check(figures: tuple[AskingFigures, ...], *, asked: int, promised: int) -> None:
    """Check that the service's figures count everything and are the sums of the teams'."""
    service, *teams = figures
    whole = (service.asked, sum(service.answered.values()), service.promises_made)
    of_teams = [
        (sum(getattr(team, part)[code] for team in teams), count)
        for part in ("answered", "promises", "promises_due")
        for code, count in getattr(service, part).items()
    ]
    if whole != (asked, asked, promised) or any(ours != theirs for ours, theirs in of_teams):
        message = "the figures of answers do not add up"
        raise BrokenPromise(message)
