"""Which kind of source a file is, by its bytes and its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused
from monitor.extracts.glimpses import Glimpse, first_rows, look_into_text, look_into_workbook
from monitor.starter.usual_headings import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from monitor.extracts.files import Copy

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: The bytes that are looked at to know an XML file.
_BEGINNING = 1_000_000
_OF_CENSUS = re.compile(rb"<(?:Children|Child|CINdetails|CINdetailsCollection|Assessments)[\s>/]")
_REVIEW = ("AssessmentInternalReviewDate",)
_OF_ANNEX_A = {
    "child unique id",
    "continuous assessment start date",
    "continuous assessment date of authorisation",
}


@dataclass(frozen=True)
class FileKind:
    """A kind of source: its word in the configuration, and what shows it."""

    format: str
    name: str
    fits: Callable[[Copy], bool]
    #: Looks into it, where its headings are to be mapped.
    look: Callable[[Copy], tuple[Glimpse, ...]] | None = None
    #: Where its layout is a standard one, the headings among which a deadline may be.
    headings: Callable[[Copy], tuple[str, ...]] = lambda _: ()


def recognise(copy: Copy, formats: Collection[str]) -> FileKind:
    """Return the kind of a file, of those that can be read; raises `ExtractRefused` for others."""
    for kind in KINDS:
        if kind.format in formats and kind.fits(copy):
            return kind
    message = f"this is no kind of source that can be read ({', '.join(formats)})"
    raise ExtractRefused(message, source=copy.name)


def _is_census(copy: Copy) -> bool:
    beginning = copy.content[:_BEGINNING].replace(b"\x00", b"")
    return _is_markup(copy) and _OF_CENSUS.search(beginning) is not None


def _is_markup(copy: Copy) -> bool:
    beginning = copy.content[:100].replace(b"\x00", b"")
    return beginning.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def _is_annex_a(copy: Copy) -> bool:
    return _is_workbook(copy) and _headings_of_list_4(copy) != ()


def _headings_of_list_4(copy: Copy) -> tuple[str, ...]:
    rows = (row for row in first_rows(copy) if set(map(plain, row)) >= _OF_ANNEX_A)
    return next(rows, ())


def _is_workbook(copy: Copy) -> bool:
    return copy.content.startswith((_ZIP, _OLE))


def _is_text(copy: Copy) -> bool:
    return not _is_workbook(copy) and not _is_markup(copy)


#: One row per kind, the first that fits is taken; a new kind is a new row.
KINDS = (
    FileKind("cin-census", "a CIN census (XML)", _is_census, headings=lambda _: _REVIEW),
    FileKind("annex-a", "an Annex A workbook", _is_annex_a, headings=_headings_of_list_4),
    FileKind("excel", "an Excel workbook", _is_workbook, look_into_workbook),
    FileKind("csv", "a CSV file", _is_text, look_into_text),
)
