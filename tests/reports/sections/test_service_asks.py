"""What the service reads of answers: what waits for it, who is silent, which promises ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from monitor.judgement.steps import new_steps, together
from tests.reports.asking import ASKING, LEVEL, asking_night
from tests.reports.reading import read_page
from tests.reports.rows import SERVICE, overdue, pages_of_night, row
from tests.support.making import INSPECTION_DAY, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.judgement.night import Night
    from tests.reports.reading import ReadPage

HEAD = {"name": "Head of service", "responders": ["Chris"], "recipients": ["head@example.gov.uk"]}
DIRECTOR = {"name": "Director", "responders": ["Di"], "recipients": []}
ENDS = ("kept", "broken", "broken", "moved")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Return a night on which four promises were due last week, and one a week before."""
    rows = [overdue(1), overdue(2), overdue(3, team="South"), row(4)]
    rows = [*rows, overdue(5, team="", child_id="", assessment_id="")]
    night = asking_night(tmp_path_factory.mktemp("promises"), rows)
    assert night.asking is not None
    steps = together(night.asking.steps, _promises(night))
    due = {**night.asking.figures.promises_due, "kept": 1, "broken": 2, "moved": 1}
    asks = night.asking.asks.assign(level=[1, 0, 0], group=["waiting", "today", "waiting"])
    figures = replace(night.asking.figures, promises_due=due)
    of_teams = tuple(
        replace(team, promises_due=due) if team.name == "North" else team
        for team in night.asking.teams
    )
    asking = replace(night.asking, steps=steps, asks=asks, figures=figures, teams=of_teams)
    return replace(night, asking=asking)


def _promises(night: Night) -> pd.DataFrame:
    """Return the steps of promises: of records that are there, and of one that nobody knows."""
    lives = night.compared.followed["life"].tolist()
    days = [INSPECTION_DAY - timedelta(days=back) for back in (1, 7, 2, 3, 8)]
    given = pd.DataFrame(
        {
            "life": [*lives[:3], 9999, lives[0]],
            "reference": [f"R-{number}" for number in range(5)],
            "answer": [f"a{number}" for number in range(5)],
            "until": pd.to_datetime(pd.Series(days)).astype("datetime64[s]"),
            "team": ["North", "North", "South", "North", "North"],
        }
    )
    early = date(2015, 7, 1)
    ends = zip((*ENDS, "kept"), given.index, strict=True)
    return together(
        new_steps("answered", given, as_at=early, why="will_finish_by"),
        new_steps("promised", given, as_at=early, why="will_finish_by"),
        *(new_steps(end, given.loc[[place]], as_at=INSPECTION_DAY) for end, place in ends),
    )


@pytest.fixture(scope="module")
def page(night: Night) -> ReadPage:
    return read_page(pages_of_night(night, ASKING)[SERVICE])


def test_the_top_says_who_has_not_answered_and_how_promises_ended(page: ReadPage) -> None:
    assert page.need == [
        ("4 assessments need action.", "#teams"),
        ("3 have no answer from a manager.", "#unanswered"),
        ("Promises due last week: 4, kept 1, broken 2, moved 1.", "#promises"),
    ]


def test_each_of_these_figures_leads_to_as_many_rows(page: ReadPage) -> None:
    assert len(page.tables["unanswered"].rows) == 3
    promises = page.tables["promises"]
    assert promises.column("How it ended") == [
        *("Broken", "Broken", "Not kept: the deadline was moved", "Kept"),
    ]
    assert promises.column("Child") == ["C002", "C003", "No longer in the extract", "C001"]
    assert promises.column("Team") == ["North", "South", "North", "North"]
    assert page.tile("waiting for you") == len(page.tables["waiting-for-you"].rows) == 1


def test_what_waits_for_a_level_is_listed_with_whose_it_is(night: Night) -> None:
    chain = {"name": "assessment", "levels": [LEVEL, HEAD, DIRECTOR]}
    own = settings_of(
        answers={},
        teams=[{"name": "North"}, {"name": "South"}],
        escalation={"chains": [chain]},
        service={"recipients": ["director@example.gov.uk", *HEAD["recipients"]]},
    )
    assert night.asking is not None
    asks = night.asking.asks.assign(level=[2, 1, 0])
    asked = replace(night, asking=replace(night.asking, asks=asks))
    page = read_page(pages_of_night(asked, own)[SERVICE])
    assert page.tables["waiting-for-you"].column("Child") == ["C001"]
    assert page.tile("waiting for you") == 1
    assert page.tables["waiting-above"].column("Child") == ["C002"]
    assert "Waiting for another level above the teams (1)" in page.h2


def test_what_waits_leads_to_the_page_of_its_team(page: ReadPage) -> None:
    waiting = page.tables["waiting-for-you"]
    assert waiting.column("Child") == ["C001"]
    assert waiting.column("Working days late") == ["1"]
    assert waiting.links[0].endswith("#r0")
    assert "cannot be asked about" in page.text


def test_the_teams_are_compared_by_their_answers_too(page: ReadPage) -> None:
    north = page.tables["teams"].row("North")
    assert north["Need action"] == "2"
    assert north["No answer"] == "2"
    assert north["Promises kept, last week"] == "1 of 4"
    south = page.tables["teams"].row("South")
    assert (south["No answer"], south["Promises kept, last week"]) == ("1", "–")


def test_what_is_missing_leads_to_what_is_missing_there(night: Night) -> None:
    assert night.asking is not None
    asks = night.asking.asks.assign(position=[-1, 1, 2], life=[-5, 1, 2])
    gone = replace(night, asking=replace(night.asking, asks=asks))
    table = read_page(pages_of_night(gone, ASKING)[SERVICE]).tables["waiting-for-you"]
    assert table.links == ["teams/no-team-recorded.html#vanished"]
    assert table.column("Working days late") == ["–"]


def test_one_has_no_answer_and_nobody_else_is_asked(tmp_path: Path) -> None:
    night = asking_night(tmp_path, [overdue(1)])
    page = read_page(pages_of_night(night, ASKING)[SERVICE])
    assert page.need[:2] == [
        ("1 assessment needs action.", "#teams"),
        ("1 has no answer from a manager.", "#unanswered"),
    ]
    quiet = read_page(pages_of_night(asking_night(tmp_path, [row(1)]), ASKING)[SERVICE])
    assert quiet.need == [("Nothing needs action.", "#teams")]
    assert "unanswered" not in quiet.ids
    assert quiet.tables["teams"].row("North")["Answered in time"] == "0 of 0"
