"""What was found in a source as lines and tables, for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.parts.rows import in_cells
from monitor.reports.parts.tables import Table, in_columns
from monitor.reports.parts.wording import NOTHING, counted, share
from monitor.reports.sections.provenance import control_total, dating

if TYPE_CHECKING:
    from monitor.reports.explained.source_findings import SourceFound
    from monitor.reports.parts.rows import Column


def in_words(found: SourceFound) -> str:
    """Return what was found as lines and tables, for the command line."""
    file = found.file
    unused = ", ".join(f"“{heading}”" for heading in found.unused_headings)
    columns = Table("", "Columns", *in_cells(found.columns, _COLUMNS), empty="None is mapped.")
    problems = Table("", "Problems", *in_cells(found.problems, _PROBLEMS), empty="None was found.")
    return "\n".join(
        [
            f"{file.name} ({file.form}): {counted(file.lines.records, 'record')}",
            f"  Control total: {control_total(file)}",
            f"  Dated: {_dated(found)}",
            f"  Not mapped: {', '.join(found.not_mapped) or 'nothing'}",
            f"  Headings that are not used: {unused or 'none'}",
            f"  Teams: {_counts(found.teams) or 'none'}",
            f"  States: {_counts(found.states) or _no_states(found)}",
            *(
                f"  LOOK AT team: are “{one}” and “{other}” the same? (aliases of [[teams]])"
                for one, other in found.alike
            ),
            *(
                f"  LOOK AT {column}: “{word}” is there {times} times; if it stands for a blank, "
                "put it into blanks"
                for word, column, times in found.blank_words
            ),
            *_indented(columns),
            *_indented(problems),
        ]
    )


def _counts(written: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"“{text}” {count}" for text, count in written)


def _no_states(found: SourceFound) -> str:
    if any(each.column == "state" for each in found.columns):
        return "none, or many or long texts, which are not repeated here"
    return "not mapped"


def _indented(table: Table) -> list[str]:
    return [f"  {line}" for line in in_columns(table).split("\n")]


def _dated(found: SourceFound) -> str:
    age = "" if found.age_days is None else f": {counted(found.age_days, 'day')} old"
    return f"{dating(found.file)}{age}"


_COLUMNS: tuple[Column, ...] = (
    ("Column", lambda each: each.column),
    ("Heading", lambda each: f"“{each.heading}”"),
    ("#Blank", lambda each: str(each.blank)),
    ("#Share", lambda each: share(each.blank_percent)),
    ("#Cannot be used", lambda each: str(each.unusable)),
    ("Earliest", lambda each: each.earliest or NOTHING),
    ("Latest", lambda each: each.latest or NOTHING),
)
_PROBLEMS: tuple[Column, ...] = (
    ("Problem", lambda each: each.code),
    ("Column", lambda each: each.column or NOTHING),
    ("#Times", lambda each: str(each.times)),
    ("First rows", lambda each: ", ".join(map(str, each.first_rows))),
)
