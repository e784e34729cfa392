"""What the columns are usually called, so that a mapping can be guessed; a deadline hardly ever."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The usual headings of each column in plain form, the surest first: those of Annex A, of the CIN
#: census, of the Standard Safeguarding Dataset (cina_, cine_), and of reports out of Liquidlogic,
#: Mosaic and Eclipse. A new one is a new word.
USUAL = {
    "assessment_id": (
        *("assessment id", "assessmentid", "cina assessment id", "assessment number"),
        *("assessment no", "assessment ref", "assessment reference", "workflow step id"),
        *("step id", "form id", "episode id"),
    ),
    "child_id": (
        *("child id", "childid", "child unique id", "la child id", "lachildid", "cina person id"),
        *("person id", "personid", "child number", "child ref", "child reference", "client id"),
        *("subject id", "mosaic id", "mosaic person id", "lcs id", "ics id", "liquidlogic id"),
        *("eclipse id", "swift id", "service user id", "case number"),
    ),
    "team": (
        *("team", "allocated team", "assessment team", "responsible team", "current team"),
        *("team name", "allocated team name", "cina assessment team", "dept team name"),
        *("worker team", "responsible organisation", "organisational unit"),
    ),
    "worker": (
        *("worker", "allocated worker", "social worker", "worker name", "allocated worker name"),
        *("allocated social worker", "assessing social worker", "assessor", "key worker"),
        *("case worker", "cina assessment worker id", "responsible worker", "assigned to"),
    ),
    "family_id": ("family id", "family group id", "family number", "household id", "family"),
    "referral_date": (
        *("referral date", "date of referral", "cinreferraldate", "cin referral date"),
        *("cine referral date", "referral received date", "date referral received"),
        *("referral start date", "referral received"),
    ),
    "start_date": (
        *("start date", "assessment start date", "continuous assessment start date"),
        *("assessmentactualstartdate", "assessment actual start date"),
        *("cina assessment start date", "date assessment started", "assessment started"),
        *("date started", "actual start date", "started on", "started", "startdate"),
    ),
    "authorised_date": (
        *("authorised date", "date authorised", "authorisation date", "date of authorisation"),
        *("continuous assessment date of authorisation", "assessmentauthorisationdate"),
        *("assessment authorisation date", "cina assessment auth date"),
        *("assessment authorised date", "authorised on", "authorised", "manager authorised date"),
        *("completed date", "completion date", "date completed", "assessment completed date"),
        *("assessment completion date", "assessment end date", "end date", "completed on"),
    ),
    "submitted_date": (
        *("submitted date", "date submitted", "submitted", "submitted to manager"),
        *("date submitted to manager", "submitted for authorisation", "sent to manager"),
        "date sent for authorisation",
    ),
    "state": (
        *("assessment status", "assessment state", "status", "state", "step status"),
        *("workflow status", "workflow step status", "task status", "form status"),
    ),
    "child_seen": (
        *("child seen", "child seen during continuous assessment", "cina assessment child seen"),
        *("was the child seen", "was child seen", "child seen during assessment", "childseen"),
    ),
    "case_closed_date": (
        *("case closed", "case closed date", "date case closed", "case closure date"),
        *("closure date", "cinclosuredate", "cin closure date", "cine close date"),
        *("referral end date", "case end date"),
    ),
    "extract_date": (
        *("extract date", "extracted on", "date of extract", "extraction date", "report date"),
        *("report run date", "run date"),
    ),
}
#: Guessed only by a word that may mean something else: to be looked at.
_TO_LOOK_AT = {"authorised_date": ("complet", "end date"), "child_id": ("case", "client", "person")}
#: A heading that says that it is the manager's deadline, and nothing less.
_SURE = re.compile(
    r"deadline|manager(?:s| s)? (?:set )?(?:deadline|target date|target completion date)"
    r"|(?:deadline|target date|target completion date|completion date|completion deadline)"
    r" (?:was |as )?(?:set|agreed|given) by (?:the |a |their )?(?:team )?manager"
)
#: A heading that may be the deadline, or a statutory limit, a review, or a birth that is expected.
_PERHAPS = re.compile(
    r"due|deadline|target|timescale|priority|expected|planned|review|limit|by when"
    r"|required by|working days|complet(?:e|ion) by"
)
#: What was completed has no deadline any more.
_COMPLETED = re.compile(r"(?:\w+ )?(?:date )?completed\b.*")


@dataclass(frozen=True)
class Guess:
    """What the headings of a file were taken for."""

    columns: dict[str, str]
    #: The headings that may hold the deadline, where none says so for sure.
    perhaps_deadline: tuple[str, ...] = ()

    @property
    def to_look_at(self) -> dict[str, str]:
        """Return the guesses that rest on a word that may mean something else."""
        return {
            column: heading
            for column, heading in self.columns.items()
            if any(word in plain(heading) for word in _TO_LOOK_AT.get(column, ()))
        }


def plain(heading: str) -> str:
    """Return a heading in the form in which it is compared: words in small letters."""
    return " ".join(
        re.findall(r"[^\W_]+", re.sub("['\N{RIGHT SINGLE QUOTATION MARK}]", "", heading).casefold())
    )


def guess_mapping(headings: Sequence[str]) -> Guess:
    """Guess by name which heading holds which column; the deadline only where it says so."""
    by_name = {plain(heading): heading for heading in reversed(headings)}
    columns = {
        column: found
        for column, usual in USUAL.items()
        if (found := next((by_name[name] for name in usual if name in by_name), None))
    }
    sure = [heading for heading in headings if _SURE.fullmatch(plain(heading))]
    if len(sure) == 1:
        return Guess({**columns, "deadline": sure[0]})
    taken = set(columns.values())
    left = [each for each in headings if each not in taken]
    return Guess(columns, tuple(each for each in left if _may_be_deadline(plain(each))))


def _may_be_deadline(name: str) -> bool:
    return _PERHAPS.search(name) is not None and _COMPLETED.fullmatch(name) is None
