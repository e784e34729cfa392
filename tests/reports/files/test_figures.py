"""The figures for dashboards are those of `summary.json`, and the teams' rows sum to the service's.

Figures of answers are blank where nobody is asked, and 0 where a team was not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.publishing.csv_text import to_csv
from monitor.reports.files.figures import WHOLE_SERVICE, figures_table
from monitor.reports.files.summary import summary
from tests.reports.rows import overdue, row
from tests.support.making import settings_of
from tests.support.nights import THURSDAY, judge_nights

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [
    *({**overdue(number), "team": team} for number, team in enumerate(("North", "South", ""), 1)),
    {**row(4), "team": "North", "deadline": ""},
    {**row(5), "team": "South", "child_seen": "No"},
    {
        **overdue(6, deadline="02/02/2015", referral_date="05/01/2015", start_date="06/01/2015"),
        "team": "South",
    },
]
NOT_SUMMED = {"night", "team", "mean", "max", "alarms"}


def night(folder: Path) -> dict[str, Any]:
    """Return the summary of a night of three teams."""
    return summary(judge_nights(folder, ROWS, settings=settings_of()).night)


def asked(count: int, **promises: int) -> dict[str, Any]:
    return {"asked": count, "answered": {"in_force": 1, "never": count - 1}, "promises": promises}


def test_the_rows_of_the_teams_sum_to_that_of_the_service_which_is_the_first(
    tmp_path: Path,
) -> None:
    found = figures_table([night(tmp_path)])
    assert found["team"].tolist() == [WHOLE_SERVICE, "North", "South", "No team recorded"]
    assert set(found["night"]) == {THURSDAY.isoformat()}
    service, teams = found.iloc[0], found.iloc[1:]
    for column in found.columns.difference([*NOT_SUMMED, "asked", "answered", "kept", "broken"]):
        assert teams[column].sum() == service[column] > 0, column
    assert found[["asked", "answered", "kept", "broken"]].isna().all(axis=None)
    assert 1 < service["mean"] < service["max"]
    assert service["max"] == teams["max"].max()


def test_a_team_that_nobody_asked_has_none_and_one_without_a_record_is_there(
    tmp_path: Path,
) -> None:
    of_answers = {
        "service": asked(5, kept=3, broken=1),
        "teams": [
            {"name": "North", **asked(4, kept=2, broken=1)},
            {"name": "Gone", **asked(1, kept=1, broken=0)},
        ],
    }
    found = figures_table([{**night(tmp_path), "answers": of_answers}]).set_index("team")
    columns = ["records", "asked", "answered", "kept", "broken"]
    assert found[columns].to_numpy().tolist() == [
        [6, 5, 1, 3, 1],
        [2, 4, 1, 2, 1],
        [3, 0, 0, 0, 0],
        [1, 0, 0, 0, 0],
        [0, 1, 1, 1, 0],
    ]
    assert found["mean"].isna()["Gone"]


def test_a_night_of_an_older_version_is_there_as_far_as_it_counted(tmp_path: Path) -> None:
    older = night(tmp_path)
    for each in (older, *older["teams"]):
        del each["flags"], each["past_deadline"]["long_overdue"]
    found = figures_table([{"as_at": "2015-07-15", "damaged": True}, older])
    assert found[["long_overdue", "child_not_seen"]].isna().all(axis=None)
    assert found["overdue"].tolist() == [4, 1, 2, 1]


def test_no_night_is_a_table_of_headings_alone() -> None:
    assert to_csv(figures_table([])).decode("utf-8-sig").replace('"', "") == (
        "night,team,records,exceptions,overdue,no_deadline,long_overdue,child_not_seen,"
        "past_deadline,of,mean,max,asked,answered,kept,broken,alarms\r\n"
    )
