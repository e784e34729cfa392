"""The chain: no night is lost or put in unseen, and each row has its turn to be checked."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.history.digests import SHARES, share
from monitor.history.nights import Damage, Nights
from tests.history.entries import FRIDAY, THURSDAY, WEDNESDAY, entry, in_memory, put

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def nights() -> Iterator[Nights]:
    """Open a history of three nights."""
    with closing(in_memory()) as connection:
        nights = Nights(connection)
        put(nights, entry(WEDNESDAY), entry(THURSDAY), entry(FRIDAY))
        yield nights


def links(nights: Nights) -> dict[int, str]:
    """Return the link of each run, and the anchor as that of 0."""
    return dict(nights._connection.execute("SELECT run, link_sha256 FROM chain ORDER BY run"))


def test_the_others_keep_their_links_when_the_oldest_are_forgotten(nights: Nights) -> None:
    before = links(nights)
    nights.forget([WEDNESDAY, THURSDAY])
    assert links(nights) == {0: before[2], 3: before[3]}
    assert nights.is_linked()


def test_the_later_ones_are_linked_again_when_one_between_is_forgotten(nights: Nights) -> None:
    before = links(nights)
    nights.forget([THURSDAY])
    after = links(nights)
    assert list(after) == [0, 1, 3]
    assert (after[0], after[1]) == (before[0], before[1])
    assert after[3] != before[3]
    assert nights.is_linked()


def test_a_night_that_is_replaced_is_linked_as_if_it_had_been_written_once(nights: Nights) -> None:
    before = links(nights)
    put(nights, entry(FRIDAY))
    assert list(links(nights).values()) == list(before.values())
    assert nights.is_linked()


def test_a_prepared_night_that_is_dropped_leaves_the_chain_as_it_was(nights: Nights) -> None:
    before = links(nights)
    nights.prepare(entry(date(2015, 7, 20)))  # Monday
    assert nights.is_linked()
    nights.settle(in_place=False)
    assert links(nights) == before


def test_a_history_of_which_every_night_was_forgotten_goes_on(nights: Nights) -> None:
    nights.forget([WEDNESDAY, THURSDAY, FRIDAY])
    assert nights.is_linked()
    put(nights, entry(FRIDAY))
    assert nights.is_linked()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM runs WHERE id = 3",
        "DELETE FROM runs WHERE id = 1",
        "UPDATE runs SET id = 7 WHERE id = 3",
        "UPDATE chain SET run = 7 WHERE run = 3",
        "DELETE FROM chain WHERE run = 2",
    ],
)
def test_a_night_that_is_missing_or_out_of_place_breaks_the_chain(
    nights: Nights, statement: str
) -> None:
    nights._connection.execute("PRAGMA foreign_keys = OFF")
    nights._connection.execute(statement)
    assert not nights.is_linked()


@pytest.mark.parametrize("block", [1, 7])
def test_each_row_has_its_turn_once_in_as_many_nights_as_there_are_shares(block: int) -> None:
    last = 1_000
    checked = [
        row
        for turn in range(5, 5 + SHARES)
        for rows in share(turn, last, block=block)
        for row in rows
        if row <= last
    ]
    assert sorted(checked) == list(range(last + 1))


def test_a_damaged_night_is_found_when_its_turn_comes(nights: Nights) -> None:
    nights._connection.execute("UPDATE snapshots SET content = x'00' WHERE run = 1")
    found: list[Damage] = []
    for number in range(1, SHARES + 1):
        put(nights, entry(FRIDAY + timedelta(days=number)))
        found += nights.damaged_of_tonight()
    assert found == [Damage(WEDNESDAY, "records")]


def test_a_damaged_step_is_found_when_its_turn_comes(nights: Nights) -> None:
    nights._connection.execute(
        "INSERT INTO steps VALUES (300, 1, '2015-07-16', 1, 0,"
        " 'R', 'began', 0, '', '', '', '', '', '', '', 'changed')"
    )
    found: list[Damage] = []
    for number in range(1, SHARES + 1):
        put(nights, entry(FRIDAY + timedelta(days=number)))
        found += nights.damaged_of_tonight()
    assert found == [Damage(THURSDAY, "answers")]


def test_a_damaged_answer_is_found_when_its_turn_comes(nights: Nights) -> None:
    nights._connection.execute(
        "INSERT INTO answers VALUES (300, '2015-07-16',"
        " '', '', '', '', '', '', '', '', '', '', 0, '', '', '', 'changed')"
    )
    found: list[Damage] = []
    for number in range(1, SHARES + 1):
        put(nights, entry(FRIDAY + timedelta(days=number)))
        found += nights.damaged_of_tonight()
    assert found == [Damage(THURSDAY, "answers")]
