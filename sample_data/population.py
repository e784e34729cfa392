"""The one population from which each kind of sample extract is made, with ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspection import AS_AT, Assessment, inspection_assessments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

#: The first assessment's id; each later one is a few further on.
_FIRST_ASSESSMENT = 41873

__all__ = ["AS_AT", "Record", "inspection_records"]


@dataclass(frozen=True)
class Record:
    """An assessment with the ids that its system gave it; siblings may share one."""

    assessment_id: str
    child_id: str
    family_id: str
    assessment: Assessment

    def columns(self) -> dict[str, str | date]:
        """Return every canonical column that the system has; nothing is an empty text."""
        one = self.assessment
        return {
            "assessment_id": self.assessment_id,
            "child_id": self.child_id,
            "family_id": self.family_id,
            "team": one.team,
            "worker": one.worker,
            "referral_date": one.referral_date,
            "start_date": one.start_date,
            "deadline": one.deadline or "",
            "authorised_date": one.authorised_date or "",
            "submitted_date": one.submitted_date or "",
            "state": one.state,
            "child_seen": one.child_seen,
            "case_closed_date": one.case_closed_date or "",
        }


def inspection_records() -> list[Record]:
    """Return the 192 assessments of the inspection; siblings stand together."""
    return list(_with_ids(inspection_assessments()))


def _with_ids(assessments: Iterable[Assessment]) -> Iterator[Record]:
    number, before = _FIRST_ASSESSMENT, None
    for one in assessments:
        if not (before and one.shares_assessment_id and one.family == before.family):
            number += 1 + one.child % 7
        yield Record(
            assessment_id=f"{number:07}",
            child_id=f"{12_345 + one.child * 7_919 % 80_000:07}",
            family_id=f"F{2_000 + one.family * 7:05}",
            assessment=one,
        )
        before = one
