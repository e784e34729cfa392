"""Whether it is getting better, and whether to rely on a page: the verdict first, then why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.judgement.rounding import percentage
from monitor.reports.parts.wording import counted, short_date
from monitor.reports.sections.answers import unread_answers
from monitor.reports.sections.trend import (
    DAYS_OF_A_MONTH,
    DAYS_OF_A_WEEK,
    FIRST_NIGHT,
    NO_TREND,
)
from monitor.reports.sections.trust import IN_DOUBT, Assurance, oldest_extract
from monitor.settings.words import PLAIN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from monitor.judgement.night import Figures, Night, TrendRow
    from monitor.reports.sections.assessments import ProblemRow
    from monitor.settings.words import Words

#: A night up to this many days before the day that is meant is called by that day.
_NEAR_DAYS = 3
#: One in twenty more or fewer is about the same, and so is one.
_ABOUT = 20
#: By the comparisons (`course_of`) that are not about the same: the verdict, and how a line begins
#: that says it. What is worse than on one of the nights is not getting better.
_COURSES = {
    frozenset({1}): ("No.", "Getting worse"),
    frozenset({1, -1}): ("No.", "Up and down"),
    frozenset(): ("About the same.", "About the same"),
    frozenset({-1}): ("Yes.", "Getting better"),
}
_THAN = {1: "more than", 0: "about as many as", -1: "fewer than"}
#: The nights before that are shown, by how many days they are back at least.
_BACK = {1: "yesterday", DAYS_OF_A_WEEK: "a week ago", DAYS_OF_A_MONTH: "four weeks ago"}
#: Why an average may go another way than a share.
WHY_IT_FELL = (
    "an average falls when many have only just missed their deadline, or when those late for "
    "longest are no longer counted."
)
WHY_IT_ROSE = (
    "an average rises when those just late are finished first, and those late for longest are left."
)
_UNREAD_DATES = ("unparsed_date", "implausible_date")


def is_it_better(
    rows: Sequence[TrendRow], words: Words = PLAIN_WORDS, *, is_in_doubt: bool
) -> Assurance:
    """Return if fewer need action than before; `rows` are those of one trend, in any order."""
    if is_in_doubt:
        return IN_DOUBT
    tonight, nights = _nights_before(rows)
    if tonight is None or not nights:
        return Assurance("", (FIRST_NIGHT if rows else NO_TREND,))
    if not tonight.records:
        return Assurance("Nobody can say.", ("No record of it was read tonight.",))
    (_, before), courses = nights[-1], _courses(tonight, _compared(tonight, nights))
    verdict, _ = _COURSES[courses]
    needs = counted(tonight.exceptions, words.assessment, words.assessments)
    figures = f"{needs} {_need(tonight)} action; {_figures(tonight, nights, courses)}."
    return Assurance(verdict, (figures, *disagreements(before, tonight)))


def course_in_words(rows: Sequence[TrendRow], *, is_in_doubt: bool) -> str:
    """Return the same in a line: the figures of tonight, of a week and of four weeks ago."""
    if is_in_doubt:
        return "Nobody can say if it gets better: the extract of this night is in doubt."
    tonight, nights = _nights_before(rows)
    if tonight is None or not nights:
        return FIRST_NIGHT if rows else NO_TREND
    if not tonight.records:
        return "Nobody can say if it gets better: no record of it was read tonight."
    compared = _compared(tonight, nights)
    courses = _courses(tonight, compared)
    _, course = _COURSES[courses]
    needs = f"{tonight.exceptions} {_need(tonight)} action tonight"
    return f"{course}: {needs}, {_figures(tonight, compared, courses)}."


def _need(row: TrendRow) -> str:
    return "needs" if row.exceptions == 1 else "need"


def _compared(
    tonight: TrendRow, nights: Sequence[tuple[str, TrendRow]]
) -> Sequence[tuple[str, TrendRow]]:
    """Return the nights by which it is judged: those a week old or older, else the newest."""
    old = [each for each in nights if (tonight.night - each[1].night).days >= DAYS_OF_A_WEEK]
    return old or nights


def _courses(tonight: TrendRow, nights: Sequence[tuple[str, TrendRow]]) -> frozenset[int]:
    """Return which ways it goes from these nights, without those that are about the same."""
    every = {course_of(row.exceptions, tonight.exceptions) for _, row in nights}
    return frozenset(every - {0})


def course_of(before: int, now: int) -> int:
    """Return 1 if more need action now, -1 if fewer do, and 0 if it is about the same."""
    if abs(now - before) <= max(1, before // _ABOUT):
        return 0
    return 1 if now > before else -1


def disagreements(before: TrendRow, now: TrendRow) -> Iterator[str]:
    """Yield why two measures go different ways, where they do."""
    share_before, share_now = _share(before), _share(now)
    mean_before, mean_now = before.mean_working_days_late, now.mean_working_days_late
    if share_before is None or share_now is None:
        return
    shares = f"({share_before}% to {share_now}%)"
    course = course_of(before.exceptions, now.exceptions)
    if course * (share_now - share_before) < 0:
        more, share = ("More", "fell") if course > 0 else ("Fewer", "rose")
        yield (
            f"{more} need action, yet the share past the deadline {share} {shares}: it also counts "
            "completed work, so it follows slowly."
        )
    if mean_before is None or mean_now is None:
        return
    means = f"({mean_before} to {mean_now})"
    if share_now > share_before and mean_now < mean_before:
        yield (
            f"The share past the deadline rose {shares} while the mean of working days late fell "
            f"{means}: {WHY_IT_FELL}"
        )
    elif share_now < share_before and mean_now > mean_before:
        yield (
            f"The share past the deadline fell {shares} while the mean of working days late rose "
            f"{means}: {WHY_IT_ROSE}"
        )


def _share(row: TrendRow) -> float | None:
    return percentage(row.past_deadline, row.past_deadline_of)


def _nights_before(
    rows: Sequence[TrendRow],
) -> tuple[TrendRow | None, list[tuple[str, TrendRow]]]:
    """Return the last night, and the one before it, that of a week and of four weeks ago, named."""
    if not rows:
        return None, []
    *earlier, tonight = sorted(rows, key=lambda row: row.night)
    found: dict[date, tuple[str, TrendRow]] = {}
    for days, name in _BACK.items():
        for row in [row for row in earlier if (tonight.night - row.night).days >= days][-1:]:
            over = (tonight.night - row.night).days - days
            if over <= (_NEAR_DAYS if days > 1 else 0):
                found[row.night] = (name, row)
            else:
                found.setdefault(row.night, (f"on {short_date(row.night)}", row))
    return tonight, list(found.values())


def _figures(
    tonight: TrendRow, nights: Sequence[tuple[str, TrendRow]], courses: frozenset[int]
) -> str:
    """Return the figures of these nights, and where they disagree, how tonight's compares."""
    if len(courses) <= 1:
        return ", ".join(f"{row.exceptions} {called}" for called, row in nights)
    return ", ".join(
        f"{_THAN[course_of(row.exceptions, tonight.exceptions)]} {called} ({row.exceptions})"
        for called, row in nights
    )


