"""How long assessments took, as the Department for Education published it."""

from __future__ import annotations

from dataclasses import dataclass

#: The longest duration, in working days, that has a band apart from longer ones and is in time.
PUBLISHED_LIMIT = 45
#: What a cell holds in place of a number (the symbols of the Government Statistical Service).
SYMBOLS = {
    "c": "suppressed",
    "z": "not applicable",
    "x": "not available",
    "u": "of low reliability",
    "low": "close to nothing",
    "k": "close to nothing",
}


@dataclass(frozen=True)
class Band:
    """A band of working days: its heading in the file, and how reports call it."""

    heading: str
    label: str
    within_limit: bool


BANDS = (
    Band("Same_day", "same day", within_limit=True),
    Band("1-10_days", "1 to 10 days", within_limit=True),
    Band("11-20_days", "11 to 20 days", within_limit=True),
    Band("21-30_days", "21 to 30 days", within_limit=True),
    Band("31-40_days", "31 to 40 days", within_limit=True),
    Band("41-45_days", "41 to 45 days", within_limit=True),
    Band("46-50_days", "46 to 50 days", within_limit=False),
    Band("51-60_days", "51 to 60 days", within_limit=False),
    Band("61+_days", "over 60 days", within_limit=False),
)


@dataclass(frozen=True)
class PublishedFigure:
    """A published number, or why there is none: a symbol of `SYMBOLS`, or blank."""

    number: float | None
    symbol: str = ""

    @property
    def meaning(self) -> str:
        """Return what the symbol means, with the symbol itself."""
        known = SYMBOLS.get(self.symbol)
        return f"{known} ({self.symbol})" if known else "not published"


@dataclass(frozen=True)
class Durations:
    """One row of the published table: an authority, a region or England in one year."""

    place: str
    completed: PublishedFigure
    #: As many as `BANDS`, in their order.
    bands: tuple[PublishedFigure, ...]
    #: None where the file has no such column.
    median: PublishedFigure | None

    def numbers(self, *, within_limit: bool) -> list[int | None]:
        """Return the bands up to the limit, or those over it; None where one is withheld."""
        cells = [
            cell.number
            for band, cell in zip(BANDS, self.bands, strict=True)
            if band.within_limit == within_limit
        ]
        return [None if number is None else int(number) for number in cells]


@dataclass(frozen=True)
class Published:
    """The published table of one authority: itself, its region, and England, in one year."""

    #: The file's name, without folders.
    name: str
    sha256: str
    year: str
    #: The newest year of the file, which the authority may not be in any more.
    newest_year: str
    rows: tuple[Durations, ...]


@dataclass(frozen=True)
class Unread:
    """A published table that cannot be used, and why in words; the night goes on without it."""

    name: str
    reason: str
