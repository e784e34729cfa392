"""Pages and messages say how old the figures are, and why they may be trusted, or may not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from monitor.reports.sections.trust import (
    assurances,
    nothing_to_do,
    oldest_extract,
    state_of_the_data,
)
from tests.reports.rows import completed, overdue, read_pages, row, team_page
from tests.support.making import judge_rows, settings_of
from tests.support.nights import WEDNESDAY, judge_nights

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.judgement.night import Night


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Return a night of one open assessment of which nothing is wrong."""
    return judge_rows(tmp_path_factory.mktemp("quiet"), [row(1)]).night


def dated(night: Night, *days: str | None) -> Night:
    """Return the night as read from extracts of these days."""
    (source,) = night.sources
    sources = (
        replace(source, name=f"{number}.csv", dated=day) for number, day in enumerate(days, 1)
    )
    return replace(night, sources=tuple(sources))


@pytest.mark.parametrize(
    ("days", "verdict", "age"),
    [
        (["2015-07-16"], "Fresh", "1.csv is of Thursday 16 July 2015."),
        (["2015-07-15"], "Fresh", "1.csv is of Wednesday 15 July 2015."),
        (
            ["2015-07-14"],
            "Stale, 2 days old",
            "1.csv is of Tuesday 14 July 2015, 2 days before the date of this report.",
        ),
        (
            ["2015-07-16", "2015-07-06"],
            "Stale, 10 days old",
            "2.csv is of Monday 6 July 2015, 10 days before the date of this report.",
        ),
        ([None], "Age not known", "1.csv does not say of which day it is."),
        (["2015-07-16", None], "Age not known", "2.csv does not say of which day it is."),
        (
            [None, "2015-07-13"],
            "Stale, 3 days old",
            "2.csv is of Monday 13 July 2015, 3 days before the date of this report.",
        ),
    ],
)
def test_a_night_is_as_old_as_its_oldest_extract(
    quiet: Night, days: list[str | None], verdict: str, age: str
) -> None:
    night = dated(quiet, *days)
    oldest = oldest_extract(night)
    assert state_of_the_data(night) == oldest.verdict
    assert (oldest.verdict, oldest.sentence) == (verdict, age)


def test_no_page_of_a_suspicious_night_says_that_nobody_comes_first(tmp_path: Path) -> None:
    pages = read_pages(tmp_path, [completed(1)])
    assert team_page(pages, "North").answers["Do these first"] == (
        "No assessment is listed, but this night is no all-clear: see the top of this page."
    )
    for page in pages.values():
        assert not any("is late or without" in told for told in page.sentences)


def test_an_alarm_is_the_first_thing_that_the_state_tells(tmp_path: Path) -> None:
    night = judge_rows(tmp_path, [completed(1)]).night
    assert state_of_the_data(night) == "Do not rely on this report yet"


def test_a_quiet_page_says_why_it_may_be_trusted(tmp_path: Path) -> None:
    rows = [row(1), row(2, deadline="16/07/2015"), row(3, child_seen="No")]
    night = judge_rows(tmp_path, rows).night
    quiet = nothing_to_do(night, night.service, to_look_at=1)
    assert quiet is not None
    assert quiet.verdict == "No open assessment is late or without a deadline"
    assert quiet.reasons == (
        "3 open assessments could be judged, and no deadline has passed.",
        "1 deadline falls in the next days.",
        (
            "1 assessment stands out all the same: see on the teams' pages “Open, before its "
            "deadline, but to look at” and “Completed work to check”."
        ),
        "extract.csv does not say of which day it is.",
    )


def test_a_quiet_page_of_a_team_leads_to_lists_that_it_has(tmp_path: Path) -> None:
    page = team_page(read_pages(tmp_path, [row(1), row(3, child_seen="No")]), "North")
    (said,) = (each for each in page.sentences if "stands out all the same" in each)
    headings = re.findall("“(.*?)”", said)
    assert headings == ["Open, before its deadline, but to look at", "Completed work to check"]
    for heading in headings:
        assert any(each.startswith(heading) for each in page.h2)


