"""Whether an extract can be trusted by itself: enough records, a control total, not too old."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused
from monitor.extracts.files import modified_on
from monitor.extracts.swapped_dates import with_swapped_formats
from monitor.records.dates import read_dates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from monitor.extracts.dated_paths import Found
    from monitor.records.sources import SourceTable
    from monitor.settings.columns import Columns
    from monitor.settings.sources import Source


_IDS = ("assessment_id", "child_id", "family_id")
#: A sign that every odd id holds: two quick looks leave few to be looked at closely. The first is
#: for ids of letters and digits alone, and none of those is odd.
_OF_ODD_IDS = r"[Ee=.\n]"
#: Ids of which digits, or the end, are lost: two children could have become one.
_RUINED_IDS = (
    (r"\n", "holds a line break: a quote is out of place"),
    (
        r"^\s*[+-]?(?:[0-9]+[.,][0-9]+[Ee][+-]?|[0-9]+[Ee][+-])[0-9]+\s*$",
        "holds a number in scientific notation (as 1.2E+11): digits are lost. Export ids as text",
    ),
)
#: Ids that a program has written in its own way, and the problem that says so.
_ODD_IDS = (
    (r"^\s*[0-9]+\.0+\s*$", "decimal_id"),
    (r"^\s*=", "formula_id"),
)


@dataclass(frozen=True)
class Dating:
    """The day of an extract, and what shows it."""

    day: date
    by: str
    #: Declared by the extract itself, and not by the machine on which it lies.
    declared: bool = True


def trusted(
    table: SourceTable, extract: Source, *, found: Found | None, as_at: date
) -> SourceTable:
    """Return the table with what shows its age; it must be large, whole and young enough.

    `found` is its file; a database has none. Raises `ExtractRefused`.
    """
    file = table.file
    if file.lines.records < extract.minimum_rows:
        message = f"{file.lines.records} records, fewer than minimum_rows = {extract.minimum_rows}"
        raise ExtractRefused(message, source=file.name)
    table = with_sound_ids(table, extract.columns)
    table = with_swapped_formats(table, extract.columns, extract.date_formats)
    if extract.control_total_required and file.control_total is None:
        message = (
            f"no control total (no total at its end and no {file.name}.count), "
            "and control_total_required is set"
        )
        raise ExtractRefused(message, source=file.name)
    dating = _dating(table, extract, found, as_at)
    if dating is None:
        return table
    if extract.maximum_age_days is not None:
        _refuse_too_old(table, dating, as_at=as_at, maximum=extract.maximum_age_days)
    # A modification time must never be published.
    dated = dating.day.isoformat() if dating.declared else None
    return replace(table, file=replace(table.file, dated=dated, dated_by=dating.by))


def _dating(table: SourceTable, extract: Source, found: Found | None, as_at: date) -> Dating | None:
    """Return the day of the extract by its column, its header, its name, or its file's age."""
    heading, age_counts = extract.columns.extract_date, extract.maximum_age_days is not None
    if heading and (latest := _latest_date(table, heading, extract.date_formats, as_at)):
        return Dating(latest, f"the column “{heading}”")
    if heading and age_counts:
        message = f"the column “{heading}” holds no date that can be read"
        raise ExtractRefused(f"{message}, and maximum_age_days is set", source=table.file.name)
    # The earliest counts: a census that was made tonight as of last March holds nothing of April.
    stated = _stated_days(table)
    if past := [each for each in stated if each[0] <= as_at]:
        return Dating(min(past)[0], f"its {min(past)[1]}")
    if table.stated_dates and not stated and age_counts:
        message = "no date of its header can be read, and maximum_age_days is set"
        raise ExtractRefused(message, source=table.file.name)
    if found and found.dated:
        return Dating(found.dated, "its name")
    if found and age_counts:
        by = "its modification time, which proves little"
        return Dating(modified_on(found.path), by, declared=False)
    return None


def _latest_date(
    table: SourceTable, heading: str, formats: Sequence[str], as_at: date
) -> date | None:
    """Return the latest date of a column up to the as-at date, else the latest of all."""
    texts = table.cells[heading].str.strip().unique().tolist()
    days, _ = read_dates(texts, formats, serial_dates=table.serial_dates)
    read = [day for day in days.astype("datetime64[D]").tolist() if day is not None]
    # A mistyped date still to come must not hide that the extract is stale.
    return max([day for day in read if day <= as_at] or read, default=None)


def _stated_days(table: SourceTable) -> list[tuple[date, str]]:
    """Return the dates that the source itself states and that can be read, each with its name."""
    days, _ = read_dates([text for _, text in table.stated_dates], (), serial_dates=False)
    read = zip(days.astype("datetime64[D]").tolist(), table.stated_dates, strict=True)
    return [(day, name) for day, (name, _) in read if day is not None]


def _refuse_too_old(table: SourceTable, dating: Dating, *, as_at: date, maximum: int) -> None:
    age = (as_at - dating.day).days
    if age > maximum:
        old = f"{age} {'day' if age == 1 else 'days'} old"
        message = f"the extract is {old}, more than maximum_age_days = {maximum} (by {dating.by})"
        raise ExtractRefused(message, source=table.file.name)


def with_sound_ids(table: SourceTable, columns: Columns) -> SourceTable:
    """Return the table with what is odd about its ids noted; refused where two became one."""
    mapped = columns.mapped()
    noted = [
        (int(row), column, code)
        for column in _IDS
        if column in mapped
        for row, code in _odd_ids(table, mapped[column])
    ]
    return replace(table, noted_cells=(*table.noted_cells, *noted))


def _odd_ids(table: SourceTable, heading: str) -> Iterator[tuple[int, str]]:
    """Yield each way in which ids are odd, with the first row; raises `ExtractRefused`."""
    cells = table.cells[heading]
    may_be_odd = ~cells.str.isalnum().to_numpy(dtype=bool)
    may_be_odd[may_be_odd] = cells[may_be_odd].str.contains(_OF_ODD_IDS).to_numpy(dtype=bool)
    if not may_be_odd.any():
        return
    texts, rows = cells[may_be_odd], table.rows[may_be_odd]
    for shape, why in _RUINED_IDS:
        if (found := texts.str.contains(shape).to_numpy(dtype=bool)).any():
            row = int(rows[found.argmax()])
            raise ExtractRefused(f"“{heading}” {why}", source=table.file.name, row=row)
    for shape, code in _ODD_IDS:
        if (found := texts.str.contains(shape).to_numpy(dtype=bool)).any():
            yield rows[found.argmax()], code
