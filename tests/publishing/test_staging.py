"""A night appears whole or not at all, private, the same to the byte, and no other is touched."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor import durable
from monitor.errors import OutputUnusable
from monitor.publishing import staging
from monitor.publishing.folder import alone, published_nights
from monitor.publishing.manifest import manifest_of

if TYPE_CHECKING:
    from pathlib import Path

NIGHT, NEXT = date(2015, 7, 16), date(2015, 7, 17)
FILES = {"index.html": b"service", "teams/a.html": b"team", "summary.json": b"{}"}
OTHER = {**FILES, "index.html": b"corrected"}


def put(output: Path, files: dict[str, bytes] = FILES, as_at: date = NIGHT) -> Path:
    manifest = manifest_of(files, {"as_at": as_at.isoformat()})
    with alone(output):
        staging.recover(output, None)
        return staging.publish(files, manifest, output=output, as_at=as_at, prepare=lambda: None)


def seen(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_night_holds_its_files_and_a_manifest_of_them(tmp_path: Path) -> None:
    folder = put(tmp_path / "output")
    manifest = json.loads((folder / "manifest.json").read_text())
    told = {entry["path"]: entry for entry in manifest["outputs"]}
    assert set(seen(folder)) == {*FILES, "manifest.json"}
    for path, content in FILES.items():
        assert (folder / path).read_bytes() == content
        assert told[path]["sha256"] == hashlib.sha256(content).hexdigest()
        assert told[path]["size"] == len(content)


@pytest.mark.skipif(os.name == "nt", reason="modes are inherited on Windows")
def test_nobody_else_can_read_what_is_published(tmp_path: Path) -> None:
    output = tmp_path / "output"
    put(output)
    for path in [output, *output.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_same_night_again_is_left_as_it_is(tmp_path: Path) -> None:
    first = put(tmp_path).stat()
    assert put(tmp_path).stat().st_ino == first.st_ino
    assert not (tmp_path / ".set-aside").exists()
    assert not (tmp_path / ".staging").exists()


@pytest.mark.parametrize("in_one_step", [True, False], ids=["exchange", "two renames"])
def test_a_night_that_comes_out_otherwise_replaces_the_old_which_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_one_step: bool
) -> None:
    if not in_one_step:
        monkeypatch.setattr(durable, "exchange", lambda *_: False)
    before = seen(put(tmp_path))
    other_night = seen(put(tmp_path, as_at=NEXT))
    folder = put(tmp_path, OTHER)
    assert (folder / "index.html").read_bytes() == b"corrected"
    assert seen(tmp_path / ".set-aside" / "2015-07-16.1") == before
    put(tmp_path, FILES)
    assert (tmp_path / ".set-aside" / "2015-07-16.2" / "index.html").read_bytes() == b"corrected"
    assert seen(tmp_path / NEXT.isoformat()) == other_night


def test_the_same_pages_with_another_manifest_are_another_night(tmp_path: Path) -> None:
    before = seen(put(tmp_path))
    manifest = manifest_of(FILES, {"as_at": NIGHT.isoformat(), "accepted": "moved"})
    with alone(tmp_path):
        folder = staging.publish(
            FILES, manifest, output=tmp_path, as_at=NIGHT, prepare=lambda: None
        )
    assert (folder / "manifest.json").read_bytes() == manifest
    assert seen(tmp_path / ".set-aside" / "2015-07-16.1") == before


def test_a_night_that_somebody_changed_is_put_right(tmp_path: Path) -> None:
    folder = put(tmp_path)
    (folder / "index.html").write_bytes(b"changed by hand")
    assert (put(tmp_path) / "index.html").read_bytes() == b"service"


def staged(output: Path, files: dict[str, bytes]) -> Path:
    """Leave a night as a kill just before it is put in place leaves it."""
    manifest = manifest_of(files, {"as_at": NIGHT.isoformat()})
    folder = output / ".staging" / NIGHT.isoformat()
    output.mkdir(exist_ok=True)
    staging._stage(files, manifest, folder)
    return folder


def recover(output: Path, files: dict[str, bytes] = OTHER) -> bool:
    """Recover from a run that had prepared these files for the night."""
    manifest = manifest_of(files, {"as_at": NIGHT.isoformat()})
    return staging.recover(output, (NIGHT, hashlib.sha256(manifest).hexdigest()))


def test_recovery_finishes_a_complete_night_whose_place_is_free(tmp_path: Path) -> None:
    staged(tmp_path, FILES)
    assert recover(tmp_path, FILES)
    assert published_nights(tmp_path) == (NIGHT,)
    assert not (tmp_path / ".staging").exists()
    assert not recover(tmp_path, FILES)


def test_recovery_undoes_a_night_that_was_not_yet_in_place(tmp_path: Path) -> None:
    folder = put(tmp_path)
    staged(tmp_path, OTHER)
    assert recover(tmp_path)
    assert (folder / "index.html").read_bytes() == b"service"
    assert not (tmp_path / ".set-aside").exists()


def test_recovery_sets_the_night_aside_that_was_already_exchanged(tmp_path: Path) -> None:
    folder = put(tmp_path)
    durable.exchange(staged(tmp_path, OTHER), folder)
    assert recover(tmp_path)
    assert (folder / "index.html").read_bytes() == b"corrected"
    assert (tmp_path / ".set-aside" / "2015-07-16.1" / "index.html").read_bytes() == b"service"


@pytest.mark.parametrize("prepared", [None, (NEXT, "0" * 64), (NIGHT, "0" * 64)])
def test_recovery_removes_what_was_never_prepared(
    tmp_path: Path, prepared: tuple[date, str] | None
) -> None:
    staged(tmp_path, FILES)
    assert staging.recover(tmp_path, prepared)
    assert published_nights(tmp_path) == ()
    assert not (tmp_path / ".staging").exists()


def test_of_what_was_never_prepared_the_manifest_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far it comes, no half of a night is left that says it is whole."""
    manifest = staged(tmp_path, FILES) / "manifest.json"
    is_there: list[bool] = []
    monkeypatch.setattr(durable, "remove_folder", lambda _: is_there.append(manifest.exists()))
    staging.recover(tmp_path, None)
    assert is_there == [False]


