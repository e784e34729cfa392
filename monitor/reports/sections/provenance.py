"""How days are counted, where the figures come from, and whether they add up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from monitor.assessments.statuses import LABELS, STATUS_CODES
from monitor.judgement.rounding import percentage
from monitor.reports.parts.rows import in_cells
from monitor.reports.parts.tables import Table, headings
from monitor.reports.parts.wording import NOTHING, counted, short_date
from monitor.reports.sections.trust import (
    NO_CONTROL_TOTAL,
    checks_ran,
    compared_with,
    is_proven_whole,
)
from monitor.settings.words import PLAIN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.judgement.night import Figures, Night
    from monitor.records.sources import SourceFile
    from monitor.reports.parts.rows import Column
    from monitor.settings.rules import Rules
    from monitor.settings.words import Words


@dataclass(frozen=True)
class Definition:
    """A word of the report, and what it means."""

    term: str
    meaning: str


def definitions(rules: Rules, words: Words = PLAIN_WORDS) -> tuple[Definition, ...]:
    """Return the words that a reader must be able to check."""
    statutory, months = rules.statutory_working_days, rules.headline_months
    return (
        Definition(
            "Deadline",
            f"The date by which the manager said this {words.assessment} is to be complete. It is "
            "never filled in from the statutory limit or a review.",
        ),
        Definition(
            "Missed",
            "The as-at date (open) or the authorised date (completed) is later than the deadline. "
            "Due today is not missed. "
            + (
                "A deadline that a night saw missed counts for ever, moved or removed since or not."
                if rules.missed_stays_missed
                else PRESENT_ALONE
            ),
        ),
        Definition(
            "Working days late",
            "The working days after the deadline, up to and with the as-at date or the authorised "
            "date. Working days are Monday to Friday without the bank holidays in England and the "
            "authority's own closures.",
        ),
        Definition(
            f"Day of {statutory}",
            "The working days since the referral, bank holidays left out, closures not. The "
            f"statutory limit is {statutory} (Working Together to Safeguard Children). A dash "
            f"means that it is unknown: no usable referral date, or the {words.assessment} "
            "followed an earlier one of the same referral.",
        ),
        Definition(
            "Past the deadline",
            f"Overdue and completed late, of all open {words.assessments} and of those "
            f"authorised in the {months} months up to the as-at date.",
        ),
        Definition(
            words.fill("Open per {worker}"),
            words.fill(
                "The open {assessments} for which a {worker} is recorded, divided by those "
                "{workers}."
            ),
        ),
        Definition(
            "First deadline",
            f"The first that was ever seen for this {words.assessment}, since the history began. "
            "Where it was moved before a night saw it missed, lateness by it is shown as well.",
        ),
        Definition(
            "Vanished",
            "Open on an earlier night, not in tonight's extract, and never seen completed.",
        ),
        Definition(
            "Due soon", f"Due within {counted(rules.due_soon_working_days, 'working day')}."
        ),
    )


def sources_table(night: Night) -> Table:
    """Return what was read from each source, line by line."""
    return Table("sources", "What was read", *in_cells(night.sources, _SOURCE))


def lookup_tables(night: Night) -> tuple[Table, ...]:
    """Return how many records each look-up was found for; no table where none is configured."""
    if not night.lookups:
        return ()
    return (Table("lookups", "What was looked up", *in_cells(night.lookups, _LOOKUP)),)


def control_total(source: SourceFile) -> str:
    """Return the number of records that the source declares, and where."""
    if source.control_total is None:
        return "none declared"
    return f"{source.control_total}, agrees ({source.control_total_by})"


def dating(source: SourceFile) -> str:
    """Return the date of the extract, and by what it is known."""
    by = f"by {source.dated_by}" if source.dated_by else NOTHING
    return by if source.dated is None else f"{source.dated}, {by}"


_SOURCE: tuple[Column, ...] = (
    ("Source", lambda file: file.name),
    ("Read as", lambda file: file.form),
    ("#Lines", lambda file: str(file.lines.read)),
    ("#Headings", lambda file: str(file.lines.headings + file.lines.repeated_headings)),
    ("#Blank", lambda file: str(file.lines.blank)),
    ("#Totals", lambda file: str(file.lines.footers)),
    ("#Lines within records", lambda file: str(file.lines.continuations)),
    ("#Records", lambda file: str(file.lines.records)),
    ("Control total", control_total),
    ("Dated", dating),
    ("SHA-256 begins", lambda file: file.sha256[:12]),
)
_LOOKUP: tuple[Column, ...] = (
    ("Look-up", lambda use: use.file.name),
    ("Read as", lambda use: use.file.form),
    ("Joined by", lambda use: use.by.replace("_", " ")),
    ("Gives", lambda use: ", ".join(use.gives).replace("_", " ")),
    ("#Rows", lambda use: str(use.file.lines.records)),
    ("#Records found", lambda use: str(use.matched)),
    ("#Records not found", lambda use: str(use.records - use.matched)),
    ("#Rows for no record", lambda use: str(use.unmatched_rows)),
    ("#Rows that differ", lambda use: str(use.ambiguous_rows)),
    ("#Rows without id", lambda use: str(use.rows_without_id)),
    ("Control total", lambda use: control_total(use.file)),
    ("Dated", lambda use: dating(use.file)),
    ("SHA-256 begins", lambda use: use.file.sha256[:12]),
)


def reconciliation(figures: Figures) -> Table:
    """Return every status with its count; together they are the records read."""
    rows = [(LABELS[code], str(figures.statuses[code])) for code in STATUS_CODES]
    rows.append(("All records", str(figures.records)))
    caption = "Every record has exactly one status"
    return Table("statuses", caption, headings("Status", "#Records"), tuple(rows))


#: Said on every page where the authority has chosen so.
PRESENT_ALONE = (
    "This authority judges by the present deadline alone (missed_stays_missed = false): a missed "
    "deadline that is moved takes the assessment off the list."
)


def footnotes(night: Night, figures: Figures, words: Words = PLAIN_WORDS) -> tuple[str, ...]:
    """Return what a reader must know to trust, or not to trust, the figures."""
    past = figures.past_deadline
    read = counted(night.service.records, "record was", "records were")
    notes = [
        f"{read} read, and each is counted in exactly one status."
        if figures is night.service
        else (
            f"{read} read for the whole service; {counted(figures.records, 'is', 'are')} on this "
            "page, each counted in exactly one status."
        ),
        checks_ran(night),
        f"{_counted(past.outside_period, 'completed ', words)} outside the headline's period.",
        f"{_counted(figures.day_of_45_unknown, '', words)} with an unknown day of the limit.",
    ]
    if past.left_out_of_days:
        left_out = _counted(past.left_out_of_days, "late ", words)
        notes.append(f"{left_out} with a deadline before the start left out of the average days.")
    if conflicts := figures.flags["conflicting_record"]:
        contradict = "contradicts" if conflicts == 1 else "contradict"
        notes.append(
            f"{counted(conflicts, 'record')} {contradict} another of the same ids; all are kept."
        )
    if not is_proven_whole(night):
        notes.append(NO_CONTROL_TOTAL)
    notes += [f"{source.name}: {why}" for source in night.sources for _, why in source.lacks]
    notes.append(compared_with(night))
    notes += _repeated(night)
    if not night.missed.stays:
        notes.append(PRESENT_ALONE)
    if night.missed.void:
        notes.append(
            f"{_counted(night.missed.void, '', words)} whose missed deadline counts no more: "
            "deadlines are read in another way from this night on (heading, date_formats or "
            "timescale_from)."
        )
    if night.accepted:
        notes.append(f"Accepted by hand this once, with the reason: {night.accepted}")
    return tuple(notes)


def _repeated(night: Night) -> Iterator[str]:
    """Yield each source whose records are those of an earlier night, as after a weekend."""
    for source in night.sources:
        since = date.fromisoformat(source.records_since or night.as_at.isoformat())
        if since < night.as_at and source.lines.records:
            yield f"{source.name} holds the same records as on {short_date(since)}."


def open_and_completed(figures: Figures, months: int, words: Words = PLAIN_WORDS) -> str:
    """Return the figures of the headline of the open ones, and of those completed, apart."""
    past, without = figures.past_deadline, figures.statuses["no_deadline"]
    alone = open_alone(past.open.count, past.open.of, words)
    if past.open.of:
        alone = f"{alone.removesuffix('.')}, {without} without a deadline."
    completed, late = past.of - past.open.of, past.count - past.open.count
    if not completed:
        return alone
    return (
        f"{alone} Of the {completed} completed in the last {counted(months, 'month')}: "
        f"{late} late, {figures.have_no_deadline - without} without a deadline."
    )


def open_alone(overdue: int, of: int, words: Words) -> str:
    """Return how many of the open assessments are overdue, and their share."""
    if of == 0:
        return words.fill("No {assessment} is open.")
    alone = words.fill("Of the open {assessments} alone")
    return f"{alone}: {overdue} of {of} overdue ({percentage(overdue, of)}%)."


def _counted(count: int, which: str, words: Words) -> str:
    return counted(count, f"{which}{words.assessment}", f"{which}{words.assessments}")
