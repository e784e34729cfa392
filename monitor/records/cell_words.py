"""What a text in a cell stands for: a blank, or a code that may be shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from monitor.settings.names import same_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

#: What systems write where nothing is recorded; whether they mean that is not known here.
_BLANKS = {"null", "(null)", "<null>", "none", "nil", "n/a", "na", "#n/a", "-", "--", ".", "?"}
_MOST_CODES = 12
_WORDS = re.compile(r"[^\W\d_]+(?:[ ()/'-]+[^\W\d_]+){0,3}\)?")
_LONGEST_CODE = 30


def blank_words(texts: Iterable[str]) -> tuple[str, ...]:
    """Return those of the texts that may stand for a blank, each once, as they are written."""
    return tuple(dict.fromkeys(text.strip() for text in texts if same_name(text) in _BLANKS))


def with_blanks(cells: pd.DataFrame, blanks: Sequence[str]) -> pd.DataFrame:
    """Return the cells, blank where one of `blanks` is written (case and spaces aside)."""
    if not blanks:
        return cells
    unwritten = {same_name(blank) for blank in blanks}
    return pd.DataFrame({heading: _blanked(cells[heading], unwritten) for heading in cells})


def _blanked(cells: pd.Series[str], unwritten: set[str]) -> pd.Series[str]:
    codes, distinct = pd.factorize(cells)
    plain = ["" if same_name(text) in unwritten else text for text in distinct]
    return pd.Series(pd.array(plain, dtype="str").take(codes))


def are_codes(texts: Collection[str]) -> bool:
    """True if the texts are few short words: others may be what somebody wrote of a child."""
    return len(texts) <= _MOST_CODES and all(
        len(text) <= _LONGEST_CODE and _WORDS.fullmatch(text) for text in texts
    )
