"""Every kind of message, made up: of a team, the service, an alarm, an all-clear, a notice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM, UNKNOWN_TEAMS
from monitor.judgement.night import Alarm, FailedNight
from monitor.publishing.render import to_html, to_text
from monitor.reports.messages.no_report import no_report_notices
from monitor.reports.messages.notices import failure_notice, undelivered_notice
from tests.reports.messages.drafting import HEAD, NORTH, SOUTH, drafts_of_night, html_of, text_of
from tests.reports.rows import VERSION, overdue, row
from tests.support.making import judge_rows, settings_of
from tests.support.nights import THURSDAY, WEDNESDAY, judge_nights

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.reports.messages.draft import Draft

LINK = "https://intranet.example.gov.uk/assessments/"
SETTINGS = settings_of(teams=[NORTH, SOUTH], service=HEAD, delivery={"report_link_base": LINK})
BEFORE = [row(1), row(2), row(3, deadline="14/07/2015"), row(4, team="South")]
TONIGHT = [
    overdue(1, child_seen="No", deadline="24/12/2014", start_date="28/11/2014"),
    row(2, deadline="31/07/2015"),
    row(4, team="South"),
    row(5, deadline="17/07/2015"),
    row(6, child_seen="No"),
    row(7, deadline="soon"),
    overdue(8, team="Elsewhere"),
    overdue(9, team=""),
]
#: As long as a text of the extract may be before anybody would look at it.
LONG = "Long words again and again " * 40


def letters(folder: Path) -> dict[str, tuple[str, str]]:
    """Return the plain text and the HTML of every kind of message, by its name."""
    night = judge_nights(folder, BEFORE, TONIGHT, settings=SETTINGS).night
    alarmed = replace(
        night, alarms=(Alarm("nothing_open", "", "No assessment in the extract is open. Ask."),)
    )
    unlinked = settings_of(teams=[NORTH, SOUTH], service=HEAD)
    made, loud = drafts_of_night(night, SETTINGS), drafts_of_night(alarmed, SETTINGS)
    kinds = {
        "team": made["North"],
        "service": made[""],
        "all clear": made["South"],
        "unknown teams": made[UNKNOWN_TEAMS],
        "no team": made[NO_TEAM],
        "alarm": loud["North"],
        "empty alarm": loud["South"],
        "no link": drafts_of_night(night, unlinked)["North"],
        "long": long_draft(folder, LONG),
    }
    reports = {name: (text_of(draft), html_of(draft)) for name, draft in kinds.items()}
    return {**reports, **_notices()}


def long_draft(folder: Path, text: str, most_rows: int = 60) -> Draft:
    """Return the longest message that there can be, with this text in every cell of it."""
    cells = {
        "worker": text,
        "team": "x",
        "child_seen": "No",
        "deadline": "24/12/2014",
        "start_date": "28/11/2014",
        "referral_date": "27/11/2014",
    }
    ids = [{"child_id": f"{n:03}{text}", "assessment_id": f"{n:03}{text}"} for n in range(90)]
    rows = [
        *(overdue(n, **{**cells, **ids[n]}) for n in range(70)),
        *(overdue(n, **{**cells, **ids[n], "deadline": "soon"}) for n in range(70, 76)),
        *(overdue(n, **{**cells, **ids[n], "deadline": "17/07/2015"}) for n in range(76, 83)),
        *(overdue(n, **{**cells, **ids[n], "deadline": "30/09/2015"}) for n in range(83, 90)),
    ]
    settings = settings_of(teams=[NORTH, SOUTH], authority=text, delivery={"most_rows": most_rows})
    return drafts_of_night(judge_rows(folder, rows, settings).night, settings)[UNKNOWN_TEAMS]


def _notices() -> dict[str, tuple[str, str]]:
    failed = FailedNight(THURSDAY, "extract.csv: the file is empty.")
    lost = {("North", "the relay refused the recipient."): 1}
    made = {
        "failed": failure_notice(failed, SETTINGS, newest=None, refused=False, version=VERSION),
        "refused": failure_notice(failed, SETTINGS, newest=THURSDAY, refused=True, version=VERSION),
        "no report": next(
            no_report_notices(
                failed,
                SETTINGS,
                newest=WEDNESDAY,
                need_action={"North": 63},
                reached={("North", NORTH["recipients"][0])},
                refused=True,
            )
        ),
        "undelivered": undelivered_notice(THURSDAY, lost, SETTINGS, version=VERSION),
    }
    return {
        name: (
            to_text("mail/notice.txt", notice=notice),
            to_html("mail/notice.html", notice=notice).decode(),
        )
        for name, notice in made.items()
    }
