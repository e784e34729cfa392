"""How dates are written in a source and in the path of its file."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator

from monitor.settings.table import Text

EXCEL_SERIALS = "excel"
_DAY = re.compile(r"%[dj]")
_MONTH = re.compile(r"%[mbBj]")
_YEAR = re.compile(r"%[Yy]")
_SOME_DAY = date(2015, 7, 16)


def _whole_date(text: str) -> str:
    parts = (_DAY, _MONTH, _YEAR)
    whole = all(part.search(text) for part in parts) and _reads_what_it_writes(text)
    if text != EXCEL_SERIALS and not whole:
        message = "a date format needs a day, a month and a year, such as %d/%m/%Y, or is “excel”"
        raise ValueError(message)
    return text


def _reads_what_it_writes(form: str) -> bool:
    try:
        read = datetime.strptime(_SOME_DAY.strftime(form), form)  # noqa: DTZ007  (a date is meant)
    except (ValueError, re.error):
        return False
    return read.date() == _SOME_DAY


DateFormat = Annotated[str, AfterValidator(_whole_date)]

#: Where a path holds the date of its extract: {date}, or with a format {date:%d%m%Y}.
DATE_IN_PATH = re.compile(r"\{date(?::(?P<form>[^{}]*))?\}")


def _one_date_in_path(text: str) -> str:
    form, *more = [each["form"] for each in DATE_IN_PATH.finditer(text)] or [None]
    if more:
        raise ValueError("a path holds {date} once")
    if form is not None and {"/", "\\"} & set(_whole_date(form)):
        raise ValueError("the {date} of a path cannot run over several folders")
    return text


ExtractPath = Annotated[Text, AfterValidator(_one_date_in_path)]
