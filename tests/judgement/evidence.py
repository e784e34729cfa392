"""What a night shows of itself, made of values: to try a suspicion at its limit without a night."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from monitor.judgement.alarms import Evidence, alarms
from monitor.judgement.departures import Departed
from monitor.nights.judging import clock_for
from monitor.records.sources import LineCount, SourceFile
from monitor.settings.rules import Gates
from tests.support.making import settings_of
from tests.support.nights import THURSDAY

if TYPE_CHECKING:
    from monitor.judgement.night import Figures

CLOCK = clock_for(settings_of(), THURSDAY)


def source(name: str = "extract.csv", **values: Any) -> SourceFile:
    """Make a source of two records."""
    lines = LineCount(read=3, headings=1, records=2)
    return SourceFile(name=name, size=100, sha256="", form="", lines=lines, **values)


def evidence(*, statuses: dict[str, int] | None = None, **values: Any) -> Evidence:
    """Make the evidence of a night on which nothing is suspicious, but for these values."""
    plain = {
        "service": cast("Figures", _Statuses(statuses or {"on_track": 2})),
        "sources": [source()],
        "unfollowed": (0, 0),
        "problems": {},
        "before": None,
        "limits": Gates(),
        "passed": (),
        "reason": "",
        "clock": CLOCK,
        "may_repeat": [True],
        "departed": Departed(0, 0),
        "completed_left": 0,
        "completed": 100,
        "without_deadline": 0,
        "impossible": (),
    }
    return Evidence(**{**plain, **values})


class _Statuses:
    """The only figures that a suspicion looks at."""

    def __init__(self, statuses: dict[str, int]) -> None:
        self.statuses = Counter(statuses)


def codes_of(**values: Any) -> list[str]:
    """Return what is suspicious about a night of these values."""
    return [alarm.code for alarm in alarms(evidence(**values))]