def can_i_rely(night: Night, figures: Figures, problems: Sequence[ProblemRow]) -> Assurance:
    """Return if a page can be relied on: what is wrong, then what cannot be known."""
    wrong = tuple(_known_wrong(night, figures, problems))
    if night.alarms:
        return Assurance("Not yet.", ("The top of this page says why.", *wrong))
    doubts = (*wrong, *_cannot_be_known(night))
    return Assurance("Mostly." if doubts else "Yes.", doubts)


def _known_wrong(night: Night, figures: Figures, problems: Sequence[ProblemRow]) -> Iterator[str]:
    unread = sum(problem.code in _UNREAD_DATES for problem in problems)
    records = figures.statuses["unreadable"]
    parts = (
        counted(records, "record") if records else "",
        counted(unread, "date") if unread else "",
    )
    if said := " and ".join(filter(None, parts)):
        yield f"{said} could not be read."
    if others := len(problems) - unread:
        yield f"{counted(others, 'other thing is', 'other things are')} wrong in the records."
    age = oldest_extract(night)
    if age.is_stale:
        yield age.sentence
    yield from unread_answers(night)


def _cannot_be_known(night: Night) -> Iterator[str]:
    age = oldest_extract(night)
    if age.is_unknown:
        yield age.sentence
    undeclared = [source.name for source in night.sources if source.control_total is None]
    if undeclared:
        yield f"Nothing proves that {undeclared[0]} is whole: it declares no control total."
