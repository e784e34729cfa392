"""The pictures of how work is spread say what they find, and on a suspicious night nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.judgement.night import Alarm, Night
from monitor.reports.sections.spread import bands_table, workers_table
from monitor.settings.words import PLAIN_WORDS
from tests.reports.reading import read_page
from tests.reports.rows import overdue
from tests.reports.states import pages

ALARM = Alarm("nothing_open", "", "No assessment is open.")
OPEN = ("A. Okafor", 3, 2, 0)


@pytest.mark.parametrize(
    ("late", "title"),
    [
        ({1: (3, 1), 6: (2, 0)}, "Most often 1 to 10 working days late: 4 of 6"),
        ({0: (0, 2)}, "Most often due on a non-working day: 2 of 2"),
        ({6: (2, 1), 5: (2, 0)}, "Most often over 70 working days late: 3 of 5"),
        ({1: (2, 0), 2: (1, 1)}, "Late assessments by working days late"),
        ({1: (1, 0)}, "Late assessments by working days late"),
    ],
)
def test_a_picture_of_lateness_says_which_band_holds_most(
    late: dict[int, tuple[int, int]], title: str
) -> None:
    counts = [late.get(band, (0, 0)) for band in range(7)]
    for is_in_doubt, expected in ((False, title), (True, "Late assessments by working days late")):
        table = bands_table(counts, PLAIN_WORDS, is_in_doubt=is_in_doubt)
        assert table.chart is not None
        assert table.folded
        assert table.chart.title == expected


def test_of_nothing_late_there_is_a_table_alone() -> None:
    table = bands_table([(0, 0)] * 7, PLAIN_WORDS, is_in_doubt=False)
    assert (table.chart, table.folded) == (None, False)


@pytest.mark.parametrize(
    ("worker", "is_in_doubt", "title"),
    [
        ("B", False, "A. Okafor has the most overdue: 2"),
        ("B", True, "Open assessments by worker, the most overdue first"),
        ("No worker recorded", False, "Open assessments by worker, the most overdue first"),
    ],
)
def test_a_picture_of_workers_says_who_has_most_overdue(
    worker: str, is_in_doubt: bool, title: str
) -> None:
    table = workers_table([OPEN, (worker, 9, 1, 8)], PLAIN_WORDS, is_in_doubt=is_in_doubt)
    assert table.chart is not None
    assert table.folded
    assert table.chart.title == title


def findings(
    before: list[dict[str, str]], tonight: list[dict[str, str]], *alarms: Alarm
) -> dict[tuple[str, str], bool]:
    """Return, of each picture of each page, if its title is a finding."""

    def alarmed(night: Night) -> Night:
        return replace(night, alarms=alarms)

    return {
        (heading, name): bool(chart.subtitle)
        for heading, html in pages(before, tonight, changed=alarmed).items()
        for name, chart in read_page(html).charts.items()
    }


def test_no_picture_of_a_suspicious_night_says_a_finding() -> None:
    before = [overdue(1), overdue(2, worker="W2"), overdue(3, team="South")]
    tonight = [*before, overdue(4)]
    sure, doubtful = findings(before, tonight), findings(before, tonight, ALARM)
    assert {name for (_, name), found in sure.items() if found} == {
        *("teams", "days", "workers", "course")
    }
    assert not any(doubtful.values())
