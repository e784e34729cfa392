"""What makes a night suspicious: it is published, and every page says that it is no all-clear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from monitor.assessments.problems import CATALOGUE
from monitor.assessments.statuses import COMPLETED_STATUSES, OPEN_STATUSES
from monitor.judgement.impossible_dates import ALARM
from monitor.judgement.night import Alarm
from monitor.judgement.repeated import unchanged_working_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from monitor.judgement.departures import Departed
    from monitor.judgement.impossible_dates import ImpossibleDates
    from monitor.judgement.night import Figures
    from monitor.judgement.past import Before
    from monitor.judgement.status import Clock
    from monitor.records.records import LookupUse
    from monitor.records.sources import SourceFile
    from monitor.settings.rules import Gates


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a suspicion may look at."""

    service: Figures
    sources: Sequence[SourceFile]
    #: Open records that cannot be followed: of the night before, and of tonight.
    unfollowed: tuple[int, int]
    #: How often each problem was found tonight.
    problems: Mapping[str, int]
    before: Before | None
    limits: Gates
    #: The gates that were passed by the reason that was given for this one run.
    passed: tuple[str, ...]
    reason: str
    clock: Clock
    #: Which of the sources may bring the same records again.
    may_repeat: Sequence[bool]
    #: The exceptions that left at once otherwise than by completion.
    departed: Departed
    #: The completed records that left the extract, on the last nights and tonight, unexplained.
    completed_left: int
    #: The completed assessments of the headline.
    completed: int
    #: The open and completed records that have no deadline now, whatever was missed before.
    without_deadline: int
    #: The columns in which far more dates cannot be than on the night before.
    impossible: tuple[ImpossibleDates, ...]
    #: The sources for which nobody has chosen the column of deadlines.
    undecided: tuple[str, ...] = ()
    lookups: tuple[LookupUse, ...] = ()

    def count(self, statuses: tuple[str, ...]) -> int:
        """Return the number of records of these statuses."""
        return sum(self.service.statuses[status] for status in statuses)


def alarms(evidence: Evidence) -> tuple[Alarm, ...]:
    """Return why this night is no all-clear; nothing when nothing is suspicious."""
    return tuple(alarm for suspicion in SUSPICIONS for alarm in suspicion(evidence))


def _nothing_open(evidence: Evidence) -> Iterator[Alarm]:
    if evidence.count(OPEN_STATUSES) == 0:
        sentence = (
            "No assessment in the extract is open. Some extracts leave open ones out: "
            "ask whoever makes it."
        )
        yield Alarm("nothing_open", "", sentence)


def _nothing_in_a_source(evidence: Evidence) -> Iterator[Alarm]:
    for source in evidence.sources:
        if source.lines.records == 0:
            sentence = f"{source.name} holds no assessment at all."
            yield Alarm("empty_source", source.name, sentence)


def _deadline_undecided(evidence: Evidence) -> Iterator[Alarm]:
    for source in evidence.undecided:
        sentence = (
            f"Nobody has chosen the column of deadlines of {source} yet (deadline_unknown in the "
            "configuration), so every open assessment in it counts as one without a deadline."
        )
        yield Alarm("deadline_undecided", source, sentence)


def _lookup_without_match(evidence: Evidence) -> Iterator[Alarm]:
    for use in evidence.lookups:
        if use.matched == 0 < use.records:
            sentence = (
                f"No record was found in the look-up {use.file.name}, so it gave nothing: are its "
                "ids those of the extract?"
            )
            yield Alarm("lookup_without_match", use.file.name, sentence)


def _day_and_month_swapped(evidence: Evidence) -> Iterator[Alarm]:
    for source in (*evidence.sources, *(use.file for use in evidence.lookups)):
        if (found := source.swapped_dates) is not None:
            example = f"“{found.heading}”, row {found.row}"
            why = _WHY_SWAPPED[found.by].format(count=found.count, example=example)
            sentence = f"Day and month may be swapped in {source.name}: {why}"
            yield Alarm(ALARM, source.name, sentence)


_WHY_SWAPPED = {
    "cells": (
        "none of its {count} date cells has a day after the 12th, but dates written as text have, "
        "as in {example}. A program may have taken the day for the month where it could."
    ),
    "formats": (
        "two of its date_formats read {count} of its dates, as in {example}, as different days. "
        "Leave the wrong format out."
    ),
}


def _dates_out_of_order(evidence: Evidence) -> Iterator[Alarm]:
    for each in evidence.impossible:
        sentence = (
            f"Day and month may be swapped in {each.source}: {each.has} dates of “{each.heading}” "
            "lie long after this night or long before the date that they must follow, as in row "
            f"{each.row}; on the night before it was {each.had}."
        )
        yield Alarm(ALARM, each.column, sentence)


