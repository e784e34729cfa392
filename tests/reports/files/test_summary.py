"""`summary.json` has a key for every status, flag and problem, and agrees with its own parts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from monitor.assessments.problems import CATALOGUE
from monitor.assessments.statuses import STATUS_CODES
from monitor.judgement.flags import FLAG_LABELS
from monitor.reports.files.summary import summary
from tests.reports.rows import completed, overdue, row
from tests.support.making import judge_rows, settings_of

if TYPE_CHECKING:
    from pathlib import Path


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


@pytest.mark.parametrize(
    ("rows", "all_clear"),
    [([row(1)], True), ([overdue(1)], False), ([completed(1)], False)],
    ids=["nothing to do", "an exception", "an alarm"],
)
def test_all_clear_needs_no_exception_and_no_alarm(
    tmp_path: Path, rows: list[dict[str, str]], all_clear: bool
) -> None:
    assert summary(judge_rows(tmp_path, rows).night)["all_clear"] is all_clear


def test_every_configured_team_is_summed_even_without_a_record(tmp_path: Path) -> None:
    settings = settings_of(teams=[{"name": "North"}, {"name": "Empty"}])
    told = summary(judge_rows(tmp_path, [overdue(1), row(2, team="")], settings).night)
    assert {team["name"]: sum(team["statuses"].values()) for team in told["teams"]} == {
        "North": 1,
        "Empty": 0,
        "No team recorded": 1,
    }
