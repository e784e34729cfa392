"""A damaged history, report or extract is told; never is another value taken for the stored one."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from monitor.delivery import CHANNELS
from monitor.errors import HistoryUnusable
from monitor.extracts import READERS
from monitor.history.store import HISTORY, open_history
from monitor.nights.night import run_night
from monitor.nights.order import Order
from monitor.nights.verification import verify_nights
from monitor.settings.reading import read_settings
from tests.support.making import Answered, Monitor, order_for
from tests.support.worlds import (
    CHANGED_ROWS,
    FRIDAY,
    ROWS,
    THURSDAY,
    WEDNESDAY,
    World,
    assessment,
    history_below,
    new_world,
    nights_seen,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

pytestmark = pytest.mark.slow


NIGHTS = {WEDNESDAY: ROWS, THURSDAY: CHANGED_ROWS, FRIDAY: (*CHANGED_ROWS, assessment(6))}


@dataclass(frozen=True)
class Whole:
    """A world of three nights, the bytes of its history, what it holds and what a run reads."""

    world: World
    content: bytes
    held: list[tuple[object, ...]]
    read: tuple[object, ...]

    def copy(self, folder: Path) -> World:
        """Copy the world, so that it may be damaged."""
        shutil.copytree(self.world.folder, folder)
        return World(folder)


@pytest.fixture(scope="module")
def whole_world(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    world = new_world(tmp_path_factory.mktemp("three nights") / "world")
    settings = read_settings(world.config, formats=READERS, channels=CHANNELS)
    for night, rows in NIGHTS.items():
        world.rewrite(rows)
        run_night(order_for(world.folder, settings, as_at=night))
    content = (world.output / HISTORY).read_bytes()
    return Whole(world, content, history_below(world.output), read_for_a_run(world))


@pytest.fixture
def world(whole_world: Whole, tmp_path: Path) -> World:
    return whole_world.copy(tmp_path / "copy")


slice_or_all = pytest.mark.parametrize(
    "count", [20, pytest.param(250, marks=pytest.mark.exhaustive)]
)


@slice_or_all
def test_a_single_bit_that_turned_is_told_or_changes_nothing_that_is_read(
    whole_world: Whole, world: World, count: int
) -> None:
    refused = 0
    for bit in bits(whole_world.content, count):
        damage = turned(whole_world.content, bit)
        refused += is_refused_or_read_unchanged(whole_world, world, damage, f"bit {bit}")
    assert refused > count // 4, "the bits stood where nothing is kept"


@slice_or_all
def test_a_history_that_was_cut_is_told_or_changes_nothing_that_is_read(
    whole_world: Whole, world: World, count: int
) -> None:
    lengths = random.Random(11).sample(range(len(whole_world.content)), count)
    refused = 0
    for length in lengths:
        damage = whole_world.content[:length]
        refused += is_refused_or_read_unchanged(whole_world, world, damage, f"{length} bytes")
    assert refused > count * 0.9, "almost every cut takes something away"


@pytest.mark.parametrize(
    ("night", "damage"),
    [
        (FRIDAY, "UPDATE snapshots SET content = zeroblob(length(content)) WHERE run = 3"),
        (WEDNESDAY, "UPDATE figures SET overdue = overdue + 1 WHERE run = 1"),
        (WEDNESDAY, "UPDATE runs SET facts = replace(facts, 'team', 'tean') WHERE id = 1"),
    ],
    ids=["the newest records", "figures", "facts"],
)
def test_verify_names_the_damaged_night_and_a_run_that_reads_it_ends_with_6_and_touches_nothing(
    world: World, monitor: Monitor, night: date, damage: str
) -> None:
    by_hand(world, damage)
    nights, held = nights_seen(world.output), history_below(world.output)

    verified = monitor("verify", "-c", world.config)
    assert verified.exit_code == 6
    assert [line for line in verified.out.splitlines() if "DAMAGED" in line] == [
        f"{night}: DAMAGED"
    ]
    assert nights_seen(world.output) == nights

    failed = monitor("run", "-c", world.config, "--as-at", "2015-07-20")  # Monday
    assert failed.exit_code == 6
    assert "is damaged" in failed.err
    assert nights_seen(world.output) == nights
    assert history_below(world.output) == held
    page = (world.output / "index.html").read_text(encoding="utf-8")
    assert "The night of Monday 20 July 2015 failed." in page
    assert "is damaged" in page
    assert "The newest reports are of Friday 17 July 2015." in page


def test_records_that_no_run_reads_are_found_when_their_turn_comes(
    world: World, monitor: Monitor
) -> None:
    by_hand(world, "UPDATE snapshots SET content = zeroblob(length(content)) WHERE run = 1")
    assert "2015-07-15: DAMAGED" in monitor("verify", "-c", world.config).out
    assert monitor(*world.run(FRIDAY)).exit_code == 0
    by_hand(world, "UPDATE snapshots SET content = zeroblob(length(content))")
    assert monitor(*world.run(FRIDAY)).exit_code == 6


def test_the_history_put_back_from_a_backup_goes_on_as_if_nothing_had_been(
    whole_world: Whole, world: World, monitor: Monitor
) -> None:
    (world.output / HISTORY).write_bytes(whole_world.content[:5000])
    assert monitor(*world.run(FRIDAY)).exit_code == 6
    (world.output / HISTORY).write_bytes(whole_world.content)
    done = monitor(*world.run(FRIDAY))
    assert done.exit_code == 0, done.err
    assert nights_seen(world.output) == nights_seen(whole_world.world.output)
    assert history_below(world.output) == whole_world.held


def test_nights_that_are_as_they_were_written_are_told_so(world: World, monitor: Monitor) -> None:
    found = monitor("verify", "-c", world.config)
    assert found.exit_code == 0, found.err
    lines = found.out.splitlines()
    for night in NIGHTS:
        assert f"{night}: as it was written" in lines
    assert "DAMAGED" not in found.out


def change(world: World) -> None:
    """Change one byte of a published report; its length stays."""
    page = world.night() / "assessments.csv"
    content = bytearray(page.read_bytes())
    content[-3] ^= 1
    page.write_bytes(content)


def add(world: World) -> None:
    """Lay a file beside the published reports of the teams."""
    (world.night() / "teams" / "notes.txt").write_text("mine")


def remove(world: World) -> None:
    """Remove a published report."""
    (world.night() / "problems.csv").unlink()


def replace_manifest(world: World) -> None:
    """Put the manifest of another night in the place of this night's."""
    shutil.copy(world.night(FRIDAY) / "manifest.json", world.night() / "manifest.json")


