"""A night as the history stores it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitor.judgement.steps import NO_STEPS
from monitor.judgement.thread import NO_ANSWERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd

    from monitor.judgement.night import TrendRow
    from monitor.reports.messages.letters import Message


@dataclass(frozen=True, eq=False)
class Entry:
    """A night as it is stored."""

    night: date
    manifest_sha256: str
    compared_with: date | None
    #: Why gates were passed by hand; blank where none was.
    accepted: str
    records_read: int
    next_life: int
    #: Settings, versions, inputs with their hashes, and the sums.
    facts: Mapping[str, Any]
    #: The records (`snapshot`), in bytes as `frames.packed` packs them.
    snapshot: bytes
    figures: Sequence[TrendRow]
    #: What is to be sent once the night is published, and when (UTC) it was written.
    messages: Sequence[Message]
    made_at: str
    #: The answers that this night read from their sources, and the steps of its episodes.
    answers: pd.DataFrame = field(default_factory=lambda: NO_ANSWERS)
    steps: pd.DataFrame = field(default_factory=lambda: NO_STEPS)
