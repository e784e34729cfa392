"""One night, top to bottom."""

from __future__ import annotations

import logging
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from monitor import __version__
from monitor.csv_text import to_csv
from monitor.errors import BrokenPromise, ExtractRefused, MonitorError, UsageFault
from monitor.extracts import read_extracts
from monitor.figures import check_sums, service_figures, team_figures
from monitor.flags import raise_flags
from monitor.model import NO_TEAM, Night, Validated
from monitor.normalise import normalise
from monitor.problem_list import list_problems
from monitor.publish import (
    SUMMARY,
    alone,
    json_bytes,
    manifest_of,
    publish,
    published_nights,
    recover,
    summaries,
    write_index,
)
from monitor.render import to_html
from monitor.reports.night_files import reports
from monitor.reports.nights import FailedNight, nights_list
from monitor.reports.record_files import assessments, problems
from monitor.reports.summary import summary
from monitor.suspicion import alarms
from monitor.timeliness import Clock, judge
from monitor.validation import validate
from monitor.working_days import OutsideCalendar, calendars_for
from schemas import judged as judged_schema

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from monitor.config import Settings
    from monitor.model import SourceTable

log = logging.getLogger("monitor")

_MOST_TEAMS = 200
_LIBRARIES = ("holidays", "jinja2", "numpy", "pandas", "pandera", "pyarrow", "python-calamine")


@dataclass(frozen=True)
class Order:
    """What one run is asked to do."""

    settings: Settings
    #: The folder of the configuration, from which the extracts' paths are taken.
    folder: Path
    as_at: date
    #: The as-at date was given, and is not merely today.
    as_at_given: bool
    output: Path


@dataclass(frozen=True, eq=False)
class Published:
    """A night, and the folder in which it was published (None when nothing was to be written)."""

    night: Night
    folder: Path | None


@dataclass(frozen=True, eq=False)
class Judged:
    """A night with what stands behind it, for those who ask why."""

    night: Night
    validated: Validated
    clock: Clock


def run_night(order: Order) -> Published:
    """Read, validate, judge and publish one night; the list of nights tells of it if it fails.

    Raises `ExtractRefused`, `AnotherRun`, `OutputUnusable`, `UsageFault` or `BrokenPromise`; in
    each case nothing of this night is published and no other night is touched.
    """
    with alone(order.output):
        if recover(order.output):
            log.warning("what an interrupted run left was cleared up")
            _list_nights(order)
        _refuse_older_night(order)
        try:
            night = judge_night(order).night
            folder = _publish(night, order)
        except UsageFault:
            raise
        except Exception as failure:
            _list_nights(order, failed=FailedNight(order.as_at, _reason(failure)))
            raise
        _list_nights(order)
    return Published(night, folder)


def rehearse_night(order: Order) -> Published:
    """Do all of a night but write it: every report is made, and nothing is kept."""
    _refuse_older_night(order)
    night = judge_night(order).night
    _files(night, order)
    return Published(night, None)


def judge_night(order: Order) -> Judged:
    """Read the extracts and judge every record; pure but for the reading."""
    settings, as_at = order.settings, order.as_at
    clock = clock_for(settings, as_at)
    tables = read_extracts(settings.extracts, folder=order.folder)
    for table in tables:
        log.info("%s: %d records read", table.file.name, table.file.lines.records)
    normalised = normalise(tables, settings, as_at=as_at, calendar=clock.calendars.manager)
    validated = validate(normalised, as_at=as_at)
    found = list_problems(validated, tables, normalised.headings)
    return Judged(_judge(validated, found, tables, settings, clock), validated, clock)


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


def _judge(
    validated: Validated,
    found: Any,  # noqa: ANN401  (the problems' DataFrame)
    tables: Sequence[SourceTable],
    settings: Settings,
    clock: Clock,
) -> Night:
    judged = judge(validated, clock)
    flags = raise_flags(judged, validated, clock)
    held = judged_schema.hold(judged, as_at=clock.as_at)
    limit = settings.rules.long_overdue_working_days
    configured = [team.name for team in settings.teams]
    service = service_figures(judged, flags, name=settings.authority, long_overdue=limit)
    teams = team_figures(judged, flags, configured=configured, long_overdue=limit)
    _refuse_too_many_teams(sum(team.name != NO_TEAM for team in teams), tables, configured)
    check_sums(service, teams, read=sum(table.file.lines.records for table in tables))
    return Night(
        authority=settings.authority,
        as_at=clock.as_at,
        judged=judged,
        flags=flags,
        problems=found,
        service=service,
        teams=teams,
        sources=tuple(table.file for table in tables),
        checks=(*validated.checks, held),
        alarms=alarms(service),
    )


def _publish(night: Night, order: Order) -> Path:
    files = _files(night, order)
    manifest = manifest_of(files, _facts(night, order))
    return publish(files, manifest, output=order.output, as_at=order.as_at)


def _files(night: Night, order: Order) -> dict[str, bytes]:
    made_by = f"assessment-monitor {__version__}"
    pages = {
        path: to_html("report.html", report=report)
        for path, report in reports(night, order.settings, version=made_by)
    }
    return {
        **pages,
        "assessments.csv": to_csv(assessments(night)),
        "problems.csv": to_csv(problems(night)),
        SUMMARY: json_bytes(summary(night)),
    }


def _facts(night: Night, order: Order) -> Mapping[str, Any]:
    """Return what the manifest says of a night: nothing of the clock, the machine or its paths."""
    settings = order.settings.model_dump(mode="json", exclude={"service", "output"})
    for extract, source in zip(settings["extracts"], night.sources, strict=True):
        extract["path"] = source.name
    for team in settings["teams"]:
        del team["recipients"]
    return {
        "as_at": night.as_at.isoformat(),
        "authority": night.authority,
        "inputs": [asdict(source) for source in night.sources],
        "settings": settings,
        "versions": {
            "assessment-monitor": __version__,
            "python": platform.python_version(),
            **{library: version(library) for library in _LIBRARIES},
        },
        "checks": [asdict(check) for check in night.checks],
    }


def _list_nights(order: Order, failed: FailedNight | None = None) -> None:
    listed = nights_list(summaries(order.output), authority=order.settings.authority, failed=failed)
    write_index(order.output, to_html("nights.html", nights=listed))


def _refuse_older_night(order: Order) -> None:
    nights = published_nights(order.output)
    if not nights or order.as_at >= nights[-1]:
        return
    if not order.as_at_given:
        message = f"today is earlier than the newest night ({nights[-1]}); give --as-at to insist"
        raise UsageFault(message)
    if order.as_at in nights:
        message = f"only the newest night ({nights[-1]}) can be published again"
        raise UsageFault(message)


def _refuse_too_many_teams(
    count: int, tables: Sequence[SourceTable], configured: Sequence[str]
) -> None:
    if not configured and count > _MOST_TEAMS:
        message = f"{count} teams, more than {_MOST_TEAMS}: is the column of teams mapped right?"
        raise ExtractRefused(message, source=tables[0].file.name)


def _reason(failure: Exception) -> str:
    if isinstance(failure, BrokenPromise) or not isinstance(failure, MonitorError):
        return "The program contradicted itself or met a fault of its own; see its log."
    said = str(failure)
    return said if said.endswith("?") else f"{said}."
