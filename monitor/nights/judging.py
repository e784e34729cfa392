"""From the extracts to a night: read, validated, judged, compared, counted; nothing is written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM
from monitor.assessments.numbering import ids_of
from monitor.assessments.statuses import OPEN_STATUSES
from monitor.assessments.working_days import OutsideCalendar, calendars_for
from monitor.errors import ExtractRefused, UsageFault
from monitor.judgement.actions import next_actions
from monitor.judgement.alarms import Evidence, alarms
from monitor.judgement.changes import compare
from monitor.judgement.departures import completed_left, departed
from monitor.judgement.figures import check_sums, service_figures, team_figures
from monitor.judgement.flags import raise_flags
from monitor.judgement.following import ask
from monitor.judgement.gates import Arrival, count_by_team, refusals
from monitor.judgement.impossible_dates import newly_impossible
from monitor.judgement.matching import match
from monitor.judgement.missed_before import missed_before, trusted_deadlines
from monitor.judgement.moved_teams import follow_teams
from monitor.judgement.night import Assessed, Night
from monitor.judgement.past import NO_PAST
from monitor.judgement.problem_list import count_problems, list_problems
from monitor.judgement.repeated import cells_of, with_records_since
from monitor.judgement.snapshot import NO_NIGHT
from monitor.judgement.status import Clock, judge
from monitor.nights.moved_teams import moves_tonight
from monitor.nights.reading import (
    read_benchmark,
    read_sources,
    readings_of,
    undecided_sources,
)
from monitor.records.normalise import normalise
from monitor.records.validation import validate
from schemas import judged as judged_schema

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd
    import pyarrow as pa

    from monitor.judgement.matching import Matches
    from monitor.judgement.missed import Missed
    from monitor.judgement.night import Figures, TeamMove
    from monitor.judgement.past import Before, Past
    from monitor.nights.order import Order
    from monitor.records.records import Validated
    from monitor.records.sources import Sources, SourceTable
    from monitor.settings.settings import Settings
    from schemas.checks_run import ChecksRun

_MOST_TEAMS = 200


@dataclass(frozen=True, eq=False)
class Judged:
    """A night with the values that it was made from, for `check` and `explain`."""

    night: Night
    validated: Validated
    clock: Clock
    sources: Sources
    #: Per source, the heading of each column.
    headings: Mapping[str, Mapping[str, str]]
    #: The gates of the history that the extracts do not pass, in words.
    refusals: tuple[str, ...] = ()


def judge_night(order: Order, past: Past = NO_PAST, *, keeps_cells: bool = True) -> Judged:
    """Read the extracts and judge every record; nothing is written.

    Without a past every record is seen for the first time, and no gate of the history holds.
    Unless it keeps them, the cells of the sources are let go once they are records: they would be
    as large again in memory.
    Raises `ExtractRefused` for an extract that cannot be trusted by itself.
    """
    settings, as_at = order.settings, order.as_at
    clock = clock_for(settings, as_at)
    sources = read_sources(order)
    normalised = normalise(sources, settings, as_at=as_at, calendar=clock.calendars.manager)
    if not keeps_cells:
        sources = sources.without_cells()
    before = NO_NIGHT if past.before is None else past.before.records
    ids = ids_of(normalised.records, before)
    with ThreadPoolExecutor(max_workers=1) as beside:  # the hashes of all records take a while
        known = beside.submit(_known, sources, cells_of(normalised.records), past, as_at=as_at)
        validated = validate(normalised, ids.first(len(normalised.records)), as_at=as_at)
        is_copy = validated.faults["duplicate_record"].to_numpy()
        matches = match(validated.records, is_copy, before, ids)
        sources = known.result()
    del ids, before  # as large as two nights; `past` may change below
    team_of = validated.records["team"]
    moves = moves_tonight(order, past, team_of.unique())
    past = follow_teams(past, matches.place, team_of, moves)
    readings = readings_of(settings, sources.tables)
    assessed, missed, held = _assess(validated, matches, past, clock, readings)
    judged, compared = assessed.judged, assessed.compared
    problems = list_problems(validated, compared, sources.all, normalised)
    service, teams = _figures(assessed, sources.tables, settings)
    refused = _refusals(judged, sources.tables, past.before, moves, settings, clock)
    passed = refused if order.accepted else ()
    windows = [each.completed_window for each in settings.extracts if each.completed_window]
    left = completed_left(assessed, windows, as_at=as_at)
    evidence = Evidence(
        service=service,
        sources=[table.file for table in sources.tables],
        unfollowed=_open_unfollowed(assessed, past.before),
        problems=count_problems(problems),
        before=past.before,
        limits=settings.gates,
        passed=passed,
        reason=order.accepted,
        clock=clock,
        may_repeat=[extract.may_repeat for extract in settings.extracts],
        departed=departed(assessed, past.before, clock),
        completed_left=past.completed_left + left,
        completed=service.past_deadline.of - service.past_deadline.open.of,
        without_deadline=int(
            ((judged["is_open"] | judged["is_completed"]) & judged["deadline"].isna()).sum()
        ),
        impossible=tuple(newly_impossible(judged, past.before, clock, normalised.headings)),
        undecided=undecided_sources(settings, sources.tables),
        lookups=normalised.lookups,
    )
    found = alarms(evidence)
    asking = ask(
        assessed,
        past.thread,
        settings,
        clock,
        is_suspicious=bool(found),
        is_asking=order.posting is not None,
    )
    trusted = (
        trusted_deadlines(judged, {each.code for each in found}, evidence.undecided)
        & past.is_newest
    )
    night = Night(
        judged=judged,
        flags=assessed.flags,
        compared=compared,
        authority=settings.authority,
        as_at=as_at,
        problems=problems,
        service=service,
        teams=teams,
        sources=tuple(table.file for table in sources.tables),
        checks=(*validated.checks, held),
        alarms=found,
        accepted=order.accepted if passed else "",
        trend=past.trend,
        benchmark=read_benchmark(order.folder, settings),
        lookups=normalised.lookups,
        alarms_before=frozenset() if past.before is None else past.before.alarms,
        completed_left=left,
        asking=asking,
        missed=missed.with_tonight(judged, trusted, as_at=as_at),
        restored=_restored(service, past.before, as_at),
        moves=() if past.before is None else past.before.moves,
    )
    return Judged(night, validated, clock, sources, normalised.headings, refused)


def _assess(
    validated: Validated,
    matches: Matches,
    past: Past,
    clock: Clock,
    readings: Sequence[tuple[str, str]],
) -> tuple[Assessed, Missed, ChecksRun]:
    """Judge, compare and flag every record, by the deadlines that earlier nights saw missed."""
    missed = missed_before(validated.records, matches, past, readings, clock.rules)
    judged = judge(validated, clock, missed.counted)
    held = judged_schema.hold(judged, as_at=clock.as_at)
    compared = compare(judged, matches, past=past, clock=clock)
    flags = raise_flags(judged, validated, compared, clock)
    acted = judged.assign(next_action=next_actions(judged, flags))
    return Assessed(acted, flags, compared), missed, held


def _known(sources: Sources, cells: pa.Table, past: Past, *, as_at: date) -> Sources:
    """Return the sources with the first night of the records that each brought."""
    files = with_records_since(
        [table.file for table in sources.tables], cells, past.before, as_at=as_at
    )
    pairs = zip(sources.tables, files, strict=True)
    return replace(sources, tables=tuple(replace(table, file=file) for table, file in pairs))


def clock_for(settings: Settings, as_at: date) -> Clock:
    """Return the clock of a night; raises `UsageFault` for a date that no calendar reaches."""
    rules = settings.rules
    try:
        calendars = calendars_for(
            as_at, extra_bank_holidays=rules.extra_bank_holidays, closures=rules.closures
        )
    except OutsideCalendar as outside:
        raise UsageFault(str(outside)) from outside
    return Clock(as_at, calendars, rules)


def _figures(
    assessed: Assessed, tables: Sequence[SourceTable], settings: Settings
) -> tuple[Figures, tuple[Figures, ...]]:
    """Return the figures of the service and of each team, which add up to the records read."""
    limit = settings.rules.long_overdue_working_days
    configured = [team.name for team in settings.teams]
    service = service_figures(assessed, name=settings.authority, long_overdue=limit)
    teams = team_figures(assessed, configured=configured, long_overdue=limit)
    count = sum(team.name != NO_TEAM for team in teams)
    if not configured and count > _MOST_TEAMS:
        message = f"{count} teams, more than {_MOST_TEAMS}: is the column of teams mapped right?"
        raise ExtractRefused(message, source=tables[0].file.name)
    check_sums(service, teams, read=sum(table.file.lines.records for table in tables))
    return service, teams


def _refusals(
    judged: pd.DataFrame,
    tables: Sequence[SourceTable],
    before: Before | None,
    moves: Sequence[TeamMove],
    settings: Settings,
    clock: Clock,
) -> tuple[str, ...]:
    if before is None:
        return ()
    teams = count_by_team(judged["team"], judged["status"] != "duplicate")
    sources = [table.file for table in tables]
    return refusals(
        Arrival(sources, settings.extracts, teams, before, settings.gates, clock, moves)
    )


def _restored(service: Figures, before: Before | None, as_at: date) -> tuple[date, ...]:
    """Return the nights so far on which children came back by their missed deadlines."""
    earlier = () if before is None else before.restored
    return (*earlier, as_at) if service.changes["restored"] else earlier


def _open_unfollowed(assessed: Assessed, before: Before | None) -> tuple[int, int]:
    """Return how many open records cannot be followed: of the night before, and of tonight."""
    if before is None:
        return 0, 0
    is_open = before.records["status"].isin(OPEN_STATUSES)
    had = int((is_open & (before.records["life"] < 0)).sum())
    unfollowed = assessed.compared.kinds["not_followed"] & assessed.judged["is_open"]
    return had, int(unfollowed.sum())
