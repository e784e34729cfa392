"""The sheets of a workbook for officers: what it is, the assessments, problems, answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from monitor.assessments.columns import CANONICAL_COLUMNS, NO_TEAM
from monitor.reports.files.records import ADDED_COLUMNS
from monitor.reports.parts.wording import DO_NOT_RELY, long_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

_RECORD_COLUMNS = (
    *("source", "source_row", *CANONICAL_COLUMNS),
    *("status", "working_days_late", "working_days_since_referral", "flags"),
    *ADDED_COLUMNS,
)
_PROBLEM_COLUMNS = ("source", "source_row", "column", "code", "message", "action")
_ANSWER_COLUMNS = (
    *("night", "reference", "life", "team", "step", "level", "by", "kind", "until", "why"),
)
#: Steps of which people are part; without any, nobody was asked.
_ASKING = ("asked", "answered", "refused")
_PLACE = ["source", "source_row"]
_PERSONAL = (
    "This workbook holds personal data about children: keep it where only those who need it can "
    "see it, send it to nobody by e-mail, and delete it when it has done its work."
)


_CODES = "Statuses, flags and problems are the codes of assessments.csv and problems.csv."
_STEPS = "Each step dated and named, up to this night; the words of an answer are not in it."


@dataclass(frozen=True)
class ToFill:
    """A column in which people write: its hint, and what Excel lets them write."""

    help: str
    width: int
    #: The cells of another sheet that hold what to choose from.
    choices: str = ""
    earliest: date | None = None
    #: The fewest characters of a text, and the most.
    length: tuple[int, int] | None = None


@dataclass(frozen=True, eq=False)
class ExportSheet:
    """One sheet: a column of text, dates or whole numbers below each heading."""

    name: str
    table: pd.DataFrame
    #: The columns to write in, by their headings: where there are some, every other is locked.
    to_fill: Mapping[str, ToFill] = field(default_factory=dict)
    #: True if nothing on it is to be changed.
    is_locked: bool = False


@dataclass(frozen=True, eq=False)
class Contents:
    """What a workbook is made of: a night's records and problems, as they were published.

    `records` has the columns of `assessments.csv`, dates as dates and counts as whole numbers;
    `problems` those of `problems.csv`, `answers` is the log of challenge up to the night
    (`challenges`). `team` is the one that they are of, if it is one alone.
    """

    authority: str
    night: date
    alarms: Sequence[str]
    records: pd.DataFrame
    problems: pd.DataFrame
    answers: pd.DataFrame
    team: str | None = None

    def of_team(self, team: str, *, now: str) -> Contents:
        """Return what is this team's: its records, their problems, what it was asked.

        `team` is its name on the night, as the records have it; `now` today's, as the log has.
        """
        name, asked = ("" if each == NO_TEAM else each for each in (team, now))
        own = self.records[self.records["team"] == name]
        places = pd.MultiIndex.from_frame(own[_PLACE])
        is_own = pd.MultiIndex.from_frame(self.problems[_PLACE]).isin(places)
        answers = self.answers[self.answers["team"] == asked]
        return replace(
            self, records=own, problems=self.problems[is_own], answers=answers, team=team
        )

    @property
    def is_asking(self) -> bool:
        """True if anybody was asked, or answered."""
        return bool(self.answers["step"].isin(_ASKING).any())


def sheets(contents: Contents, *, version: str) -> tuple[ExportSheet, ...]:
    """Return the sheets, in their order; headings are those of the CSV files in plain words."""
    return (
        ExportSheet("About", _about(contents, version)),
        ExportSheet("Assessments", _headed(contents.records, _RECORD_COLUMNS)),
        ExportSheet("Problems", _headed(contents.problems, _PROBLEM_COLUMNS)),
        *([_log_of_challenge(contents)] if contents.is_asking else []),
    )


def _log_of_challenge(contents: Contents) -> ExportSheet:
    log = contents.answers
    numbers = {each: log[each].astype("Int64") for each in ("life", "level")}
    known = {each: number.where(number >= 0) for each, number in numbers.items()}
    return ExportSheet("Answers", _headed(log.assign(**known), _ANSWER_COLUMNS))


def _about(contents: Contents, version: str) -> pd.DataFrame:
    scope = "the whole service" if contents.team is None else contents.team
    lines = (
        ("What this is", "Children's assessments against the manager's deadline"),
        ("Authority", contents.authority),
        ("Of", scope),
        ("As at", long_date(contents.night)),
        *((DO_NOT_RELY, alarm) for alarm in contents.alarms),
        ("Records on the sheet Assessments", str(len(contents.records))),
        ("Problems on the sheet Problems", str(len(contents.problems))),
        *([("Steps on the sheet Answers", _STEPS)] if contents.is_asking else []),
        ("Personal data", _PERSONAL),
        ("What the words mean", _CODES),
        ("Made by", version),
    )
    return pd.DataFrame(lines, columns=["About this workbook", "What it says"], dtype="str")


def _headed(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    chosen = table[list(columns)]
    labels = [each.replace("_", " ").capitalize() for each in columns]
    return chosen.set_axis(labels, axis="columns")