def test_recovery_removes_a_half_written_list_of_nights(tmp_path: Path) -> None:
    (tmp_path / ".index.html.new").write_text("half")
    assert recover(tmp_path)
    assert not (tmp_path / ".index.html.new").exists()


@pytest.mark.parametrize("name", ["2015-07-16", ".set-aside"])
def test_a_link_in_a_folder_s_place_is_refused_and_not_followed(tmp_path: Path, name: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    output = tmp_path / "output"
    output.mkdir()
    (output / name).symlink_to(elsewhere)
    with pytest.raises(OutputUnusable, match="is a link"):
        put(output)
    assert list(elsewhere.iterdir()) == []


def test_a_link_in_the_place_of_the_staging_is_removed_and_not_followed(tmp_path: Path) -> None:
    elsewhere, output = tmp_path / "elsewhere", tmp_path / "output"
    kept = elsewhere / "2015-07-15" / "manifest.json"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"{}")
    output.mkdir()
    (output / ".staging").symlink_to(elsewhere)
    put(output)
    assert kept.exists()
    assert not (output / ".staging").is_symlink()


@pytest.mark.parametrize("name", ["20150716", "2015-W29-4", "lost+found", "2015-07-17"])
def test_only_a_folder_with_a_manifest_is_a_night(tmp_path: Path, name: str) -> None:
    put(tmp_path)
    (tmp_path / name).mkdir()
    if name != "2015-07-17":
        (tmp_path / name / "manifest.json").write_text("{}")
    assert published_nights(tmp_path) == (NIGHT,)
    assert published_nights(tmp_path / "nowhere") == ()


def fail(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["make_folder", "write_file", "sync_folder", "move"])
def test_a_full_disk_leaves_no_trace_of_the_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = seen(put(tmp_path))
    with monkeypatch.context() as broken:
        broken.setattr(durable, step, fail)
        with pytest.raises(OutputUnusable, match="No space left on device"):
            put(tmp_path, as_at=NEXT)
    assert published_nights(tmp_path) == (NIGHT,)
    assert seen(tmp_path / NIGHT.isoformat()) == before
    assert not (tmp_path / ".staging").exists()


def test_a_fault_after_the_night_is_in_place_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path)
    monkeypatch.setattr(durable, "move", fail)
    with pytest.raises(OutputUnusable, match="are in place, but not all is in order"):
        put(tmp_path, OTHER)


def test_a_night_that_cannot_be_put_in_place_by_renames_goes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(tmp_path)
    move = durable.move

    def fail_at_the_second(source: Path, target: Path) -> None:
        if target == folder and source.parent.name == ".staging":
            fail()
        move(source, target)

    monkeypatch.setattr(durable, "exchange", lambda *_: False)
    monkeypatch.setattr(durable, "move", fail_at_the_second)
    with pytest.raises(OutputUnusable):
        put(tmp_path, OTHER)
    assert (folder / "index.html").read_bytes() == b"service"


def test_a_night_that_cannot_even_go_back_is_finished_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(tmp_path)
    move = durable.move

    def fail_into_the_night_s_place(source: Path, target: Path) -> None:
        if target == folder:
            fail()
        move(source, target)

    with monkeypatch.context() as broken:
        broken.setattr(durable, "exchange", lambda *_: False)
        broken.setattr(durable, "move", fail_into_the_night_s_place)
        with pytest.raises(OutputUnusable):
            put(tmp_path, OTHER)
    assert not folder.exists()
    assert recover(tmp_path)
    assert (folder / "index.html").read_bytes() == b"corrected"


def test_a_night_that_cannot_be_set_aside_stays_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(tmp_path)
    monkeypatch.setattr(durable, "exchange", lambda *_: False)
    monkeypatch.setattr(durable, "move", fail)
    with pytest.raises(OutputUnusable):
        put(tmp_path, OTHER)
    assert (folder / "index.html").read_bytes() == b"service"


def test_an_output_that_is_not_there_is_made_to_last_and_can_be_locked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "new" / "output"
    synced: list[Path] = []
    monkeypatch.setattr(durable, "sync_folder", synced.append)
    for _ in range(2):
        with alone(output):
            assert output.is_dir()
    assert synced == [output.parent]
