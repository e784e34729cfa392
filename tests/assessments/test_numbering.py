"""Texts as numbers: equal texts get equal numbers, in the order in which they are first met."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from monitor.assessments.numbering import numbers_of

TEXTS = st.lists(st.sampled_from(["", "A1", "a1", "A1 ", "\N{GREEK SMALL LETTER ALPHA}"]))


@given(TEXTS, TEXTS, TEXTS)
def test_each_column_is_numbered_by_itself_in_the_order_of_its_texts_however_it_is_parted(
    first: list[str], more: list[str], second: list[str]
) -> None:
    columns = [pd.Series(texts, dtype="str") for texts in (first, more, second)]
    numbered = numbers_of(columns[:2], columns[2:])
    for texts, numbers in zip((first + more, second), numbered, strict=True):
        distinct = list(dict.fromkeys(texts))
        assert numbers.tolist() == [distinct.index(text) for text in texts]
        assert numbers.dtype == "int64"
