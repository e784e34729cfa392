"""The columns of a source, and how it spells the codes in them."""

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003  (pydantic reads the annotations)

from monitor.settings.names import Spellings, same_name
from monitor.settings.table import Text, TomlTable


class Columns(TomlTable):
    """Which heading of the source holds each canonical column; `needs` says which must."""

    assessment_id: Text | None = None
    child_id: Text | None = None
    team: Text | None = None
    worker: Text | None = None
    family_id: Text | None = None
    referral_date: Text | None = None
    start_date: Text | None = None
    deadline: Text | None = None
    timescale: Text | None = None
    authorised_date: Text | None = None
    submitted_date: Text | None = None
    state: Text | None = None
    child_seen: Text | None = None
    case_closed_date: Text | None = None
    #: No canonical column: the day on which the extract was made, and so its age.
    extract_date: Text | None = None

    def faults(self) -> Iterator[str]:
        """Yield a heading that two columns share."""
        seen: dict[str, str] = {}
        for column, heading in self.mapped().items():
            if heading in seen:
                yield f"{seen[heading]} and {column} are both mapped to the heading “{heading}”"
            seen[heading] = column

    def mapped(self) -> dict[str, str]:
        """Return the heading of each canonical column that is mapped."""
        return self.model_dump(exclude_none=True)


class Spelt(TomlTable):
    """Canonical codes, each with the spellings of the source."""

    def faults(self) -> Iterator[str]:
        """Yield a spelling that two codes share."""
        seen: dict[str, str] = {}
        for code, spelling in self.pairs():
            if seen.setdefault(spelling, code) != code:
                yield f"one spelling is given for both {seen[spelling]} and {code}"

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield each code with each spelling of it, in the form that is compared."""
        for code in type(self).model_fields:
            for spelling in getattr(self, code):
                yield code, same_name(spelling)


class States(Spelt):
    """What the source calls each state."""

    open: Spellings = ()
    awaiting_authorisation: Spellings = ()
    authorised: Spellings = ()
    cancelled: Spellings = ()


class ChildSeenValues(Spelt):
    """What the source writes for a child seen or not, besides the usual spellings."""

    yes: Spellings = ()
    no: Spellings = ()
    not_recorded: Spellings = ()
    not_applicable: Spellings = ()
