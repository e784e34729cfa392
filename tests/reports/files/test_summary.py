"""`summary.json` has a key for every status, flag and problem, and agrees with its own parts."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from monitor.assessments.problems import CATALOGUE
from monitor.assessments.statuses import STATUS_CODES
from monitor.judgement.flags import FLAG_LABELS
from monitor.reports.files.summary import summary
from tests.reports.rows import completed, overdue, row
from tests.support.making import judge_rows, settings_of
from tests.support.nights import judge_nights

if TYPE_CHECKING:
    from monitor.judgement.night import Night


def test_every_code_has_its_key_zeros_included(tmp_path: Path) -> None:
    told = summary(judge_rows(tmp_path, [overdue(1, child_seen="No", start_date="soon")]).night)
    assert list(told["records"]["statuses"]) == list(STATUS_CODES)
    assert list(told["flags"]) == list(FLAG_LABELS)
    assert list(told["problems"]) == list(CATALOGUE)
    counted = {code: n for part in ("flags", "problems") for code, n in told[part].items() if n}
    assert counted == {"child_not_seen": 1, "unparsed_date": 1}
    assert told["records"]["statuses"]["overdue"] == 1


def test_the_summary_is_plain_json(tmp_path: Path) -> None:
    told = summary(judge_rows(tmp_path, [overdue(1), completed(2), row(3)]).night)
    assert json.loads(json.dumps(told)) == told
    assert (told["as_at"], told["authority"]) == ("2015-07-16", "Ambleford Borough Council")


#: A source of a known day, proven whole.
KNOWN = {"dated": "2015-07-15", "control_total": 1}


@cache
def night_of(state: str) -> Night:
    """Return a night of one record in this state."""
    record = {
        "quiet": row(1),
        "overdue": overdue(1),
        "completed": completed(1),
        "unseen": row(1, child_seen="No"),
    }[state]
    with tempfile.TemporaryDirectory() as folder:
        return judge_rows(Path(folder), [record]).night


@pytest.mark.parametrize(
    ("state", "source", "because"),
    [
        pytest.param("quiet", KNOWN, [], id="nothing"),
        pytest.param("overdue", KNOWN, ["exception"], id="an exception"),
        pytest.param("completed", KNOWN, ["alarm"], id="an alarm"),
        pytest.param("unseen", KNOWN, ["child_not_seen"], id="a child not seen"),
        pytest.param("quiet", {"control_total": 1}, ["age_unknown"], id="no date"),
        pytest.param("quiet", {"dated": "2015-07-15"}, ["not_proven_whole"], id="no total"),
        pytest.param(
            "unseen",
            {},
            ["child_not_seen", "age_unknown", "not_proven_whole"],
            id="several",
        ),
    ],
)
def test_an_all_clear_needs_all_that_it_says(
    state: str, source: dict[str, Any], because: list[str]
) -> None:
    night = night_of(state)
    night = replace(night, sources=tuple(replace(each, **source) for each in night.sources))
    told = summary(night)
    assert told["not_all_clear_because"] == because
    assert told["all_clear"] is (because == [])
    assert told["teams"][0]["not_all_clear_because"] == because


def test_strays_and_what_is_missing_keep_teams_from_an_all_clear(tmp_path: Path) -> None:
    settings = settings_of(teams=[{"name": "North"}, {"name": "Empty"}])
    rows = [row(1), row(2, team="")]
    told = summary(judge_nights(tmp_path, [*rows, row(3)], rows, settings=settings).night)
    unknown = ["age_unknown", "not_proven_whole"]
    assert told["not_all_clear_because"] == ["vanished", *unknown]
    assert {team["name"]: team["not_all_clear_because"] for team in told["teams"]} == {
        "North": ["vanished", *unknown, "stray_records"],
        "Empty": [*unknown, "stray_records", "no_records"],
        "No team recorded": [*unknown, "stray_records"],
    }


def test_every_configured_team_is_summed_even_without_a_record(tmp_path: Path) -> None:
    settings = settings_of(teams=[{"name": "North"}, {"name": "Empty"}])
    told = summary(judge_rows(tmp_path, [overdue(1), row(2, team="")], settings).night)
    assert {team["name"]: sum(team["statuses"].values()) for team in told["teams"]} == {
        "North": 1,
        "Empty": 0,
        "No team recorded": 1,
    }
