"""Names as people spell them: one or several for one thing, in one form to compare them by."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from monitor.settings.table import Text


def as_list(value: object) -> object:
    """Return one text as a list of it; anything else as it is."""
    return [value] if isinstance(value, str) else value


def same_name(name: str) -> str:
    """Return the form in which two spellings of one name are equal: case and spaces aside."""
    return " ".join(name.split()).casefold()


Spellings = Annotated[tuple[Text, ...], BeforeValidator(as_list)]
