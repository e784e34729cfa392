"""Texts that are codes, and may be shown: anything else may be what somebody wrote of a child."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_MOST = 12
_WORDS = re.compile(r"[^\W\d_]+(?:[ ()/'-]+[^\W\d_]+){0,3}\)?")
_LONGEST = 30


def are_codes(texts: Collection[str]) -> bool:
    """True if the texts are few short words."""
    return len(texts) <= _MOST and all(
        len(text) <= _LONGEST and _WORDS.fullmatch(text) for text in texts
    )
