"""The extracts and the look-ups: where each lies, what it holds, how it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    field_validator,
    model_validator,
)

from monitor.assessments.columns import CANONICAL_COLUMNS
from monitor.settings.columns import ChildSeenValues, Columns, States
from monitor.settings.databases import DATABASE_FORMATS, Database
from monitor.settings.dates import EXCEL_SERIALS, DateFormat, ExtractPath
from monitor.settings.names import Spellings
from monitor.settings.standards import STANDARDS, known_layout
from monitor.settings.table import Count, Text, TomlTable, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The signs that have a word in the configuration.
_SEPARATOR_WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


def _worded(text: object) -> object:
    """Return the word for a tab, which would be taken for white space around a text."""
    return "tab" if text == "\t" else text


def _sign(text: str) -> str:
    return _SEPARATOR_WORDS.get(text, text)


Delimiter = Annotated[
    str,
    BeforeValidator(_worded),
    Field(pattern=r'^(?:comma|semicolon|tab|pipe|[^\w"\r\n ])$'),
    AfterValidator(_sign),
]


class Source(TomlTable):
    """One file or database to read, and what its columns mean."""

    path: ExtractPath | None = None
    format: Annotated[Text, one_of("format")]
    database: Database | None = None
    date_formats: tuple[DateFormat, ...] = ()
    encoding: Text | None = None
    #: What separates the columns of a CSV; found out where it is not given.
    delimiter: Delimiter | None = None
    sheet: Text | None = None
    #: What the source writes where nothing is recorded.
    blanks: Spellings = ()
    maximum_size_mb: Annotated[int, Field(ge=1, strict=True)] = 2000
    minimum_rows: Count = 1
    maximum_age_days: Count | None = None
    control_total_required: bool = False
    columns: Columns
    states: States = States()
    child_seen_values: ChildSeenValues = ChildSeenValues()

    @model_validator(mode="before")
    @classmethod
    def _with_known_columns(cls, table: object) -> object:
        """Add the headings of a known layout; those of a standard may be configured otherwise."""
        known = known_layout(table) if isinstance(table, dict) else None
        if not isinstance(table, dict) or known is None or not known.columns:
            return table
        own = table.get("columns", {})
        if "columns" in table and table.get("format") not in STANDARDS:
            raise ValueError("a profile has columns of its own: take [extracts.columns] away")
        return {**table, "columns": {**known.columns, **own}} if isinstance(own, dict) else table

    @property
    def pattern(self) -> str:
        """Return the path of its file, which may be a pattern; blank for a database."""
        return self.path or ""

    @property
    def serial_dates(self) -> bool:
        """True if whole numbers in columns of dates are Excel's serial dates."""
        return EXCEL_SERIALS in self.date_formats

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                "".encode(value)
            except LookupError as unknown:
                message = "no such encoding; utf-8, cp1252 and utf-16 are usual"
                raise ValueError(message) from unknown
        return value

    def faults(self) -> Iterator[str]:
        """Yield keys that are missing or of no use for this format."""
        of_database = self.format in DATABASE_FORMATS
        needed, other = ("database", "path") if of_database else ("path", "database")
        if getattr(self, needed) is None:
            yield f'{needed} is missing: format = "{self.format}" needs it'
        of_files = ("encoding", "sheet") if of_database else ()
        of_csv = () if self.format == "csv" else ("delimiter",)
        for key in (other, *of_files, *of_csv):
            if getattr(self, key) is not None:
                yield f'format = "{self.format}" has no use for {key}'
        ageless = self.columns.extract_date is None and self.maximum_age_days is not None
        if self.database is not None and ageless:
            own = "extract_date to be mapped" if self.database.query else "extract_date_from"
            yield f"a database has no age of its own: maximum_age_days needs {own}"


#: The dates by which a source may leave old completed assessments out.
WINDOW_COLUMNS = ("referral_date", "start_date", "authorised_date")


class CompletedWindow(TomlTable):
    """For how many days, by which date, a source holds completed assessments."""

    days: Annotated[int, Field(ge=1, strict=True)]
    by: Literal["referral_date", "start_date", "authorised_date"]


class Extract(Source):
    """A file or database of assessments, one record a row."""

    may_repeat: bool = False
    #: Completed assessments that are older leave the extract, and are not missed.
    completed_window: CompletedWindow | None = None
    timescale_from: Literal["start", "referral"] | None = None
    #: The column of deadlines has not been chosen yet: every page says so.
    deadline_unknown: bool = False


class Lookup(Source):
    """A second source, whose columns are joined to the records by one of their ids."""

    by: Literal["child_id", "assessment_id"]
    #: The extracts that it is for, counted from 1 in their order; none named: all.
    extracts: tuple[Annotated[int, Field(ge=1, strict=True)], ...] = ()

    def faults(self) -> Iterator[str]:
        """Yield what keeps it from being joined, after the faults of any source."""
        yield from super().faults()
        if self.by not in self.columns.mapped():
            yield f'by = "{self.by}" needs {self.by} to be mapped in [lookups.columns]'
        if not self.gives():
            yield f"map a column besides {self.by}, which this look-up is to give"

    def gives(self) -> tuple[str, ...]:
        """Return the canonical columns that it gives, in the order of the record."""
        mapped = self.columns.mapped()
        return tuple(each for each in CANONICAL_COLUMNS if each in mapped and each != self.by)

    def is_for(self, place: int) -> bool:
        """True if it is for the extract at `place`, counted from 0."""
        return not self.extracts or place + 1 in self.extracts
