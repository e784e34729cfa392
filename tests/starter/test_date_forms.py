"""A form of dates is guessed only where it reads every one of them."""

from __future__ import annotations

import pytest

from monitor.starter.date_forms import FORMS, DateForms, form_of, guess_forms


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2015-07-16", "2015-07-16 02:35"], ()),
        ([], ()),
        (["16/07/2015", "01/02/2015"], ("%d/%m/%Y",)),
        (["16/07/2015 00:00", "2015-07-01"], ("%d/%m/%Y",)),
        (["16/07/15"], ("%d/%m/%y",)),
        (["16-Jul-2015"], ("%d-%b-%Y",)),
        (["16 July 2015"], ("%d %b %Y",)),
        (["Thu 16 Jul 2015"], ("%a %d %b %Y",)),
        (["07/16/2015", "01/02/2015"], ("%m/%d/%Y",)),
        (["20150716"], ("%Y%m%d",)),
        (["42201", "42200.5"], ("excel",)),
    ],
)
def test_the_form_that_reads_every_date_is_guessed(
    texts: list[str], expected: tuple[str, ...]
) -> None:
    assert guess_forms({"Start": texts}, serial_dates=False) == DateForms(expected)


def test_a_day_that_may_be_a_month_is_told() -> None:
    found = guess_forms({"Start": ["01/02/2015", "03/03/2015"]}, serial_dates=False)
    assert (found.formats, found.or_else) == (("%d/%m/%Y",), "%m/%d/%Y")


def test_the_dates_of_one_column_settle_those_of_another() -> None:
    texts = {"Start": ["01/02/2015"], "End": ["16/07/2015"]}
    assert guess_forms(texts, serial_dates=False) == DateForms(("%d/%m/%Y",))


def test_columns_in_forms_of_their_own_are_read_by_both() -> None:
    texts = {"Start": ["01/02/2015", "16/07/2015"], "End": ["16-Jul-2015"], "Iso": ["2015-07-16"]}
    assert guess_forms(texts, serial_dates=False) == DateForms(("%d/%m/%Y", "%d-%b-%Y"))


def test_forms_that_would_read_each_other_s_dates_are_not_guessed() -> None:
    texts = {"Start": ["16/07/2015"], "End": ["07/16/2015", "01/02/2015"]}
    found = guess_forms(texts, serial_dates=False)
    assert found == DateForms((), unread=("Start", "End"))


def test_one_text_that_is_no_date_leaves_its_column_without_a_form() -> None:
    texts = {"Start": ["16/07/2015"], "End": ["16/07/2015", "soon"]}
    found = guess_forms(texts, serial_dates=False)
    assert found == DateForms(("%d/%m/%Y",), unread=("End",))
    assert guess_forms({"End": ["soon"]}, serial_dates=False) == DateForms((), unread=("End",))


def test_serial_dates_of_a_workbook_need_no_form() -> None:
    assert guess_forms({"Start": ["42201"]}, serial_dates=True) == DateForms(())


def test_no_form_stands_twice() -> None:
    assert len(set(FORMS)) == len(FORMS)


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["16/07/2015", "01/02/2015"], "%d/%m/%Y"),
        (["07/16/2015"], "%m/%d/%Y"),
        (["2015-07-16 02:35"], "%Y-%m-%d"),
        (["16-Jul-2015"], "%d-%b-%Y"),
        (["20150716"], ""),
        (["42201"], ""),
        (["16/07/2015", "soon"], ""),
        (["4 of 7", "A-1 b"], ""),
    ],
)
def test_a_column_that_nobody_knows_holds_dates_only_where_every_text_is_one(
    texts: list[str], form: str
) -> None:
    assert form_of(texts) == form
