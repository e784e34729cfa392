"""What a message of a night says: plain values that the templates of mail only print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from monitor.reports.parts.wording import one_line

if TYPE_CHECKING:
    from monitor.settings.words import Words

#: Where the rows are that a message leaves out.
REPORT = "in the full report"
#: A text of the extract is cut to this many characters; the report has it whole.
_LONGEST = 40


class Record(NamedTuple):
    """Which record a row is of: its ids may be blank, or those of two records."""

    #: Its place among tonight's records; -1 where it is not there.
    place: int
    #: The number by which the history follows it where it is not there; else -1.
    life: int
    child_id: str
    assessment_id: str


class Item(NamedTuple):
    """A row of a list: what it is about, further lines, and where an answer is given."""

    title: str
    lines: tuple[str, ...] = ()
    link: str = ""
    link_words: str = ""


@dataclass(frozen=True)
class Listed:
    """A list of a message: the rows that it shows, and how many more the report has."""

    id: str
    title: str
    items: tuple[Item, ...]
    more: str
    #: Which records the rows are of.
    records: frozenset[Record] = frozenset()


@dataclass(frozen=True)
class Draft:
    """A message before it is addressed: the same for each of its recipients."""

    #: `team` or `service`; that of a level is a `LevelDraft`.
    kind: str
    #: The title of the team's page, as the night has it; blank for the service.
    about: str
    recipients: tuple[str, ...]
    #: True if `send_when` asks for it tonight.
    wanted: bool
    #: True if it shows something that needs action, or the night is suspicious.
    must_act: bool
    subject: str
    #: What tells it from a corrected one: the hash of the facts, wording and version apart.
    digest: str
    #: The path in the night of its full report.
    page: str

    title: str
    authority: str
    words: Words
    #: The as-at date with its weekday.
    as_at: str
    #: Why this night is no all-clear; said first.
    alarms: tuple[str, ...]
    #: Why it goes to the service and to no team, or blank.
    note: str
    #: How many need action, and what is asked of the reader; blank where nothing is.
    asks: str
    sentence: str
    #: The same figures of the open and of the completed ones.
    parted: str
    since: str
    #: Whether there are more exceptions or fewer than before; blank without an earlier night.
    course: str
    #: Nobody need act, and everything that an all-clear needs is known.
    all_clear: bool
    #: Where nothing needs action: why that is no all-clear, a clause each.
    quiet: tuple[str, ...]
    #: Where the figures come from and why they can be trusted.
    assurances: tuple[str, ...]
    #: How many are promised, and that no answer is asked today; blank where nobody is asked.
    answers: str
    #: The lists in the order of urgency; one without rows is left out.
    lists: tuple[Listed, ...]
    #: What the full report has besides, each with its count.
    also: tuple[str, ...]
    #: The address of the full report, or blank.
    link: str
    whereabouts: str
    version: str

    @property
    def records(self) -> frozenset[Record]:
        """Return every record that it shows."""
        return frozenset().union(*(listed.records for listed in self.lists))


def cut(text: str) -> str:
    """Return a text of the extract as a message shows it."""
    return one_line(text, _LONGEST)


def and_more(hidden: int, rest: str = REPORT) -> str:
    """Return how many rows are left out, and where they are; blank for none."""
    return f"and {hidden} more {rest}" if hidden > 0 else ""
