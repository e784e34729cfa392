"""A channel of the tests: it does what it is told, and keeps what it was handed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.reports.messages.letters import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.delivery import Post
    from monitor.reports.messages.letters import Letter
    from monitor.settings.delivery import Delivery


@dataclass
class Script:
    """What becomes of letters, by recipient; without a word they are sent."""

    endings: dict[str, str] = field(default_factory=dict)
    #: Raised in the place of the outcome of this letter (counted from 1), which is taken first.
    dies_after: int | None = None
    fault: str | None = None
    taken: list[Letter] = field(default_factory=list)

    def taken_by_recipient(self) -> dict[str, list[Letter]]:
        """Return what each recipient was sent, in order."""
        by_recipient: dict[str, list[Letter]] = defaultdict(list)
        for letter in self.taken:
            by_recipient[letter.recipient].append(letter)
        return by_recipient


SCRIPT = Script()


class Dies(BaseException):
    """The process ends here."""


class ScriptedChannel:
    """Does as `SCRIPT` says."""

    def __init__(self, delivery: Delivery, post: Post) -> None:
        """Be opened as every channel is."""
        self.delivery, self.post = delivery, post

    def send(self, letters: Sequence[Letter]) -> Iterator[Outcome]:
        """Yield what the script says becomes of each letter."""
        for letter in letters:
            ending = SCRIPT.endings.get(letter.recipient, "sent")
            if ending == "sent":
                SCRIPT.taken.append(letter)
                if len(SCRIPT.taken) == SCRIPT.dies_after:
                    raise Dies
            yield Outcome(letter.row, ending, "" if ending == "sent" else "the script says so")

    def probe(self) -> str | None:
        """Return the fault of the script."""
        return SCRIPT.fault
