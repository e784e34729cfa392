"""Figures with one decimal, rounded half up by whole numbers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def percentage(count: int, of: int) -> float | None:
    """Return the share in per cent with one decimal, half up; None of nothing."""
    return None if of == 0 else half_up(100 * count, of)


def half_up(total: int, count: int) -> float:
    """Return `total` / `count` with one decimal, half up, by whole numbers alone."""
    return ((total * 10 * 2 + count) // (2 * count)) / 10


def median(days: npt.NDArray[np.int64]) -> float:
    """Return the median of sorted whole numbers with one decimal, half up."""
    middle = len(days) // 2
    pair = days[middle - (len(days) % 2 == 0) : middle + 1]
    return half_up(int(pair.sum()), len(pair))
