"""Why a message can be trusted: what was read, if it is whole and fresh, and what was checked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from monitor.reports.parts.wording import counted, one_line, short_date
from monitor.reports.sections.provenance import compared_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.judgement.night import Night
    from monitor.records.sources import SourceFile

_LONGEST = 200


def assurances(night: Night) -> tuple[str, ...]:
    """Return what a reader may hold on to, a sentence each: also what nobody can know."""
    names = one_line(", ".join(source.name for source in night.sources), _LONGEST)
    read = counted(night.service.records, "record")
    checks = sum(check.run for check in night.checks)
    return (
        f"{read} read from {names}.",
        _whole(night.sources),
        *_fresh(night.sources),
        f"{checks} checks ran on every record; none was left out.",
        compared_with(night),
    )


def _whole(sources: Sequence[SourceFile]) -> str:
    if any(source.control_total is None for source in sources):
        return "No control total was declared for some source: nothing proves that it is whole."
    return "The control total that was declared agrees with the records read."


def _fresh(sources: Sequence[SourceFile]) -> tuple[str, ...]:
    """Say from which day each source is, as far as anything tells it."""
    if not any(source.dated_by for source in sources):
        return ("Nothing tells how old the extract is.",)
    return tuple(_age(source) for source in sources)


def _age(source: SourceFile) -> str:
    name = one_line(source.name, _LONGEST)
    if not source.dated_by:
        return f"Nothing tells how old {name} is."
    by = one_line(source.dated_by, _LONGEST)
    if source.dated is None:
        return f"{name} passed its age limit by {by}."
    return f"{name} is of {short_date(date.fromisoformat(source.dated))}, by {by}."
