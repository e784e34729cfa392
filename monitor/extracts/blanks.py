"""What a source writes where nothing is recorded, such as NULL or a dash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from monitor.settings.names import same_name

if TYPE_CHECKING:
    from collections.abc import Sequence


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
