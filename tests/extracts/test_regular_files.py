"""Only a regular file within its size is read; nothing else is waited for."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from monitor import extracts as readers
from monitor.errors import ExtractRefused
from monitor.extracts import files, read_extracts
from monitor.extracts.published import read_published
from monitor.judgement.durations import Unread
from monitor.settings.settings import Benchmark
from tests.extracts.samples import SAMPLES
from tests.support.making import INSPECTION_DAY, command
from tests.support.worlds import THURSDAY, new_world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ON_UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
OF_FILES = [kind for kind, sample in SAMPLES.items() if sample.is_file]


def refusal(folder: Path, kind: str, **extract: object) -> str:
    settings = SAMPLES[kind].settings(**extract)
    with pytest.raises(ExtractRefused) as caught:
        read_extracts(settings.extracts, folder=folder, as_at=INSPECTION_DAY)
    return str(caught.value)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _folder(path: Path) -> None:
    path.mkdir()


@ON_UNIX
@pytest.mark.parametrize("kind", OF_FILES)
@pytest.mark.parametrize("make", [_pipe, _device, _folder])
def test_what_is_no_regular_file_is_refused_at_once(
    tmp_path: Path, kind: str, make: Callable[[Path], None]
) -> None:
    make(tmp_path / SAMPLES[kind].name)
    said = refusal(tmp_path, kind)
    assert "this is no file but a pipe or a device" in said or "cannot be read" in said


@ON_UNIX
@pytest.mark.parametrize("make", [_pipe, _device, _folder])
def test_a_count_that_is_no_regular_file_is_refused(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    SAMPLES["csv"].write(tmp_path / "extract.csv")
    make(tmp_path / "extract.csv.count")
    assert refusal(tmp_path, "csv").startswith("extract.csv.count: ")


@ON_UNIX
@pytest.mark.parametrize("make", [_pipe, _device, _folder])
def test_published_statistics_that_are_no_regular_file_are_not_waited_for(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "c2.csv")
    found = read_published(tmp_path, Benchmark(file="c2.csv", code="E06000005"))
    assert isinstance(found, Unread)
    assert "a folder, a pipe or a device" in found.reason


@pytest.mark.parametrize("kind", OF_FILES)
def test_a_file_larger_than_its_limit_is_refused_before_it_is_read(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / SAMPLES[kind].name
    with path.open("wb") as file:
        file.truncate(2_000_001)
    said = refusal(tmp_path, kind, maximum_size_mb=1)
    assert said.endswith("the file has 2 MB, more than maximum_size_mb = 1")
    with path.open("wb") as file:
        file.truncate(2**31)
    assert "more than maximum_size_mb = 2,000" in refusal(tmp_path, kind)


@pytest.mark.parametrize("before", [b"", b"Child ID,Team\r\n"])
def test_a_file_of_holes_is_refused_before_it_is_decoded(tmp_path: Path, before: bytes) -> None:
    with (tmp_path / "extract.csv").open("wb") as file:
        file.write(before)
        file.truncate(50_000_000)
    assert "full of NUL bytes" in refusal(tmp_path, "csv")


@pytest.mark.parametrize("kind", OF_FILES)
def test_a_file_that_does_not_fit_into_memory_is_refused(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    SAMPLES[kind].write(tmp_path / SAMPLES[kind].name)
    monkeypatch.setattr(readers, "reader_for", lambda _: full)
    assert "does not fit into the memory of this machine" in refusal(tmp_path, kind)


def test_a_file_that_grows_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "extract.csv"
    SAMPLES["csv"].write(path)
    look = os.fstat

    def grown(number: int) -> os.stat_result:
        found = look(number)
        with path.open("ab") as file:
            file.write(b"more\n")
        return found

    monkeypatch.setattr(os, "fstat", grown)
    assert "changed while it was read" in refusal(tmp_path, "csv")
    with pytest.raises(ExtractRefused, match="changed while it was read"):
        _read_in_pieces(path)


def _read_in_pieces(path: Path) -> None:
    with files.streamed(path) as stream:
        while stream.read(10):
            pass


@ON_UNIX
@pytest.mark.process
def test_a_pipe_is_refused_with_3_and_frees_the_lock(tmp_path: Path) -> None:
    world = new_world(tmp_path)
    world.extract.unlink()
    os.mkfifo(world.extract)
    done = command(*world.run(THURSDAY), cwd=tmp_path)
    assert done.exit_code == 3
    assert done.err.count("Z ERROR ") == 1
    world.extract.unlink()
    world.rewrite([])
    assert command(*world.run(THURSDAY), cwd=tmp_path).exit_code == 3