def remove_night(world: World) -> None:
    """Remove all reports of a night."""
    shutil.rmtree(world.night())


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (change, "assessments.csv was changed"),
        (add, "teams/notes.txt was not published"),
        (remove, "problems.csv is missing"),
        (replace_manifest, "manifest.json is not the one that was published"),
        (remove_night, "its reports are missing"),
    ],
)
def test_a_published_report_that_is_not_as_it_was_is_named_and_ends_with_6(
    world: World, monitor: Monitor, damage: Callable[[World], None], said: str
) -> None:
    damage(world)
    found = monitor("verify", "-c", world.config)
    assert found.exit_code == 6
    assert "2015-07-16: DAMAGED" in found.out
    assert told_of(found, "2015-07-16")[0] == said
    for other in (WEDNESDAY, FRIDAY):
        assert f"{other}: as it was written" in found.out


def test_a_damaged_night_does_not_make_the_others_fail_when_one_is_asked_for(
    world: World, monitor: Monitor
) -> None:
    change(world)
    assert monitor("verify", "-c", world.config, "2015-07-17").exit_code == 0
    assert monitor("verify", "-c", world.config, "2015-07-16").exit_code == 6


def test_reports_that_the_history_does_not_know_are_told(world: World, monitor: Monitor) -> None:
    shutil.copytree(world.night(), world.output / "2015-07-18")
    found = monitor("verify", "-c", world.config)
    assert found.exit_code == 6
    assert told_of(found, "2015-07-18") == ["its reports are there, but it is not in the history"]


