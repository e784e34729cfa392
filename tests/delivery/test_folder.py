"""Letters as files in the outbox: whole, private, and opened as drafts."""

from __future__ import annotations

import email
import errno
import stat
import tempfile
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

import pytest

from monitor import durable
from monitor.delivery.folder import FolderChannel
from monitor.delivery.mime import NO_SENDER
from tests.delivery.posting import SENDER, break_the_mail_of, delivery, letter, post

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.reports.messages.letters import Letter, Outcome

_FULL = OSError(errno.ENOSPC, "No space left on device", "/home/someone/outbox/.x.eml.new")


def _channel(folder: Path, **keys: Any) -> FolderChannel:
    return FolderChannel(delivery(**keys), post(folder))


def _written(folder: Path, one: Letter, **keys: Any) -> tuple[Outcome, Path]:
    (outcome,) = _channel(folder, **keys).send([one])
    return outcome, folder / "outbox" / f"{one.name}.eml"


def test_a_letter_is_a_draft_that_bears_its_name(tmp_path: Path) -> None:
    outcome, path = _written(tmp_path, letter(), sender=SENDER)
    assert (outcome.state, outcome.reason) == ("sent", "")
    message = email.message_from_bytes(path.read_bytes(), policy=SMTP)
    assert message["X-Unsent"] == "1"
    assert message["Date"] is None
    assert message["From"] == SENDER


def test_without_a_sender_a_draft_says_so(tmp_path: Path) -> None:
    _, path = _written(tmp_path, letter())
    message = email.message_from_bytes(path.read_bytes(), policy=SMTP)
    assert message["From"] == NO_SENDER
    assert message["Message-ID"].endswith("@sender-not-configured.invalid>")


def test_nobody_else_can_read_the_outbox(tmp_path: Path) -> None:
    _, path = _written(tmp_path, letter())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_letter_that_is_there_already_is_left_alone(tmp_path: Path) -> None:
    _, path = _written(tmp_path, letter())
    before = (path.stat().st_ino, path.stat().st_mtime_ns)
    outcome, _ = _written(tmp_path, letter())
    assert outcome.state == "sent"
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before


def test_another_letter_of_that_name_takes_its_place(tmp_path: Path) -> None:
    _written(tmp_path, letter())
    outcome, path = _written(tmp_path, letter(subject="Corrected"))
    assert outcome.state == "sent"
    assert b"Subject: Corrected\r\n" in path.read_bytes()
    assert list(path.parent.iterdir()) == [path]


def test_what_a_crash_left_does_not_stand_in_the_way(tmp_path: Path) -> None:
    _, path = _written(tmp_path, letter())
    path.rename(durable.replacement_of(path))
    outcome, _ = _written(tmp_path, letter())
    assert outcome.state == "sent"
    assert list(path.parent.iterdir()) == [path]


def test_a_full_disk_leaves_a_letter_pending_and_the_next_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, faults = durable.replace_file, iter([_FULL])

    def full_once(path: Path, content: bytes) -> None:
        for fault in faults:
            raise fault
        replace(path, content)

    monkeypatch.setattr(durable, "replace_file", full_once)
    first, second = _channel(tmp_path).send([letter(1), letter(2)])
    assert (first.state, second.state) == ("pending", "sent")
    assert first.reason == "the outbox cannot be written (No space left on device)"


def test_an_outbox_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "outbox").symlink_to(tmp_path / "elsewhere")
    outcome, _ = _written(tmp_path, letter())
    assert outcome.state == "pending"
    assert "it is a link to somewhere else; remove the link" in outcome.reason
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_letter_that_cannot_be_sent_as_it_is_has_failed(tmp_path: Path) -> None:
    outcome, path = _written(tmp_path, letter(subject="a\nb"))
    assert outcome.state == "failed"
    assert not path.exists()


def test_a_letter_that_meets_a_fault_of_the_program_holds_up_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_the_mail_of(letter(1), monkeypatch)
    first, second = _channel(tmp_path).send([letter(1), letter(2)])
    assert (first.state, second.state) == ("failed", "sent")
    assert first.reason == "an internal fault (KeyError)"


@pytest.mark.parametrize("outbox", [True, False])
def test_trying_the_outbox_leaves_nothing_behind(tmp_path: Path, *, outbox: bool) -> None:
    if outbox:
        (tmp_path / "outbox").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert _channel(tmp_path).probe() is None
    assert sorted(tmp_path.rglob("*")) == before


def test_an_outbox_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert _channel(tmp_path).probe() == "the outbox cannot be written (Permission denied)"
