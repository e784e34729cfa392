"""Dates are read as they are written, ISO first; what cannot be read is told apart from blank."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.records.dates import read_dates

UK = ("%d/%m/%Y",)


def read(text: str, formats: tuple[str, ...] = UK, *, serial_dates: bool = False) -> str:
    dates, unread = read_dates([text], formats, serial_dates=serial_dates)
    assert dates.dtype == np.dtype("datetime64[s]")
    return "unread" if unread[0] else str(dates[0].astype("datetime64[D]"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "NaT"),
        ("2015-07-16", "2015-07-16"),
        ("16/07/2015", "2015-07-16"),
        ("6/7/2015", "2015-07-06"),
        ("02/01/2026 00:00", "2026-01-02"),
        ("02/01/2026 12:00:00 AM", "2026-01-02"),
        ("02/01/2026 1:05pm", "2026-01-02"),
        ("2026-01-02T13:14:15.123", "2026-01-02"),
        ("2026-01-02 13:14", "2026-01-02"),
        pytest.param("2026-07-15T23:30:00Z", "2026-07-16", id="summer, Thu in London"),
        pytest.param("2026-07-15T22:30:00Z", "2026-07-15", id="summer, still Wed in London"),
        pytest.param("2026-07-16T00:30:00+01:00", "2026-07-16", id="summer, by its own offset"),
        pytest.param("2026-07-15 23:30:00+00", "2026-07-16", id="summer, as PostgreSQL writes it"),
        pytest.param("2026-07-16T00:30:00+0200", "2026-07-15", id="summer, from the east"),
        pytest.param("2026-01-15T23:30:00Z", "2026-01-15", id="winter, Thu in London"),
        pytest.param("15/07/2026 23:30 Z", "2026-07-16", id="declared format with offset"),
        ("9999-12-31T23:59:59-05:00", "9999-12-31"),
        ("0001-01-01T00:00:00+05:00", "0001-01-01"),
        ("31/02/2015", "unread"),
        ("2015-02-31", "unread"),
        ("2015-13-01", "unread"),
        ("07/16/2015", "unread"),
        ("16/07/15", "unread"),
        ("20150716", "unread"),
        ("2015-W29-4", "unread"),
        ("16/07/2015 25:00", "unread"),
        ("16/07/2015 13:05 PM", "unread"),
        ("16/07/2015 10:00 +99:00", "unread"),
        ("10:00", "unread"),
        ("tomorrow", "unread"),
        ("42186", "unread"),
        ("-", "unread"),
    ],
)
def test_a_date_is_read_as_it_is_written(text: str, expected: str) -> None:
    assert read(text) == expected


def test_formats_are_tried_in_their_order_after_iso() -> None:
    assert read("01/02/2015", ("%d/%m/%Y", "%m/%d/%Y")) == "2015-02-01"
    assert read("01/02/2015", ("%m/%d/%Y", "%d/%m/%Y")) == "2015-01-02"
    assert read("13/02/2015", ("%m/%d/%Y", "%d/%m/%Y")) == "2015-02-13"
    assert read("2015-02-01", ("%Y-%d-%m",)) == "2015-02-01"


def test_two_figures_of_a_year_are_read_where_they_are_declared() -> None:
    assert read("16/07/15", ("%d/%m/%y",)) == "2015-07-16"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("42201", "2015-07-16"),
        ("42201.75", "2015-07-16"),
        ("1", "1899-12-31"),
        ("2958465", "9999-12-31"),
        ("0", "unread"),
        ("2958466", "unread"),
        ("-1", "unread"),
    ],
)
def test_serial_numbers_of_excel_are_dates_where_they_may_be(text: str, expected: str) -> None:
    assert read(text, (*UK, "excel"), serial_dates=True) == expected
    assert read(text, (*UK, "excel")) == "unread"


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("01 Sept 2026", "%d %b %Y", "2026-09-01"),
        ("01 SEPT 2026", "%d %b %Y", "2026-09-01"),
        ("1 Sept. 2026", "%d %b %Y", "2026-09-01"),
        ("01-Sept-26", "%d-%b-%y", "2026-09-01"),
        ("01 Sept 2026", "%d %B %Y", "2026-09-01"),
        ("01 Sep 2026", "%d %B %Y", "2026-09-01"),
        ("4 June 2026", "%d %b %Y", "2026-06-04"),
        ("4 Jul. 2026", "%d %b %Y", "2026-07-04"),
        ("4.Sept.2026", "%d.%b.%Y", "2026-09-04"),
        ("01 Sept 2026 10:30", "%d %b %Y", "2026-09-01"),
        ("Sept 1, 2026", "%b %d, %Y", "2026-09-01"),
        ("Tue 01 Sept 2026", "%a %d %b %Y", "2026-09-01"),
        ("31 Sept 2026", "%d %b %Y", "unread"),
        ("01 Septem 2026", "%d %b %Y", "unread"),
        ("01 09 2026", "%d %b %Y", "unread"),
        ("01 Sept 2026", "%d/%m/%Y", "unread"),
    ],
)
def test_months_are_read_as_the_english_write_them(text: str, form: str, expected: str) -> None:
    assert read(text, (form,)) == expected
