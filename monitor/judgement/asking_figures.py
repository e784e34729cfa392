"""How many were asked and answered, and how promises ended: of the service, and of each team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from monitor.errors import BrokenPromise
from monitor.judgement.answers import working_days
from monitor.judgement.asking import ANSWERED, PROMISES, AskingFigures
from monitor.judgement.rounding import percentage
from monitor.judgement.steps import answers_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.judgement.answers import AnswerRules


def asking_figures(
    asks: pd.DataFrame, steps: pd.DataFrame, held: pd.DataFrame, rules: AnswerRules
) -> tuple[AskingFigures, ...]:
    """Return the figures of the service, and of every team that was ever asked.

    Raises `BrokenPromise` where they do not add up.
    """
    answers = answers_of(steps)
    reason = held.drop_duplicates("said").set_index("said")["reason"]
    answers = answers.assign(reason=reason.reindex(answers.index).fillna("").to_numpy())
    parts = {
        "asks": asks,
        "answers": answers,
        "climbs": steps[steps["step"] == "climbed"],
        "first": _first_answers(steps, answers, rules),
    }
    names = sorted({name for part in parts.values() for name in part["team"].unique()})
    service = _of("", parts, rules)
    teams = tuple(
        _of(name, {key: part[part["team"] == name] for key, part in parts.items()}, rules)
        for name in names
    )
    _check(service, teams)
    return (service, *teams)


def _first_answers(steps: pd.DataFrame, answers: pd.DataFrame, rules: AnswerRules) -> pd.DataFrame:
    """Return when each episode was first asked about, and first answered."""
    first = steps[steps["step"] == "asked"].drop_duplicates("reference").set_index("reference")
    night = answers.drop_duplicates("reference").set_index("reference")["night"]
    found = first.assign(first_answer=night.reindex(first.index))
    calendar, today = rules.clock.calendars.manager, pd.Timestamp(rules.clock.as_at)
    until = found["first_answer"].fillna(today)
    return found.assign(days=working_days(calendar, found["night"], until))


def _of(name: str, parts: Mapping[str, pd.DataFrame], rules: AnswerRules) -> AskingFigures:
    asks, answers, first = parts["asks"], parts["answers"], parts["first"]
    limit = rules.limits.answer_within_working_days
    is_answered = first["first_answer"].notna()
    due = first[is_answered | (first["days"] > limit)]
    within = int((is_answered & (first["days"] <= limit)).sum())
    promises = answers[answers["promise"] != ""]
    silent = asks.loc[~asks["is_quiet"], "days_silent"]
    return AskingFigures(
        name=name,
        asked=len(asks),
        answered=_counts(asks["answered"], ANSWERED),
        within_limit=within,
        within_limit_of=len(due),
        within_limit_percent=percentage(within, len(due)),
        median_working_days_to_answer=(
            float(first.loc[is_answered, "days"].median()) if is_answered.any() else None
        ),
        promises=_counts(promises["promise"], PROMISES),
        episodes_with_two_promises=int((promises.groupby("reference").size() > 1).sum()),
        raised=_by(parts["climbs"]["level"]),
        answers=_by(answers["level"]),
        reasons=_by(answers["reason"]),
        longest_silence=int(silent.max()) if len(silent) else None,
    )


def _counts(values: pd.Series[str], codes: tuple[str, ...]) -> dict[str, int]:
    found = values.value_counts()
    return {code: int(found.get(code, 0)) for code in codes}


def _by(values: pd.Series[Any]) -> dict[Any, int]:
    return {key: int(count) for key, count in sorted(values.value_counts().items())}


def _check(service: AskingFigures, teams: tuple[AskingFigures, ...]) -> None:
    for each in (service, *teams):
        if sum(each.answered.values()) != each.asked:
            message = "the figures of answers do not add up"
            raise BrokenPromise(message)
    for part in ("answered", "promises"):
        whole = getattr(service, part)
        if any(sum(getattr(team, part)[code] for team in teams) != whole[code] for code in whole):
            message = f"the teams' figures of answers ({part}) do not add up to the service's"
            raise BrokenPromise(message)
