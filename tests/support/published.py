"""A made-up table of durations in the Department's form, with rows as a test wants them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CODE = "E06999999"
#: The headings of the table that the Department published for 2014 to 2024.
HEADINGS = (
    *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
    *("region_code", "region_name", "old_la_code", "new_la_code", "la_name", "category"),
    *("Assessments_completed", "Assessments_completed_rate", "Same_day", "1-10_days"),
    *("11-20_days", "21-30_days", "31-40_days", "41-45_days", "46-50_days", "51-60_days"),
    *("61+_days", "25th_Percentile_days", "Median_days", "75th_Percentile_days"),
)
BANDS = HEADINGS[13:22]

_PLAIN = {
    "time_period": "2024",
    "time_identifier": "Reporting year",
    "country_code": "E92000001",
    "country_name": "England",
    "category": "Duration of assessment",
    "Assessments_completed": "200",
    **dict(zip(BANDS, ("10", "20", "30", "40", "20", "30", "20", "10", "20"), strict=True)),
    "Median_days": "30",
}
_REGION = {"region_code": "E12999999", "region_name": "Made-up Region"}


def england(**cells: str) -> dict[str, str]:
    """Return the row of England, unless `cells` say otherwise."""
    return {**_PLAIN, "geographic_level": "National", **cells}


def region(**cells: str) -> dict[str, str]:
    """Return the row of the region."""
    return {**_PLAIN, "geographic_level": "Regional", **_REGION, **cells}


def authority(**cells: str) -> dict[str, str]:
    """Return the row of the authority: 150 of 200 within 45 working days."""
    own = {"new_la_code": CODE, "la_name": "Ambleford"}
    return {**_PLAIN, "geographic_level": "Local authority", **_REGION, **own, **cells}


def another(**cells: str) -> dict[str, str]:
    """Return the row of another authority of the region."""
    return authority(**{"new_la_code": "E06999998", "la_name": "Little Ambleford", **cells})


ROWS = (england(), region(), authority(), another())


def published_csv(
    rows: Sequence[Mapping[str, str]] = ROWS, headings: Sequence[str] = HEADINGS
) -> bytes:
    """Write the rows as the Department does: UTF-8, CRLF, a column a heading."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([row.get(heading, "") for heading in headings] for row in rows)
    return text.getvalue().encode()


def bands(cells: str) -> dict[str, str]:
    """Return the nine bands with these cells, written with spaces between them."""
    return dict(zip(BANDS, cells.split(), strict=True))
