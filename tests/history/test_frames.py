"""What is put into the history as a snapshot comes out as it was, with its types."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.history import frames
from monitor.judgement.snapshot import NO_NIGHT, TYPES
from tests.history.entries import snapshot_of
from tests.support.storing import to_bytes

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES: dict[str, SearchStrategy[Any]] = {
    "str": st.sampled_from(["", "North", "0012345", "NA", "None", "\x00"]) | texts,
    "datetime64[s]": st.none() | st.dates().map(pd.Timestamp),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "Int32": st.none() | st.integers(-(2**31), 2**31 - 1),
    "bool": st.booleans(),
}
rows = st.fixed_dictionaries({column: VALUES[kind] for column, kind in TYPES.items()})


@settings(max_examples=settings().max_examples // 3)  # each draws some 200 values
@given(st.lists(rows, max_size=6))
def test_a_snapshot_comes_out_as_it_went_in_and_is_the_same_to_the_byte(
    made: list[dict[str, Any]],
) -> None:
    snapshot = snapshot_of(*made)
    content = to_bytes(snapshot)
    again = frames.from_bytes(content)
    pd.testing.assert_frame_equal(again, snapshot)
    assert {column: str(kind) for column, kind in again.dtypes.items()} == TYPES
    assert to_bytes(again) == content
    assert to_bytes(snapshot.set_axis(range(7, 7 + len(snapshot)))) == content


def test_a_snapshot_without_a_record_keeps_its_columns_and_their_types() -> None:
    again = frames.from_bytes(to_bytes(NO_NIGHT))
    pd.testing.assert_frame_equal(again, NO_NIGHT)
    assert {column: str(kind) for column, kind in again.dtypes.items()} == TYPES


def test_a_snapshot_of_nothing_but_blanks_stays_blank() -> None:
    blank = snapshot_of({}, {})
    again = frames.from_bytes(to_bytes(blank))
    pd.testing.assert_frame_equal(again, blank)
    assert again["deadline"].isna().all()
    assert again["working_days_late"].isna().all()
    assert (again["team"] == "").all()


def test_only_the_columns_that_are_asked_for_are_read_in_the_order_asked_for() -> None:
    snapshot = snapshot_of(
        {"life": 3, "team": "North", "deadline": pd.Timestamp(date(2015, 7, 16))}
    )
    again = frames.table_of(to_bytes(snapshot), ("team", "life"))
    pd.testing.assert_frame_equal(frames.frame_of(again), snapshot[["team", "life"]])


def test_a_text_that_stands_in_every_record_is_stored_once() -> None:
    once = len(to_bytes(snapshot_of({"team": "A long name of a team, as they are"})))
    often = len(to_bytes(snapshot_of(*[{"team": "A long name of a team, as they are"}] * 999)))
    assert often < 3 * once
