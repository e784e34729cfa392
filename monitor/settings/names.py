"""Names as people spell them: one or several for one thing, in one form to compare them by."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from monitor.settings.table import Text


def as_list(value: object) -> object:
    """Return one text as a list of it; anything else as it is."""
    return [value] if isinstance(value, str) else value


#: The hyphens and dashes that a keyboard or a word processor puts for one another, and characters
#: without a width, which nobody sees.
_PLAIN = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None),
}


def plain_name(name: str) -> str:
    """Return a name with one kind of space, singly, and one kind of hyphen."""
    return " ".join(name.translate(_PLAIN).split())


def same_name(name: str) -> str:
    """Return the form in which two spellings of a name are equal: case, spaces, hyphens aside."""
    return plain_name(name).casefold()


Spellings = Annotated[tuple[Text, ...], BeforeValidator(as_list)]
