"""An exception that is asked about: its facts, and what pages and messages say of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.assessments.answers import KIND_LABELS, STATE_LABELS
from monitor.assessments.statuses import LABELS
from monitor.reports.parts.rows import NamedRow, iso
from monitor.reports.parts.wording import counted, dated

if TYPE_CHECKING:
    from datetime import date

_PROMISES = {"kept": "promise kept", "broken": "promise broken", "moved": "deadline moved instead"}


@dataclass(frozen=True, slots=True)
class AskedRow(NamedRow):
    """An exception that is asked about; kinds, states and groups are codes (`exchanges`)."""

    #: Its place in the judged records; -1 where it left the extract unfinished.
    place: int
    #: The number by which the history follows it.
    life: int
    #: Blank, and None, where it left the extract unfinished.
    status: str
    working_days_late: int | None
    reference: str
    level: int
    with_whom: str
    answer_kind: str
    answer_state: str
    promise: str
    group: str
    #: `in_force`, `lapsed`, `refused` (every answer of it) or `never`.
    answered: str
    since: date | None
    first_asked: date | None
    to_answer_by: date | None
    answer_until: date | None
    answer_read: date | None
    answer_by: str
    days_silent: int
    is_independent: bool
    is_quiet: bool
    #: True if nobody is above whom it is with.
    is_highest: bool
    #: True if it is with a level at which a reader of the service's page is named.
    is_readers: bool
    #: What brought it to its level tonight; blank where nothing did.
    climbed: str
    #: True if tonight is another for it than the night before: a step, or its days are over.
    is_news: bool

    @property
    def state(self) -> str:
        """Return how late it is, or what else is wrong with it, within a sentence."""
        if self.working_days_late is not None:
            return f"{counted(self.working_days_late, 'working day')} late"
        label = LABELS.get(self.status, "Missing from the extract")
        return f"{label[:1].lower()}{label[1:]}"

    @property
    def kind_of_answer(self) -> str:
        """Return the kind of the last answer, with its date; never its words."""
        if not self.answer_kind:
            return "Not answered yet"
        label = KIND_LABELS.get(self.answer_kind, "No kind of answer")
        if self.answer_kind == "will_finish_by" and self.answer_until is not None:
            return f"{label} {dated(self.answer_until)}"
        return label

    @property
    def state_of_answer(self) -> str:
        """Return until when it holds, or that it does not, and how its promise ended."""
        state = STATE_LABELS.get(self.answer_state, "")
        if self.answer_state == "in_force":
            has_day = self.answer_until is not None and self.answer_kind != "will_finish_by"
            state = f"holds until {dated(self.answer_until)}" if has_day else ""
        return "; ".join(filter(None, (state, _PROMISES.get(self.promise, ""))))

    @property
    def answer(self) -> str:
        """Return both in one line."""
        return "; ".join(filter(None, (self.kind_of_answer, self.state_of_answer)))

    @property
    def whom(self) -> str:
        """Return with whom it is, and since when."""
        alone = "" if self.is_independent else " (not independent: the same people as below)"
        return f"{self.with_whom}{alone} since {dated(self.since)}"

    @property
    def is_waiting_above(self) -> bool:
        """True if it waits for the service's reader: theirs, with nobody above, or nobody's."""
        if self.answer_kind == "not_ours" and self.answer_state == "in_force":
            return True
        is_theirs = self.is_readers or (self.is_highest and (self.level > 0 or self.is_over))
        return is_theirs and not self.is_quiet

    @property
    def is_waiting_elsewhere(self) -> bool:
        """True if it waits for another level above its team."""
        return self.level > 0 and not self.is_quiet and not self.is_waiting_above

    @property
    def is_over(self) -> bool:
        """True if the days to answer are over."""
        return self.group in ("broken", "today")

    @property
    def facts(self) -> tuple[object, ...]:
        """Return what the digest of a message holds of it."""
        return (
            *(self.child_id, self.assessment_id, self.team, self.reference, self.level),
            *(self.with_whom, self.answer_kind, self.answer_state, self.promise, self.group),
            *(self.climbed, *iso((self.since, self.first_asked, self.answer_until)), self.state),
        )
