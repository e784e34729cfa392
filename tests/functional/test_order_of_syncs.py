"""What a real run asks of the system, in which order: after a power cut nothing is half done.

The order is that of a night that no power cut could break: every staged file is on the disk before
the history says that a night is prepared, that before the reports are put in place, that before
the history says that they are, and only then are they listed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.delivery import CHANNELS
from monitor.extracts import READERS
from monitor.nights.night import run_night
from monitor.settings.reading import read_settings
from tests.support.making import ROOT, order_for
from tests.support.worlds import (
    CHANGED_ROWS,
    THURSDAY,
    WEDNESDAY,
    World,
    files_below,
    is_whole,
    new_world,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

pytestmark = [pytest.mark.slow, pytest.mark.strace]

CREATING = ("openat", "mkdir", "mkdirat")
WRITING = ("write", "pwrite64", "writev", "ftruncate")
SYNCING = ("fsync", "fdatasync")
MOVING = ("rename", "renameat", "renameat2")
REMOVING = ("unlink", "unlinkat")
TRACED = (*CREATING, *WRITING, *SYNCING, *MOVING, *REMOVING)

_ENDED = re.compile(r"^(\d+) +(\w+)\((.*)\) += (\d+)")
_UNFINISHED = re.compile(r"^(\d+) +(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. \w+ resumed>(.*)$")
_PATH = re.compile(r'\d+<([^>]*)>|"([^"]*)"')


@dataclass(frozen=True)
class Call:
    """A call that succeeded: its name, the paths that it named, and all that it was given."""

    name: str
    paths: tuple[str, ...]
    given: str


@dataclass(frozen=True)
class Recorded:
    """The calls of one run, by paths below its output folder, in the order in which they ended."""

    world: World
    calls: tuple[Call, ...]

    def where(self, names: Sequence[str], *paths: str) -> list[int]:
        """Return where one of these calls named exactly these paths."""
        return [
            number
            for number, call in enumerate(self.calls)
            if call.name in names and call.paths == paths
        ]

    def commits(self) -> list[int]:
        """Return where the history was committed: where its journal went."""
        return self.where(REMOVING, "history.sqlite-journal")


STAGED = ".staging/2015-07-16"
MOVED_INTO_PLACE = (STAGED, "2015-07-16")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(False, id="a new night", marks=pytest.mark.exhaustive),
        pytest.param(True, id="a night again"),
    ],
)
def recorded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    world = new_world(tmp_path_factory.mktemp("recorded") / "world")
    settings = read_settings(world.config, formats=READERS, channels=CHANNELS)
    night = THURSDAY if request.param else WEDNESDAY
    run_night(order_for(world.folder, settings, as_at=night))
    world.rewrite(CHANGED_ROWS)
    return Recorded(world, tuple(calls_of_a_run(world)))


def test_every_file_of_the_night_is_on_the_disk_before_it_is_prepared(recorded: Recorded) -> None:
    prepared = recorded.commits()[0]
    files = files_below(recorded.world.night())
    assert is_whole(files)
    for file in files:
        written = recorded.where(WRITING, f"{STAGED}/{file}")
        (synced,) = recorded.where(SYNCING, f"{STAGED}/{file}")
        assert max(written) < synced < prepared, file


def test_every_name_in_the_night_is_on_the_disk_before_it_is_prepared(recorded: Recorded) -> None:
    prepared = recorded.commits()[0]
    for folder in ("", "/teams"):
        created = [
            number
            for number, call in enumerate(recorded.calls)
            if call.name in CREATING and call.paths[-1].rpartition("/")[0] == f"{STAGED}{folder}"
        ]
        (synced,) = recorded.where(SYNCING, f"{STAGED}{folder}")
        assert max(created) < synced < prepared, folder


def test_the_manifest_is_written_when_all_that_it_promises_is_on_the_disk(
    recorded: Recorded,
) -> None:
    (first, *_) = recorded.where(WRITING, f"{STAGED}/manifest.json")
    files = set(files_below(recorded.world.night())) - {"manifest.json"}
    assert max(recorded.where(SYNCING, f"{STAGED}/{file}")[0] for file in files) < first
    assert recorded.where(SYNCING, f"{STAGED}/teams")[0] < first


def test_the_history_is_committed_twice_each_time_down_to_the_disk(recorded: Recorded) -> None:
    commits = recorded.commits()
    assert len(commits) == 2
    for before, commit in zip((0, *commits), commits, strict=False):
        journalled = recorded.where(SYNCING, "history.sqlite-journal")
        named = recorded.where(SYNCING, "")
        changed = recorded.where(WRITING, "history.sqlite")
        stored = recorded.where(SYNCING, "history.sqlite")
        (synced,) = [number for number in stored if before < number < commit]
        changes = [number for number in changed if before < number < commit]
        assert any(before < number < changes[0] for number in journalled)
        assert any(before < number < changes[0] for number in named)
        assert changes[-1] < synced < commit
        # synchronous=EXTRA: with a journal that came back, the commit would be undone.
        assert commit + 1 in named


def test_the_reports_come_into_place_between_the_two_commits(recorded: Recorded) -> None:
    prepared, published = recorded.commits()
    (moved,) = recorded.where(MOVING, *MOVED_INTO_PLACE)
    assert prepared + 1 < moved < published


def test_the_folders_know_where_the_reports_are_before_the_history_says_so(
    recorded: Recorded,
) -> None:
    _, published = recorded.commits()
    (moved,) = recorded.where(MOVING, *MOVED_INTO_PLACE)
    first_change = min(
        number for number in recorded.where(WRITING, "history.sqlite-journal") if number > moved
    )
    for folder in ("", ".staging"):
        synced = [number for number in recorded.where(SYNCING, folder) if number > moved]
        assert moved < synced[0] < first_change < published, folder


def test_the_night_that_was_replaced_is_set_aside_before_the_history_forgets_it(
    recorded: Recorded,
) -> None:
    _, published = recorded.commits()
    (moved,) = recorded.where(MOVING, *MOVED_INTO_PLACE)
    aside = recorded.where(MOVING, STAGED, ".set-aside/2015-07-16.1")
    assert len(aside) == (recorded.calls[moved].name == "renameat2")
    for each in aside:
        synced = [number for number in recorded.where(SYNCING, ".set-aside") if number > each]
        assert moved < each < synced[0] < published


def test_the_list_of_nights_is_replaced_last_of_all_and_then_the_figures(
    recorded: Recorded,
) -> None:
    _, before = recorded.commits()
    for name in ("index.html", "figures.csv"):
        (synced,) = recorded.where(SYNCING, f".{name}.new")
        (replaced,) = recorded.where(MOVING, f".{name}.new", name)
        assert before + 1 < synced < replaced, name
        assert replaced + 1 in recorded.where(SYNCING, ""), name
        before = replaced
    assert recorded.where(SYNCING, "")[-1] == before + 1
    assert recorded.where(WRITING, "index.html") == []


def test_nothing_of_the_last_night_is_written_to_or_removed(recorded: Recorded) -> None:
    last = WEDNESDAY.isoformat()
    changing = {*WRITING, *MOVING, *REMOVING, "mkdir", "mkdirat"}
    touched = [
        call
        for call in recorded.calls
        if call.name in changing and any(path.startswith(last) for path in call.paths)
    ]
    assert touched == []


def test_whatever_is_created_is_private_from_its_first_moment(recorded: Recorded) -> None:
    files = [call for call in recorded.calls if call.name == "openat"]
    folders = [call for call in recorded.calls if call.name in ("mkdir", "mkdirat")]
    assert files
    assert folders
    for call in files:
        assert call.given.endswith("0600"), call
    for call in folders:
        assert call.given.endswith("0700"), call
    for call in files:
        if call.paths[-1].startswith(".staging/"):
            assert "O_EXCL" in call.given, call


def calls_of_a_run(world: World) -> Iterator[Call]:
    """Record a run and yield the calls that created, wrote, moved or synced in its output.

    Its messages stay pending, so that what is committed is the night alone.
    """
    record = world.folder / "record"
    done = subprocess.run(  # noqa: S603  (strace itself, on the interpreter itself)
        [
            *(
                shutil.which("strace") or "strace",
                "-f",
                "-y",
                "-s",
                "0",
                "-e",
                f"trace={','.join(TRACED)}",
            ),
            *("-o", str(record), sys.executable, "-m", "monitor"),
            *world.run(THURSDAY, "--no-send"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    for line in joined(record.read_text(encoding="utf-8", errors="replace").splitlines()):
        ended = _ENDED.match(line)
        if ended is not None:
            call = Call(ended[2], tuple(below(world.output, ended[3])), ended[3])
            if call.paths and (call.name != "openat" or "O_CREAT" in call.given):
                yield call


def joined(lines: Sequence[str]) -> Iterator[str]:
    """Yield each call on one line, where it ended; strace breaks one that another comes into."""
    begun: dict[str, str] = {}
    for line in lines:
        unfinished, resumed = _UNFINISHED.match(line), _RESUMED.match(line)
        if unfinished is not None:
            begun[unfinished[1]] = unfinished[2]
        elif resumed is not None:
            yield f"{resumed[1]} {begun.pop(resumed[1])}{resumed[2]}"
        else:
            yield line


def below(output: Path, given: str) -> Iterator[str]:
    """Yield the paths below the output folder that a call was given; the folder itself is blank."""
    for handle, text in _PATH.findall(given):
        path = Path(handle or text)
        if path == output:
            yield ""
        elif path.is_relative_to(output):
            yield path.relative_to(output).as_posix()
