"""A damaged history, report or extract is told; never is another value taken for the stored one."""

from __future__ import annotations

import random
import shutil
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
    from pathlib import Path

pytestmark = pytest.mark.slow


NIGHTS = {WEDNESDAY: ROWS, THURSDAY: CHANGED_ROWS, FRIDAY: (*CHANGED_ROWS, assessment(6))}


@dataclass(frozen=True)
class Whole:
    """A world of three nights, the bytes of its history, and all that this holds."""

    world: World
    content: bytes
    held: list[tuple[object, ...]]

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
    return Whole(world, content, history_below(world.output))


@pytest.fixture
def world(whole_world: Whole, tmp_path: Path) -> World:
    return whole_world.copy(tmp_path / "copy")


slice_or_all = pytest.mark.parametrize(
    "count", [40, pytest.param(600, marks=pytest.mark.exhaustive)]
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


@pytest.mark.parametrize("number", range(3))
def test_verify_and_run_end_with_6_at_a_damaged_history_and_touch_nothing(
    whole_world: Whole, world: World, monitor: Monitor, number: int
) -> None:
    bit = bits_of_stored_words(whole_world.content)[number]
    (world.output / HISTORY).write_bytes(turned(whole_world.content, bit))
    nights, damaged = nights_seen(world.output), (world.output / HISTORY).read_bytes()

    verified = monitor("verify", "-c", world.config)
    assert verified.exit_code == 6
    assert "is damaged" in verified.err
    assert nights_seen(world.output) == nights

    failed = monitor("run", "-c", world.config, "--as-at", "2015-07-20")  # Monday
    assert failed.exit_code == 6
    assert "is damaged" in failed.err
    assert nights_seen(world.output) == nights
    assert (world.output / HISTORY).read_bytes() == damaged
    page = (world.output / "index.html").read_text(encoding="utf-8")
    assert "The night of Monday 20 July 2015 failed." in page
    assert "is damaged" in page
    assert "The newest reports are of Friday 17 July 2015." in page


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
    """Hold both ways of opening to it that nothing else is read; return whether they refused."""
    (world.output / HISTORY).write_bytes(damage)
    verified = [accepts(whole, world, each, where) for each in (verify, open_for_a_run)]
    assert verified[0] == verified[1], where
    return not verified[0]


def accepts(whole: Whole, world: World, opened: Callable[[World], None], where: str) -> bool:
    """Say whether a history is taken; if so, it must hold what the whole one does."""
    try:
        opened(world)
    except HistoryUnusable:
        return False
    assert history_below(world.output) == whole.held, where
    return True


def verify(world: World) -> None:
    """Hold every night to what was written."""
    for finding in verify_nights(order_of(world), None):
        assert finding.faults == ()


def open_for_a_run(world: World) -> None:
    """Open the history as a run does."""
    with open_history(world.output) as nights:
        assert nights.published() == tuple(NIGHTS)
        assert nights.prepared() is None


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


def bits_of_stored_words(content: bytes) -> list[int]:
    """Return a bit of each word `team` in facts and snapshots, where only a hash can tell."""
    return [place * 8 for place in range(len(content)) if content.startswith(b"team", place)]


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
