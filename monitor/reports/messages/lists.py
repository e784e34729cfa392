"""The lists of a message: the most urgent rows of each, and how many more there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from monitor.assessments.statuses import LABELS
from monitor.reports.messages.asks import answer_cell, link_of, waiting_above
from monitor.reports.messages.counts import teams, to_mend
from monitor.reports.messages.draft import REPORT, Listed, ListedCell, and_more, cut
from monitor.reports.parts.rows import NamedRow
from monitor.reports.parts.wording import breaking, counted, dated, one_line, short_date
from monitor.reports.sections.assessments import oldest_without_deadline
from monitor.settings.words import in_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from monitor.judgement.night import Night
    from monitor.reports.messages.draft import Child
    from monitor.reports.sections.asked import AskedRow
    from monitor.reports.sections.changed import ChangedRow
    from monitor.reports.sections.listing import ListedRow
    from monitor.reports.sections.page_paths import Page
    from monitor.reports.sections.shares import Share
    from monitor.settings.settings import Settings
    from monitor.settings.words import Words

R = TypeVar("R", bound=NamedRow)
#: How many rows a list shows that is not the first, and that of the exceptions of the service.
SHOWN, WORST = 5, 20
#: The groups of exceptions where answers are asked for (`judgement.exchanges`).
_GROUPS = {
    "broken": "Promises broken",
    "today": "To answer by today",
    "new": "New, to answer",
    "waiting": "Waiting for an answer",
    "unasked": "Cannot be asked about: correct the ids",
}
#: A change is cut to this many characters: the name of a team may be in it.
_LONGEST_CHANGE = 160
#: A child not seen, or not recorded as seen, has a flag that says so.
_SEEN = {"yes": "child seen", "not_applicable": "unborn"}


def lists_of(page: Page, share: Share, night: Night, settings: Settings) -> Iterator[Listed]:
    """Yield the lists of the message of a page, in the order of urgency."""
    asked = () if share.asked is None else share.asked.rows
    lists = _Lists(
        settings.rules.statutory_working_days,
        settings.words,
        with_team=page.with_team,
        cases={row.ids: (row, link_of(row, settings)) for row in asked},
    )
    exceptions, most = share.listed["exception"], settings.delivery.most_rows
    if page.is_service:
        yield lists.cases_of("waiting-for-you", "Waiting for you", waiting_above(asked))
        yield teams(night.teams)
        yield lists.needs_you(exceptions, min(WORST, most), rest="on the pages of the teams")
        yield from lists.changes(share.changed, night)
    else:
        if share.asked is None:
            yield lists.needs_you(exceptions, most)
        else:
            yield from lists.by_group(exceptions, most)
            heard = [row for row in asked if row.climbed or row.answer_read == night.as_at]
            yield lists.cases_of("heard", "Answered, or gone up, tonight", heard)
        # They have no days of lateness and come last: a long list of exceptions would hide them.
        hidden = oldest_without_deadline(exceptions[most:] if share.asked is None else ())
        title = "Also without a deadline, oldest first"
        yield lists.dated("no-deadline", title, hidden, "How late", lambda row: LABELS[row.status])
        yield from lists.changes(share.changed, night)
        window = counted(settings.rules.due_soon_working_days, "working day")
        yield lists.dated("due-soon", f"Due within {window}", share.listed["due_soon"])
        look = [row for row in share.listed["look"] if row.status == "on_track"]
        yield lists.dated("look", "Open and not late, but look", look)
    yield to_mend(share.problems)


@dataclass(frozen=True)
class _Lists:
    statutory: int
    words: Words
    with_team: bool
    #: By ids, what is asked about, and where it is answered.
    cases: Mapping[Child, tuple[AskedRow, str]]

    def needs_you(self, rows: Sequence[ListedRow], most: int, *, rest: str = REPORT) -> Listed:
        """Return the exceptions; `rest` is where those are that are not shown."""
        return self._exceptions("needs-you", "Needs you now, worst first", rows, most, rest=rest)

    def by_group(self, rows: Sequence[ListedRow], most: int) -> Iterator[Listed]:
        """Yield the exceptions by what is asked of whom; `most` in all, but some of each.

        What is promised is only counted.
        """
        groups: dict[str, list[ListedRow]] = {code: [] for code in _GROUPS}
        for row in rows:
            case, _ = self.cases.get((row.child_id, row.assessment_id), (None, ""))
            groups.setdefault("unasked" if case is None else case.group, []).append(row)
        for code, title in _GROUPS.items():
            shown = max(SHOWN, most)
            yield self._exceptions(code, title, groups[code], shown)
            most -= len(groups[code][:shown])

    def _exceptions(
        self, name: str, title: str, rows: Sequence[ListedRow], most: int, *, rest: str = REPORT
    ) -> Listed:
        columns = ("How late", _how_late), ("Why it is listed", self._look_at)
        return self._listed(name, title, rows, *columns, shown=most, rest=rest)

    def cases_of(self, name: str, title: str, rows: Sequence[AskedRow]) -> Listed:
        """Return cases with their last answer, and whom they are with."""
        columns = ("With whom", lambda row: ListedCell(lines=(row.whom,))), ("Answer", answer_cell)
        return self._listed(name, title, rows, *columns)

    def dated(
        self,
        name: str,
        title: str,
        rows: Sequence[ListedRow],
        heading: str = "Deadline",
        day: Callable[[ListedRow], str] = lambda row: row.due_in_words,
    ) -> Listed:
        """Return a list whose second column says a day, or why there is none."""
        columns = (heading, lambda row: ListedCell(day(row))), ("Why it is listed", self._look_at)
        return self._listed(name, title, rows, *columns)

    def changes(self, rows: Sequence[ChangedRow], night: Night) -> Iterator[Listed]:
        """Yield what vanished, then what else changed: new exceptions are in their own list."""
        yield self._listed(
            "vanished",
            "Missing from the extract, unfinished",
            [row for row in rows if row.change == "vanished"],
            ("Deadline", lambda row: ListedCell(_due(row))),
            ("When last seen", lambda row: ListedCell(lines=(breaking(row.what),))),
        )
        before = night.compared.night
        yield self._listed(
            "changed",
            f"What else changed{'' if before is None else f' since {short_date(before)}'}",
            [row for row in rows if row.change not in ("vanished", "new_exception")],
            (self.words.worker, lambda row: ListedCell(lines=(self._worker(row),))),
            (
                "What changed",
                lambda row: ListedCell(lines=(one_line(breaking(row.what), _LONGEST_CHANGE),)),
            ),
        )

    def _listed(
        self,
        name: str,
        title: str,
        rows: Sequence[R],
        *columns: tuple[str, Callable[[R], ListedCell]],
        shown: int = SHOWN,
        rest: str = REPORT,
    ) -> Listed:
        headings, cells = zip(*columns, strict=True)
        return Listed(
            id=name,
            title=f"{title} ({len(rows)})",
            headings=("Child", *headings),
            rows=tuple((self._whose(row), *(cell(row) for cell in cells)) for row in rows[:shown]),
            more=and_more(len(rows) - shown, rest),
            children=frozenset((row.child_id, row.assessment_id) for row in rows[:shown]),
        )

    def _whose(self, row: NamedRow) -> ListedCell:
        team = (f"team {cut(row.team_name)}",) if self.with_team else ()
        case, link = self.cases.get((row.child_id, row.assessment_id), (None, ""))
        reference = () if case is None else (case.reference,)
        lines = (f"{self.words.assessment} {cut(row.assessment)}", *reference, *team)
        return ListedCell(cut(row.child), lines, link)

    def _worker(self, row: NamedRow) -> str:
        return f"{in_sentence(self.words.worker)} {cut(row.worker_name)}"

    def _look_at(self, row: ListedRow) -> ListedCell:
        day = row.working_days_since_referral
        facts = (
            f"started {dated(row.start_date)}",
            f"day of {self.statutory} unknown" if day is None else f"day {day} of {self.statutory}",
            *((_SEEN[row.child_seen],) if row.child_seen in _SEEN else ()),
            *((f"on this list for {row.nights} nights",) if row.nights > 1 else ()),
        )
        case, _ = self.cases.get((row.child_id, row.assessment_id), (None, ""))
        asked = () if case is None else (f"{case.answer}; {case.whom}",)
        return ListedCell(row.flags, (self._worker(row), "; ".join(facts), *asked))


def _how_late(row: ListedRow) -> ListedCell:
    if row.status != "overdue":
        return ListedCell(LABELS[row.status])
    return ListedCell(row.how_late, (row.due_in_words,))


def _due(row: ChangedRow) -> str:
    before = row.deadline_before
    return "no deadline" if before is None else f"due {short_date(before)}"
