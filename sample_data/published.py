"""A made-up table of durations in the form in which the Department publishes the real one (C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADINGS = (
    *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
    *("region_code", "region_name", "old_la_code", "new_la_code", "la_name", "category"),
    *("Assessments_completed", "Assessments_completed_rate", "Same_day", "1-10_days"),
    *("11-20_days", "21-30_days", "31-40_days", "41-45_days", "46-50_days", "51-60_days"),
    *("61+_days", "25th_Percentile_days", "Median_days", "75th_Percentile_days"),
)
_ENGLAND = ("National", "E92000001", "England", "", "", "", "", "")
_REGION = ("Regional", "E92000001", "England", "E12999999", "Made-up Region", "", "", "")
_LOCAL = ("Local authority", *_REGION[1:5])
_AMBLEFORD = (*_LOCAL, "999", "E06999999", "Ambleford")
_SMALL = (*_LOCAL, "998", "E06999998", "Little Ambleford")

#: The year, the place, and the figures: completed, rate, bands, percentiles.
_ROWS = (
    ("2015", _ENGLAND, "500000 430 8000 60000 90000 80000 100000 90000 30000 22000 20000 18 33 44"),
    ("2015", _REGION, "40000 610 400 3300 6100 4800 7000 10100 3100 2500 2700 21 38 45"),
    ("2015", _AMBLEFORD, "1602 715 c 66 100 70 200 520 85 c 431 38 44 60"),
    ("2015", _SMALL, "x x x x x x x x x x x x x x"),
    ("2014", _ENGLAND, "490000 425 8000 60000 90000 80000 100000 80000 30000 22000 20000 18 33 45"),
    ("2014", _REGION, "39000 600 400 3300 6100 4800 7000 9100 3100 2500 2700 21 39 46"),
    ("2014", _AMBLEFORD, "1570 701 12 66 100 70 190 502 80 140 410 z z z"),
    ("2014", _SMALL, "12 60 c c c 6 c 0 0 0 0 z z z"),
)


def published_rows() -> Iterator[list[str]]:
    """Yield the table, the headings first."""
    yield list(_HEADINGS)
    for year, place, figures in _ROWS:
        yield [year, "Reporting year", *place, "Duration of assessment", *figures.split()]
