"""Words that systems write where nothing is recorded; whether they mean that is not known here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.settings.names import same_name

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS = {"null", "(null)", "<null>", "none", "nil", "n/a", "na", "#n/a", "-", "--", ".", "?"}


def blank_words(texts: Iterable[str]) -> tuple[str, ...]:
    """Return those of the texts that may stand for a blank, each once, as they are written."""
    return tuple(dict.fromkeys(text.strip() for text in texts if same_name(text) in _WORDS))
