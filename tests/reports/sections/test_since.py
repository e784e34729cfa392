"""What changed on a team's page: each kind of news in a table that is as long as it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.reports.sections.asked import AskedFigures, AskedShare
from monitor.reports.sections.changed import FIRST_NIGHT, SHOWN, ChangedRow
from monitor.reports.sections.since import since_part
from monitor.settings.words import PLAIN_WORDS
from tests.reports.asking import asked_row
from tests.support.nights import WEDNESDAY

#: What the figures count beside the rows.
NONE = dict.fromkeys(("still_exceptions", "still_counted", "restored", "team_left"), 0)


BEFORE, LATER = date(2015, 7, 10), date(2015, 8, 10)


def changed(change: str, *, is_ended: bool = False) -> ChangedRow:
    return ChangedRow(
        child_id="C1",
        assessment_id="A1",
        team="North",
        worker="W1",
        change=change,
        life=1,
        working_days_late=3,
        is_ended=is_ended,
        deadline_before=BEFORE,
        deadline=None,
        effective_deadline=None,
        what="What it is",
    )


@pytest.mark.parametrize(
    ("change", "is_ended", "table"),
    [
        ("new_exception", False, "new"),
        ("resolved", True, "ended"),
        ("deadline_moved", True, "ended"),
        ("deadline_moved", False, "moved"),
        ("deadline_removed", False, "moved"),
        ("vanished", False, "vanished"),
        ("came_back", False, "back"),
        ("reopened", False, "back"),
        ("team_changed", False, "others"),
        ("copy_gone", False, "others"),
    ],
)
def test_each_change_is_in_the_table_of_its_kind(
    change: str, table: str, *, is_ended: bool
) -> None:
    rows = [changed(change, is_ended=is_ended)]
    part = since_part(rows, WEDNESDAY, None, counts=NONE, with_team=False, words=PLAIN_WORDS)
    assert [each.id for each in part.tables] == [table]
    assert part.said[0].startswith("Since Wed 15 Jul 2015: 1 ")


@pytest.mark.parametrize(
    ("change", "facts", "said"),
    [
        ("vanished", {}, "Fri 10 Jul 2015"),
        ("copy_gone", {}, "Fri 10 Jul 2015"),
        ("deadline_removed", {}, "–"),
        (
            "deadline_removed",
            {"effective_deadline": BEFORE},
            "missed Fri 10 Jul 2015; none set now",
        ),
        (
            "deadline_moved_after_missed",
            {"effective_deadline": BEFORE, "deadline": LATER},
            "missed Fri 10 Jul 2015; moved since to Mon 10 Aug 2015",
        ),
        (
            "new_exception",
            {"effective_deadline": LATER, "deadline": LATER},
            "Mon 10 Aug 2015",
        ),
    ],
)
def test_the_deadline_is_the_present_one_and_the_missed_one(
    change: str, facts: dict[str, date | None], said: str
) -> None:
    rows = [replace(changed(change), **facts)]  # type: ignore[arg-type]  # dates of the test
    part = since_part(rows, WEDNESDAY, None, counts=NONE, with_team=False, words=PLAIN_WORDS)
    assert part.tables[0].rows[0][-2].replace("\xa0", " ") == said


def test_of_what_is_missing_it_is_said_what_was_answered() -> None:
    asked = AskedShare([asked_row()], AskedFigures(1, 0, 0), is_news=False)
    rows = [changed("vanished")]
    part = since_part(rows, WEDNESDAY, asked, counts=NONE, with_team=False, words=PLAIN_WORDS)
    assert part.tables[0].rows[0][-1].startswith("Answer: Not answered yet\nWith: North")


def test_no_change_and_no_night_before_are_said() -> None:
    quiet = since_part([], WEDNESDAY, None, counts=NONE, with_team=False, words=PLAIN_WORDS)
    assert quiet.said == ("Since Wed 15 Jul 2015: no change to report.", "")
    first = since_part([], None, None, counts=NONE, with_team=False, words=PLAIN_WORDS)
    assert (first.said, first.tables) == ((FIRST_NIGHT,), ())


def test_a_long_table_counts_the_rest_and_what_is_missing_is_shown_whole() -> None:
    rows = [changed("new_exception")] * (SHOWN + 1) + [changed("vanished")] * (SHOWN + 1)
    part = since_part(rows, WEDNESDAY, None, counts=NONE, with_team=False, words=PLAIN_WORDS)
    new, vanished = part.tables
    assert (len(new.rows), new.more) == (SHOWN, "and 1 more in changes.csv")
    assert (len(vanished.rows), vanished.more) == (SHOWN + 1, "")
    assert new.caption == f"New ({SHOWN + 1})"


def test_what_no_table_shows_is_counted() -> None:
    counts = {**NONE, "still_exceptions": 3, "restored": 1, "team_left": 2}
    part = since_part([], WEDNESDAY, None, counts=counts, with_team=False, words=PLAIN_WORDS)
    assert part.said[1] == (
        "3 still there; 1 back on the list by a deadline missed earlier; 2 went to another team."
    )
