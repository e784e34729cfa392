"""What earlier nights saw missed of each of tonight's records, and what counts of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from monitor.assessments.no_rows import no_rows
from monitor.assessments.working_days import day_numbers
from monitor.judgement.matching import NEVER
from monitor.judgement.missed import LATE_STATUSES, MISSED_COLUMNS, Missed
from monitor.judgement.status import dates_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    import numpy.typing as npt

    from monitor.judgement.matching import Matches
    from monitor.judgement.past import Past
    from monitor.settings.rules import Rules

#: From these columns of a night that kept no missed deadlines it is known what it saw missed.
SEEN_FROM = ("life", "status", "start_date", "deadline")
NOTHING_SEEN = no_rows({"life": "int64", **dict.fromkeys(MISSED_COLUMNS, "datetime64[s]")})
#: On a night with such an alarm no deadline is seen missed.
_ALARMS_OF_DATES = frozenset({"day_and_month_swapped"})


def missed_before(
    records: pd.DataFrame,
    matches: Matches,
    past: Past,
    readings: Sequence[tuple[str, str]],
    rules: Rules,
) -> Missed:
    """Return what counts of what earlier nights saw missed.

    `readings` are tonight's sources by name, each with how it reads its deadlines. An ambiguous
    record has the earliest of its candidates.
    """
    nothing = pd.Series(pd.NaT, records.index, dtype="datetime64[s]")
    missed = Missed(
        kept=pd.DataFrame(dict.fromkeys(MISSED_COLUMNS, nothing)),
        readings=tuple(each for _, each in readings),
        stays=rules.missed_stays_missed,
    )
    if past.before is None:
        return missed
    had = past.before.records
    deadline, known = day_numbers(had["missed_deadline"])
    seen, _ = day_numbers(had["missed_seen"])
    counts = known & ~past.corrects(had["life"], had["missed_seen"])
    days = matches.earliest(np.where(counts, deadline, NEVER))
    nights = matches.earliest(np.where(counts, seen, NEVER))
    read_as = past.before.readings
    same_sources = len(read_as) == len(readings)
    changed = [
        name
        for place, (name, reading) in enumerate(readings)
        if (reading != read_as[place] if same_sources else reading not in read_as)
    ]
    is_void = (days < NEVER) & records["source"].isin(changed).to_numpy(dtype=bool)
    stands = (days < NEVER) & ~is_void
    kept = {
        "missed_deadline": dates_of(np.where(stands, days, 0), stands),
        "missed_seen": dates_of(np.where(stands, nights, 0), stands),
    }
    return replace(
        missed,
        kept=pd.DataFrame(kept, index=records.index),
        void=int(is_void.sum()),
        all_void=len(changed) == len(readings),
    )


def trusted_deadlines(
    judged: pd.DataFrame, alarms: Collection[str], undecided: Collection[str]
) -> npt.NDArray[np.bool_]:
    """True for records whose deadline may be seen missed: not where the dates are in doubt.

    `alarms` are the codes of tonight's; `undecided` the sources without a chosen column of them.
    """
    if _ALARMS_OF_DATES.intersection(alarms):
        return np.zeros(len(judged), dtype=bool)
    return ~judged["source"].isin(list(undecided)).to_numpy(dtype=bool)


def late_records(records: pd.DataFrame, night: date) -> pd.DataFrame:
    """Return what a night saw missed (`life`, `MISSED_COLUMNS`) that did not keep it itself."""
    late = records[
        records["status"].isin(LATE_STATUSES)
        & (records["life"] >= 0)
        & ~(records["deadline"] < records["start_date"])
    ]
    seen = pd.Series(pd.Timestamp(night).as_unit("s"), late.index)
    return late[["life"]].assign(missed_deadline=late["deadline"], missed_seen=seen)


def dates_were_trusted(facts: Mapping[str, Any]) -> bool:
    """True if an earlier night, by its facts, had no doubt about dates or the column of deadlines.

    Which of several sources a record of that night came from is not known.
    """
    doubted = any(code in _ALARMS_OF_DATES for code, _ in facts.get("alarms", ()))
    extracts = facts.get("settings", {}).get("extracts", ())
    return not doubted and not any(each.get("deadline_unknown") for each in extracts)


def with_earliest(records: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """Return the records of a night with the earliest deadline that was seen missed of each."""
    in_order = seen.sort_values(list(MISSED_COLUMNS), kind="stable")
    earliest = in_order.drop_duplicates("life").set_index("life")[list(MISSED_COLUMNS)]
    found = earliest.reindex(records["life"]).set_index(records.index)
    return records.assign(**found)
