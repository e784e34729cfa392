"""Texts as numbers: a million ids are compared many times faster by them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd

Codes = npt.NDArray[np.int64]


def numbers_of(*columns: pd.Series[str]) -> list[Codes]:
    """Return each column of texts as numbers from nought, equal ones alike, the first met first.

    Each column is numbered in a thread of its own, by Arrow alone.
    """
    with ThreadPoolExecutor() as at_once:
        numbers = list(at_once.map(_numbers, [pa.chunked_array(column) for column in columns]))
    pa.default_memory_pool().release_unused()  # it took as much again to number them
    return numbers


def _numbers(texts: pa.ChunkedArray) -> Codes:
    parts = [part.indices.to_numpy() for part in texts.dictionary_encode().chunks]
    return np.concatenate([np.empty(0, np.int64), *parts], dtype=np.int64)
