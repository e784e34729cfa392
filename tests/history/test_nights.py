"""The nights of a history: prepared, published, replaced, read again, forgotten."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.history import frames
from monitor.history.chain import Digests
from monitor.history.nights import Damage, Nights, Prepared
from monitor.history.store import HISTORY, open_history
from monitor.judgement.night import TrendRow
from monitor.judgement.snapshot import NO_NIGHT
from monitor.nights.past import past_of
from tests.history.entries import (
    CHILD,
    FRIDAY,
    THURSDAY,
    WEDNESDAY,
    entry,
    figures_of,
    in_memory,
    put,
    snapshot_of,
)
from tests.support.making import settings_of
from tests.support.storing import to_bytes
from tests.support.worlds import history_below

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTINGS = settings_of()


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    """Open a history in which no night is."""
    with open_history(tmp_path, create=True) as opened:
        yield opened


def test_a_prepared_night_is_not_yet_published(nights: Nights) -> None:
    nights.prepare(entry(WEDNESDAY))
    assert nights.prepared() == Prepared(WEDNESDAY, "manifest of 2015-07-15")
    assert nights.published() == ()
    assert nights.trend([WEDNESDAY]) == ()
    assert past_of(nights, FRIDAY, SETTINGS).before is None


def test_a_prepared_night_whose_reports_are_in_place_is_published(nights: Nights) -> None:
    nights.prepare(entry(WEDNESDAY))
    nights.settle(in_place=True)
    assert nights.prepared() is None
    assert nights.published() == (WEDNESDAY,)


def test_a_prepared_night_whose_reports_are_not_in_place_is_dropped_with_its_figures(
    nights: Nights, tmp_path: Path
) -> None:
    put(nights, entry(WEDNESDAY))
    before = history_below(tmp_path)
    nights.prepare(entry(THURSDAY))
    nights.settle(in_place=False)
    assert nights.prepared() is None
    assert history_below(tmp_path) == before
    assert rows_of(nights, "figures") == 3


def test_only_the_night_that_was_prepared_last_is_kept(nights: Nights) -> None:
    nights.prepare(entry(WEDNESDAY))
    nights.prepare(entry(THURSDAY))
    assert nights.prepared() == Prepared(THURSDAY, "manifest of 2015-07-16")
    assert rows_of(nights, "runs") == 1
    assert rows_of(nights, "figures") == 3


def test_a_night_that_is_published_again_stands_once_with_its_new_figures(nights: Nights) -> None:
    put(nights, entry(WEDNESDAY), entry(THURSDAY))
    again = [figures_of(THURSDAY, "Ambleford", records=9)]
    put(nights, entry(THURSDAY, manifest_sha256="another", figures=again))
    assert nights.published() == (WEDNESDAY, THURSDAY)
    assert nights.facts(THURSDAY)[0] == "another"
    assert nights.trend([THURSDAY]) == tuple(again)
    assert rows_of(nights, "runs") == 2
    assert rows_of(nights, "figures") == 4


def test_a_replacement_that_is_dropped_leaves_the_night_as_it_was(
    nights: Nights, tmp_path: Path
) -> None:
    put(nights, entry(WEDNESDAY))
    before = history_below(tmp_path)
    nights.prepare(entry(WEDNESDAY, manifest_sha256="another"))
    assert nights.published() == (WEDNESDAY,)
    nights.settle(in_place=False)
    assert history_below(tmp_path) == before


def test_a_night_that_cannot_be_stored_whole_is_not_stored_at_all(
    nights: Nights, tmp_path: Path
) -> None:
    put(nights, entry(WEDNESDAY))
    before = history_below(tmp_path)
    wrong = [figures_of(THURSDAY, "Ambleford")._replace(records="many")]  # type: ignore[arg-type]  # the point
    with pytest.raises(sqlite3.IntegrityError):
        nights.prepare(entry(THURSDAY, figures=wrong))
    assert history_below(tmp_path) == before


def test_what_was_stored_is_read_as_it_was(nights: Nights) -> None:
    facts = {
        "problems": {"missing_deadline": 2},
        "inputs": [
            {"name": "extract.csv", "records_sha256": "ab", "records_since": "2015-07-14"},
            {"name": "a look-up", "sha256": "cd"},
        ],
        "alarms": [["stale", "extract.csv"]],
        "authority": "Ämbleford",
        "settings": {"extracts": [], "rules": {"missed_stays_missed": True}},
        "restored": ["2015-07-14"],
    }
    put(nights, entry(WEDNESDAY, facts=facts, records_read=7))
    assert nights.facts(WEDNESDAY) == ("manifest of 2015-07-15", facts)
    before = past_of(nights, THURSDAY, SETTINGS).before
    assert before is not None
    pd.testing.assert_frame_equal(before.records, frames.from_bytes(entry(WEDNESDAY).snapshot))
    assert (before.night, before.read) == (WEDNESDAY, 7)
    assert before.problems == {"missing_deadline": 2}
    assert before.records_since == {"ab": "2015-07-14"}
    assert before.alarms == {("stale", "extract.csv")}
    assert before.restored == (date(2015, 7, 14),)


def test_the_first_night_has_nothing_to_be_compared_with(nights: Nights) -> None:
    past = past_of(nights, WEDNESDAY, SETTINGS)
    assert (past.before, past.next_life, past.trend) == (None, 0, ())


def test_a_night_is_compared_with_the_newest_one_before_it(nights: Nights) -> None:
    put(nights, entry(WEDNESDAY), entry(THURSDAY), entry(FRIDAY))
    for as_at, expected in (
        (WEDNESDAY, None),
        (THURSDAY, WEDNESDAY),
        (FRIDAY, THURSDAY),
        (date(2015, 7, 20), FRIDAY),  # Monday
    ):
        before = past_of(nights, as_at, SETTINGS).before
        assert (before and before.night) == expected


def test_a_new_assessment_gets_a_number_that_no_other_night_has_given(nights: Nights) -> None:
    put(
        nights,
        entry(WEDNESDAY, next_life=20),
        entry(THURSDAY, next_life=50),
        entry(FRIDAY, next_life=30),
    )
    assert past_of(nights, FRIDAY, SETTINGS).next_life == 50
    assert past_of(nights, THURSDAY, SETTINGS).next_life == 30
    assert past_of(nights, WEDNESDAY, SETTINGS).next_life == 50


def test_the_trend_tells_the_chosen_nights_in_order_the_service_before_its_teams(
    nights: Nights,
) -> None:
    put(nights, entry(WEDNESDAY), entry(THURSDAY), entry(FRIDAY))
    told = nights.trend([THURSDAY, WEDNESDAY])
    names = ("Ambleford", "North", "Süd")
    assert [(row.night, row.name) for row in told] == [
        (night, name) for night in (WEDNESDAY, THURSDAY) for name in names
    ]
    assert told[:3] == tuple(entry(WEDNESDAY).figures)


def test_a_forgotten_night_is_gone_with_its_figures(nights: Nights, tmp_path: Path) -> None:
    put(nights, entry(THURSDAY))
    kept = history_below(tmp_path)
    put(nights, entry(WEDNESDAY))
    nights.forget([WEDNESDAY])
    assert nights.published() == (THURSDAY,)
    assert history_below(tmp_path) == kept
    assert rows_of(nights, "figures") == 3


@pytest.mark.parametrize("rows", [1, 4_000], ids=["in a page", "over many pages"])
def test_the_file_holds_nothing_more_of_a_child_who_was_forgotten(
    nights: Nights, tmp_path: Path, rows: int
) -> None:
    children = [{"child_id": f"{CHILD}{number}"} for number in range(rows)]
    put(
        nights,
        entry(WEDNESDAY, snapshot=snapshot_of(*children), accepted=CHILD),
        entry(THURSDAY, snapshot=NO_NIGHT),
    )
    snapshot = stored_snapshot(nights, WEDNESDAY)
    assert pieces_left(tmp_path, snapshot)
    assert CHILD.encode() in (tmp_path / HISTORY).read_bytes()
    nights.forget([WEDNESDAY])
    assert pieces_left(tmp_path, snapshot) == []
    assert CHILD.encode() not in (tmp_path / HISTORY).read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == [HISTORY]


def test_the_file_holds_nothing_more_of_a_night_that_was_replaced(
    nights: Nights, tmp_path: Path
) -> None:
    put(nights, entry(WEDNESDAY, accepted=CHILD))
    put(nights, entry(WEDNESDAY, snapshot=NO_NIGHT))
    assert CHILD.encode() not in (tmp_path / HISTORY).read_bytes()


def test_nights_that_were_stored_as_written_are_not_damaged(nights: Nights) -> None:
    put(nights, entry(WEDNESDAY), entry(THURSDAY, compared_with=WEDNESDAY, accepted="so it is"))
    nights.prepare(entry(FRIDAY, snapshot=NO_NIGHT, figures=[]))
    assert nights.is_linked()
    assert nights.damaged() == ()


DAMAGE = {
    "night": "UPDATE runs SET night = '2015-07-14' WHERE night = '2015-07-15'",
    "manifest_sha256": "UPDATE runs SET manifest_sha256 = manifest_sha256 || ' '",
    "compared_with": "UPDATE runs SET compared_with = NULL",
    "accepted": "UPDATE runs SET accepted = 'yes'",
    "records_read": "UPDATE runs SET records_read = records_read + 1",
    "next_life": "UPDATE runs SET next_life = next_life + 1",
    "facts": "UPDATE runs SET facts = facts || ' '",
    "content": "UPDATE snapshots SET content = zeroblob(length(content))",
    "no content": "DELETE FROM snapshots",
    **{
        column: f"UPDATE chain SET {column} = lower(hex(zeroblob(32))) WHERE run = 1"  # noqa: S608  (a column of the chain)
        for column in (*Digests._fields, "link_sha256")
    },
    "place": "UPDATE figures SET place = 7 WHERE place = 2",
    "name": "UPDATE figures SET name = 'South' WHERE place = 1",
    **{
        column: f"UPDATE figures SET {column} = coalesce({column}, 0) + 1 WHERE place = 1"  # noqa: S608  (a column of the model)
        for column in TrendRow._fields[2:-1]
    },
    "a row of figures less": "DELETE FROM figures WHERE place = 2",
    "a row of figures more": (
        "INSERT INTO figures SELECT run, 3, 'South', records, exceptions, overdue, no_deadline,"
        " past_deadline, past_deadline_of, mean_working_days_late, max_working_days_late,"
        " child_not_seen, within_limit, within_limit_of FROM figures WHERE place = 2"
    ),
}


@pytest.mark.parametrize("statement", list(DAMAGE.values()), ids=list(DAMAGE))
def test_a_stored_value_that_was_changed_is_found(nights: Nights, statement: str) -> None:
    put(nights, entry(WEDNESDAY, compared_with=date(2015, 7, 14)))  # Tuesday
    assert nights.is_linked()
    assert nights.damaged() == ()
    nights._connection.execute(statement)
    assert not nights.is_linked() or nights.damaged() == (Damage(WEDNESDAY, "records"),)


def test_the_damaged_night_is_named_and_the_others_are_not(nights: Nights) -> None:
    put(nights, entry(WEDNESDAY), entry(THURSDAY), entry(FRIDAY))
    nights._connection.execute("UPDATE runs SET facts = '{}' WHERE night = '2015-07-16'")
    assert nights.damaged() == (Damage(THURSDAY, "records"),)


def test_every_column_of_the_history_is_among_the_damage_of_these_tests(nights: Nights) -> None:
    told = {
        row[1]
        for table in ("runs", "figures", "snapshots", "chain")
        for row in nights._connection.execute(f"PRAGMA table_info({table})")
    }
    assert told - set(DAMAGE) == {"id", "state", "run"}


figures = st.builds(
    TrendRow,
    night=st.just(WEDNESDAY),
    name=st.text(st.characters(exclude_categories=["Cs"])),
    mean_working_days_late=st.none() | st.floats(min_value=0, allow_infinity=False),
    max_working_days_late=st.none() | st.integers(0, 100_000),
    **dict.fromkeys(
        (field for field in TrendRow._fields[2:-1] if "working_days" not in field),
        st.integers(0, 10_000_000),
    ),
)


@settings(max_examples=settings().max_examples // 3)
@given(rows=st.lists(figures, max_size=4), facts=st.dictionaries(st.text(), st.text()))
def test_whatever_is_stored_is_read_again_and_found_to_be_whole(
    rows: list[TrendRow], facts: dict[str, str]
) -> None:
    with closing(in_memory()) as connection:
        nights = Nights(connection)
        put(nights, entry(WEDNESDAY, figures=rows, facts=facts))
        assert nights.damaged() == ()
        read = nights.trend([WEDNESDAY])
        assert [row[:-1] for row in read] == [row[:-1] for row in rows]
        assert [row.is_service for row in read] == [place == 0 for place in range(len(rows))]
        assert nights.facts(WEDNESDAY)[1] == facts


def rows_of(nights: Nights, table: str) -> int:
    """Count the rows of a table."""
    ((count,),) = nights._connection.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  (a table of the tests)
    return int(count)


def stored_snapshot(nights: Nights, night: date) -> bytes:
    """Return the bytes of a snapshot as they stand in the file."""
    ((content,),) = nights._connection.execute(
        "SELECT content FROM runs JOIN snapshots ON run = id WHERE night = ?", (night.isoformat(),)
    )
    return bytes(content)


def pieces_left(output: Path, content: bytes) -> list[int]:
    """Return where pieces of 16 bytes of this snapshot, not part of any, stand in the file."""
    raw, common = (output / HISTORY).read_bytes(), to_bytes(NO_NIGHT)
    pieces = {start: content[start : start + 16] for start in range(0, len(content), 16)}
    own = {start: piece for start, piece in pieces.items() if piece not in common}
    return [start for start, piece in own.items() if len(set(piece)) > 8 and piece in raw]
