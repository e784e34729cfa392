"""The disk is full, read-only or not ours: one clear line, exit code 6, nothing half done."""

from __future__ import annotations

import itertools
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.functional.killing import Blow, Judgement
from tests.support.worlds import (
    CHANGED_ROWS,
    THURSDAY,
    WEDNESDAY,
    World,
    files_below,
    fingerprint_of,
    is_whole,
    new_world,
    nights_seen,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.functional.killing import Forks, Outcome
    from tests.support.worlds import Files

pytestmark = pytest.mark.slow

ERRORS = {
    "ENOSPC": "No space left on device",
    "EROFS": "Read-only file system",
    "EACCES": "Permission denied",
}


class Scene:
    """Thursday is run again with another extract."""

    def __init__(self, forks: Forks, base: World, folder: Path, *, exchange: bool) -> None:
        self.forks, self.base, self.exchange = forks, base, exchange
        self.judged = Judgement(config=str(self.base.config), as_at="2015-07-16", version="errors")
        undisturbed = self.copy(folder / "undisturbed")
        self.done = self.run(undisturbed, watched=True)
        self.steps = self.done.steps
        self.nights_before = nights_seen(self.base.output)
        self.nights_after = nights_seen(undisturbed.output)
        self.tree_after = files_below(undisturbed.output)

    def copy(self, folder: Path) -> World:
        shutil.copytree(self.base.folder, folder)
        return World(folder)

    def run(self, world: World, blow: Blow | None = None, *, watched: bool = False) -> Outcome:
        return self.forks.run(
            *world.run(),
            cwd=world.folder,
            blow=blow,
            exchange=self.exchange,
            judged=self.judged,
            watched=watched,
        )


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> World:
    """Publish Wednesday and Thursday, and change the extract."""
    world = new_world(tmp_path_factory.mktemp("base"))
    for night in (WEDNESDAY, THURSDAY):
        assert forks.run(*world.run(night), cwd=world.folder).exit_code == 0
    world.rewrite(CHANGED_ROWS)
    return world


@pytest.fixture(scope="module", params=[True, False], ids=["exchange", "two renames"])
def scene(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    forks: Forks,
    base: World,
) -> Scene:
    return Scene(forks, base, tmp_path_factory.mktemp("errors"), exchange=request.param)


def test_an_error_at_any_step_ends_with_6_or_4_and_leaves_no_mixture(
    scene: Scene, tmp_path: Path, *, whole: bool
) -> None:
    states_tried: set[str] = set()
    for blow in _blows(scene, whole=whole):
        world = scene.copy(tmp_path / "world")
        where = f"{blow} at {scene.steps[blow.step - 1]}"
        failed = scene.run(world, blow)
        if failed.exit_code == 4:
            assert nights_seen(world.output) == scene.nights_after, where
            assert f"({ERRORS[blow.deed]})" in failed.out, f"{where}: {failed.out}"
        else:
            assert failed.exit_code == 6, where
            assert _said(failed) == ERRORS[blow.deed], f"{where}: {failed.err}"
        _assert_night_is_whole_and_others_untouched(scene, world, blow)
        if (left := fingerprint_of(world.folder)) not in states_tried:
            states_tried.add(left)
            again = scene.run(world)
            assert again.exit_code == 0, f"{where}: {again.err}"
            assert _but_notices(files_below(world.output)) == scene.tree_after, where
        shutil.rmtree(world.folder)


def test_a_disk_that_fills_while_staging_leaves_the_night_as_it_was_and_nothing_else(
    scene: Scene, tmp_path: Path
) -> None:
    world = scene.copy(tmp_path / "world")
    written = scene.steps.index("monitor.durable.write_file") + 1
    scene.run(world, Blow(written, deed="ENOSPC"))
    index = (world.output / "index.html").read_text(encoding="utf-8")
    assert nights_seen(world.output) == scene.nights_before
    assert not (world.output / ".staging").exists()
    assert "The night of Thursday 16 July 2015 failed." in index
    assert "No space left on device" in index
    assert str(tmp_path) not in index


def test_what_it_says_is_true_when_the_night_was_in_place_before_the_error(
    scene: Scene, tmp_path: Path
) -> None:
    world = scene.copy(tmp_path / "world")
    removed = [step for step, name in enumerate(scene.steps, start=1) if name == "os.rmdir"][-1]
    failed = scene.run(world, Blow(removed, deed="EACCES"))
    assert nights_seen(world.output) == scene.nights_after
    assert "in place" in failed.err


def _blows(scene: Scene, *, whole: bool) -> list[Blow]:
    """Return an error at every step, once and from then on, or a seeded slice of them.

    The errors take turns. The steps before the first own one only ask for the output folder, which
    is there already. Where a function of ours begins with a call of the system, that call fails.
    Without an exchange only the steps from there until the history says that the night is in place
    are others.
    """
    steps = scene.steps
    first = next(n for n, name in enumerate(steps, start=1) if name.startswith("monitor."))
    last = len(steps)
    if not scene.exchange:
        first = steps.index("monitor.durable.exchange") + 1
        last = steps.index("sql.COMMIT", first) + 1
    turns = itertools.cycle(ERRORS)
    every = [
        Blow(number, deed=next(turns), lasting=lasting)
        for number in range(first, last + 1)
        if not _begins_with_a_call(scene.done, number)
        for lasting in (False, True)
    ]
    return every if whole else random.Random(len(steps)).sample(every, 2)


def _begins_with_a_call(done: Outcome, number: int) -> bool:
    """True if a step is a function of ours, whose first is the next: a call of the system."""
    names = done.steps[number - 1 : number + 1]
    of = tuple(name.partition(".")[0] for name in names)
    return of == ("monitor", "os") and not done.is_new(number + 1)


def _but_notices(files: Files) -> Files:
    """Return the files but for the notice of a night that failed, which stays once it is sent."""
    return {path: content for path, content in files.items() if "-notice-" not in path}


def _said(failed: Outcome) -> str:
    """Return the reason in brackets of the last line."""
    line = failed.err.splitlines()[-1]
    assert "Z ERROR " in line
    return line.rpartition("(")[2].rstrip(")")


def _assert_night_is_whole_and_others_untouched(scene: Scene, world: World, blow: Blow) -> None:
    seen = nights_seen(world.output)
    assert all(is_whole(night) for night in seen.values()), blow
    tonight = seen.pop(THURSDAY.isoformat(), None)
    assert seen == {WEDNESDAY.isoformat(): scene.nights_before[WEDNESDAY.isoformat()]}, blow
    if tonight is None:
        # Between two renames, with a disk that then refuses to put the night back.
        assert blow.lasting, blow
        assert not scene.exchange, blow
    else:
        assert tonight in (
            scene.nights_before[THURSDAY.isoformat()],
            scene.nights_after[THURSDAY.isoformat()],
        ), blow
