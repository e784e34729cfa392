"""A night as the history stores it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    snapshot: pd.DataFrame
    figures: Sequence[TrendRow]
    #: What is to be sent once the night is published, and when (UTC) it was written.
    messages: Sequence[Message]
    made_at: str
