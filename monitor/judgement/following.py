"""Who is asked about what tonight: episodes followed, answers judged, silence escalated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.assessments.statuses import EXCEPTION_STATUSES
from monitor.judgement.answers import (
    OVERRULING,
    PLAIN_ANSWERS,
    QUIETING,
    AnswerRules,
    read_tonight,
    too_far,
)
from monitor.judgement.asking import NOT_ASKING, Asking
from monitor.judgement.asking_figures import asking_figures
from monitor.judgement.episodes import follow
from monitor.judgement.escalation import ask_and_climb
from monitor.judgement.exchanges import exchanges
from monitor.judgement.lives import can_be_followed, lives_tonight
from monitor.judgement.promises import follow_answers
from monitor.judgement.responders import hierarchy
from monitor.judgement.steps import answers_of, deadlines_asked, episodes_of, together
from monitor.settings.names import same_name

if TYPE_CHECKING:
    from monitor.judgement.night import Assessed
    from monitor.judgement.status import Clock
    from monitor.judgement.thread import Thread
    from monitor.settings.settings import Settings


def ask(
    assessed: Assessed,
    thread: Thread,
    settings: Settings,
    clock: Clock,
    *,
    is_suspicious: bool,
    is_asking: bool,
) -> Asking:
    """Follow the episodes, read and judge the answers, and ask those who are to answer.

    With `is_asking` false (a night made from an old extract) nobody is asked, and nothing climbs.
    """
    if not thread.is_followed:
        return replace(NOT_ASKING, thread=thread)
    limits = settings.answers or PLAIN_ANSWERS
    is_on = is_asking and settings.answers is not None
    before, earlier = episodes_of(thread.steps), answers_of(thread.steps)
    lives = lives_tonight(assessed, clock, _known(before, earlier, thread))
    steps = follow(
        before, lives, clock, history=thread.history, same_within=limits.same_episode_working_days
    )
    episodes = _tonight(thread.steps, steps, before)
    teams = hierarchy(lives["team"].unique().tolist(), settings, as_at=clock.as_at)
    rules = AnswerRules(clock, limits, teams, is_asking=settings.answers is not None)
    if len(thread.attached):
        asked = deadlines_asked(together(thread.steps, steps))
        read = read_tonight(thread.attached, episodes, lives, earlier, asked, rules)
        steps = together(steps, read)
    answers = answers_of(together(thread.steps, steps))
    if len(answers):
        followed = follow_answers(answers, episodes, lives, rules, is_suspicious=is_suspicious)
        steps = together(steps, followed)
        answers = answers_of(together(thread.steps, steps))
    if is_on:
        climbed = ask_and_climb(episodes, lives, answers, steps, rules, is_suspicious=is_suspicious)
        steps = together(steps, climbed)
    asking = replace(
        NOT_ASKING,
        thread=thread,
        is_on=is_on,
        steps=steps,
        cannot_be_asked=_cannot_be_asked(assessed),
    )
    if not is_on:
        return asking
    asks = exchanges(episodes_of(asking.all_steps), answers, lives, asking.all_steps, thread, rules)
    figures = asking_figures(asks, asking.all_steps, thread.held, rules)
    return replace(asking, asks=asks, figures=figures[0], teams=figures[1:])


def _known(episodes: pd.DataFrame, answers: pd.DataFrame, thread: Thread) -> set[int]:
    """Return the assessments of which something is to be found out tonight."""
    unsettled = answers[answers["promise"].isin(["not_yet_due", "broken"])]
    lives = {*episodes.loc[episodes["is_open"], "life"], *unsettled["life"]}
    return (lives | set(thread.attached["life"])) - {-1}


def _tonight(before: pd.DataFrame, steps: pd.DataFrame, episodes: pd.DataFrame) -> pd.DataFrame:
    """Return the episodes of tonight; `was_open` is true also of those that ended tonight."""
    tonight = episodes_of(together(before, steps))
    was_open = episodes["is_open"].reindex(tonight.index).eq(other=True)
    return tonight.assign(was_open=was_open | tonight["is_open"])


def _cannot_be_asked(assessed: Assessed) -> int:
    is_exception = assessed.judged["status"].isin(EXCEPTION_STATUSES).to_numpy(dtype=bool)
    return int(np.count_nonzero(is_exception & ~can_be_followed(assessed)))


def named_since(
    steps: pd.DataFrame, held: pd.DataFrame, settings: Settings, clock: Clock
) -> frozenset[str]:
    """Return the answers that were refused since nobody named who gave them, who now is named.

    The configuration is often corrected once somebody's answer was refused. Only what quiets by
    itself is taken up: of a person and an open episode the newest answer, as long as a promise may
    last. All else is to be said again.
    """
    read = steps[steps["step"].isin(["answered", "refused"])]
    if settings.answers is None or read.empty:
        return frozenset()
    given = held.drop_duplicates("said").set_index("said").reindex(read["answer"])
    by = given["by"].fillna("")
    person = by.map({name: same_name(name) for name in by.unique()})
    read = read.assign(by=by.array, person=person.array, kind=given["kind"].array)
    first = read.drop_duplicates("answer").set_index("answer")
    newest = first.drop_duplicates(["person", "reference"], keep="last")
    last = read.drop_duplicates("answer", keep="last").set_index("answer").loc[newest.index]
    episodes = episodes_of(steps)
    unnamed = last[
        (last["step"] == "refused")
        & (last["why"] == "not_a_responder")
        & last["kind"].isin(QUIETING)
        & last["reference"].isin(episodes.index[episodes["is_open"]])
    ]
    people = hierarchy(unnamed["team"].unique().tolist(), settings, as_at=clock.as_at)
    rules = AnswerRules(clock, settings.answers, people, is_asking=True)
    tonight = pd.Series(pd.Timestamp(clock.as_at), unnamed.index)
    is_old = too_far(tonight, newest["night"].loc[unnamed.index], rules)
    return frozenset(unnamed.index[(rules.level_of(unnamed["by"], unnamed["team"]) >= 0) & ~is_old])


def overruled(
    attached: pd.DataFrame, teams: pd.Series[str], settings: Settings, clock: Clock
) -> dict[str, frozenset[int]]:
    """Return, by kind, the assessments that tonight's answers overrule before they are judged.

    `teams` is the team of each life on the newest night. What is said of one that is in the extract
    is refused later, and changes nothing.
    """
    whole = attached[(attached["faults"] == "") & (attached["life"] >= 0)]
    team = whole["life"].map(teams).fillna("")
    people = hierarchy(team.unique().tolist(), settings, as_at=clock.as_at)
    limits = settings.answers or PLAIN_ANSWERS
    rules = AnswerRules(clock, limits, people, is_asking=settings.answers is not None)
    level = rules.level_of(whole["by"], team)
    kinds = whole[level >= 0].groupby([whole["life"], level])["kind"].transform("nunique")
    is_agreed = kinds.reindex(whole.index, fill_value=0) == 1
    is_high = (level >= 1) | ((whole["kind"] == "explained") & (level == 0))
    counts = whole[is_agreed & is_high & whole["kind"].isin(OVERRULING)]
    return {
        kind: frozenset(counts.loc[counts["kind"] == kind, "life"].tolist()) for kind in OVERRULING
    }
