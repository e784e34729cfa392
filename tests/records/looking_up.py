"""Records that are judged beside a look-up of a few rows, and the problems that are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.nights.judging import judge_night
from tests.reports.rows import row
from tests.support.making import STATES, csv_text, order_for, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from monitor.nights.judging import Judged

Row = dict[str, str]
ID = {"child_id": "Child", "assessment_id": "Assessment"}


def lookup(*gives: str, by: str = "child_id", **keys: Any) -> dict[str, Any]:
    """Return the setting of a look-up at `lookup.csv` that gives these columns."""
    columns = {by: ID[by], **{column: f"Their {column}" for column in gives}}
    return {
        "path": "lookup.csv",
        "format": "csv",
        "by": by,
        "date_formats": ["%d/%m/%Y"],
        "columns": columns,
        **({"states": STATES} if "state" in gives else {}),
        **keys,
    }


def written(folder: Path, name: str, rows: Sequence[Row], columns: Mapping[str, str]) -> None:
    (folder / name).write_bytes(csv_text(rows, columns).encode())


def judged(
    folder: Path,
    records: Sequence[Row],
    rows: Sequence[Row],
    *lookups: dict[str, Any],
    columns: Mapping[str, str] | None = None,
    **tables: Any,
) -> Judged:
    """Judge these records beside a look-up of these rows."""
    mapped = columns or {column: f"The {column}" for column in records[0]}
    written(folder, "extract.csv", records, mapped)
    written(folder, "lookup.csv", rows, lookups[0]["columns"])
    settings = settings_of(mapped, lookups=list(lookups), **tables)
    return judge_night(order_for(folder, settings))


def told(found: Judged) -> list[tuple[str, int, str, str]]:
    columns = ["source", "source_row", "column", "code"]
    return list(found.night.problems[columns].itertuples(index=False, name=None))


def bare(child: str = "C1", **cells: str) -> Row:
    return {"assessment_id": "A1", "child_id": child, "start_date": "01/07/2015", **cells}


def columns_of_row() -> dict[str, str]:
    return {column: f"The {column}" for column in row(1)}
