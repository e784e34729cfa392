"""A database's values as text, each by its own type: dates as ISO, numbers as their digits."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pandas as pd

from monitor.errors import ExtractRefused
from monitor.extracts.lines import CONTROL

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

#: From here on a floating-point number skips whole numbers: two children could have become one.
_NOT_EXACT = 2**53


def _decimal(value: Decimal) -> str:
    is_whole = value.is_finite() and value == value.to_integral_value()
    return str(int(value)) if is_whole else format(value, "f")


def _moment(value: datetime) -> str:
    at_midnight = value.time() == time() and value.tzinfo is None
    return value.date().isoformat() if at_midnight else value.isoformat()


#: One row per type that a driver gives; another one is refused, not guessed at.
_AS_TEXT: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "",
    str: str,
    int: str,
    bool: lambda truth: str(truth).lower(),
    float: lambda number: str(int(number) if number.is_integer() else number),
    Decimal: _decimal,
    date: date.isoformat,
    datetime: _moment,
    time: time.isoformat,
    UUID: str,
}


def as_cells(
    columns: Mapping[str, Sequence[object]], *, ids: Collection[str | None], source: str
) -> pd.DataFrame:
    """Return the columns as text, never null.

    Raises `ExtractRefused` for a value that is no text, number, date or truth, for a control
    character, and for an id that is a floating-point number too large to be exact.
    """
    return pd.DataFrame(
        {
            heading: _texts(heading, values, is_id=heading in ids, source=source)
            for heading, values in columns.items()
        },
        dtype="str",
    )


def _texts(heading: str, values: Sequence[object], *, is_id: bool, source: str) -> list[str]:
    kinds = set(map(type, values))
    if strange := sorted(kind.__name__ for kind in kinds - set(_AS_TEXT)):
        message = f"“{heading}” holds {strange[0]}, which is no text, number or date: cast it"
        raise ExtractRefused(message, source=source)
    if is_id and float in kinds and any(map(_is_inexact, values)):
        message = (
            f"“{heading}” holds a floating-point number too large to be exact: cast it to text in "
            "the query"
        )
        raise ExtractRefused(message, source=source)
    texts = [_AS_TEXT[type(value)](value) for value in values]
    if any(map(CONTROL.search, texts)):
        message = f"“{heading}” holds a control character: remove it there, or in the query"
        raise ExtractRefused(message, source=source)
    return texts


def _is_inexact(value: object) -> bool:
    return isinstance(value, float) and not abs(value) < _NOT_EXACT
