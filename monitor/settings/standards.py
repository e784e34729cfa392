"""Layouts of extracts that are laid down for every authority: their headings and their gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.settings.databases import columns_of_profile

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Standard:
    """A layout whose headings need not be configured."""

    #: The heading of each canonical column that it has.
    columns: Mapping[str, str]
    #: Why a canonical column is missing, in words for the readers of the report.
    lacks: Mapping[str, str]

    def gaps(self, mapped: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Return (column, why it is missing) for each that is not mapped all the same."""
        there = {"deadline" if column == "timescale" else column for column in mapped}
        return tuple((column, why) for column, why in self.lacks.items() if column not in there)


#: The headings of a census are the names of its elements (DfE, children in need census).
CIN_CENSUS = Standard(
    columns={
        "child_id": "LAchildID",
        "referral_date": "CINreferralDate",
        "start_date": "AssessmentActualStartDate",
        "authorised_date": "AssessmentAuthorisationDate",
        "case_closed_date": "CINclosureDate",
    },
    lacks={
        "deadline": (
            "No deadline is read from it. A CIN census holds none, and its "
            "AssessmentInternalReviewDate may be a review: it is the manager's deadline only where "
            'the configuration says deadline = "AssessmentInternalReviewDate".'
        ),
        "team": "No team is read from it: a CIN census holds none.",
        "child_seen": "It does not tell whether a child was seen: a CIN census never does.",
    },
)

#: List 4 of Ofsted's Annex A, and of List 3 the date of the referral.
ANNEX_A = Standard(
    columns={
        "child_id": "Child Unique ID",
        "team": "Allocated Team",
        "worker": "Allocated Worker",
        "referral_date": "Date of referral",
        "start_date": "Continuous Assessment Start Date",
        "authorised_date": "Continuous Assessment Date of Authorisation",
        "child_seen": "Child Seen During Continuous Assessment",
    },
    lacks={
        "deadline": (
            "No deadline is read from it. Annex A has none: where your authority adds the "
            "manager's date to List 4, map its heading."
        ),
    },
)

#: One row per format of the configuration whose headings are known.
STANDARDS = {"cin-census": CIN_CENSUS, "annex-a": ANNEX_A}


def known_layout(table: Mapping[str, object]) -> Standard:
    """Return the standard or profile of a source's TOML table; else one without columns."""
    if (standard := STANDARDS.get(str(table.get("format")))) is not None:
        return standard
    database = table.get("database")
    columns = columns_of_profile(database) if isinstance(database, dict) else {}
    return Standard(columns, dict.fromkeys(["deadline"] if columns else [], ""))
