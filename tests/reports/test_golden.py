"""A small page of each kind, and a message, to the byte but for the styles."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.judgement.night import FailedNight
from monitor.publishing.render import to_html
from monitor.reports.files.summary import summary
from monitor.reports.pages.nights import nights_list
from monitor.reports.sections.page_paths import slug
from tests.reports.keeping import assert_golden
from tests.reports.messages.drafting import drafts_of_night, html_of, text_of
from tests.reports.rows import SERVICE, completed, overdue, pages_of_night, row
from tests.support.making import judge_rows, settings_of

if TYPE_CHECKING:
    from monitor.judgement.night import Night

ROWS = [
    overdue(1, child_seen="No", deadline="24/12/2014", start_date="28/11/2014", referral_date=""),
    overdue(2, family_id="F1", state="Awaiting authorisation", submitted_date="14/07/2015"),
    row(3, family_id="F1", deadline="tbc"),
    row(4, deadline="17/07/2015", worker="W2"),
    row(5, child_seen="", worker=""),
    completed(6, deadline="10/07/2015", authorised_date="11/07/2015"),
    completed(7),
    row(8, team="South"),
    row(9, team="<b>Elsewhere</b> & “co”", deadline=""),
    overdue(10, team=""),
    {"assessment_id": "Total 10"},
]
SETTINGS = settings_of(teams=[{"name": "North"}, {"name": "South"}, {"name": "East"}])


def without_style(html: str) -> str:
    """Leave out style sheet, script and their hashes: the page says the same with others."""
    left = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", html, flags=re.DOTALL)
    return re.sub(r"sha256-[\w+/=]{44}", "sha256-", left)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return judge_rows(tmp_path_factory.mktemp("golden"), ROWS, SETTINGS).night


def test_the_team_page(night: Night) -> None:
    team = pages_of_night(night, SETTINGS)[f"teams/{slug('North')}.html"]
    assert_golden("team.html", without_style(team))


def test_the_service_page(night: Night) -> None:
    assert_golden("service.html", without_style(pages_of_night(night, SETTINGS)[SERVICE]))


def test_the_message_to_a_team(night: Night) -> None:
    draft = drafts_of_night(night, SETTINGS)["North"]
    assert_golden("message.txt", f"Subject: {draft.subject}\n\n{text_of(draft)}\n")
    assert_golden("message.html", f"{without_style(html_of(draft))}\n")


def test_the_list_of_nights(night: Night) -> None:
    failed = FailedNight(date(2015, 7, 17), "extract.csv: the file is empty.")
    listed = nights_list([summary(night)], SETTINGS, failed)
    assert_golden("nights.html", without_style(to_html("nights.html", nights=listed).decode()))
