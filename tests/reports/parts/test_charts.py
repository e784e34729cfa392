"""A picture says what its table says: parts as wide as their figures, nights in their place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.reports.parts.charts import (
    BARS_SHOWN,
    COMPLETED_LATE,
    LABEL_LENGTH,
    OVERDUE,
    Bar,
    Bars,
    Curve,
    Lines,
    Part,
    Tick,
    Values,
    course_found,
    draw_bars,
    draw_lines,
    rounded_up,
    shortened,
    who_has_most,
)

OF = Values(id="days-picture", shows="How late", series=(OVERDUE, COMPLETED_LATE))
SUNDAY = date(2015, 7, 12)


def bars(*rows: tuple[str, tuple[int, int]]) -> Bars:
    drawn = draw_bars(OF, rows)
    assert drawn is not None
    return drawn


def lines(*nights: tuple[date, tuple[int, int]]) -> Lines:
    drawn = draw_lines(OF, nights)
    assert drawn is not None
    return drawn


def test_the_longest_bar_leaves_room_for_its_total_and_the_others_are_in_proportion() -> None:
    drawn = bars(("A", (30, 10)), ("B", (0, 5)))
    assert drawn.bars == (
        Bar("A", 40, (Part(1, 0.0, 60.0), Part(4, 60.0, 20.0)), end=80.0, baseline=1.0, top=1.35),
        Bar("B", 5, (Part(4, 0.0, 10.0),), end=10.0, baseline=3.5, top=3.85),
    )
    assert (drawn.height, drawn.more) == (5.0, "")


def test_bars_say_in_words_which_is_the_longest() -> None:
    drawn = bars(("A", (0, 5)), ("B", (30, 10)), ("C", (39, 0)))
    assert (drawn.id, drawn.title, drawn.series) == (OF.id, OF.shows, OF.series)
    assert drawn.description == "3 bars. The longest is B: 30 overdue, 10 completed late."


def test_a_title_says_the_finding_and_the_subtitle_what_is_shown() -> None:
    found = draw_bars(replace(OF, finding="Most are very late"), [("A", (1, 0))])
    assert found is not None
    assert (found.title, found.subtitle) == ("Most are very late", "How late")
    assert (OF.title, OF.subtitle) == ("How late", "")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("A", 2), ("B", 5), ("C", 4)], "B has the most late: 5"),
        ([("A", 5), ("B", 2), ("C", 5)], "A and C have the most late: 5 each"),
        ([("A", 5), ("B", 5)], ""),  # all have as many
        ([("A", 5), ("B", 5), ("C", 5), ("D", 1)], ""),
        ([("A", 5)], ""),
        ([("A", 5), ("Nobody", 2)], ""),
        ([("A", 5), ("B", 4), ("Nobody", 5)], ""),
        ([("A", 5), ("B", 4), ("Nobody", 4)], "A has the most late: 5"),
        ([("A", 0), ("B", 0)], ""),
        ([], ""),
        ([("x" * 99, 1), ("B", 0)], f"{'x' * (LABEL_LENGTH - 1)}… has the most late: 1"),
    ],
)
def test_who_has_the_most_is_said_of_one_or_two_of_several(
    rows: list[tuple[str, int]], expected: str
) -> None:
    assert who_has_most(rows, "late", besides="Nobody") == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([50, 99, 63], "More late than on Sun 12 Jul 2015: 63, was 50"),
        ([63, 0, 50], "Fewer late than on Sun 12 Jul 2015: 50, was 63"),
        ([50, 99, 50], "As many late as on Sun 12 Jul 2015: 50"),
        ([50], ""),
        ([], ""),
    ],
)
def test_the_last_night_is_compared_with_the_first_of_the_picture(
    counts: list[int], expected: str
) -> None:
    nights = [(SUNDAY + timedelta(days=day), count) for day, count in enumerate(counts)]
    assert course_found(nights, "late") == expected


def test_of_several_longest_bars_none_is_named() -> None:
    drawn = bars(("A", (2, 3)), ("B", (5, 0)), ("C", (4, 0)))
    assert drawn.description == "3 bars. The longest are 2, of 5 each."


@pytest.mark.parametrize("rows", [[], [("A", (0, 0))]])
def test_nothing_is_not_drawn(rows: list[tuple[str, tuple[int, int]]]) -> None:
    assert draw_bars(OF, rows) is None


def test_a_picture_has_so_many_bars_and_says_how_many_more_there_are() -> None:
    rows = [(f"Worker {number}", (number, 0)) for number in range(BARS_SHOWN + 2)]
    drawn = bars(*rows)
    assert len(drawn.bars) == BARS_SHOWN
    assert drawn.more == "and 2 more in the table"
    assert bars(*rows[:BARS_SHOWN]).more == ""


def test_a_long_name_is_cut_in_the_picture_alone() -> None:
    assert shortened("x" * LABEL_LENGTH) == "x" * LABEL_LENGTH
    assert shortened("x" * (LABEL_LENGTH + 1)) == "x" * (LABEL_LENGTH - 1) + "…"
    assert shortened("x" * (LABEL_LENGTH - 2) + " yz") == "x" * (LABEL_LENGTH - 2) + "…"


def test_a_night_stands_where_its_date_is_and_a_value_as_high_as_it_is() -> None:
    drawn = lines(
        (SUNDAY, (5, 0)),
        (SUNDAY + timedelta(days=1), (10, 1)),
        (SUNDAY + timedelta(days=4), (0, 2)),  # three nights are missing
    )
    assert drawn.lines == (
        Curve(1, "0,50 25,0 100,100"),
        Curve(4, "0,100 25,90 100,80"),
    )
    assert drawn.ticks == (Tick(0, 100.0), Tick(5, 50.0), Tick(10, 0.0))
    assert (drawn.first, drawn.last) == ("Sun 12 Jul 2015", "Thu 16 Jul 2015")


def test_lines_say_in_words_where_they_begin_and_end() -> None:
    drawn = lines((SUNDAY, (5, 0)), (SUNDAY + timedelta(days=1), (10, 1)))
    told = ("Overdue: 5 at first, 10 tonight", "Completed late: 0 at first, 1 tonight")
    assert tuple(series.name for series in drawn.series) == told
    assert tuple(series.colour for series in drawn.series) == (1, 4)
    assert drawn.description == f"2 nights. {told[0]}; {told[1]}."


def test_one_night_is_no_line() -> None:
    assert draw_lines(OF, []) is None
    assert draw_lines(OF, [(SUNDAY, (1, 1))]) is None


def test_lines_of_nothing_lie_on_the_ground() -> None:
    drawn = lines((SUNDAY, (0, 0)), (SUNDAY + timedelta(days=1), (0, 0)))
    assert drawn.lines[0].points == "0,100 100,100"
    assert drawn.ticks == (Tick(0, 100.0), Tick(1, 0.0))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, 1), (1, 1), (2, 2), (3, 5), (6, 10), (10, 10), (11, 20), (51, 100), (501, 1000)],
)
def test_the_top_of_a_picture_is_a_round_number(value: int, expected: int) -> None:
    assert rounded_up(value) == expected
