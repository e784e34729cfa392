"""In which form the dates of a file are written: only a form that reads every one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from monitor.records.dates import read_dates
from monitor.settings.dates import EXCEL_SERIALS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

#: The forms that are tried, the likeliest in England first.
FORMS = (
    *("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y"),
    *("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %y", "%d %B %Y", "%d-%B-%Y"),
    *("%a %d %b %Y", "%A %d %B %Y", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%d"),
    *("%b %d %Y", "%b %d, %Y", "%B %d, %Y", "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y"),
    EXCEL_SERIALS,
)
_ISO = "%Y-%m-%d"
_WITH_MARKS = tuple(form for form in FORMS if form not in {EXCEL_SERIALS, "%Y%m%d"})
_PERHAPS_A_DATE = re.compile(r"(?=.*[0-9])(?=.*[ /.-])[\w ,/.:+-]{6,40}")
_SERIAL_OF_OUR_TIME = re.compile(r"[2-6][0-9]{4}(?:\.[0-9]+)?")


@dataclass(frozen=True)
class DateForms:
    """The formats for the configuration, and what must be looked at."""

    formats: tuple[str, ...] = ()
    #: Every date could be read in this form as well, and would be another day.
    or_else: str = ""
    #: Headings whose dates no form reads to the last one.
    unread: tuple[str, ...] = ()


def form_of(texts: Sequence[str]) -> str:
    """Return the form, not one of digits alone as ids are, in which all texts are dates, if any."""
    if not all(map(_PERHAPS_A_DATE.fullmatch, texts)):
        return ""
    if _reads_all("", texts):
        return _ISO
    return next((form for form in _WITH_MARKS if _reads_all(form, texts)), "")


def guess_forms(texts: Mapping[str, Sequence[str]], *, serial_dates: bool) -> DateForms:
    """Guess how the dates under each heading are written; `texts` are distinct and not blank."""
    fitting = {
        heading: [form for form in _forms(serial_dates=serial_dates) if _reads_all(form, cells)]
        for heading, cells in texts.items()
        if not _reads_all("", cells, serial_dates=serial_dates)
    }
    unread = tuple(heading for heading, forms in fitting.items() if not forms)
    read = {heading: forms for heading, forms in fitting.items() if forms}
    if not read:
        return DateForms((), unread=unread)
    together = [form for form in FORMS if all(form in forms for forms in read.values())]
    if together:
        cells = list(chain.from_iterable(texts[heading] for heading in read))
        return DateForms((together[0],), _or_else(together, cells), unread)
    return _of_each(texts, read, unread)


def _of_each(
    texts: Mapping[str, Sequence[str]], read: Mapping[str, Sequence[str]], unread: tuple[str, ...]
) -> DateForms:
    """Return a form for each heading, where they do not stand in each other's way."""
    formats = tuple(dict.fromkeys(forms[0] for forms in read.values()))
    mixed = [
        heading
        for heading, forms in read.items()
        if _days(formats, texts[heading]) != _days(forms[:1], texts[heading])
    ]
    if mixed:
        return DateForms((), unread=(*unread, *read))
    return DateForms(formats, unread=unread)


def _forms(*, serial_dates: bool) -> tuple[str, ...]:
    """Return the forms to try; a workbook reads its own serial numbers in any case."""
    return FORMS[:-1] if serial_dates else FORMS


def _reads_all(form: str, cells: Sequence[str], *, serial_dates: bool = False) -> bool:
    if form == EXCEL_SERIALS and not all(map(_SERIAL_OF_OUR_TIME.fullmatch, cells)):
        return False
    formats = (form,) if form else ()
    _, unread = read_dates(cells, formats, serial_dates=serial_dates or form == EXCEL_SERIALS)
    return not unread.any()


def _or_else(forms: Sequence[str], cells: Sequence[str]) -> str:
    first = _days(forms[:1], cells)
    return next((form for form in forms[1:] if _days((form,), cells) != first), "")


def _days(formats: Sequence[str], cells: Sequence[str]) -> list[date | None]:
    days, _ = read_dates(cells, formats, serial_dates=EXCEL_SERIALS in formats)
    read: list[date | None] = days.astype("datetime64[D]").tolist()
    return read
