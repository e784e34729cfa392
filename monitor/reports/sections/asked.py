"""Whom an exception is with, and what was answered: rows that pages and messages share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from monitor.assessments.answers import KIND_LABELS, STATE_LABELS
from monitor.assessments.columns import NO_TEAM
from monitor.reports.parts.rows import NamedRow, by_group, days_of, iso, names_of
from monitor.reports.parts.wording import dated
from monitor.reports.sections.page_paths import page_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from monitor.judgement.asking import Asking, AskingFigures
    from monitor.judgement.night import Night
    from monitor.reports.parts.rows import Column
    from monitor.reports.sections.page_paths import Page
    from monitor.settings.answers import Level
    from monitor.settings.settings import Settings

_PROMISES = {"kept": "promise kept", "broken": "promise broken", "moved": "deadline moved instead"}
_FACTS = (
    "reference",
    "level",
    "with_whom",
    "answer_kind",
    "answer_state",
    "promise",
    "group",
    "answered",
)
_DAYS = ("since", "first_asked", "to_answer_by", "answer_until", "answer_read")


@dataclass(frozen=True, slots=True)
class AskedRow(NamedRow):
    """An exception that is asked about; kinds, states and groups are codes (`exchanges`)."""

    #: Its place in the judged records; -1 where it left the extract unfinished.
    place: int
    #: The number by which the history follows it.
    life: int
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
    #: What brought it to its level tonight; blank where nothing did.
    climbed: str
    #: True if tonight is another for it than the night before: a step, or its days are over.
    is_news: bool

    @property
    def ids(self) -> tuple[str, str]:
        """Return the child's and the assessment's id."""
        return self.child_id, self.assessment_id

    @property
    def answer(self) -> str:
        """Return the last answer: its kind, its date, whether it holds; never its words."""
        if not self.answer_kind:
            return "Not answered yet"
        label = KIND_LABELS.get(self.answer_kind, "No kind of answer")
        if self.answer_kind == "will_finish_by" and self.answer_until is not None:
            label = f"{label} {dated(self.answer_until)}"
        elif self.answer_until is not None and self.answer_state == "in_force":
            label = f"{label}; holds until {dated(self.answer_until)}"
        is_in_force = self.answer_state == "in_force"
        state = "" if is_in_force else STATE_LABELS.get(self.answer_state, "")
        marks = (state, _PROMISES.get(self.promise, ""))
        return "; ".join(filter(None, (label, *marks)))

    @property
    def whom(self) -> str:
        """Return with whom it is, and since when."""
        alone = "" if self.is_independent else " (not independent: the same people as below)"
        return f"with {self.with_whom}{alone} since {dated(self.since)}"

    @property
    def is_waiting_above(self) -> bool:
        """True if it waits for the service: nobody is above who could answer, or it is nobody's."""
        if self.answer_kind == "not_ours" and self.answer_state == "in_force":
            return True
        return self.is_highest and not self.is_quiet and (self.level > 0 or self.is_over)

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
            *(self.climbed, *iso((self.since, self.first_asked, self.answer_until))),
        )


class AskedFigures(NamedTuple):
    """How many are asked about, answered (in force), and how many promises were broken."""

    asked: int
    answered: int
    broken: int


@dataclass(frozen=True, eq=False)
class AskedShare:
    """What is asked of a page."""

    rows: Sequence[AskedRow]
    figures: AskedFigures
    #: True if something was asked, answered, kept, broken or climbed tonight, or its days are over.
    is_news: bool

    @property
    def to_answer_today(self) -> list[AskedRow]:
        """Return what is with the team itself, and whose days to answer are over."""
        return [row for row in self.rows if row.level == 0 and row.is_over]

    @property
    def broken(self) -> list[AskedRow]:
        """Return those of which the last promise was broken and nothing was promised since."""
        return [row for row in self.rows if row.group == "broken"]

    @property
    def unanswered(self) -> list[AskedRow]:
        """Return those to which no answer was ever given that counts."""
        return [row for row in self.rows if row.answered in ("never", "refused")]

    @property
    def waiting_above(self) -> list[AskedRow]:
        """Return what waits for the service."""
        return [row for row in self.rows if row.is_waiting_above]

    @property
    def above(self) -> list[AskedRow]:
        """Return those that went up to a level above the team."""
        return [row for row in self.rows if row.level > 0]


