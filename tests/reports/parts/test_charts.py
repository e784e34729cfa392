"""A picture says what its table says: parts as wide as their figures, nights in their place."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from monitor.reports.parts.charts import (
    BARS_SHOWN,
    LABEL_LENGTH,
    Bar,
    Bars,
    Curve,
    Lines,
    Part,
    Tick,
    Values,
    draw_bars,
    draw_lines,
    rounded_up,
    shortened,
)

OF = Values("days-picture", "How late", ("Open", "Completed"))
SUNDAY = date(2015, 7, 12)


def bars(*rows: tuple[str, tuple[int, int]]) -> Bars:
    drawn = draw_bars(OF, rows)
    assert drawn is not None
    return drawn


def lines(*nights: tuple[date, tuple[int, int]]) -> Lines:
    drawn = draw_lines(OF, nights)
    assert drawn is not None
    return drawn


def test_the_longest_bar_leaves_room_for_figures_and_the_others_are_in_proportion() -> None:
    drawn = bars(("A", (30, 10)), ("B", (0, 5)))
    assert drawn.bars == (
        Bar("A", "30 + 10", (Part(1, 0.0, 48.0), Part(2, 48.0, 16.0)), baseline=1.0, top=1.35),
        Bar("B", "0 + 5", (Part(2, 0.0, 8.0),), baseline=3.5, top=3.85),
    )
    assert (drawn.height, drawn.more) == (5.0, "")


def test_bars_say_in_words_which_is_the_longest() -> None:
    drawn = bars(("A", (0, 5)), ("B", (30, 10)), ("C", (40, 0)))
    assert (drawn.id, drawn.title, drawn.series) == (OF.id, OF.title, OF.series)
    assert drawn.description == "3 bars. The longest is B: 30 open, 10 completed."


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
        Curve(2, "0,100 25,90 100,80"),
    )
    assert drawn.ticks == (Tick(0, 100.0), Tick(5, 50.0), Tick(10, 0.0))
    assert (drawn.first, drawn.last) == ("Sun 12 Jul 2015", "Thu 16 Jul 2015")


def test_lines_say_in_words_where_they_begin_and_end() -> None:
    drawn = lines((SUNDAY, (5, 0)), (SUNDAY + timedelta(days=1), (10, 1)))
    told = ("Open: 5 at first, 10 tonight", "Completed: 0 at first, 1 tonight")
    assert drawn.series == told
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
