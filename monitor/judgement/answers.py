"""Which of tonight's answers count: whole, in time, and by somebody who may give them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.assessments.answers import SHOWN_KINDS
from monitor.assessments.working_days import WorkingCalendar, day_number, day_numbers
from monitor.judgement.steps import new_steps, together
from monitor.records.answers import joined_codes
from monitor.settings.answers import Answers
from monitor.settings.names import same_name

if TYPE_CHECKING:
    import numpy.typing as npt

    from monitor.judgement.responders import Hierarchy
    from monitor.judgement.status import Clock

#: These are about an assessment, whether it is on the list or not.
OVERRULING = ("explained", "recorded_wrongly")
#: These quiet a reminder, and do nothing else.
QUIETING = ("will_finish_by", *SHOWN_KINDS)
#: What holds where the configuration says nothing of answers.
PLAIN_ANSWERS = Answers()


@dataclass(frozen=True, eq=False)
class AnswerRules:
    """What an answer is judged by: the clock, the rules, and who answers for whom."""

    clock: Clock
    limits: Answers
    hierarchy: Hierarchy
    #: True if the configuration asks for answers; else everybody's answer counts.
    is_asking: bool

    def level_of(self, by: pd.Series[str], team: pd.Series[str]) -> pd.Series[int]:
        """Return the level at which a person answers for a team; -1 for one who does not."""
        people = self.hierarchy.people.set_index(["team", "person"])["level"]
        names = by.map({name: same_name(name) for name in by.unique()}).astype("str")
        found = people.reindex(pd.MultiIndex.from_arrays([team, names]))
        level = pd.Series(found.to_numpy(), by.index).fillna(-1 if self.is_asking else 0)
        return level.astype("int64")


def working_days(
    calendar: WorkingCalendar, after: pd.Series[pd.Timestamp], until: pd.Series[pd.Timestamp]
) -> npt.NDArray[np.int64]:
    """Return the working days between two columns of dates; 0 where one is blank."""
    (first, has_first), (last, has_last) = day_numbers(after), day_numbers(until)
    both = has_first & has_last
    days = np.zeros(len(first), dtype=np.int64)
    days[both] = calendar.count(after=first[both], until=last[both])
    return days


def read_tonight(
    attached: pd.DataFrame,
    episodes: pd.DataFrame,
    lives: pd.DataFrame,
    earlier: pd.DataFrame,
    asked: pd.Series[pd.Timestamp],
    rules: AnswerRules,
) -> pd.DataFrame:
    """Return a step for each answer that tonight reads: answered (and promised), or refused.

    `episodes` are tonight's, with those that ended tonight still open in `was_open`; `earlier` the
    answers that counted before, `asked` the deadline of each when it was last asked about.
    """
    as_at = rules.clock.as_at
    facts = lives.reindex(attached["life"]).set_axis(attached.index)
    rows = attached.assign(
        **{column: facts[column].fillna("") for column in ("team", "status", "flags")},
        deadline=facts["deadline"],
        level=rules.level_of(attached["by"], facts["team"].fillna("")),
    )
    faults = joined_codes(
        _faults(rows, facts, episodes, earlier, rules), rows.index, rows["faults"]
    )
    rows = rows.assign(faults=faults)
    rows = rows.assign(faults=joined_codes(_among_themselves(rows), rows.index, faults))
    counts = rows["faults"] == ""
    good, refused = rows[counts], rows[~counts]
    shown_by = rules.clock.calendars.manager.nth_after(
        *(np.array([each]) for each in (day_number(as_at), rules.limits.shown_within_working_days))
    )
    until = good["until"].mask(
        good["kind"].isin(SHOWN_KINDS), pd.Timestamp(int(shown_by[0]), unit="D")
    )
    # What was moved may have been moved days before it was said to be.
    before = pd.Series(asked.reindex(good["reference"]).to_numpy(), good.index)
    deadline = good["deadline"].mask(good["kind"] == "moved_in_system", before)
    good = good.assign(answer=good["said"], until=until, deadline=deadline)
    promises = good[good["kind"] == "will_finish_by"]
    return together(
        new_steps(
            "refused",
            refused,
            as_at=as_at,
            answer=refused["said"].array,
            why=refused["faults"].array,
            until=pd.NaT,
        ),
        new_steps("answered", good, as_at=as_at, why=good["kind"].array),
        new_steps("promised", promises, as_at=as_at, why="will_finish_by"),
    )


def _faults(
    rows: pd.DataFrame,
    facts: pd.DataFrame,
    episodes: pd.DataFrame,
    earlier: pd.DataFrame,
    rules: AnswerRules,
) -> dict[str, pd.Series[bool]]:
    """Return, by code, which whole answers do not count."""
    is_whole = (rows["faults"] == "") & (rows["life"] >= 0)
    kind, level, as_at = rows["kind"], rows["level"], pd.Timestamp(rules.clock.as_at)
    is_promise = kind == "will_finish_by"
    was_open = episodes["was_open"].reindex(rows["reference"]).eq(other=True).set_axis(rows.index)
    is_missing = facts["how"].isin(["vanished", "explained"])
    highest = rules.hierarchy.highest(rows["team"])
    found = {
        "ended_episode": ~kind.isin(OVERRULING) & ~was_open,
        "not_missing": (kind == "explained") & ~is_missing,
        "not_a_responder": level < 0,
        "not_the_level_above": (kind == "recorded_wrongly") & (level == 0),
        "nobody_above": (kind == "escalate") & (level >= 0) & (level >= highest),
        "date_passed": is_promise & (rows["until"] < as_at),
        "too_far": is_promise & too_far(rows["until"], pd.Series(as_at, rows.index), rules),
        "second_promise": is_promise & promised_before(rows, earlier),
        "beyond_day_45": is_promise
        & (level == 0)
        & crosses_day_45(rows["until"], facts["day_of_45"], rules),
    }
    return {code: holds & is_whole for code, holds in found.items()}


def too_far(
    until: pd.Series[pd.Timestamp], read: pd.Series[pd.Timestamp], rules: AnswerRules
) -> npt.NDArray[np.bool_]:
    """True where a date lies too many working days after the night that first read it."""
    days = working_days(rules.clock.calendars.manager, read, until)
    return days > rules.limits.promise_at_most_working_days


def promised_before(rows: pd.DataFrame, earlier: pd.DataFrame) -> pd.Series[bool]:
    """True where the team, or a level as high, promised already while this episode lasted."""
    promises = earlier[earlier["promise"] != ""].reset_index()
    pairs = rows[["reference", "team", "level"]].reset_index(names="row")
    pairs = pairs.merge(promises, on=["reference", "team"], suffixes=("", "_earlier"))
    again = pairs.loc[pairs["level_earlier"] >= pairs["level"], "row"]
    return pd.Series(rows.index.isin(again), rows.index)


def crosses_day_45(
    until: pd.Series[pd.Timestamp], day_of_45: pd.Series[int], rules: AnswerRules
) -> pd.Series[bool]:
    """True where day 45 is still to come, and a date lies beyond it."""
    clock, limit = rules.clock, rules.clock.rules.statutory_working_days
    today = pd.Series(pd.Timestamp(clock.as_at), until.index)
    then = day_of_45 + working_days(clock.calendars.statutory, today, until)
    return (day_of_45 >= 0) & (day_of_45 <= limit) & (then > limit)


def _among_themselves(rows: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    """Return which answers of tonight contradict another of their level, or promise again."""
    one = ["reference", "life", "level"]
    counts = rows[rows["faults"] == ""]
    said = counts.assign(until=counts["until"].astype("str")).drop_duplicates(
        [*one, "kind", "until"]
    )
    torn = said.groupby(one).size()
    keys = pd.MultiIndex.from_frame(counts[one])
    contradicts = torn.reindex(keys).gt(1).to_numpy(dtype=bool)
    again = (counts["kind"] == "will_finish_by") & counts.duplicated([*one, "kind"]) & ~contradicts
    return {
        "contradicts": pd.Series(rows.index.isin(counts.index[contradicts]), rows.index),
        "second_promise": pd.Series(rows.index.isin(counts.index[again]), rows.index),
    }