def test_a_page_with_nothing_else_says_nothing_else(quiet: Night) -> None:
    said = nothing_to_do(quiet, quiet.service, to_look_at=0)
    assert said is not None
    assert said.reasons == (
        "1 open assessment could be judged, and no deadline has passed.",
        "extract.csv does not say of which day it is.",
    )


def test_a_quiet_page_of_a_stale_extract_says_how_old_it_is(quiet: Night) -> None:
    night = dated(quiet, "2015-07-06")
    said = nothing_to_do(night, night.service, to_look_at=0)
    assert said is not None
    assert said.reasons[-1] == (
        "1.csv is of Monday 6 July 2015, 10 days before the date of this report."
    )


def test_a_team_without_a_record_is_no_all_clear(tmp_path: Path) -> None:
    settings = settings_of(teams=[{"name": "North"}, {"name": "Empty"}])
    page = team_page(read_pages(tmp_path, [row(1)], settings), "Empty")
    assert "No record of this team is in the extract" in page.sentences
    assert any(told.startswith("That is no all-clear: ") for told in page.sentences)


def test_a_page_that_asks_for_something_is_not_called_quiet(tmp_path: Path) -> None:
    rows = [overdue(1), row(2, deadline="", team="South"), row(3, team="Quiet")]
    pages = read_pages(tmp_path, rows)
    is_quiet = {
        page.h1[0]: any("is late or without" in told for told in page.sentences)
        for page in pages.values()
    }
    assert is_quiet == {"The service": False, "North": False, "South": False, "Quiet": True}


def test_a_page_from_which_an_assessment_vanished_is_not_called_quiet(tmp_path: Path) -> None:
    night = judge_nights(tmp_path, [row(1), row(2)], [row(1)]).night
    assert nothing_to_do(night, night.service, to_look_at=0) is None


# Messages.


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return judge_rows(tmp_path_factory.mktemp("assured"), [row(1), row(2)]).night


def told(night: Night, **source: str | int | None) -> tuple[str, ...]:
    first = replace(night.sources[0], **source)  # type: ignore[arg-type]  # fields of the test
    return assurances(replace(night, sources=(first,)))


def test_it_says_what_was_read_and_that_every_check_ran(night: Night) -> None:
    read, _, _, checks, compared = assurances(night)
    assert read == "2 records read from extract.csv."
    ran = sum(each.run for each in night.checks)
    assert checks == f"{ran} checks ran on every record; none was left out."
    assert compared == "There is no earlier night in the history: it is compared with none."


def test_it_says_with_which_night_it_is_compared(night: Night) -> None:
    later = replace(night, compared=replace(night.compared, night=WEDNESDAY))
    assert assurances(later)[-1] == "Compared with the night of Wednesday 15 July 2015."


def test_a_control_total_is_told_or_that_none_was_declared(night: Night) -> None:
    assert told(night, control_total=2)[1] == (
        "The control total that was declared agrees with the records read."
    )
    assert told(night)[1] == (
        "No control total was declared for some source: nothing proves that it is whole."
    )


def test_the_age_of_the_extract_is_told_as_far_as_it_is_known(night: Night) -> None:
    assert told(night, dated="2015-07-15", dated_by="its name")[2] == (
        "extract.csv is of Wed 15 Jul 2015, by its name."
    )
    assert told(night, dated_by="its modification time, which proves little")[2] == (
        "extract.csv passed its age limit by its modification time, which proves little."
    )
    assert told(night)[2] == "No extract says of which day it is."


def test_of_several_sources_each_is_told(night: Night) -> None:
    dated = replace(night.sources[0], name="a.csv", dated="2015-07-15", dated_by="its name")
    said = assurances(replace(night, sources=(dated, replace(dated, name="b.csv", dated_by=""))))
    assert said[0] == "2 records read from a.csv, b.csv."
    assert said[2:4] == (
        "a.csv is of Wed 15 Jul 2015, by its name.",
        "b.csv does not say of which day it is.",
    )
