"""Every source becomes canonical records: cells read, look-ups joined, deadlines set."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pandas as pd

from monitor.records.cells import Reading, read_cells
from monitor.records.lookup_matches import LookupRows
from monitor.records.lookups import join
from monitor.records.records import Normalised
from monitor.records.timescales import set_deadlines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from monitor.assessments.working_days import WorkingCalendar
    from monitor.records.sources import Sources
    from monitor.settings.settings import Settings


def normalise(
    sources: Sources, settings: Settings, *, as_at: date, calendar: WorkingCalendar
) -> Normalised:
    """Turn every source into canonical records, in the order of the sources and their rows.

    What is blank is filled from the look-ups. `calendar` (the manager's) turns timescales into
    deadlines. A cell that cannot be used is blank in `records` and true in `marks`; no record is
    left out.
    """
    teams = settings.team_names()
    names = [table.file.name for table in sources.tables]
    read = [
        read_cells(Reading(table, extract, teams, as_at))
        for table, extract in zip(sources.tables, settings.extracts, strict=True)
    ]
    lookups = [
        LookupRows(
            table.file,
            lookup,
            *read_cells(Reading(table, lookup, teams, as_at)),
            tuple(name for place, name in enumerate(names) if lookup.is_for(place)),
        )
        for table, lookup in zip(sources.lookups, settings.lookups, strict=True)
    ]
    records, marks = (pd.concat(parts, ignore_index=True) for parts in zip(*read, strict=True))
    extracts = dict(zip(names, settings.extracts, strict=True))
    joined = set_deadlines(join(records, marks, lookups), extracts, as_at, calendar)
    return Normalised(
        records=joined.records,
        marks=joined.marks,
        headings=_headings(names, settings, lookups),
        noted=joined.noted,
        lookups=joined.uses,
    )


def _headings(
    names: Sequence[str], settings: Settings, lookups: Sequence[LookupRows]
) -> dict[str, dict[str, str]]:
    """Return, per source, the heading of each column; one that is looked up names its file."""
    headings = {
        name: extract.columns.mapped()
        for name, extract in zip(names, settings.extracts, strict=True)
    }
    for each in lookups:
        mapped = each.lookup.columns.mapped()
        headings[each.file.name] = mapped
        for name, column in product(each.sources, each.lookup.gives()):
            own, looked_up = headings[name].get(column), f"{mapped[column]}, in {each.file.name}"
            headings[name][column] = looked_up if own is None else f"{own}” or “{looked_up}"
    return headings
