"""The rows of a message: whose, how late, what to do next, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.assessments.statuses import LABELS
from monitor.judgement.actions import ACTIONS
from monitor.reports.messages.draft import Item, Record, cut
from monitor.reports.parts.challenges import WHY
from monitor.reports.parts.wording import breaking, dated, one_line
from monitor.reports.sections.asked_row import AskedRow
from monitor.reports.sections.changed import ChangedRow
from monitor.reports.sections.listing import ListedRow
from monitor.settings.links import answer_link
from monitor.settings.words import in_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.reports.parts.rows import NamedRow
    from monitor.settings.settings import Settings

#: What a message lists: what is asked above the teams, what left the extract, what is there.
MessageRow = AskedRow | ChangedRow | ListedRow
_ACTIONS = {action.code: action for action in ACTIONS}
#: What became of a missing one is cut to this many characters: the name of a team may be in it.
_LONGEST_CHANGE = 160


@dataclass(frozen=True)
class Items:
    """Puts the rows of one page into words."""

    settings: Settings
    #: True if the page shows several teams.
    with_team: bool
    #: What is asked about each record; empty where nothing asks.
    cases: Mapping[Record, AskedRow]

    def of(self, row: MessageRow) -> Item:
        """Return what a message says of a row."""
        if isinstance(row, AskedRow):
            return self._case(row)
        if isinstance(row, ChangedRow):
            return self._missing(row)
        if row.status == "due_soon":
            return self._item(row, "due today", self._whose(row), row.flags)
        return self._exception(row)

    def _exception(self, row: ListedRow) -> Item:
        """Return an exception: how late, what to do next, and why it is listed."""
        late = row.how_late if row.status == "overdue" else LABELS[row.status]
        due = row.due_in_words if row.status == "overdue" else ""
        nights = f"on this list for {row.nights} nights" if row.nights > 1 else ""
        title = f"new, {late[:1].lower()}{late[1:]}" if row.is_new else late
        why = row.why.removeprefix("New" if row.is_new else LABELS[row.status]).removeprefix("; ")
        why = "; ".join(filter(None, (why, nights)))
        return self._item(row, title, self._next(row.action), self._whose(row, due), why)

    def _missing(self, row: ChangedRow) -> Item:
        """Return an assessment that left the extract unfinished."""
        what = one_line(breaking(row.what), _LONGEST_CHANGE)
        return self._item(row, "missing from the extract", self._whose(row), what)

    def _case(self, row: AskedRow) -> Item:
        """Return a case above the team: how late, with whom, when asked, what was answered."""
        alone = "" if row.is_independent else "not independent: the same people as below"
        climbed = (WHY[row.climbed],) if row.climbed else ()
        asked = f"{cut(row.team_name)} was asked {dated(row.first_asked)}"
        return Item(
            f"{cut(row.child)}: {row.state}, with {cut(row.with_whom)} since {dated(row.since)}",
            (
                self._whose(row),
                "; ".join(filter(None, (asked, *climbed, alone))),
                f"{row.reference}: {_answer(row)}",
            ),
            *link_of(row, self.settings),
        )

    def _item(self, row: MessageRow, state: str, *lines: str) -> Item:
        title, said = f"{cut(row.child)}: {state}", tuple(filter(None, lines))
        case = self.cases.get(record_of(row))
        if case is None:
            return Item(title, said)
        asked = f"{case.reference}: {_answer(case)}; with {case.whom}"
        return Item(title, (*said, asked), *link_of(case, self.settings))

    def _next(self, code: str) -> str:
        """Return what is to be done next and by whom, in the authority's own words."""
        words, action = self.settings.words, _ACTIONS[code]
        said = f"{action.heading} ({action.who})".replace("assessment", words.assessment)
        return said.replace("worker", in_sentence(words.worker))

    def _whose(self, row: NamedRow, due: str = "") -> str:
        words = self.settings.words
        parts = (
            due,
            f"{words.assessment} {cut(row.assessment)}",
            f"{in_sentence(words.worker)} {cut(row.worker_name)}",
            f"team {cut(row.team_name)}" if self.with_team else "",
        )
        return "; ".join(filter(None, parts))


def record_of(row: MessageRow) -> Record:
    """Return which record a row is of."""
    if isinstance(row, ChangedRow):
        place, life = -1, row.life
    else:
        place, life = row.place, -1
        if isinstance(row, AskedRow) and row.place < 0:
            life = row.life
    return Record(place, life, row.child_id, row.assessment_id)


def link_of(row: AskedRow, settings: Settings) -> tuple[str, str]:
    """Return the address that opens a mail about a case, and its words; blank for none."""
    reply_to = settings.answers.reply_to if settings.answers else ()
    link = answer_link(reply_to, row.reference, row.team)
    return link, f"Answer {row.reference}" if link else ""


def _answer(row: AskedRow) -> str:
    """Return the last answer: its kind and its date, never its words."""
    return f"{row.answer} (read {dated(row.answer_read)})" if row.answer_kind else row.answer
