"""Any look-up is joined as the slow oracle joins it, and a large one in little time."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.assessments.columns import DATE_COLUMNS
from monitor.assessments.working_days import calendars_for
from monitor.extracts import read_extracts
from monitor.records.normalise import normalise
from monitor.records.sources import Sources
from schemas.door import rule_name
from tests.conftest import WHOLE
from tests.oracle.lookups import join_slowly
from tests.records.looking_up import Row, bare, lookup, written
from tests.support.making import INSPECTION_DAY, settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.records.records import Normalised

CALENDAR = calendars_for(INSPECTION_DAY, extra_bank_holidays=(), closures=()).manager


def joined(
    folder: Path, records: Sequence[Row], rows: Sequence[Row], by: str = "child_id"
) -> Normalised:
    """Normalise these records beside a look-up of these rows."""
    gives = [column for column in rows[0] if column != by]
    mapped = {column: f"The {column}" for column in records[0]}
    setting = lookup(*gives, by=by, minimum_rows=0)
    written(folder, "extract.csv", records, mapped)
    written(folder, "lookup.csv", rows, setting["columns"])
    both = settings_of(mapped, extract={"minimum_rows": 0}, lookups=[setting])
    read = read_extracts((*both.extracts, *both.lookups), folder=folder, as_at=INSPECTION_DAY)
    return normalise(Sources(read[:1], read[1:]), both, as_at=INSPECTION_DAY, calendar=CALENDAR)


def rows_of(*columns: str, least: int) -> st.SearchStrategy[list[Row]]:
    """Return rows of few ids and values, so that they meet, repeat and contradict each other."""
    dates = st.sampled_from(["", "10/07/2015", "31/07/2015", "soon"])
    texts = st.sampled_from(["", "X", "Y", " X "])
    ids = st.sampled_from(["", "1", "2", "3", " 2"])
    cells = {
        column: ids if column.endswith("_id") else dates if column in DATE_COLUMNS else texts
        for column in columns
    }
    written_rows = st.fixed_dictionaries(cells).filter(
        lambda each: any(map(str.strip, each.values()))
    )
    return st.lists(written_rows, min_size=least, max_size=10)


RECORDS = rows_of(*("assessment_id", "child_id", "start_date", "deadline", "worker"), least=1)


LOOKUPS = {
    "child_id": rows_of("child_id", "deadline", "worker", "team", "authorised_date", least=1),
    "assessment_id": rows_of(
        *("assessment_id", "child_id", "deadline", "worker", "referral_date"), least=1
    ),
}


@pytest.mark.parametrize("by", LOOKUPS)
@settings(max_examples=150 if WHOLE else 10)
@given(drawn=st.data())
def test_any_look_up_is_joined_as_by_the_oracle(by: str, drawn: st.DataObject) -> None:
    records, rows = drawn.draw(RECORDS), drawn.draw(LOOKUPS[by])
    with tempfile.TemporaryDirectory() as folder:
        found = joined(Path(folder), records, rows, by)
    expected = join_slowly(records, rows, by)
    for number, values in enumerate(expected.values):
        record = found.records.iloc[number]
        for column, value in values.items():
            cell = (
                record[column].date()
                if column in DATE_COLUMNS and pd.notna(record[column])
                else (None if column in DATE_COLUMNS else record[column] or None)
            )
            assert cell == value, (number, column)
        marked = {str(name) for name in found.marks.columns if found.marks[name].iloc[number]}
        own = {
            rule_name("unparsed_date", column)
            for column, cell in records[number].items()
            if column in DATE_COLUMNS and cell == "soon"
        }
        assert (
            marked - own
            == {rule_name(code, column) for column, code in expected.problems[number]} - own
        )
    noted = found.noted[["source_row", "column", "code"]]
    assert set(noted.itertuples(index=False, name=None)) == expected.of_rows


def test_a_hundred_thousand_records_are_joined_in_little_time(tmp_path: Path) -> None:
    count = 100_000
    records = [bare(f"C{n}", assessment_id=f"A{n}") for n in range(count)]
    rows = [{"child_id": f"C{n}", "team": "North", "deadline": "31/07/2015"} for n in range(count)]
    started = time.perf_counter()
    found = joined(tmp_path, records, rows)
    assert time.perf_counter() - started < 20
    assert (found.records["team"] == "North").all()
