"""What is answered about assessments of one world, and what each night makes of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from tests.support.worlds import FRIDAY, THURSDAY, WEDNESDAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    Steps = list[tuple[str, str]]

MONDAY, TUESDAY = FRIDAY + timedelta(days=3), FRIDAY + timedelta(days=4)
LATE, MOVED = "10/07/2015", "24/07/2015"
PROMISE = "will_finish_by,20/07/2015,court,Visit booked; to be written up,S. Manager"
AFRESH = "will_finish_by,22/07/2015,court,Visit booked; to be written up,Somebody else"
FOREIGN = "not_ours,,other,It is of another team,Somebody else"
IN_SYSTEM = "moved_in_system,,court,Visit booked; to be written up,S. Manager"
IS_PROMISED: Steps = [("answered", "will_finish_by"), ("promised", "will_finish_by")]
IS_MOVED: Steps = [("answered", "moved_in_system"), ("promised", "moved_in_system")]
REFUSED: Steps = [("refused", "not_a_responder")]
IS_BROKEN: Steps = [("broken", ""), ("lapsed", "date_passed"), ("climbed", "broken_promise")]
IS_ASKED: Steps = [("began", ""), ("asked", "")]


class Case(NamedTuple):
    """An assessment that is late on Wednesday: what is said of it, and what a night makes of it."""

    #: What is in the file of answers from a night on. Friday's is there at a rerun of Thursday.
    said: Mapping[date, tuple[str, ...]]
    steps: Mapping[date, Steps]
    #: The deadline from Thursday on.
    deadline: str = LATE


CASES = {
    "promised": Case(
        {THURSDAY: (PROMISE,), FRIDAY: (FOREIGN,)},
        {WEDNESDAY: IS_ASKED, THURSDAY: IS_PROMISED, FRIDAY: REFUSED, TUESDAY: IS_BROKEN},
    ),
    "for an impossible day": Case(
        {
            THURSDAY: tuple(
                PROMISE.replace("20/07/2015", day)
                for day in ("14/08/2062", "14/08/0026", "14/08/1926")
            )
        },
        {THURSDAY: [("refused", "no_date")] * 3},
    ),
    # Both are refused, and the missed deadline is not lost by one of them.
    "contradicted": Case(
        {
            THURSDAY: (
                PROMISE.replace("S. Manager", "Above"),
                "recorded_wrongly,,court,Visit booked; to be written up,Above",
            )
        },
        {THURSDAY: [("refused", "contradicts")] * 2},
        "31/07/2015",
    ),
    "typed into the wrong columns": Case(
        {
            THURSDAY: (
                PROMISE.replace("will_finish_by", "she is with her aunt").replace(
                    "court", "The child is at her aunt's"
                ),
            )
        },
        {THURSDAY: [("refused", "unknown_kind")], FRIDAY: []},
    ),
    # The answer is judged again once somebody corrected `responders`.
    "named later": Case(
        {THURSDAY: (FOREIGN,)},
        {THURSDAY: REFUSED, FRIDAY: [], MONDAY: [("answered", "not_ours")], TUESDAY: []},
    ),
    # The old one and the fresh one would contradict each other, and both be refused.
    "named later, and answered afresh": Case(
        {THURSDAY: (FOREIGN,), MONDAY: (AFRESH,)},
        {THURSDAY: REFUSED, FRIDAY: [], MONDAY: IS_PROMISED, TUESDAY: []},
    ),
    "moved days before it is said": Case({MONDAY: (IN_SYSTEM,)}, {MONDAY: IS_MOVED}, MOVED),
    "moved, and said twice": Case(
        {THURSDAY: (IN_SYSTEM, IN_SYSTEM.replace("Visit booked", "Moved again"))},
        {
            THURSDAY: [
                ("answered", "moved_in_system"),
                *IS_MOVED,
                ("lapsed", "second_promise"),
            ]
        },
        MOVED,
    ),
    # What is not whole is not asked who gave it.
    "without a sentence, by a stranger": Case(
        {THURSDAY: ("will_finish_by,20/07/2015,court,,A. Stranger",)},
        {THURSDAY: [("refused", "no_sentence")], FRIDAY: []},
    ),
}
#: The child of each case; they are of the south.
CHILDREN = {name: number for number, name in enumerate(CASES, start=11)}
NAMED_LATER = f"{CHILDREN['named later']:07}"
#: What the other source of the same file name holds on Wednesday.
ELSEWHERE = f",0000002,A0002,{FOREIGN}\n"
