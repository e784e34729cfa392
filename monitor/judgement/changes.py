"""Tonight against the night before: what is new, what is resolved, what moved, what vanished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.extensions import take

from monitor.assessments.statuses import COMPLETED_STATUSES, EXCEPTION_STATUSES, OPEN_STATUSES
from monitor.assessments.working_days import day_numbers
from monitor.errors import BrokenPromise
from monitor.judgement.begun_again import cancelled_deadlines
from monitor.judgement.change_rules import CHANGES, Tonight
from monitor.judgement.compared import Compared
from monitor.judgement.snapshot import NO_NIGHT
from monitor.judgement.unfollowed import paired_by_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.judgement.matching import Matches
    from monitor.judgement.past import Past
    from monitor.judgement.status import Clock


def compare(judged: pd.DataFrame, matches: Matches, *, clock: Clock, past: Past) -> Compared:
    """Compare tonight with the night before; without one, every record is seen for the first time.

    `matches` says which record of tonight is which of the night before.
    Raises `BrokenPromise` where the exceptions of both nights do not add up.
    """
    before = past.before
    records, night = (NO_NIGHT, None) if before is None else (before.records, before.night)
    followed = _followed(judged, records, matches, clock, past.next_life)
    tonight = Tonight(judged, followed, clock, night)
    kinds = pd.DataFrame({change.code: change.holds(tonight) for change in CHANGES})
    compared = Compared(
        night=night,
        followed=_carried_on(tonight, kinds),
        kinds=kinds,
        gone=_gone(judged, records, matches, past),
        next_life=past.next_life + int(kinds["first_seen"].sum()),
    )
    _check_exceptions(tonight, compared, records)
    return compared


def _followed(
    judged: pd.DataFrame, before: pd.DataFrame, matches: Matches, clock: Clock, next_life: int
) -> pd.DataFrame:
    def known(column: str, otherwise: object) -> Any:  # noqa: ANN401  (a column of any type)
        values = before[column].array
        return take(values, matches.place, allow_fill=True, fill_value=otherwise)

    is_matched, tonight = matches.place >= 0, pd.Timestamp(clock.as_at).as_unit("s")
    life, is_new = known("life", -1), matches.is_followed & ~is_matched
    life[is_new] = next_life + np.arange(is_new.sum())
    first_deadline, deadline = (
        pd.Series(known(column, pd.NaT), judged.index) for column in ("first_deadline", "deadline")
    )
    is_still_unfollowed, nights = paired_by_number(judged, before, matches)
    return pd.DataFrame(
        {
            "life": life,
            "is_followed": matches.is_followed,
            "is_matched": is_matched,
            "is_ambiguous": matches.is_ambiguous,
            "is_still_unfollowed": is_still_unfollowed,
            "first_seen": pd.Series(known("first_seen", pd.NaT)).fillna(tonight),
            "first_deadline": first_deadline.fillna(judged["deadline"]),
            "status_before": known("status", ""),
            "team_before": known("team", ""),
            "deadline_before": deadline,
            "exception_nights_before": known("exception_nights", 0) + nights,
            "ever_moved_before": known("ever_moved_after_missed", otherwise=False),
            "missing_before": known("missing_nights", 0),
            "last_open": _last_open(known),
            "cancelled_deadline_before": known("cancelled_deadline", pd.NaT),
            "moved_working_days": _moved_working_days(deadline, judged["deadline"], clock),
        },
        index=judged.index,
        copy=False,
    )


def _last_open(known: Callable[[str, object], Any]) -> Any:  # noqa: ANN401  (a column of dates)
    """Return the last night before this one that saw each record open."""
    was_open = pd.Series(known("status", "")).isin(OPEN_STATUSES)
    return np.where(
        was_open.to_numpy(dtype=bool), known("last_seen", pd.NaT), known("last_open", pd.NaT)
    )


def _moved_working_days(
    before: pd.Series[pd.Timestamp], tonight: pd.Series[pd.Timestamp], clock: Clock
) -> pd.arrays.IntegerArray:
    (old, had), (new, has) = day_numbers(before), day_numbers(tonight)
    moved = had & has & (old != new)
    count, days = clock.calendars.manager.count, np.zeros(len(old), dtype=np.int32)
    later = count(after=old[moved], until=new[moved])
    days[moved] = later - count(after=new[moved], until=old[moved])
    return pd.arrays.IntegerArray(days, ~moved)


def _carried_on(tonight: Tonight, kinds: pd.DataFrame) -> pd.DataFrame:
    """Add what is carried to the next night, and how exceptions of the night before ended."""
    still = kinds["still_exceptions"].to_numpy()
    nights = np.where(still, tonight.followed["exception_nights_before"], 0)
    return tonight.followed.assign(
        exception_nights=nights + tonight.is_exception,
        late_by_first=_late_by_first(tonight),
        dated_back=_dated_back(tonight),
        cancelled_deadline=cancelled_deadlines(tonight),
        ever_moved_after_missed=tonight.of("ever_moved_before")
        | kinds["deadlines_moved_after_missed"].to_numpy(),
        resolved=_resolved(tonight, kinds),
    )


def _late_by_first(tonight: Tonight) -> pd.arrays.IntegerArray:
    """Return the working days late by the first deadline, where it is judged by another."""
    judged, clock = tonight.judged, tonight.clock
    first, had = day_numbers(tonight.followed["first_deadline"])
    current, has = day_numbers(judged["effective_deadline"])
    authorised, _ = day_numbers(judged["authorised_date"])
    judged_on = np.where(judged["is_completed"], authorised, clock.today)
    late = had & ~(has & (first == current)) & (judged_on > first)
    late &= (judged["is_completed"] | judged["is_open"]).to_numpy()
    days = np.zeros(len(first), dtype=np.int32)
    days[late] = clock.calendars.manager.count(after=first[late], until=judged_on[late])
    return pd.arrays.IntegerArray(days, ~late)


def _dated_back(tonight: Tonight) -> pd.arrays.IntegerArray:
    """Return by how many working days it was authorised before a night that saw it open."""
    authorised, _ = day_numbers(tonight.judged["authorised_date"])
    last_open, was_open = day_numbers(tonight.followed["last_open"])
    is_before = was_open & tonight.judged["is_completed"].to_numpy() & (authorised < last_open)
    days = np.zeros(len(authorised), dtype=np.int32)
    days[is_before] = tonight.clock.calendars.manager.count(
        after=authorised[is_before], until=last_open[is_before]
    )
    return pd.arrays.IntegerArray(days, ~is_before)


def _resolved(tonight: Tonight, kinds: pd.DataFrame) -> pd.Series[str]:
    ended = tonight.was_exception & ~tonight.status(EXCEPTION_STATUSES)
    holds = {
        "cancelled": tonight.status(("cancelled",)),
        "deadline_met": tonight.status(("completed_on_time",)),
        "completed": tonight.status(COMPLETED_STATUSES),
        "deadline_set": kinds["deadlines_set"].to_numpy(),
        "deadline_moved": kinds["deadlines_moved"].to_numpy(),
        "mended": ended,
    }
    how = np.select([ended & each for each in holds.values()], range(len(holds)), len(holds))
    words = pd.array([*holds, ""], dtype="str")
    return pd.Series(words.take(how), index=tonight.judged.index)


def _gone(judged: pd.DataFrame, before: pd.DataFrame, matches: Matches, past: Past) -> pd.DataFrame:
    """Return the records that are not there tonight; those that vanished are a night older.

    A record that went while another of its key is there has the team of the one that is there.
    """
    is_gone = np.ones(len(before), dtype=bool)
    is_gone[matches.place[matches.place >= 0]] = False
    gone = before[is_gone].reset_index(drop=True)
    was_open, was_completed = (
        gone["status"].isin(codes).to_numpy(dtype=bool)
        for codes in (OPEN_STATUSES, COMPLETED_STATUSES)
    )
    has_key = (gone["life"] >= 0).to_numpy(dtype=bool)
    missing = gone["missing_nights"].to_numpy() + 1
    # Without a child id nobody can tell that the one that is left is not another child's.
    place = np.where(gone["child_id"] != "", matches.key_place[is_gone], -1)
    key_is_here, is_missing = place >= 0, has_key & was_open & (place < 0)
    explained = is_missing & past.explains(gone["life"], gone["last_seen"])
    holds = {
        "copy_gone": has_key & key_is_here & (missing == 1),
        "explained": explained,
        "vanished": is_missing & ~explained & past.still_keeps(gone["last_seen"]),
        "completed_left": has_key & was_completed & ~key_is_here & (missing == 1),
    }
    kind = np.select(list(holds.values()), range(len(holds)), len(holds))
    kinds = pd.array([*holds, ""], dtype="str")
    team_now = pd.Series(take(judged["team"].array, place, allow_fill=True), dtype="str")
    team = gone["team"].where(~key_is_here, team_now)
    left = past.nights_left(gone["last_seen"])
    return gone.assign(missing_nights=missing, kind=kinds.take(kind), team=team, nights_left=left)


def _check_exceptions(tonight: Tonight, compared: Compared, before: pd.DataFrame) -> None:
    count, followed, gone = compared.kinds.sum(), compared.followed, compared.gone
    is_gone = gone["status"].isin(EXCEPTION_STATUSES) & (gone["missing_nights"] == 1)
    went = int(is_gone.sum() - followed["is_still_unfollowed"].sum())
    was_there = before["status"].isin(EXCEPTION_STATUSES) & (before["missing_nights"] == 0)
    new, still = int(count["new_exceptions"]), int(count["still_exceptions"])
    ended = int((followed["resolved"] != "").sum())
    exceptions = 0 if compared.night is None else int(tonight.is_exception.sum())
    if (new + still, still + ended + went) != (exceptions, int(was_there.sum())):
        raise BrokenPromise("the exceptions of tonight and of the night before do not add up")
