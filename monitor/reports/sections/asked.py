"""Whom an exception is with, and what was answered: rows that pages and messages share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from monitor.assessments.columns import NO_TEAM
from monitor.reports.parts.rows import by_group, days_of, names_of, numbers_of
from monitor.reports.sections.asked_row import AskedRow
from monitor.reports.sections.page_paths import page_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.judgement.asking import Asking, AskingFigures
    from monitor.judgement.night import Night
    from monitor.reports.sections.page_paths import Page
    from monitor.settings.answers import Level
    from monitor.settings.settings import Settings

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
        """Return what waits for the reader of the service's page."""
        return [row for row in self.rows if row.is_waiting_above]

    @property
    def waiting_elsewhere(self) -> list[AskedRow]:
        """Return what waits for another level above its team."""
        return [row for row in self.rows if row.is_waiting_elsewhere]

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
    judged = night.judged[["status", "working_days_late"]].reindex(asks["position"])
    climbs = steps[steps["step"] == "climbed"].drop_duplicates("reference", keep="last")
    because = climbs.set_index("reference")["why"].reindex(asks["reference"]).fillna("")
    levels = {team: settings.levels_of(team) for team in asks["team"].unique()}
    highest = {team: _reachable(each) for team, each in levels.items()}
    readers = {
        (team, place)
        for team, each in levels.items()
        for place, level in enumerate(each, start=1)
        if set(level.recipients) & set(settings.service.recipients)
    }
    whose = zip(asks["team"].tolist(), asks["level"].tolist(), strict=True)
    due = asks["to_answer_by"] <= pd.Timestamp(night.as_at)
    fresh = due & (asks["to_answer_by"] > pd.Timestamp(before or night.as_at))
    return list(
        map(
            AskedRow,
            *names_of(_records(night, asks)),
            asks["position"].tolist(),
            asks["life"].tolist(),
            judged["status"].astype("str").fillna("").tolist(),
            numbers_of(judged["working_days_late"]),
            *(asks[column].tolist() for column in _FACTS),
            *(days_of(asks[column]) for column in _DAYS),
            asks["answer_by"].tolist(),
            asks["days_silent"].tolist(),
            asks["is_independent"].tolist(),
            asks["is_quiet"].tolist(),
            (asks["level"] >= asks["team"].map(highest).astype("int64")).tolist(),
            [each in readers for each in whose],
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
