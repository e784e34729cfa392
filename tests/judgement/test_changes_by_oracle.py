"""Any nights in a row are compared as the slow oracle compares them, and their sums hold."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from monitor.assessments.statuses import EXCEPTION_STATUSES
from monitor.judgement.change_rules import RESOLUTIONS
from monitor.judgement.past import NO_PAST
from tests.conftest import WHOLE
from tests.oracle import changes as oracle_changes
from tests.support.agreement import settings_for
from tests.support.nights import judge_beside, past_after, snapshot_of
from tests.support.strategies import contradicted, extracts, new_id, next_row, rule_sets

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from monitor.judgement.night import Night
    from monitor.nights.judging import Judged
    from tests.oracle.records import OracleRules
    from tests.support.nights import Row


def gone(_: Random, __: Row, ___: OracleRules) -> None:
    """Leave the record out."""


#: A night costs as much with few records as with many: a few examples, of many records each.
A_FEW = 20 if WHOLE else 4
#: Counted for a team that may have no record and no page any more.
OF_THE_LAST_TEAM = ("explained", "completed_left", "team_left")
#: What may become of a record from one night to the next, with its weight.
FATES: tuple[tuple[int, Callable[[Random, Row, OracleRules], Row | None]], ...] = (
    (5, lambda _, row, __: row),
    (4, contradicted),
    (2, gone),
    (2, lambda rng, row, _: {**row, "assessment_id": new_id(rng)}),
    (2, lambda _, row, __: {**row, "assessment_id": ""}),
    (2, lambda _, row, __: {**row, "child_id": ""}),
    (1, lambda rng, row, _: {**row, "child_id": new_id(rng)}),
)


def next_night(rng: Random, rows: list[Row], rules: OracleRules) -> list[Row]:
    """Make the next extract: what became of each record, and some new ones, in another order."""
    weights, fates = zip(*FATES, strict=True)
    fated = [rng.choices(fates, weights)[0](rng, row, rules) for row in rows]
    there = [row for row in fated if row is not None and any(map(str.strip, row.values()))]
    for _ in range(rng.randrange(4)):
        there.append(next_row(rng, there, rules))
    rng.shuffle(there)
    return there or rows[:1]


@st.composite
def nights_in_a_row(draw: st.DrawFn, count: int) -> tuple[list[list[Row]], OracleRules]:
    """Draw extracts of nights in a row, and the rules of all of them."""
    rules = draw(rule_sets())
    nights = [draw(extracts(rules, most_rows=30))]
    while len(nights) < count:
        rng = draw(st.randoms(use_true_random=False))
        nights.append(next_night(rng, nights[-1], rules))
    return nights, rules


def told_by_program(judged: Judged) -> list[dict[str, Any]]:
    """Return what the program says of each record, in the oracle's words."""
    compared = judged.night.compared
    columns = {
        "life": "life",
        "first_seen": "first_seen",
        "first_deadline": "first_deadline",
        "exception_nights": "exception_nights",
        "moved_after_missed": "ever_moved_after_missed",
        "moved_working_days": "moved_working_days",
        "resolved": "resolved",
    }
    followed = compared.followed[list(columns.values())].set_axis(list(columns), axis="columns")
    plain = followed.astype("object").where(followed.notna(), None).to_dict(orient="records")
    changed, flags = (
        [{str(code) for code, holds in each.items() if holds} for each in marks.to_dict("records")]
        for marks in (compared.kinds, judged.night.flags)
    )
    of_history = {"new_tonight", "deadline_moved", "deadline_moved_after_missed"}
    of_history.add("first_deadline_missed")
    return [
        {
            **{
                str(name): value.date() if hasattr(value, "date") else value
                for name, value in each.items()
                if name != "life"
            },
            "is_followed": each["life"] >= 0,
            "changes": changed[number],
            "flags": flags[number] & of_history,
        }
        for number, each in enumerate(plain)
    ]


def told_by_oracle(told: oracle_changes.Told) -> dict[str, Any]:
    """Return what the oracle says of a record."""
    carried = told.carried
    return {
        "is_followed": carried is not None,
        "changes": set(told.changes),
        "flags": set(told.flags),
        "resolved": told.resolved or "",
        "moved_working_days": told.moved_working_days,
        **(
            {}
            if carried is None
            else {
                "first_seen": carried.first_seen,
                "first_deadline": carried.first_deadline,
                "exception_nights": carried.exception_nights,
                "moved_after_missed": carried.moved_after_missed,
            }
        ),
    }


@pytest.mark.slow
@hypothesis_settings(max_examples=A_FEW)
@given(case=nights_in_a_row(3))
def test_nights_in_a_row_are_compared_as_by_the_oracle_and_their_sums_hold(
    case: tuple[list[list[Row]], OracleRules],
) -> None:
    nights, rules = case
    columns = {column: f"The {column}" for column in nights[0][0]}
    settings = settings_for(rules, list(columns))
    past, before, earlier = NO_PAST, None, None
    for number, rows in enumerate(nights):
        as_at = rules.as_at - timedelta(days=len(nights) - 1 - number)
        of_night = replace(rules, as_at=as_at)
        with tempfile.TemporaryDirectory() as folder:
            judged = judge_beside(Path(folder), past, rows, settings, as_at=as_at, columns=columns)
        expected = oracle_changes.compare(
            oracle_changes.records_of(rows, of_night, before), before, of_night
        )
        for told_, wanted in zip(told_by_program(judged), expected.told, strict=True):
            assert told_ == told_ | told_by_oracle(wanted)
        vanished = judged.night.compared.vanished[["child_id", "assessment_id", "missing_nights"]]
        assert Counter(vanished.itertuples(index=False, name=None)) == Counter(
            (each.record.child_id, each.record.assessment_id, each.missing_nights)
            for each in expected.vanished
        )
        if earlier is not None:
            hold_sums(earlier, judged.night)
        past, before, earlier = past_after(judged, past), expected.as_before(), judged


def hold_sums(before: Judged, night: Night) -> None:
    """Hold that the sums add up from night to night, each exception in one of them."""
    kinds, followed = night.compared.kinds, night.compared.followed
    is_exception = night.judged["status"].isin(EXCEPTION_STATUSES)
    told_once = [kinds["new_exceptions"], kinds["still_exceptions"], followed["resolved"] != ""]
    assert pd.concat(told_once, axis="columns").sum(axis="columns").le(1).all()
    assert ((told_once[0] | told_once[1]) == is_exception).all()
    assert followed.loc[followed["is_matched"], "life"].is_unique
    assert followed.loc[followed["is_followed"], "life"].is_unique
    kept = snapshot_of(before)
    was_exception = kept["status"].isin(EXCEPTION_STATUSES)
    unfollowed = was_exception & (kept["life"] < 0)
    left = int(unfollowed.sum() - (kinds["still_exceptions"] & ~followed["is_followed"]).sum())
    assert left >= 0
    is_there = kept["missing_nights"] == 0
    had = int((was_exception & is_there).sum()) - left
    count = night.service.changes
    resolved = sum(count[f"resolved_{how}"] for how in RESOLUTIONS)
    gone = night.compared.vanished[night.compared.vanished["missing_nights"] == 1]
    of_vanished = gone["status"].isin(EXCEPTION_STATUSES).sum()
    assert had == count["still_exceptions"] + resolved + of_vanished
    for code, total in count.items():
        of_teams = sum(team.changes[code] for team in night.teams)
        assert of_teams <= total if code in OF_THE_LAST_TEAM else of_teams == total