def asked_of(
    night: Night, settings: Settings, pages: Sequence[Page]
) -> tuple[AskedShare | None, Sequence[AskedShare | None]]:
    """Return what is asked of the service and of each page; None where nothing asks."""
    asking = night.asking
    if asking is None or not asking.is_on:
        return None, [None] * len(pages)
    rows = _rows(night, asking, settings)
    parts = by_group(rows, page_numbers(asking.asks["team"], pages).tolist(), len(pages))
    moved = page_numbers(asking.steps["team"], pages).tolist()
    own = {name: number for number, page in enumerate(pages) for name in page.teams}
    return AskedShare(rows, _together([asking.figures]), bool(moved) or _is_news(rows)), [
        AskedShare(
            part,
            _together([each for each in asking.teams if own.get(each.name or NO_TEAM) == number]),
            number in moved or _is_news(part),
        )
        for number, part in enumerate(parts)
    ]


def _is_news(rows: Sequence[AskedRow]) -> bool:
    return any(row.is_news for row in rows)


def _together(figures: Sequence[AskingFigures]) -> AskedFigures:
    return AskedFigures(
        sum(each.asked for each in figures),
        sum(each.answered["in_force"] for each in figures),
        sum(each.promises["broken"] for each in figures),
    )


def _rows(night: Night, asking: Asking, settings: Settings) -> list[AskedRow]:
    asks, steps, before = asking.asks, asking.steps, night.compared.night
    climbs = steps[steps["step"] == "climbed"].drop_duplicates("reference", keep="last")
    because = climbs.set_index("reference")["why"].reindex(asks["reference"]).fillna("")
    highest = {team: _reachable(settings.levels_of(team)) for team in asks["team"].unique()}
    due = asks["to_answer_by"] <= pd.Timestamp(night.as_at)
    fresh = due & (asks["to_answer_by"] > pd.Timestamp(before or night.as_at))
    return list(
        map(
            AskedRow,
            *names_of(_records(night, asks)),
            asks["position"].tolist(),
            asks["life"].tolist(),
            *(asks[column].tolist() for column in _FACTS),
            *(days_of(asks[column]) for column in _DAYS),
            asks["answer_by"].tolist(),
            asks["days_silent"].tolist(),
            asks["is_independent"].tolist(),
            asks["is_quiet"].tolist(),
            (asks["level"] >= asks["team"].map(highest).astype("int64")).tolist(),
            because.tolist(),
            fresh.tolist(),
        )
    )


def _reachable(levels: Sequence[Level]) -> int:
    """Return how many levels a case can climb: the service without a chain is none."""
    limits = ("unanswered_working_days", "working_days_late", "child_not_seen_working_days")
    return sum(any(getattr(level, each) is not None for each in limits) for level in levels)


def _records(night: Night, asks: pd.DataFrame) -> pd.DataFrame:
    """Return the record of each exception that is asked about, tonight's or the last seen."""
    columns = ["child_id", "assessment_id", "team", "worker"]
    gone = night.compared.gone.drop_duplicates("life").set_index("life")
    there = night.judged[columns].reindex(asks["position"]).set_axis(asks.index)
    missing = gone.reindex(asks["life"])[columns].set_axis(asks.index)
    return there.where(asks["position"] >= 0, missing).fillna("")


def answer_of_place(asked: AskedShare) -> Column:
    """Return the column that says of a listed assessment what was answered, and whom it is with."""
    cases = {row.place: row for row in asked.rows}
    return "Last answer", lambda listed: _said(cases.get(listed.place))


def answer_of_life(asked: AskedShare) -> Column:
    """Return the same column for what changed, which the history follows."""
    cases = {row.life: row for row in asked.rows}
    return "Last answer", lambda changed: _said(cases.get(changed.life))


def _said(row: AskedRow | None) -> str:
    if row is None:
        return "Cannot be asked about: its ids are missing or not its own"
    by = f" (entered as {row.answer_by})" if row.answer_by else ""
    return f"{row.reference}: {row.answer}{by}; {row.whom}"
