"""Which columns an extract must have: mapped by itself, or given by a look-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.settings.standards import known_layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.settings.toml_lines import Location

#: What is wrong with a setting: its location, pydantic's kind of fault, and a sentence.
Fault = tuple["Location", str, str]

_NEEDED = ("child_id", "team", "start_date", "authorised_date")


def missing_columns(tables: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield a fault for each column that an extract needs and does not have.

    `tables` is the configuration as read from TOML, so that what is missing can be reported with
    whatever else pydantic finds; a value of a wrong type is passed over, since pydantic reports it.
    """
    for place, extract in enumerate(_tables(tables, "extracts")):
        known = known_layout(extract)
        own = extract.get("columns", {} if known.columns else None)
        if isinstance(own, dict):
            has = {*known.columns, *own, *_looked_up(tables, place)}
            for location, kind, sentence in _needs(extract, has, set(known.lacks)):
                yield ("extracts", place, *location), kind, sentence


def _needs(extract: Mapping[str, Any], has: set[str], lacks: set[str]) -> Iterator[Fault]:
    """Yield the faults of one extract: `lacks` are the columns that its layout never has."""
    for column in _NEEDED:
        if column not in has | lacks:
            yield ("columns", column), "missing", ""
    dated, timed = "deadline" in has, "timescale" in has
    unknown, start = extract.get("deadline_unknown") is True, extract.get("timescale_from")
    if unknown and (dated or timed):
        yield ("deadline_unknown",), "", "a deadline is mapped: take deadline_unknown away"
    elif dated == timed and (dated or not (unknown or "deadline" in lacks)):
        message = "map exactly one of deadline and timescale, here or in a look-up"
        yield ("columns",), "", message
    if dated and timed:
        return
    if timed != (start is not None):
        yield (), "", "timescale and timescale_from belong together: map both or neither"
    elif start == "referral" and "referral_date" not in has:
        yield (), "", 'timescale_from = "referral" needs referral_date to be mapped'


def _looked_up(tables: Mapping[str, Any], place: int) -> Iterator[str]:
    """Yield the columns that the look-ups give to the extract at `place`."""
    for lookup in _tables(tables, "lookups"):
        extracts, columns = lookup.get("extracts"), lookup.get("columns")
        is_for = not extracts or (isinstance(extracts, list) and place + 1 in extracts)
        if is_for and isinstance(columns, dict):
            yield from (column for column in columns if column != lookup.get("by"))


def _tables(tables: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = tables.get(key)
    are_tables = isinstance(found, list) and all(isinstance(each, dict) for each in found)
    return found if found and are_tables else []
