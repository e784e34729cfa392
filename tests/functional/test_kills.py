"""A run is killed or ended at every step, and at random moments: no night is seen in part."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.functional.killing import ROOT, TERM, Blow, Judgement, Outcome, assert_ended, blows_at
from tests.support.worlds import (
    CHANGED_ROWS,
    THURSDAY,
    WEDNESDAY,
    World,
    files_below,
    fingerprint_of,
    history_below,
    is_whole,
    new_world,
    nights_seen,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.functional.killing import Forks
    from tests.support.worlds import Files

pytestmark = [
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="kills are tested on Linux only"),
]


@dataclass(frozen=True)
class Plan:
    """What the output folder holds before the run that is killed, and whether it can exchange."""

    #: Nights that are there already; Thursday's, where it is one, is run again and changed.
    nights_before: tuple[str, ...] = ()
    exchange: bool = True
    #: The step (by name, and which of that name) at which an earlier run was killed.
    interrupted_before: tuple[str, int] | None = None


THE_FIRST, BESIDE, AGAIN = (), ("2015-07-15",), ("2015-07-15", "2015-07-16")
PLANS = {
    "the first night": Plan(THE_FIRST),
    "a night beside another": Plan(BESIDE),
    "the same night again": Plan(AGAIN),
    "the same night again, no exchange": Plan(AGAIN, exchange=False),
    "a recovery before the move": Plan(BESIDE, interrupted_before=("os.rename", 1)),
    "a recovery after the exchange": Plan(AGAIN, interrupted_before=("os.rename", 1)),
    "a recovery between two renames": Plan(
        AGAIN, exchange=False, interrupted_before=("os.rename", 2)
    ),
}
#: Those that every run of the tests kills some steps of.
_EACH_TIME = {
    "the first night",
    "the same night again",
    "a recovery after the exchange",
    "a recovery between two renames",
}


_NOTHING = Outcome(0, "", "", (), ())


@dataclass(frozen=True)
class Scene:
    """A world just before a run, and what an undisturbed run of it does."""

    plan: Plan
    base: World
    judged: Judgement
    #: The nights and the list of nights before the run (and before an interrupted one), and after.
    nights_before: dict[str, Files]
    nights_after: dict[str, Files]
    indexes: tuple[bytes | None, ...]
    tree_after: Files
    history_after: list[tuple[object, ...]]
    undisturbed: Outcome

    def run(self, forks: Forks, world: World, blow: Blow | None = None, **how: Any) -> Outcome:
        """Run tonight in a copy of the base; sending is killed by tests of its own."""
        return forks.run(
            *world.run(THURSDAY, "--no-send"),
            cwd=world.folder,
            blow=blow,
            exchange=self.plan.exchange,
            judged=self.judged,
            **how,
        )


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(plan, id=name, marks=() if name in _EACH_TIME else pytest.mark.exhaustive)
        for name, plan in PLANS.items()
    ],
)
def scene(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, forks: Forks
) -> Scene:
    plan: Plan = request.param
    base = new_world(tmp_path_factory.mktemp("scene") / "base")
    for night in plan.nights_before:
        assert forks.run(*base.run(date.fromisoformat(night)), cwd=base.folder).exit_code == 0
    base.rewrite(CHANGED_ROWS)
    nights, index = nights_seen(base.output), _index(base)
    judged = Judgement(config=str(base.config), as_at="2015-07-16", version="changed")
    scene = Scene(plan, base, judged, nights, {}, (), {}, [], _NOTHING)
    undisturbed = _copy(base, base.folder.parent / "undisturbed")
    done = scene.run(forks, undisturbed, watched=True)
    assert done.exit_code == 0, done.err
    if plan.interrupted_before is not None:
        _interrupt(scene, forks, done.steps, *plan.interrupted_before)
        interrupted = _copy(base, base.folder.parent / "interrupted")
        done = scene.run(forks, interrupted, watched=True)
        assert files_below(interrupted.output) == files_below(undisturbed.output)
        assert history_below(interrupted.output) == history_below(undisturbed.output)
    return Scene(
        plan=plan,
        base=base,
        judged=judged,
        nights_before=nights,
        nights_after=nights_seen(undisturbed.output),
        indexes=(index, _index(undisturbed)),
        tree_after=files_below(undisturbed.output),
        history_after=history_below(undisturbed.output),
        undisturbed=done,
    )


def test_a_kill_or_sigterm_at_any_step_leaves_last_nights_reports_or_tonights(
    scene: Scene, forks: Forks, tmp_path: Path, *, whole: bool
) -> None:
    states_tried: set[str] = set()
    for blow in _blows(scene, whole=whole):
        world = _copy(scene.base, tmp_path / "world")
        step = scene.undisturbed.steps[blow.step - 1]
        where = f"{blow.deed} {blow.moment} step {blow.step}, {step}"
        assert_ended(scene.run(forks, world, blow), blow, where)
        if blow.deed == TERM:
            assert not list(world.output.glob("history.sqlite-*")), where
        _assert_only_whole_nights(scene, world, where)
        if (left := fingerprint_of(world.folder)) not in states_tried:
            states_tried.add(left)
            _assert_rerun_makes_it_as_if_nothing_had_been(scene, forks, world, where)
        shutil.rmtree(world.folder)


def test_a_kill_at_any_moment_of_a_real_run_leaves_last_nights_reports_or_tonights(
    forks: Forks, tmp_path: Path, *, whole: bool
) -> None:
    """The first is of a process of its own; the others publish a night that was judged before."""
    base = new_world(tmp_path / "base")
    for night in (WEDNESDAY, THURSDAY):
        assert forks.run(*base.run(night), cwd=base.folder).exit_code == 0
    base.rewrite(CHANGED_ROWS)
    judged = Judgement(config=str(base.config), as_at="2015-07-16", version="real")
    undisturbed = _copy(base, tmp_path / "undisturbed")
    assert forks.run(*undisturbed.run(), cwd=base.folder).exit_code == 0
    before, after = nights_seen(base.output), nights_seen(undisturbed.output)
    moments = random.Random(7)
    for number in range(20 if whole else 1):
        world = _copy(base, tmp_path / str(number))
        delay = moments.uniform(0, 0.04)
        if number:
            forks.run(*world.run(), cwd=world.folder, judged=judged, killed_after=delay)
        else:
            _kill_once_it_writes(world, delay)
        seen = nights_seen(world.output)
        assert seen in (before, after), f"killed {delay} s after it began to write"
        again = forks.run(*world.run(), cwd=world.folder, judged=judged)
        assert again.exit_code == 0, again.err
        assert files_below(world.output) == files_below(undisturbed.output)
        assert history_below(world.output) == history_below(undisturbed.output)


def _blows(scene: Scene, *, whole: bool) -> list[Blow]:
    """Return every blow, or a seeded slice of them.

    That a run ends at each of its steps when it is asked to is tried in one plan; in the others at
    some, since what is left to be cleared up is what a kill leaves.
    """
    every, some = blows_at(scene.undisturbed), random.Random(len(scene.undisturbed.steps))
    if not whole:
        return some.sample(every, 3)
    if scene.plan == PLANS["the same night again"]:
        return every
    kills = [blow for blow in every if blow.deed != TERM]
    return [*kills, *some.sample([blow for blow in every if blow.deed == TERM], 6)]


def _copy(world: World, folder: Path) -> World:
    shutil.copytree(world.folder, folder)
    return World(folder)


def _index(world: World) -> bytes | None:
    index = world.output / "index.html"
    return index.read_bytes() if index.exists() else None


def _interrupt(
    scene: Scene, forks: Forks, steps: tuple[str, ...], name: str, occurrence: int
) -> None:
    """Kill a run in the base itself, so that the next one has something to recover."""
    number = [step for step, each in enumerate(steps, start=1) if each == name][occurrence - 1]
    killed = scene.run(forks, scene.base, Blow(number))
    assert killed.exit_code == -signal.SIGKILL


def _assert_only_whole_nights(scene: Scene, world: World, where: str) -> None:
    seen = nights_seen(world.output)
    assert all(is_whole(night) for night in seen.values()), where
    tonight = seen.pop(THURSDAY.isoformat(), None)
    others = {night: files for night, files in scene.nights_before.items() if night in BESIDE}
    assert seen == others, where
    allowed = [each.get(THURSDAY.isoformat()) for each in (scene.nights_before, scene.nights_after)]
    assert tonight in ([*allowed, None] if not scene.plan.exchange else allowed), where
    assert _index(world) in scene.indexes, where


def _assert_rerun_makes_it_as_if_nothing_had_been(
    scene: Scene, forks: Forks, world: World, where: str
) -> None:
    again = scene.run(forks, world)
    assert again.exit_code == 0, f"{where}: {again.err}"
    assert files_below(world.output) == scene.tree_after, where
    assert history_below(world.output) == scene.history_after, where
    for path in world.output.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, f"{where}: {path} can be read by others"


def _kill_once_it_writes(world: World, delay: float) -> None:
    run = subprocess.Popen(  # noqa: S603  (the interpreter itself)
        [sys.executable, "-m", "monitor", *world.run()],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    staging = world.output / ".staging"
    until = time.monotonic() + 120
    while not staging.exists() and run.poll() is None and time.monotonic() < until:
        time.sleep(0.0005)
    time.sleep(delay)
    run.kill()
    run.wait()
