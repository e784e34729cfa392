"""How each source reads its deadlines, as a text to compare with that of another night."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COLUMNS = ("deadline", "timescale")


def deadline_readings(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield for each extract how its deadlines are read, in the order of the extracts.

    `settings` are those of a night as its facts hold them, as values of JSON. It is the headings,
    the formats of dates and from where a timescale counts, of the extract and of its look-ups.
    """
    for place, extract in enumerate(settings.get("extracts", ()), start=1):
        lookups = [
            _reading(each)
            for each in settings.get("lookups", ())
            if not each["extracts"] or place in each["extracts"]
        ]
        given = [each for each in lookups if any(each[0])]
        yield json.dumps([*_reading(extract), extract.get("timescale_from"), given])


def _reading(source: Mapping[str, Any]) -> list[Any]:
    columns, database = source["columns"], source.get("database") or {}
    headings = [columns.get(column) for column in _COLUMNS]
    return [headings, database.get("deadline_from"), source.get("date_formats")]
