"""The facts of a night in the manifest and the history: inputs, settings, versions, checks."""

from __future__ import annotations

import platform
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from monitor import __version__
from monitor.judgement.asking import NOT_ASKING
from monitor.judgement.durations import Unread
from monitor.judgement.problem_list import count_problems
from monitor.nights.thread import facts_of_thread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.judgement.night import Night
    from monitor.records.records import LookupUse
    from monitor.settings.settings import Settings

#: Where a database is and how it is entered: no part of what was judged.
_WAYS_IN = ("url", "password_env", "password_file")
_LIBRARIES = (
    "holidays",
    "jinja2",
    "numpy",
    "pandas",
    "pandera",
    "pyarrow",
    "python-calamine",
    "sqlalchemy",
)


def facts_of(night: Night, settings: Settings) -> Mapping[str, Any]:
    """Return what the manifest says of a night: nothing of the clock, the machine or its paths."""
    return {
        "as_at": night.as_at.isoformat(),
        "authority": night.authority,
        "compared_with": night.compared.night and night.compared.night.isoformat(),
        "accepted": night.accepted,
        "inputs": [
            *(asdict(source) for source in night.sources),
            *(asdict(use.file) for use in night.lookups),
        ],
        **({"lookups": [_counts(use) for use in night.lookups]} if night.lookups else {}),
        "benchmark": _benchmark(night),
        "settings": judged_by(settings, night),
        "versions": {
            "assessment-monitor": __version__,
            "python": platform.python_version(),
            **_library_versions(),
        },
        "checks": [asdict(check) for check in night.checks],
    }


@cache
def _library_versions() -> Mapping[str, str]:
    return {library: version(library) for library in _LIBRARIES}


def stored_facts(night: Night, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the history keeps: the facts of the manifest, and the sums of the night."""
    return {
        **facts,
        "statuses": dict(night.service.statuses),
        "changes": dict(night.service.changes),
        "problems": count_problems(night.problems),
        "completed_left": night.completed_left,
        "restored": [each.isoformat() for each in night.restored],
        **_moves(night),
        "alarms": [[alarm.code, alarm.about] for alarm in night.alarms],
        **facts_of_thread((night.asking or NOT_ASKING).thread),
    }


def _moves(night: Night) -> Mapping[str, Any]:
    if not night.moves:
        return {}
    return {"teams_moved": [[move.night.isoformat(), *move[1:]] for move in night.moves]}


def _counts(use: LookupUse) -> Mapping[str, Any]:
    return {**asdict(use), "file": use.file.name}


def judged_by(settings: Settings, night: Night) -> Mapping[str, Any]:
    """Return the settings by which the night was judged: no recipient, path or wording."""
    left_out = {"service", "output", "delivery", "ping", "scrutiny", "words"}
    left_out |= {"answers", "escalation"}
    kept = settings.model_dump(mode="json", exclude=left_out)
    if settings.answers is not None:
        kept["answers"] = settings.answers.model_dump(mode="json", exclude={"sources", "reply_to"})
    files = [*night.sources, *(use.file for use in night.lookups)]
    for read, file in zip([*kept["extracts"], *kept["lookups"]], files, strict=True):
        read["path"] = file.name
        if read["database"] is not None:
            read["database"] = {
                key: value for key, value in read["database"].items() if key not in _WAYS_IN
            }
    kept["teams"] = [{key: team[key] for key in ("name", "aliases")} for team in kept["teams"]]
    if night.benchmark is not None:
        kept["benchmark"]["file"] = night.benchmark.name
    return kept


def _benchmark(night: Night) -> Mapping[str, Any] | None:
    match night.benchmark:
        case None:
            return None
        case Unread(name, reason):
            return {"name": name, "fault": reason}
        case published:
            return {"name": published.name, "sha256": published.sha256, "year": published.year}
