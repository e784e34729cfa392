"""A new workbook for an old one: killed at any step, no bytes are lost that nobody has read."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from monitor import durable
from monitor.publishing.exchange import exchange_workbook, workbooks_in

if TYPE_CHECKING:
    from collections.abc import Callable

THURSDAY = date(2015, 7, 16)
OLD, NEW, MORE = b"as it was read", b"tonight's", b"saved since"
HELD = {hashlib.sha256(OLD).hexdigest()}
#: The calls that change the folder.
CALLS: tuple[tuple[Any, str], ...] = (
    *((durable, name) for name in ("move", "share_file")),
    *((os, name) for name in ("rename", "replace")),
    (Path, "unlink"),
)


class KilledError(BaseException):
    """The process ended here."""


def exchange(folder: Path, *unread: str) -> None:
    exchange_workbook(folder, NEW, held=HELD, unread=unread, night=THURSDAY)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in workbooks_in(folder)}


def killed(folder: Path, step: int, monkeypatch: pytest.MonkeyPatch, *, after: bool) -> bool:
    """Exchange, and end at one call; return whether there was one."""
    begun = 0

    def ending(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            nonlocal begun
            begun += 1
            own = begun
            if own == step and not after:
                raise KilledError
            result = call(*arguments, **named)
            if own == step:
                raise KilledError
            return result

        return run

    with monkeypatch.context() as patched:
        for place, name in CALLS:
            patched.setattr(place, name, ending(getattr(place, name)))
        try:
            exchange(folder)
        except KilledError:
            return True
    return False


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("old", [OLD, MORE])
def test_a_kill_at_any_step_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: bytes, *, after: bool
) -> None:
    for step in range(1, 100):
        folder = tmp_path / str(step)
        folder.mkdir()
        (folder / "answers.xlsx").write_bytes(old)
        was_killed = killed(folder, step, monkeypatch, after=after)
        assert old == OLD or MORE in contents(folder).values()
        exchange(folder)
        assert contents(folder)["answers.xlsx"] == NEW
        assert sorted(contents(folder).values()) == sorted({NEW} | ({old} - {OLD}))
        if not was_killed:
            break
    assert step > 4


def test_nothing_is_done_where_the_new_one_is_there(tmp_path: Path) -> None:
    (tmp_path / "answers.xlsx").write_bytes(NEW)
    before = (tmp_path / "answers.xlsx").stat()
    exchange(tmp_path)
    assert (tmp_path / "answers.xlsx").stat() == before


def test_one_beside_an_unread_one_is_not_written_twice(tmp_path: Path) -> None:
    (tmp_path / "answers.xlsx").write_bytes(MORE)
    exchange(tmp_path, "answers.xlsx")
    exchange(tmp_path, "answers.xlsx")
    assert contents(tmp_path) == {"answers.xlsx": MORE, "answers-2015-07-16-1.xlsx": NEW}


def test_one_that_cannot_even_be_read_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "answers.xlsx").write_bytes(OLD)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", refuse)
        patched.setattr(os, "rename", refuse)
        exchange(tmp_path)
    assert contents(tmp_path) == {"answers.xlsx": OLD, "answers-2015-07-16-1.xlsx": NEW}


@pytest.mark.skipif(os.name == "nt", reason="Windows inherits who may write")
def test_those_who_may_write_in_the_folder_may_write_in_the_workbook(tmp_path: Path) -> None:
    tmp_path.chmod(0o770)
    exchange(tmp_path)
    assert (tmp_path / "answers.xlsx").stat().st_mode & 0o777 == 0o660
