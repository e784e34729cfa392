"""The fast reader of CSV takes nothing that the strict one reads otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ExtractRefused
from monitor.extracts.csv_files import fast as csv_fast
from monitor.extracts.csv_files import strict as csv_file
from monitor.extracts.csv_files.dialect import dialect_of
from monitor.extracts.files import Copy
from tests.extracts.csv_files.small_files import COLUMNS, FIRST, HEADING, SECOND, lines
from tests.support.making import settings_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.records.sources import SourceTable
    from monitor.settings.sources import Extract


def whole(text: str) -> tuple[Copy, csv_file.Text, Extract]:
    utf8 = text.encode()
    copy = Copy("extract.csv", utf8)
    return copy, csv_file.Text(utf8, "UTF-8"), settings_of(COLUMNS).extracts[0]


def read_fast(content: str) -> SourceTable | None:
    copy, text, extract = whole(content)
    dialect = dialect_of(text.utf8, extract.columns)
    return csv_fast.read_fast(copy, text.utf8, dialect, extract, form=text.form + dialect.words)


def read_strictly(content: str) -> SourceTable:
    copy, text, extract = whole(content)
    dialect = dialect_of(text.utf8, extract.columns)
    return csv_file._read_strictly(copy, text, extract, dialect)


def said_by(read: Callable[[str], SourceTable | None], text: str) -> SourceTable | str | None:
    try:
        return read(text)
    except ExtractRefused as refused:
        return str(refused)


def assert_same(fast: SourceTable | str, strict: SourceTable | str) -> None:
    if isinstance(fast, str) or isinstance(strict, str):
        assert fast == strict
        return
    pd.testing.assert_frame_equal(fast.cells, strict.cells)
    assert fast.rows.tolist() == strict.rows.tolist()
    assert fast.rows.dtype == strict.rows.dtype
    assert fast.file == strict.file
    assert fast.noted_lines == strict.noted_lines


@pytest.mark.parametrize(
    "behind",
    [
        [],
        [""],
        [",,,,,", " ", '"",,,,,'],
        [""] * 9,
        ["Total,2,,,,"],
        ["", "Total: 2", "", "End of report", ""],
        ["Total,3,,,,"],
        ["Total 3"],
    ],
)
def test_lines_behind_the_records_are_read_fast_and_just_as_strictly(behind: list[str]) -> None:
    text = lines(FIRST, SECOND, *behind)
    fast = said_by(read_fast, text)
    assert fast is not None
    assert_same(fast, said_by(read_strictly, text) or "")


@pytest.mark.parametrize(
    "rows",
    [
        [FIRST, "", SECOND],
        [FIRST, HEADING, SECOND],
        [FIRST, HEADING.upper(), SECOND],
        [FIRST, f"\ufeff{HEADING}", SECOND],
        [FIRST, SECOND.replace("A2", "Total")],
        [FIRST.replace("North", '"North\nof the river"')],
        [FIRST, f"{SECOND},"],
        ["", "Total,0"],
    ],
)
def test_what_may_be_no_record_among_the_records_is_left_to_the_strict_reader(
    rows: list[str],
) -> None:
    assert read_fast(lines(*rows)) is None


cell = st.text(st.sampled_from('ab1 ,"\N{NO-BREAK SPACE}é'), max_size=5)


no_record = st.sampled_from(
    ["", ",,,,,", HEADING, HEADING.upper(), f"\ufeff{HEADING}", "Total,,,,,", "Total,1", "1 record"]
)


@given(
    st.lists(st.lists(cell, min_size=6, max_size=6), min_size=1, max_size=6),
    st.booleans(),
    st.lists(no_record, max_size=2),
    st.lists(no_record, max_size=4),
)
def test_the_fast_reader_takes_nothing_that_the_strict_one_reads_otherwise(
    rows: list[list[str]], quoted: bool, between: list[str], behind: list[str]
) -> None:
    body = [
        ",".join(f'"{c.replace(chr(34), chr(34) * 2)}"' if quoted else c for c in row)
        for row in rows
    ]
    text = lines(*body[:2], *between, *body[2:], *behind)
    fast = said_by(read_fast, text)
    if fast is not None:
        assert_same(fast, said_by(read_strictly, text) or "")
