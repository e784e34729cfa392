"""The line of each setting in a TOML file, so that a fault can name it."""

from __future__ import annotations

import re

_TABLE = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[\w-]+)\s*=""")

#: A place in the settings: the keys and, in lists of tables, the numbers that lead to it.
Location = tuple[str | int, ...]


def line_of(text: str, location: Location) -> int | None:
    """Return the line of a setting in a text, or of the nearest table around it, if any."""
    lines = _written_locations(text)
    while location:
        if location in lines:
            return lines[location]
        location = location[:-1]
    return None


def _written_locations(text: str) -> dict[Location, int]:
    lines: dict[Location, int] = {}
    counts: dict[Location, int] = {}
    table: Location = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := _TABLE.match(line):
            table = _table_location(heading, counts)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, _unquoted(key[1])), number)
    return lines


def _table_location(heading: re.Match[str], counts: dict[Location, int]) -> Location:
    name: Location = ()
    parts = [_unquoted(part.strip()) for part in heading[2].split(".")]
    for depth, part in enumerate(parts, start=1):
        name = (*name, part)
        if heading[1] == "[[" and depth == len(parts):
            counts[name] = counts.get(name, -1) + 1
        if name in counts:
            name = (*name, counts[name])
    return name


def _unquoted(key: str) -> str:
    return key.strip("\"'")
