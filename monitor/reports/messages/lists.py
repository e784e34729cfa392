"""The lists of a message: the most urgent rows, as many as fit, and how many more there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.reports.messages.counts import other_counts
from monitor.reports.messages.draft import REPORT, Listed, and_more
from monitor.reports.messages.items import Items, record_of
from monitor.reports.sections.changed import ChangedRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.judgement.night import Night
    from monitor.reports.messages.draft import Record
    from monitor.reports.messages.items import MessageRow
    from monitor.reports.sections.asked_row import AskedRow
    from monitor.reports.sections.listing import ListedRow
    from monitor.reports.sections.page_paths import Page
    from monitor.reports.sections.shares import Share
    from monitor.settings.settings import Settings

#: The groups of a team's list, in the order of urgency; a row is in one of them.
GROUPS = {
    "today": "To answer today",
    "broken": "Promises broken, now with the next level",
    "new": "New",
    "due_today": "Due today",
    "vanished": "Missing from the extract, unfinished",
    "waiting": "Waiting for your answer",
    "above": "With the next level",
    "worst": "Worst first",
    "unasked": "Cannot be asked about: correct the ids",
    "heard": "Answered tonight",
}
_PAGES = "on the pages of the teams"


@dataclass
class Lists:
    """Lists that share one number of rows; what does not fit is counted."""

    items: Items
    most_rows: int
    listed: list[Listed] = field(default_factory=list)
    #: What the report has besides, each with its count.
    also: list[str] = field(default_factory=list)

    def add(self, name: str, title: str, rows: Sequence[MessageRow], *, rest: str = REPORT) -> None:
        """Add a list: its first rows while there is room, else its count alone."""
        shown = rows[: self.most_rows - sum(len(each.items) for each in self.listed)]
        if shown:
            self.listed.append(
                Listed(
                    id=name.replace("_", "-"),
                    title=f"{title} ({len(rows)})",
                    items=tuple(map(self.items.of, shown)),
                    more=and_more(len(rows) - len(shown), rest),
                    records=frozenset(map(record_of, shown)),
                )
            )
        elif rows:
            self.also.append(f"{title}: {len(rows)}")


def lists_of(page: Page, share: Share, night: Night, settings: Settings) -> Lists:
    """Return the lists of the message of a page, in the order of urgency."""
    asked = () if share.asked is None else share.asked.rows
    cases = {record_of(row): row for row in asked}
    lists = Lists(Items(settings, page.with_team, cases), settings.delivery.most_rows)
    exceptions = share.listed["exception"]
    if page.is_service:
        waiting = [row for row in asked if row.is_waiting_above]
        lists.add("waiting_for_you", "Waiting for you", waiting)
        others = set(map(record_of, waiting))
        worst = [row for row in exceptions if record_of(row) not in others]
        lists.add("worst", "Worst first", worst, rest=_PAGES)
        if elsewhere := sum(row.is_waiting_elsewhere for row in asked):
            lists.also.append(f"Waiting for another level above the teams: {elsewhere}")
    else:
        for code, rows in _groups(share, night, cases).items():
            lists.add(code, GROUPS[code], rows)
    lists.also.extend(other_counts(share, settings.rules.due_soon_working_days))
    return lists


def _groups(
    share: Share, night: Night, cases: Mapping[Record, AskedRow]
) -> dict[str, list[MessageRow]]:
    """Return the rows of each group; those that are promised are counted elsewhere."""
    groups: dict[str, list[MessageRow]] = {code: [] for code in GROUPS}
    vanished = [row for row in share.changed if row.change == "vanished"]
    groups["due_today"] += [
        row for row in share.listed["due_soon"] if row.effective_deadline == night.as_at
    ]
    listed: list[ListedRow | ChangedRow] = [*share.listed["exception"], *vanished]
    for row in listed:
        case = cases.get(record_of(row))
        if case is None:
            groups[_unasked_group(row, is_asking=share.asked is not None)].append(row)
        elif not case.is_quiet:
            groups[_asked_group(case)].append(row)
        elif case.answer_read == night.as_at:
            groups["heard"].append(case)
    return groups


def _asked_group(case: AskedRow) -> str:
    """Return the group of a case by whom it is with, and whether its days are over."""
    if case.level:
        return "broken" if case.group == "broken" else "above"
    return "today" if case.is_over else case.group


def _unasked_group(row: ListedRow | ChangedRow, *, is_asking: bool) -> str:
    if isinstance(row, ChangedRow):
        return "vanished"
    if is_asking:
        return "unasked"
    return "new" if "new_tonight" in row.flag_codes else "worst"