def test_an_extract_that_was_replaced_or_is_gone_is_told_and_is_no_fault(
    world: World, monitor: Monitor
) -> None:
    found = monitor("verify", "-c", world.config)
    assert found.exit_code == 0
    assert "extract.csv is the file that was read" in told_of(found, "2015-07-17")
    assert "extract.csv holds something else by now" in told_of(found, "2015-07-16")

    world.extract.unlink()
    found = monitor("verify", "-c", world.config)
    assert found.exit_code == 0
    for night in NIGHTS:
        assert "extract.csv is not there any more" in told_of(found, night.isoformat())


def test_a_night_that_never_was_cannot_be_verified(world: World, monitor: Monitor) -> None:
    found = monitor("verify", "-c", world.config, "2015-07-14")
    assert found.exit_code == 2
    assert "neither published nor in the history" in found.err


def is_refused_or_read_unchanged(whole: Whole, world: World, damage: bytes, where: str) -> bool:
    """Check that no way of opening reads anything else; return whether `verify` refused.

    A run checks what it reads and a share of the rest; `verify` finds that and all else.
    """
    (world.output / HISTORY).write_bytes(damage)
    taken = accepts(world, read_all, whole.held, where)
    taken_for_a_run = accepts(world, read_for_a_run, whole.read, where)
    assert taken_for_a_run or not taken, where
    return not taken


def accepts(world: World, reading: Callable[[World], object], expected: object, where: str) -> bool:
    """True if a history is taken; if so, what is read of it must be as expected."""
    try:
        read = reading(world)
    except HistoryUnusable:
        return False
    assert read == expected, where
    return True


def read_all(world: World) -> object:
    """Hold every night to what was written, and return all that the history holds."""
    if any(finding.faults for finding in verify_nights(order_of(world), None)):
        raise HistoryUnusable("a night is damaged")
    return history_below(world.output)


def read_for_a_run(world: World) -> tuple[object, ...]:
    """Open the history as a run does, and return what a run reads."""
    with open_history(world.output) as nights:
        published = nights.published()
        return (
            published,
            nights.prepared(),
            nights.records(published[-1]).to_csv(),
            [nights.facts(night) for night in published],
            nights.trend(published),
            nights.outbox.posted(),
            nights.answers.all().to_csv(),
            nights.steps.of().to_csv(),
        )


def by_hand(world: World, statement: str) -> None:
    """Change the history by a hand that knows of no hashes."""
    with closing(sqlite3.connect(world.output / HISTORY)) as connection, connection:
        connection.execute(statement)


def order_of(world: World) -> Order:
    """Return what `verify` is asked to do in this world."""
    return Order(
        settings=read_settings(world.config, formats=READERS, channels=CHANNELS),
        folder=world.folder,
        as_at=FRIDAY,
        as_at_given=False,
        output=world.output,
    )


def bits(content: bytes, count: int) -> Iterator[int]:
    """Yield seeded bits: half of them anywhere, half of them where the file is not empty."""
    chosen = random.Random(7)
    used = [place for place, byte in enumerate(content) if byte]
    for number in range(count):
        place = chosen.choice(used) if number % 2 else chosen.randrange(len(content))
        yield place * 8 + chosen.randrange(8)


def turned(content: bytes, bit: int) -> bytes:
    """Return the content with one bit turned."""
    place, number = divmod(bit, 8)
    return content[:place] + bytes([content[place] ^ (1 << number)]) + content[place + 1 :]


def told_of(found: Answered, night: str) -> list[str]:
    """Return what `verify` said of one night."""
    lines = found.out.splitlines()
    first = next(number for number, line in enumerate(lines, 1) if line.startswith(night))
    last = next((n for n in range(first, len(lines)) if not lines[n].startswith(" ")), len(lines))
    return [line.strip() for line in lines[first:last]]
