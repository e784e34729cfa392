"""What a night reads besides its past: the extracts, their look-ups, and the published figures."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.extracts import read_extracts
from monitor.extracts.published import read_published
from monitor.judgement.durations import Unread
from monitor.records.sources import Sources
from monitor.settings.readings import deadline_readings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.judgement.durations import Published
    from monitor.nights.order import Order
    from monitor.records.sources import SourceTable
    from monitor.settings.settings import Settings
    from monitor.settings.sources import Lookup

log = logging.getLogger("monitor")


def read_sources(order: Order) -> Sources:
    """Return the tables of the extracts and of the look-ups; raises `ExtractRefused`."""
    extracts, lookups = order.settings.extracts, order.settings.lookups
    read = read_extracts(
        (*extracts, *lookups), folder=order.folder, as_at=order.as_at, secret=order.secret
    )
    for table in read:
        log.info("%s: %d records read", table.file.name, table.file.lines.records)
    count = len(extracts)
    tables = (_without_lacks(table, place, lookups) for place, table in enumerate(read[:count]))
    return Sources(tuple(tables), read[count:])


def _without_lacks(table: SourceTable, place: int, lookups: Sequence[Lookup]) -> SourceTable:
    """Return the table without the notes on columns that a look-up supplies."""
    given = {column for lookup in lookups if lookup.is_for(place) for column in lookup.gives()}
    there = {"deadline" if column == "timescale" else column for column in given}
    lacks = tuple((column, why) for column, why in table.file.lacks if column not in there)
    return replace(table, file=replace(table.file, lacks=lacks))


def read_benchmark(folder: Path, settings: Settings) -> Published | Unread | None:
    """Return the published durations, or why they cannot be read; None where none are named."""
    published = read_published(folder, settings.benchmark)
    if isinstance(published, Unread):
        log.warning("published statistics, %s: %s", published.name, published.reason)
    return published


def readings_of(settings: Settings, tables: Sequence[SourceTable]) -> list[tuple[str, str]]:
    """Return the name of each source, and how its deadlines are read."""
    readings = deadline_readings(settings.model_dump(mode="json"))
    return [(table.file.name, each) for table, each in zip(tables, readings, strict=True)]


def undecided_sources(settings: Settings, tables: Sequence[SourceTable]) -> tuple[str, ...]:
    """Return the sources for which nobody has chosen the column of deadlines."""
    pairs = zip(settings.extracts, tables, strict=True)
    return tuple(table.file.name for extract, table in pairs if extract.deadline_unknown)
