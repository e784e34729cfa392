"""A published night read again: each file of it as it was published, or not at all."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.errors import HistoryUnusable, OutputUnusable, UsageFault
from monitor.history.store import look_into_history
from monitor.publishing.folder import MANIFEST, alone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from monitor.history.nights import Nights


@dataclass(frozen=True, eq=False)
class Archive:
    """The nights of one output folder: what the history holds of them, and their files."""

    history: Nights
    output: Path

    def nights(self) -> tuple[date, ...]:
        """Return the published nights, oldest first; raises `HistoryUnusable` without any."""
        published = self.history.published()
        if not published:
            message = f"the history in {self.output} holds no night: `run --first-night` begins it"
            raise HistoryUnusable(message)
        return published

    def night(self, given: date | None) -> date:
        """Return this night, or the newest; raises `UsageFault` where there is no such night."""
        nights = self.nights()
        if given is None:
            return nights[-1]
        if given not in nights:
            message = f"there is no night of {given} in the history; the newest is {nights[-1]}"
            raise UsageFault(message)
        return given

    def file(self, night: date, path: str) -> bytes:
        """Return a file of a night; raises `OutputUnusable` unless it is as it was published."""
        digest, _ = self.history.facts(night)
        manifest = self._held(night, MANIFEST, digest)
        promised = {each["path"]: each["sha256"] for each in json.loads(manifest)["outputs"]}
        return self._held(night, path, promised[path])

    def _held(self, night: date, path: str, sha256: str) -> bytes:
        try:
            content = (self.output / night.isoformat() / path).read_bytes()
        except FileNotFoundError:
            content = b""
        if hashlib.sha256(content).hexdigest() != sha256:
            raise OutputUnusable(
                f"{path} of the night of {night} is not as it was published: "
                f"`verify {night}` tells more"
            )
        return content


@contextmanager
def open_archive(output: Path) -> Iterator[Archive]:
    """Open the nights of an output folder to read them, while no run changes them."""
    with look_into_history(output) as history, alone(output):
        yield Archive(history, output)
