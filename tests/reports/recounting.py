"""A night counted once more, slowly and plainly, from nothing but its `assessments.csv`.

What the file says of statuses, days and flags is not believed: the oracles judge its canonical
columns anew. What comes out is what a page should say, in the words of its cells.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from monitor.assessments.columns import CANONICAL_COLUMNS, CHILD_SEEN, NO_TEAM, STATES
from monitor.assessments.statuses import LABELS
from monitor.judgement.flags import FLAG_LABELS
from monitor.publishing.csv_text import to_csv
from monitor.reports.files.records import assessments
from monitor.reports.sections.listing import joined_flags
from tests.oracle.changes import (
    EXCEPTIONS,
    Before,
    Comparison,
    Told,
    changes_of,
    compare,
    records_of,
)
from tests.oracle.records import (
    COMPLETED,
    OPEN,
    OracleRecord,
    OracleRules,
    PastDeadline,
    clock_of,
    is_in_period,
    judge,
    one_decimal,
    summarise,
    working_days,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from monitor.judgement.night import Night

AGAINST_FORMULAS = re.compile(r"^'(?=[=+@-])")
#: What the heading of a group says of each of its rows.
ALREADY = {
    "check_child_is_safe": "case_closed_unfinished",
    "see_child": "child_not_seen",
    "record_visit": "child_seen_not_recorded",
}
BANDS = ((0, 0), (1, 10), (11, 20), (21, 30), (31, 50), (51, 70), (71, 10_000))
SEEN = {
    "yes": "Seen",
    "no": "Not seen",
    "not_recorded": "Not recorded",
    "not_applicable": "Unborn",
    "": "–",
}


@dataclass(frozen=True)
class Record:
    """A line of `assessments.csv`, what the oracle says of it, and what it says of its past."""

    cells: Mapping[str, str]
    judged: OracleRecord
    told: Told

    @property
    def team(self) -> str:
        return self.judged.team or NO_TEAM

    @property
    def flags(self) -> frozenset[str]:
        return self.judged.flags | self.told.flags

    @property
    def days(self) -> int | None:
        return self.judged.working_days_late

    @property
    def action(self) -> str:
        """Return what is to be done next, in the words of the design."""
        if "case_closed_unfinished" in self.flags:
            return "check_child_is_safe"
        if "awaiting_authorisation" in self.flags:
            return "authorise"
        if "child_not_seen" in self.flags:
            return "see_child"
        if self.judged.status == "unreadable":
            return "correct_record"
        if self.judged.deadline is None:
            return "set_deadline"
        return "record_visit" if "child_seen_not_recorded" in self.flags else "finish"


@dataclass(frozen=True)
class Recount:
    """Some records of a night, the service's or a team's, and the nights before it."""

    records: Sequence[Record]
    rules: OracleRules
    comparison: Comparison
    team: str | None
    #: The same of every night, oldest first, this one last.
    nights: tuple[Recount, ...] = ()

    def of(self, team: str) -> Recount:
        """Return what belongs to a team."""
        own = [record for record in self.records if record.team == team]
        return Recount(
            own, self.rules, self.comparison, team, tuple(night.of(team) for night in self.nights)
        )

    def having(self, *statuses: str) -> list[Record]:
        return [record for record in self.records if record.judged.status in statuses]

    @property
    def exceptions(self) -> list[Record]:
        return self.having(*EXCEPTIONS)

    @property
    def open(self) -> list[Record]:
        return self.having(*OPEN)

    @property
    def to_look_at(self) -> list[Record]:
        passed_over = {*EXCEPTIONS, "due_soon", "duplicate"}
        return [
            record
            for record in self.records
            if record.flags and record.judged.status not in passed_over
        ]

    @cached_property
    def figures(self) -> Mapping[str, int]:
        counts = Counter(record.judged.status for record in self.records)
        counts.update(flag for record in self.records for flag in record.flags)
        return counts

    @cached_property
    def past(self) -> PastDeadline:
        return summarise([record.judged for record in self.records], self.rules)["past_deadline"]

    @property
    def sentence(self) -> list[float]:
        """Return the numbers of the inspectors' sentence."""
        past = self.past
        count, of, mean = past["count"], past["of"], past["mean_working_days_late"]
        if of == 0:
            return []
        whole = (200 * count + of) // (2 * of)
        worst = past["max_working_days_late"]
        limit = self.rules.long_overdue_working_days
        days = [] if mean is None or worst is None else [mean, past["long_overdue"], limit, worst]
        return [count, of, whole, *days, self.have_no_deadline]

    @property
    def have_no_deadline(self) -> int:
        """Return how many of the headline have none: open, or completed within the period."""
        undated = [
            each.judged for each in self.records if each.judged.status == "completed_no_deadline"
        ]
        recent = sum(is_in_period(each, clock_of(self.rules)) for each in undated)
        return self.figures["no_deadline"] + recent

    @property
    def parted(self) -> list[float | None]:
        """Return the same numbers of the open ones, and of those completed in a year."""
        past, alone = self.past, self.past["open"]
        undated, numbers = self.figures["no_deadline"], list[float | None]()
        if alone["of"]:
            numbers += [alone["count"], alone["of"], alone["percent"], undated]
        if completed := past["of"] - alone["of"]:
            late = past["count"] - alone["count"]
            numbers += [completed, 12, late, self.have_no_deadline - undated]
        return numbers

    @property
    def changes(self) -> dict[str, Any]:
        return changes_of(self.comparison, self.team)

    @property
    def within_limit(self) -> tuple[int, int]:
        """Return how many of the completed took no longer than the limit, and of how many."""
        clock = clock_of(self.rules)
        days = [
            record.judged.working_days_since_referral
            for record in self.having(*COMPLETED)
            if is_in_period(record.judged, clock)
        ]
        known = [each for each in days if each is not None]
        return sum(each <= self.rules.statutory_working_days for each in known), len(known)

    def cells_of(self, record: Record) -> dict[str, str]:
        """Return what each column of a table of children says of a record."""
        cells, judged, carried = record.cells, record.judged, record.told.carried
        first = None if carried is None else carried.first_deadline
        moved = first is not None and first != judged.deadline
        effective = judged.effective_deadline
        deadline = in_words(cells["deadline"]) + (
            f" (first {in_words(str(first))})" if moved else ""
        )
        if effective != judged.deadline:
            now = (
                f"moved since to {in_words(cells['deadline'])}"
                if judged.deadline
                else "none set now"
            )
            how = "judged by" if record.days is None else "missed"
            deadline = f"{how} {in_words(str(effective))}; {now}"
        return {
            "Child": cells["child_id"] or "No child id",
            "Team": record.team,
            "Assessment": cells["assessment_id"] or "–",
            "Status": LABELS[judged.status],
            "Worker": cells["worker"] or "–",
            "Started": in_words(cells["start_date"]),
            "Deadline": deadline,
            "Working days late": self.late(record, first if first != effective else None),
            "Child seen": SEEN[cells["child_seen"]],
            "Day of 45": number(judged.working_days_since_referral),
            "Nights listed": number(
                record.told.unfollowed_nights if carried is None else carried.exception_nights
            ),
            "Authorised": in_words(str(judged.authorised_date or "")),
            "Why it is listed": "; ".join(self.flags_in_words(record)),
        }

    def row_of(self, record: Record) -> dict[str, str]:
        """Return what each column of a group says of an exception, siblings apart."""
        return {**self.cells_of(record), "Why it is listed": self.why(record)}

    def why(self, record: Record) -> str:
        action, flags, judged = record.action, record.flags, record.judged
        words = ["New"] if "new_tonight" in flags else []
        if judged.status == "no_deadline" and action != "set_deadline":
            words.append("No deadline set")
        said = {"new_tonight", "first_deadline_missed", ALREADY.get(action)}
        if judged.effective_deadline != judged.deadline:
            said.add("deadline_moved_after_missed")
        left = replace(record, told=replace(record.told, flags=frozenset()))
        left = replace(left, judged=replace(judged, flags=flags - said))
        return "; ".join([*words, *self.flags_in_words(left)]) or LABELS[judged.status]

    def late(self, record: Record, first: date | None) -> str:
        told, holidays = number(record.days), clock_of(self.rules).manager
        if record.days == 0:
            told = f"0 (since {record.judged.effective_deadline:%A})"
        end = record.judged.authorised_date if record.judged.completed else self.rules.as_at
        if record.judged.status not in OPEN | COMPLETED or first is None or end is None:
            return told
        return (
            f"{told} (by the first {working_days(first, end, holidays)})" if first < end else told
        )

    def flags_in_words(self, record: Record) -> list[str]:
        words = [label for code, label in FLAG_LABELS.items() if code in record.flags]
        submitted = record.cells["submitted_date"]
        if "awaiting_authorisation" in record.flags and submitted:
            day, holidays = date.fromisoformat(submitted), clock_of(self.rules).manager
            days = working_days(day, self.rules.as_at, holidays)
            label = FLAG_LABELS["awaiting_authorisation"]
            told = f"{label} for {days} working day{'' if days == 1 else 's'}"
            words[words.index(label)] = told
        return words

    @property
    def bands(self) -> list[list[str]]:
        clock = clock_of(self.rules)
        late = [
            (record.days, record.judged.status in OPEN)
            for record in self.having("overdue", "completed_late")
            if record.judged.status in OPEN or is_in_period(record.judged, clock)
        ]
        return [
            [
                str(sum(a <= (days or 0) <= b and is_open is kind for days, is_open in late))
                for kind in (True, False)
            ]
            for a, b in BANDS
        ]

    @property
    def workers(self) -> Counter[tuple[str, ...]]:
        names = {record.cells["worker"] for record in self.open}
        return Counter(
            (name or "No worker recorded", *map(str, self.work_of(name))) for name in names
        )

    def work_of(self, worker: str) -> tuple[int, int, int]:
        own = Counter(r.judged.status for r in self.open if r.cells["worker"] == worker)
        return own.total(), own["overdue"], own["no_deadline"]

    @property
    def trend(self) -> list[str]:
        """Return the figures of the night as a row of the trend, the night itself apart."""
        within, of = self.within_limit
        share = "" if of == 0 else f" ({one_decimal(100 * within, of)}%)"
        return [
            str(len(self.exceptions)),
            f"{self.past['count']} of {self.past['of']}",
            percent(self.past["percent"]),
            number(self.past["mean_working_days_late"]),
            number(self.past["max_working_days_late"]),
            *(str(self.figures[code]) for code in ("no_deadline", "child_not_seen")),
            f"{within} of {of}{share}",
        ]

    @property
    def compared(self) -> list[str]:
        """Return the figures of a team as the service compares them."""
        workers = [record.cells["worker"] for record in self.open if record.cells["worker"]]
        codes = ("overdue", "no_deadline", "child_not_seen")
        share = percent(self.past["percent"])
        return [
            str(len(self.exceptions)),
            self.change_in_a_week,
            *(str(self.figures[code]) for code in codes),
            f"{share} ({self.past['count']} of {self.past['of']})",
            *self.trend[3:5],
            number(one_decimal(len(workers), len({*workers}))),
        ]

    @property
    def change_in_a_week(self) -> str:
        """Return how many more need action than on the newest night that is a week old."""
        for night in reversed(self.nights):
            days = (self.rules.as_at - night.rules.as_at).days
            if days >= 7:
                change = len(self.exceptions) - len(night.exceptions)
                return "–" if days > 10 else f"{change:+}" if change else "0"
        return "–"

    @property
    def worst(self) -> tuple[list[Record], list[Record], list[Record]]:
        """Return the exceptions whose case was closed, of the others the long overdue, the rest."""
        parts: tuple[list[Record], list[Record], list[Record]] = ([], [], [])
        for record in self.exceptions:
            codes = ("case_closed_unfinished", "long_overdue")
            parts[next((n for n, code in enumerate(codes) if code in record.flags), 2)].append(
                record
            )
        return parts

    def completed_later(self, than: int) -> list[Record]:
        """Return the completed of the headline that are more working days late."""
        clock = clock_of(self.rules)
        return [
            record
            for record in self.having("completed_late")
            if is_in_period(record.judged, clock) and (record.days or 0) > than
        ]


