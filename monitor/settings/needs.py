"""Which columns an extract must have: mapped by itself, or given by a look-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.settings.databases import columns_of_profile
from monitor.settings.standards import STANDARDS, Standard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from monitor.settings.toml_lines import Location

#: What is wrong with a setting: where it stands, of which kind it is, and in words.
Fault = tuple["Location", str, str]

_NEEDED = ("child_id", "team", "start_date", "authorised_date")


@dataclass(frozen=True)
class Offer:
    """What an extract of the configuration, as it is written there, and its look-ups offer."""

    place: int
    extract: Mapping[str, Any]
    columns: frozenset[str]
    #: Columns that its known layout does not have, and that need not be mapped.
    lacks: frozenset[str]

    @property
    def location(self) -> Location:
        """Return where the extract stands."""
        return ("extracts", self.place)

    @property
    def has_timescale(self) -> bool:
        """Say whether some column holds the manager's number of working days."""
        return "timescale" in self.columns

    def says(self, key: str) -> object:
        """Return what the extract says of a key, if anything."""
        return self.extract.get(key)


def missing_columns(tables: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what the extracts of a configuration, as it was read from TOML, still need.

    Tables that are no tables are passed over: what is wrong with them is told elsewhere.
    """
    for place, extract in enumerate(_tables(tables, "extracts")):
        known = _layout(extract)
        own = extract.get("columns", {} if known.columns else None)
        if isinstance(own, dict):
            columns = frozenset({*known.columns, *own, *_given(tables, place)})
            offer = Offer(place, extract, columns, frozenset(known.lacks))
            for need in NEEDS:
                yield from need(offer)


def _layout(extract: Mapping[str, Any]) -> Standard:
    """Return the layout whose headings are known: a standard, or the profile of a database."""
    if (standard := STANDARDS.get(str(extract.get("format")))) is not None:
        return standard
    database = extract.get("database")
    columns = columns_of_profile(database) if isinstance(database, dict) else {}
    return Standard(columns, dict.fromkeys(["deadline"] if columns else [], ""))


def _needed(offer: Offer) -> Iterator[Fault]:
    for column in _NEEDED:
        if column not in offer.columns | offer.lacks:
            yield (*offer.location, "columns", column), "missing", ""


def _one_deadline(offer: Offer) -> Iterator[Fault]:
    has, unknown = "deadline" in offer.columns, offer.says("deadline_unknown") is True
    if unknown and (has or offer.has_timescale):
        message = "a deadline is mapped: take deadline_unknown away"
        yield (*offer.location, "deadline_unknown"), "", message
    elif has == offer.has_timescale and (has or not (unknown or "deadline" in offer.lacks)):
        message = "map exactly one of deadline and timescale, here or in a look-up"
        yield (*offer.location, "columns"), "", message


def _timescale_has_a_start(offer: Offer) -> Iterator[Fault]:
    start = offer.says("timescale_from")
    if "deadline" in offer.columns and offer.has_timescale:
        return  # told already: one of the two
    if offer.has_timescale != (start is not None):
        message = "timescale and timescale_from belong together: map both or neither"
        yield offer.location, "", message
    elif start == "referral" and "referral_date" not in offer.columns:
        message = 'timescale_from = "referral" needs referral_date to be mapped'
        yield offer.location, "", message


#: One row per need; a further one is a further row.
NEEDS: tuple[Callable[[Offer], Iterator[Fault]], ...] = (
    _needed,
    _one_deadline,
    _timescale_has_a_start,
)


def _given(tables: Mapping[str, Any], place: int) -> Iterator[str]:
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
