"""A night appears whole or not at all: staged, put in place in one step, recovered, removed."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from monitor import durable
from monitor.errors import OutputUnusable, ReportsInPlace
from monitor.publishing.folder import (
    FIGURES,
    INDEX,
    MANIFEST,
    OUTBOX,
    SET_ASIDE,
    STAGING,
    date_of,
    folders_in,
    why,
)
from monitor.publishing.manifest import manifest_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

_DATE_LENGTH = len("2015-07-16")


def publish(
    files: Mapping[str, bytes],
    manifest: bytes,
    *,
    output: Path,
    as_at: date,
    prepare: Callable[[], None],
) -> Path:
    """Put a night's files in place in one step, by the run that is `alone`; return its folder.

    `prepare` is called when they are staged, and before anything is moved: it records what is
    about to be put in place, for `recover`, which clears up after a kill. A night that is there
    already is set aside and replaced, or left alone where it is the same to the byte. Raises
    `OutputUnusable`, and `ReportsInPlace` where only something after the move failed.
    """
    folder, staged = output / as_at.isoformat(), output / STAGING / as_at.isoformat()
    _refuse_links(folder, output / SET_ASIDE)
    is_replaced = folder.exists()
    try:
        if _same(folder, files, manifest):
            prepare()
            return folder
        _stage(files, manifest, staged)
        prepare()
        if folder.exists():
            _replace(folder, staged)
        else:
            durable.move(staged, folder)
        durable.remove_folder(staged.parent)
    except OSError as fault:
        if manifest_hash(folder) == hashlib.sha256(manifest).hexdigest():
            message = f"the reports of {as_at} are in place, but not all is in order ({why(fault)})"
            raise ReportsInPlace(message) from fault
        if folder.exists() == is_replaced:
            with suppress(OSError):
                _clear(staged.parent)
        message = f"the output folder {output} cannot be used ({why(fault)})"
        raise OutputUnusable(message) from fault
    return folder


def recover(output: Path, prepared: tuple[date, str] | None) -> bool:
    """Finish or undo what an interruption left; return whether there was anything.

    `prepared` is the night that was about to be put in place, with the hash of its manifest. A
    complete night whose place is free is put there. One whose place is taken by itself was
    already exchanged, so that what is staged is the night before it, and is set aside. Anything
    else was not yet to be seen, and is removed.
    """
    staging = output / STAGING
    unplaced = [durable.replacement_of(output / name) for name in (INDEX, FIGURES)]
    if not any(each.is_symlink() or each.exists() for each in (staging, *unplaced)):
        return False
    if not staging.is_symlink() and prepared is not None:
        night, digest = prepared
        _finish(output / night.isoformat(), staging / night.isoformat(), digest)
    _clear(staging)
    for each in unplaced:
        each.unlink(missing_ok=True)
    return True


def set_aside(output: Path, night: date) -> None:
    """Set a published night aside: it is kept, and no longer one of the nights."""
    folder = output / night.isoformat()
    durable.move(folder, _place_aside(folder))


def remove_nights(output: Path, nights: Collection[date]) -> None:
    """Remove these nights, published, set aside or sent; each goes from sight in one step."""
    staging = output / STAGING
    durable.remove_folder(staging)
    durable.make_folder(staging)
    for number, each in enumerate(_things_of(output, nights)):
        durable.move(each, staging / str(number))
    durable.remove_folder(staging)


def _refuse_links(*paths: Path) -> None:
    for path in paths:
        if path.is_symlink():
            raise OutputUnusable(
                f"{path.name} in the output folder is a link; it must be a folder of this program "
                "alone: take the link away"
            )


def _finish(folder: Path, staged: Path, digest: str) -> None:
    if manifest_hash(folder) == digest and manifest_hash(staged) not in (None, digest):
        durable.move(staged, _place_aside(folder))
    elif manifest_hash(staged) == digest and not folder.exists():
        durable.move(staged, folder)


def _clear(staging: Path) -> None:
    """Remove what is staged; manifests first, so that no half of a night is ever finished."""
    if not staging.is_symlink():
        for manifest in staging.glob(f"*/{MANIFEST}"):
            manifest.unlink()
    durable.remove_folder(staging)


def _stage(files: Mapping[str, bytes], manifest: bytes, staged: Path) -> None:
    durable.remove_folder(staged.parent)
    durable.make_folder(staged.parent)
    durable.make_folder(staged)
    folders = {str(PurePosixPath(path).parent) for path in files} - {"."}
    for each in sorted(folders):
        durable.make_folder(staged / each)
    for path, content in files.items():
        durable.write_file(staged / path, content)
    for each in sorted(folders):
        durable.sync_folder(staged / each)
    durable.write_file(staged / MANIFEST, manifest)
    durable.sync_folder(staged)


def _replace(folder: Path, staged: Path) -> None:
    """Put the staged night in the place of another, which is set aside, or back if that fails."""
    aside = _place_aside(folder)
    if durable.exchange(staged, folder):
        durable.move(staged, aside)
        return
    try:
        durable.move(folder, aside)
        durable.move(staged, folder)
    except OSError:
        if not folder.exists():
            durable.move(aside, folder)
        raise


def _place_aside(folder: Path) -> Path:
    aside = folder.parent / SET_ASIDE
    _refuse_links(aside)
    if not aside.is_dir():
        durable.make_folder(aside)
    taken = {each.name for each in aside.iterdir()}
    number = next(n for n in range(1, len(taken) + 2) if f"{folder.name}.{n}" not in taken)
    return aside / f"{folder.name}.{number}"


def _same(folder: Path, files: Mapping[str, bytes], manifest: bytes) -> bool:
    if not folder.is_dir() or manifest_hash(folder) != hashlib.sha256(manifest).hexdigest():
        return False
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return there == {*files, MANIFEST} and all(
        (folder / path).read_bytes() == content for path, content in files.items()
    )


def _things_of(output: Path, nights: Collection[date]) -> list[Path]:
    published = [output / night.isoformat() for night in nights]
    aside = [
        folder
        for folder in folders_in(output / SET_ASIDE)
        if date_of(folder.name.partition(".")[0]) in nights
    ]
    last = max(nights, default=date.min)
    dated = ((date_of(each.name[:_DATE_LENGTH]), each) for each in (output / OUTBOX).glob("*"))
    letters = sorted((night, letter) for night, letter in dated if night and night <= last)
    return [
        *(folder for folder in published if folder.is_dir()),
        *aside,
        *(letter for _, letter in letters),
    ]
