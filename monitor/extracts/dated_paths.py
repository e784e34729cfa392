"""The extract whose date stands in its path: the newest that is not dated after the as-at date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused
from monitor.extracts.files import is_extract, matches, newest_match, usable_pattern
from monitor.settings.dates import DATE_IN_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PLAIN_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}"
_DIRECTIVE = re.compile(r"%(.)|([^%]+)", re.DOTALL)
_LETTERS = r"[^\W\d_]+"
#: What strptime's directives look like in a name; all others are one or two digits.
_SHAPES = {
    **dict.fromkeys("aAbBp", _LETTERS),
    "Y": "[0-9]{4}",
    "y": "[0-9]{2}",
    "j": "[0-9]{1,3}",
    "f": "[0-9]{1,6}",
    "%": "%",
}


@dataclass(frozen=True)
class Found:
    """The file of an extract, and its date where its path holds one."""

    path: Path
    dated: date | None = None


def find_file(folder: Path, pattern: str, *, as_at: date) -> Found:
    """Return the extract at `pattern`: by the date in its path if it has a `{date}`, or by its age.

    By date it is the newest that is not dated after `as_at`, and of several of that date the last
    by name. Raises `ExtractRefused` where there is none.
    """
    if not DATE_IN_PATH.search(pattern):
        return Found(newest_match(folder, pattern))
    with usable_pattern(_shown(pattern)):
        dated = [
            (day, path.name, path)
            for day, path in _dated_matches(folder, pattern)
            if day <= as_at and is_extract(path)
        ]
    if not dated:
        message = "no file of this pattern is dated on or before the as-at date"
        raise ExtractRefused(message, source=_shown(pattern))
    day, _, newest = max(dated)
    return Found(newest, day)


def _shown(pattern: str) -> str:
    """Return the part of a path that holds its date, and what follows, for a message."""
    return re.sub(r".*[/\\](?=.*\{date)", "", pattern)


def _dated_matches(folder: Path, pattern: str) -> Iterator[tuple[date, Path]]:
    """Yield every path that fits the pattern, with the date that stands in it."""
    parts = type(folder)(pattern).parts
    place = [DATE_IN_PATH.search(part) is not None for part in parts].index(True)
    rest = parts[place + 1 :]
    for each in matches(folder, str(type(folder)(*parts[:place], "*"))):
        if (day := date_in_name(each.name, parts[place])) is not None:
            below = each.glob(str(type(folder)(*rest))) if rest else [each]
            yield from ((day, path) for path in below)


def date_in_name(name: str, part: str) -> date | None:
    """Return the first date in a name that stands where `part` of the path has its `{date}`."""
    before, form, after = DATE_IN_PATH.split(part)
    shape = re.compile(_PLAIN_DATE if form is None else _shape_of(form))
    texts = (shape.match(name, start) for start in range(len(name)))
    days = (
        _read(text[0], form)
        for text in texts
        if text and fnmatch(name[: text.start()], before) and fnmatch(name[text.end() :], after)
    )
    return next((day for day in days if day is not None), None)


def _shape_of(form: str) -> str:
    return "".join(
        re.escape(literal) if literal else _SHAPES.get(directive, "[0-9]{1,2}")
        for directive, literal in _DIRECTIVE.findall(form)
    )


def _read(text: str, form: str | None) -> date | None:
    try:
        if form is None:
            return date.fromisoformat(text)
        return datetime.strptime(text, form).date()  # noqa: DTZ007  (a date is wanted, no moment)
    except ValueError:
        return None