def _no_deadline_anywhere(evidence: Evidence) -> Iterator[Alarm]:
    if 0 < evidence.count(OPEN_STATUSES + COMPLETED_STATUSES) == evidence.without_deadline:
        why = _why_no_deadline(evidence) or "Is the column of deadlines mapped, and filled?"
        yield Alarm("no_deadline_anywhere", "", f"No assessment has a usable deadline. {why}")


def _why_no_deadline(evidence: Evidence) -> str:
    lacking = ((source.name, dict(source.lacks)) for source in evidence.sources)
    return " ".join(f"{name}: {why['deadline']}" for name, why in lacking if "deadline" in why)


def _jump_in_problems(evidence: Evidence) -> Iterator[Alarm]:
    if evidence.before is None:
        return
    limits = evidence.limits
    for code in CATALOGUE:
        had, has = evidence.before.problems.get(code, 0), evidence.problems.get(code, 0)
        by_share = 100 * (has - had) > limits.problem_rise_percent * had
        if by_share and has - had >= limits.problem_rise_records:
            words = code.replace("_", " ")
            sentence = (
                f"The problem “{words}” was found {has} times tonight, and {had} times before."
            )
            yield Alarm("jump_in_problems", code, sentence)


def _fewer_without_ids(evidence: Evidence) -> Iterator[Alarm]:
    """Report that fewer open records lack ids: those may have vanished unfinished."""
    had, has = evidence.unfollowed
    if has < had:
        sentence = (
            f"{has} open records have neither a child id nor an assessment id, and {had} had none "
            "before: nobody can tell if the others were mended, finished or lost."
        )
        yield Alarm("fewer_without_ids", "", sentence)


def _stale(evidence: Evidence) -> Iterator[Alarm]:
    limit, clock = evidence.limits.stale_after_working_days, evidence.clock
    for source in evidence.sources:
        if source.dated is None:
            continue
        dated = date.fromisoformat(source.dated)
        days = clock.calendars.manager.count_between(dated, clock.as_at)
        if days > limit:
            sentence = (
                f"{source.name} is dated {source.dated}, {days} working days before this night: "
                "is it still exported every night?"
            )
            yield Alarm("stale", source.name, sentence)


def _unchanged(evidence: Evidence) -> Iterator[Alarm]:
    clock = evidence.clock
    for source, may_repeat in zip(evidence.sources, evidence.may_repeat, strict=True):
        days = unchanged_working_days(source, as_at=clock.as_at, calendar=clock.calendars.manager)
        if days > 0 and source.lines.records and not may_repeat:
            sentence = (
                f"The records of {source.name} have been the same since {source.records_since}, "
                "over a working day: is the export still running?"
            )
            yield Alarm("unchanged", source.name, sentence)


def _moved_at_once(evidence: Evidence) -> Iterator[Alarm]:
    (left, of), limits = evidence.departed, evidence.limits
    if left > limits.moved_records and 100 * left > limits.moved_percent * of:
        sentence = (
            f"{left} of the {of} assessments that needed action on the night before changed at "
            "once otherwise than by being completed: their deadlines were moved or removed, they "
            "were cancelled, authorised on the day they started, or are missing."
        )
        yield Alarm("moved_at_once", "", sentence)


def _completed_left(evidence: Evidence) -> Iterator[Alarm]:
    left, completed = evidence.completed_left, evidence.completed
    if left and 100 * left >= evidence.limits.completed_left_percent * completed:
        sentence = (
            f"{left} completed assessments have left the extract in the last nights, and "
            f"{completed} are in it: the share past the deadline may have changed by that alone."
        )
        yield Alarm("completed_left", "", sentence)


def _accepted(evidence: Evidence) -> Iterator[Alarm]:
    if evidence.passed:
        gates = "; ".join(evidence.passed)
        sentence = f"Accepted by hand ({gates}), with the reason: {evidence.reason}"
        yield Alarm("accepted", evidence.reason, sentence)


#: One row per reason not to trust a quiet night; a new suspicion is a new row.
SUSPICIONS: tuple[Callable[[Evidence], Iterator[Alarm]], ...] = (
    _nothing_open,
    _nothing_in_a_source,
    _deadline_undecided,
    _lookup_without_match,
    _day_and_month_swapped,
    _dates_out_of_order,
    _no_deadline_anywhere,
    _jump_in_problems,
    _fewer_without_ids,
    _stale,
    _unchanged,
    _moved_at_once,
    _completed_left,
    _accepted,
)
