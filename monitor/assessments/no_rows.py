"""A table that has its columns and their types, and no rows."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping


def no_rows(types: Mapping[str, str]) -> pd.DataFrame:
    """Return a table of these columns, each with its pandas type, without a row."""
    return pd.DataFrame({column: _nothing(kind) for column, kind in types.items()})


@cache
def _nothing(kind: str) -> pd.api.extensions.ExtensionArray:
    nothing: pd.api.extensions.ExtensionArray = pd.Series(dtype=kind).array
    return nothing
