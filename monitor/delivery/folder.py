"""Letters as files in the outbox, which Outlook opens as drafts: for those who send by hand."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from monitor import durable
from monitor.delivery.mime import UnsendableLetter, internal_fault, mail
from monitor.reports.messages.letters import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from monitor.delivery import Post
    from monitor.reports.messages.letters import Letter
    from monitor.settings.delivery import Delivery


@dataclass(frozen=True)
class FolderChannel:
    """Writes each letter as `OUTBOX/NAME.eml`, whole or not at all, for its owner's eyes only."""

    delivery: Delivery
    post: Post

    def send(self, letters: Sequence[Letter]) -> Iterator[Outcome]:
        """Write the letters one by one; a full or missing disk leaves them pending."""
        for letter in letters:
            yield self._outcome(letter)

    def probe(self) -> str | None:
        """Write and remove a nameless file where the outbox is, or will be."""
        try:
            outbox = self.post.outbox.absolute()
            nearest = next(each for each in (outbox, *outbox.parents) if each.exists())
            with tempfile.TemporaryFile(dir=nearest) as file:
                file.write(b"?")
        except OSError as fault:
            return _unwritable(fault)
        return None

    def _outcome(self, letter: Letter) -> Outcome:
        try:
            content = mail(letter, self.delivery)
            self._write(f"{letter.name}.eml", content)
        except UnsendableLetter as fault:
            return Outcome(letter.row, "failed", str(fault))
        except OSError as fault:
            return Outcome(letter.row, "pending", _unwritable(fault))
        except Exception as unforeseen:  # noqa: BLE001  (one letter must not hold up the others)
            return Outcome(letter.row, "failed", internal_fault(unforeseen))
        return Outcome(letter.row, "sent")

    def _write(self, name: str, content: bytes) -> None:
        """Write a file, unless it is there already: a mail program may hold it open."""
        if PurePath(name).name != name:
            raise UnsendableLetter("its name is not that of a file in the outbox")
        path = self._private_outbox() / name
        if not (path.is_file() and path.read_bytes() == content):
            durable.replace_file(path, content)

    def _private_outbox(self) -> Path:
        outbox = self.post.outbox
        if outbox.is_symlink():
            raise NotADirectoryError(0, "it is a link to somewhere else; remove the link")
        if not outbox.is_dir():
            durable.make_folder(outbox)
            durable.sync_folder(outbox.parent)
        return outbox


def _unwritable(fault: OSError) -> str:
    return f"the outbox cannot be written ({fault.strerror or 'system error'})"
