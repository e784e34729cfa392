"""Cases judged together: many tests read the same few nights, each test its own part of them.

A case is the extracts of nights in a row, the last of which is Thursday 16 July 2015. Each has
children, assessments, families, workers and teams of its own, for all of them end in its number.
So no case is seen by another, except by what a night counts of all its records.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from monitor.judgement.past import NO_PAST
from tests.support.making import settings_of
from tests.support.nights import THURSDAY, judge_beside, past_after

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from _pytest.mark.structures import ParameterSet

    from monitor.judgement.night import Night
    from monitor.judgement.past import Before
    from monitor.nights.judging import Judged
    from tests.support.nights import Row

#: What a case shares with no other.
_ITS_OWN = ("assessment_id", "child_id", "family_id", "worker", "team")
#: Stands between a name and the number of its case.
_MARK = "~"


class Together:
    """Cases of a test file, judged the first time that one of them is read."""

    def __init__(self, **tables: Any) -> None:
        """Judge them by these tables of the configuration, besides the usual ones."""
        self._tables = tables
        self._cases: list[Case] = []

    def case(self, *nights: Sequence[Row]) -> Case:
        """Add a case; one of fewer nights than the others begins later."""
        case = Case(self, len(self._cases), nights)
        self._cases.append(case)
        return case

    @cached_property
    def nights(self) -> tuple[OneNight, ...]:
        """Return each night, the oldest first."""
        settings, past = settings_of(**self._tables), NO_PAST
        count = max(len(case.nights) for case in self._cases)
        found = []
        for number in range(count):
            of_cases = [case.rows_on(number - count) for case in self._cases]
            ends = list(accumulate(map(len, of_cases), initial=0))
            as_at = THURSDAY - timedelta(days=count - 1 - number)
            with tempfile.TemporaryDirectory() as folder:
                rows = [row for rows in of_cases for row in rows]
                judged = judge_beside(Path(folder), past, rows, settings, as_at=as_at)
            found.append(OneNight(judged, past.before, tuple(map(slice, ends, ends[1:]))))
            past = past_after(judged, past)
        return tuple(found)


class OneNight(NamedTuple):
    """A night of all the cases, the one before it, and where the records of each case are."""

    judged: Judged
    before: Before | None
    places: tuple[slice, ...]


@dataclass(frozen=True, eq=False)
class Case:
    """The extracts of one case, night by night, and what its last night says of its records."""

    together: Together
    number: int
    nights: tuple[Sequence[Row], ...]

    def rows_on(self, night: int) -> list[Row]:
        """Return the rows of a night, counted from the last one, which is -1."""
        rows = self.nights[night] if -night <= len(self.nights) else ()
        return [
            {
                column: f"{cell}{_MARK}{self.number}"
                if column in _ITS_OWN and cell.strip()
                else cell
                for column, cell in row.items()
            }
            for row in rows
        ]

    @property
    def judged(self) -> Judged:
        """Return the last night of all the cases."""
        return self.together.nights[-1].judged

    @property
    def place(self) -> slice:
        """Return where its records are among those of the last night."""
        return self.together.nights[-1].places[self.number]

    @property
    def records(self) -> pd.DataFrame:
        """Return its judged records."""
        return self.judged.night.judged.iloc[self.place]

    @property
    def followed(self) -> pd.DataFrame:
        """Return what is known of its records from earlier nights."""
        return self.judged.night.compared.followed.iloc[self.place]

    @property
    def night(self) -> Night:
        """Return the last night as though it held no other case."""
        night = self.judged.night
        compared = replace(
            night.compared,
            followed=self.followed,
            kinds=night.compared.kinds.iloc[self.place],
            gone=self.gone,
        )
        flags = night.flags.iloc[self.place]
        return replace(night, judged=self.records, flags=flags, compared=compared)

    @property
    def flags(self) -> list[set[str]]:
        """Return the flags of each of its records."""
        return names_of(self.judged.night.flags.iloc[self.place])

    @property
    def kinds(self) -> list[set[str]]:
        """Return the changes of each of its records."""
        return names_of(self.judged.night.compared.kinds.iloc[self.place])

    @property
    def problems(self) -> pd.DataFrame:
        """Return the problems of its records, the first of which is 0."""
        problems, first = self.judged.night.problems, self.place.start
        own = problems[problems["record"].between(first, self.place.stop - 1)]
        return own.assign(record=own["record"] - first)

    @property
    def gone(self) -> pd.DataFrame:
        """Return those of its records that are not there on the last night."""
        return self._of_its_teams(self.judged.night.compared.gone)

    @property
    def before(self) -> Before | None:
        """Return the night before the last one as though it held no other case."""
        before = self.together.nights[-1].before
        return before and replace(before, records=self._of_its_teams(before.records))

    def _of_its_teams(self, records: pd.DataFrame) -> pd.DataFrame:
        return records[records["team"].str.endswith(f"{_MARK}{self.number}")]

    @property
    def vanished(self) -> list[str]:
        """Return the assessment ids of those that vanished, as the case has them."""
        ids = self.gone.loc[self.gone["kind"] == "vanished", "assessment_id"]
        return [name.partition(_MARK)[0] for name in ids]

    @property
    def lives(self) -> list[int]:
        """Return the number of each assessment tonight, from 0 in the order of first sight; or -1.

        The numbers are those that it would have if no other case were there.
        """
        of_nights = [
            each.judged.night.compared.followed["life"].iloc[each.places[self.number]].tolist()
            for each in self.together.nights
        ]
        known = sorted({life for lives in of_nights for life in lives if life >= 0})
        return [known.index(life) if life >= 0 else -1 for life in of_nights[-1]]

    @property
    def changes(self) -> dict[str, int]:
        """Return every change of the last night that was found in it, with its count."""
        return dict(sum(self.of_teams.values(), Counter[str]()))

    @property
    def of_teams(self) -> dict[str, Counter[str]]:
        """Return the changes of each of its teams, by the name that the case gives it."""
        found = {}
        for team in self.judged.night.teams:
            name, _, number = team.name.partition(_MARK)
            if number == str(self.number):
                found[name] = Counter(
                    {code: count for code, count in team.changes.items() if count}
                )
        return found


def names_of(marks: pd.DataFrame) -> list[set[str]]:
    """Return, for each row, the names of the columns that are true."""
    return [{str(name) for name, holds in row.items() if holds} for row in marks.to_dict("records")]


def cases_of(make: Callable[[Any], Case], *params: ParameterSet) -> list[ParameterSet]:
    """Return parameters in which the first value of each is the case that is made of it."""
    return [
        pytest.param(make(first), *others, id=str(name))
        for values, _, name in params
        for first, *others in [values]
    ]