def recount(nights: Sequence[Night], by: OracleRules) -> Recount:
    """Count the last of these nights by these rules, each compared with the one before it."""
    before: Before | None = None
    counted: list[Recount] = []
    for night in nights:
        lines = read_csv(night)
        rules = replace(
            by,
            as_at=night.as_at,
            date_formats=("%Y-%m-%d",),
            excel_serials=False,
            states={state: (state,) for state in STATES},
            child_seen_values={seen: (seen,) for seen in CHILD_SEEN},
        )
        used = [column for column in CANONICAL_COLUMNS if any(line[column] for line in lines)]
        rows = [{column: line[column] for column in used} for line in lines]
        of_night = records_of(rows, rules, before)
        comparison = compare(of_night, before, rules)
        before = comparison.as_before()
        judged = judge(rows, rules, [each.missed_deadline for each in of_night])
        records = list(map(Record, lines, judged, comparison.told))
        counted.append(Recount(records, rules, comparison, None))
    last = counted[-1]
    return Recount(last.records, last.rules, last.comparison, None, tuple(counted))


def read_csv(night: Night) -> list[dict[str, str]]:
    """Return the lines of the night's `assessments.csv`, as a spreadsheet shows them."""
    return lines_of(assessments(night, joined_flags(night.flags)))


def lines_of(file: pd.DataFrame) -> list[dict[str, str]]:
    """Return the lines of a CSV file of the night, as a spreadsheet shows them."""
    text = to_csv(file).decode("utf-8-sig")
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return [{name: AGAINST_FORMULAS.sub("", cell) for name, cell in line.items()} for line in lines]


def in_words(iso: str) -> str:
    """Return a date as pages say it, and a dash for none."""
    if not iso:
        return "–"
    day = date.fromisoformat(iso)
    return f"{day:%a} {day.day} {day:%b %Y}"


def number(value: float | None) -> str:
    return "–" if value is None else str(value)


def percent(value: float | None) -> str:
    return "–" if value is None else f"{value}%"
