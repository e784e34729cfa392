"""Why one record is judged as it is: every date counted, every rule with its answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from monitor.assessments.columns import DATE_COLUMNS, NO_TEAM, TEXT_COLUMNS
from monitor.assessments.statuses import LABELS, STATUSES
from monitor.judgement.flags import FLAG_LABELS, RULES
from monitor.reports.parts.rows import days_of
from monitor.reports.parts.wording import NOTHING, short_date, short_dates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.assessments.working_days import WorkingCalendar
    from monitor.judgement.night import Night
    from monitor.judgement.status import Clock


class _Record(NamedTuple):
    position: int
    cells: pd.Series

    def day(self, column: str) -> date | None:
        value = self.cells[column]
        return None if pd.isna(value) else value.date()


def positions_of(night: Night, identifier: str) -> list[int]:
    """Return the positions of the records whose assessment id or child id is `identifier`."""
    return list(night.judged.index[has_id(night.judged, identifier)])


def has_id(records: pd.DataFrame, identifier: str) -> pd.Series[bool]:
    """True for records that have this assessment id or child id."""
    return (records[["assessment_id", "child_id"]] == identifier).any(axis="columns")


def explanation(night: Night, clock: Clock, position: int, life: pd.DataFrame) -> str:
    """Return why one record is judged as it is; `life` has a row per earlier night of it."""
    record = _Record(position, night.judged.iloc[position])
    return "\n".join([*_explanation(night, clock, record), *_life(life)])


def vanished_explanation(life: pd.DataFrame) -> str:
    """Return the life of an assessment that is not in tonight's extract."""
    last = life.iloc[-1]
    ids = f"assessment {last['assessment_id'] or NOTHING}, child {last['child_id'] or NOTHING}"
    return "\n".join([f"Not in tonight's extract: {ids}", *_life(life)])


def _life(life: pd.DataFrame) -> Iterator[str]:
    if not len(life):
        return
    yield ""
    yield "Night by night"
    listed = life.assign(
        deadline=short_dates(life["deadline"]).str.replace("\N{NO-BREAK SPACE}", " "),
        team=life["team"].where(life["team"] != "", NO_TEAM),
        missed=_missed(life),
    )
    columns = ["night", "assessment_id", "status", "deadline", "missed", "team", "flags"]
    for night, assessment, status, deadline, missed, team, flags, missing in listed[
        [*columns, "missing_nights"]
    ].itertuples(index=False, name=None):
        said = "not in the extract; was " if missing else ""
        raised = [FLAG_LABELS.get(code, code) for code in flags.split(";") if code]
        found = (
            f"{said}{LABELS[status]}",
            f"deadline {deadline}{missed}",
            team,
            f"assessment {assessment or NOTHING}",
            *raised,
        )
        yield f"  {short_date(night):17} {'; '.join(found)}"


def _missed(life: pd.DataFrame) -> pd.Series[str]:
    """Return the deadline that was missed by each night, where another one held then."""
    missed = life["missed_deadline"]
    is_other = missed.notna() & (missed != life["deadline"])
    said = " (missed " + short_dates(missed).str.replace("\N{NO-BREAK SPACE}", " ") + ")"
    return said.where(is_other, "")


def _explanation(night: Night, clock: Clock, record: _Record) -> Iterator[str]:
    cells = record.cells
    yield f"{cells['source']}, row {cells['source_row']}, as at {short_date(clock.as_at)}"
    yield from _cells(record)
    yield from _problems(night, record)
    yield ""
    yield from _judged_by(record)
    yield f"Status: {LABELS[cells['status']]}"
    yield from _status_rules(cells["status"])
    yield from _counts(record, clock)
    yield ""
    yield "Flags"
    yield from _flags(night, record)
    yield ""
    yield _headline(record)


def _cells(record: _Record) -> Iterator[str]:
    for column in TEXT_COLUMNS:
        blank = NO_TEAM if column == "team" else NOTHING
        yield f"  {column:17} {record.cells[column] or blank}"
    for column in DATE_COLUMNS:
        day = record.day(column)
        yield f"  {column:17} {NOTHING if day is None else short_date(day)}"


def _judged_by(record: _Record) -> Iterator[str]:
    """Yield by which deadline it is judged, where that is not the one that is set now."""
    effective, present = record.day("effective_deadline"), record.day("deadline")
    if effective is not None and effective != present:
        now = "none is set now" if present is None else f"moved since to {short_date(present)}"
        yield f"Judged by the deadline that it missed, {short_date(effective)}: {now}."


def _problems(night: Night, record: _Record) -> Iterator[str]:
    own = night.problems[night.problems["record"] == record.position]
    for message, action in zip(own["message"], own["action"], strict=True):
        yield f"  Problem: {message} {action}"


def _status_rules(status: str) -> Iterator[str]:
    """Yield the statuses in their order: the first that matches wins, the rest are not asked."""
    answer = "no"
    for each in STATUSES:
        if each.code == status:
            answer = "YES"
        yield f"  {answer:9} {each.label}: {each.when}"
        if answer == "YES":
            answer = "not asked"


def _counts(record: _Record, clock: Clock) -> Iterator[str]:
    end = record.day("authorised_date") if record.cells["is_completed"] else clock.as_at
    deadline, referral = record.day("effective_deadline"), record.day("referral_date")
    if not pd.isna(record.cells["working_days_late"]) and deadline and end:
        yield from _count("Working days late", deadline, end, clock.calendars.manager)
    elif deadline and record.cells["is_open"]:
        yield from _count(
            "Working days to the deadline", clock.as_at, deadline, clock.calendars.manager
        )
    if not pd.isna(record.cells["working_days_since_referral"]) and referral and end:
        limit = clock.rules.statutory_working_days
        title = f"Working days since the referral (statutory limit {limit})"
        yield from _count(title, referral, end, clock.calendars.statutory)
    else:
        yield ""
        yield "Working days since the referral: unknown or not counted"


def _count(title: str, after: date, until: date, calendar: WorkingCalendar) -> Iterator[str]:
    yield ""
    yield f"{title}: {calendar.count_between(after, until)}"
    yield f"  {short_date(after):17} day 0"
    counted = 0
    for number in range(1, (until - after).days + 1):
        day = after + timedelta(days=number)
        working = calendar.is_working(day)
        counted += working
        why_not = f"– {calendar.names.get(day, 'weekend')}"
        yield f"  {short_date(day):17} {counted if working else why_not}"


def _flags(night: Night, record: _Record) -> Iterator[str]:
    for flag in RULES:
        holds = bool(night.flags.loc[record.position, flag.code])
        yield f"  {'YES' if holds else 'no':9} {flag.label}: {flag.when}"
    (was_due,) = days_of(night.compared.followed.loc[[record.position], "cancelled_deadline"])
    if was_due is not None:
        yield f"  Cancelled while overdue: it was due {short_date(was_due)}"


def _headline(record: _Record) -> str:
    if not record.cells["in_headline"]:
        return "Headline: not counted (a copy, cancelled, or authorised before the period)."
    late = not pd.isna(record.cells["working_days_late"])
    return f"Headline: counted, {'past' if late else 'not past'} the deadline."
