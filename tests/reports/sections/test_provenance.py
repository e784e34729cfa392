"""A page says how its days are counted, what was read, and what there is to doubt."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.reports.sections.provenance import definitions, footnotes, open_and_completed
from monitor.settings.rules import Rules
from tests.reports.rows import SERVICE, completed, overdue, read_pages, row
from tests.support.making import judge_rows, settings_of
from tests.support.nights import judge_beside, past_after

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.reports.reading import ReadPage

FOOTER = {"assessment_id": "Total 2"}
NO_CONTROL_TOTAL = "No control total was declared for some source: nothing proves that it is whole."


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ReadPage]:
    """Return the pages of a night of which there is nothing to doubt."""
    rows = [row(1), row(2), row(3, team="South")]
    return read_pages(tmp_path_factory.mktemp("plain"), rows)


def notes(folder: Path, rows: Sequence[dict[str, str]]) -> list[str]:
    return read_pages(folder, rows)[SERVICE].sentences


def test_the_definitions_tell_the_authority_s_own_numbers() -> None:
    rules = Rules(due_soon_working_days=1, statutory_working_days=40, headline_months=6)
    told = {each.term: each.meaning for each in definitions(rules)}
    assert told["Due soon"] == "Due within 1 working day."
    assert "The statutory limit is 40" in told["Day of 40"]
    assert "in the 6 months up to the as-at date" in told["Past the deadline"]


def test_the_statuses_sum_to_the_records_read(tmp_path: Path) -> None:
    rows = [overdue(1), overdue(1), row(2), row(3, deadline=""), row(4, state="Cancelled")]
    statuses = read_pages(tmp_path, rows)[SERVICE].tables["statuses"]
    counts = dict(statuses.rows)
    assert counts.pop("All records") == "5"
    assert sum(map(int, counts.values())) == 5
    assert len(counts) == 10


def test_every_line_read_is_named(tmp_path: Path) -> None:
    rows = [row(1, worker="two\nlines"), {}, row(2), FOOTER]
    told = read_pages(tmp_path, rows)[SERVICE].tables["sources"].row("extract.csv")
    assert told.pop("SHA-256 begins").isalnum()
    assert told == {
        "Source": "extract.csv",
        "Read as": "UTF-8",
        "Lines": "6",
        "Headings": "1",
        "Blank": "1",
        "Totals": "1",
        "Lines within records": "1",
        "Records": "2",
        "Control total": "2, agrees (the total at its end)",
        "Dated": "–",
    }


def test_a_page_of_a_team_says_how_many_of_the_records_are_its_own(
    plain: dict[str, ReadPage],
) -> None:
    said = {
        page.h1[0]: next(each for each in page.sentences if "exactly one status." in each)
        for page in plain.values()
    }
    assert said == {
        "The service": "3 records were read, and each is counted in exactly one status.",
        "North": (
            "3 records were read for the whole service; 2 are on this page, each counted in "
            "exactly one status."
        ),
        "South": (
            "3 records were read for the whole service; 1 is on this page, each counted in "
            "exactly one status."
        ),
    }


def test_a_missing_control_total_is_said(plain: dict[str, ReadPage]) -> None:
    told = plain[SERVICE]
    assert told.tables["sources"].column("Control total") == ["none declared"]
    assert NO_CONTROL_TOTAL in told.sentences


def test_a_control_total_that_agrees_needs_no_note(tmp_path: Path) -> None:
    assert NO_CONTROL_TOTAL not in notes(tmp_path, [row(1), row(2), FOOTER])


def test_one_of_each_doubt_is_said_in_the_singular(tmp_path: Path) -> None:
    rows = [
        overdue(1, deadline="01/06/2015"),
        overdue(2, referral_date=""),
        completed(3, start_date="02/06/2014", authorised_date="16/07/2014"),
    ]
    told = notes(tmp_path, rows)
    assert "1 completed assessment outside the headline's period." in told
    assert "1 assessment with an unknown day of the limit." in told
    assert (
        "1 late assessment with a deadline before the start left out of the average days." in told
    )


def test_conflicting_records_are_counted_each_team_its_own(tmp_path: Path) -> None:
    rows = [row(1), row(1, worker="W2"), row(1, team="South", worker="W3")]
    pages = read_pages(tmp_path, rows)
    told = {
        page.h1[0]: [note for note in page.sentences if "same ids; " in note]
        for page in pages.values()
    }
    assert told == {
        "The service": ["3 records contradict another of the same ids; all are kept."],
        "North": ["2 records contradict another of the same ids; all are kept."],
        "South": ["1 record contradicts another of the same ids; all are kept."],
    }


def test_a_night_without_doubts_notes_none(plain: dict[str, ReadPage]) -> None:
    told = " ".join(plain[SERVICE].sentences)
    assert "left out of the average" not in told
    assert "same ids; " not in told


def test_the_open_alone_stand_beside_the_headline(tmp_path: Path) -> None:
    told = notes(tmp_path, [overdue(1), row(2), row(3)])
    said = "Of the open assessments alone: 1 of 3 overdue (33.3%), 0 without a deadline."
    assert said in told


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [row(1, deadline=""), completed(2, deadline="10/07/2015"), completed(3, deadline="")],
            (
                "Of the open assessments alone: 0 of 1 overdue (0.0%), 1 without a deadline. "
                "Of the 2 completed in the last 12 months: 1 late, 1 without a deadline."
            ),
        ),
        (
            [completed(1)],
            (
                "No assessment is open. "
                "Of the 1 completed in the last 12 months: 0 late, 0 without a deadline."
            ),
        ),
    ],
)
def test_each_figure_says_if_it_counts_the_open_or_the_completed(
    tmp_path: Path, rows: list[dict[str, str]], said: str
) -> None:
    night = judge_rows(tmp_path, rows).night
    assert open_and_completed(night.service, 12) == said


def test_with_two_sources_a_problem_tells_which(tmp_path: Path) -> None:
    (tmp_path / "second.csv").write_bytes(
        b"Child,Team,Start,Deadline,Authorised\r\nC9,North,soon,,\r\n"
    )
    second = {
        "path": "second.csv",
        "format": "csv",
        "columns": {
            "child_id": "Child",
            "team": "Team",
            "start_date": "Start",
            "deadline": "Deadline",
            "authorised_date": "Authorised",
        },
    }
    settings = settings_of()
    both = settings.model_validate(
        {**settings.model_dump(), "extracts": [*settings.model_dump()["extracts"], second]}
    )
    pages = read_pages(tmp_path, [row(1, start_date="soon")], both)
    assert pages[SERVICE].tables["sources"].column("Source") == ["extract.csv", "second.csv"]
    team = next(page for page in pages.values() if page.h1 == ["North"])
    assert team.tables["to-mend"].column("Source") == ["extract.csv", "second.csv"]


def test_the_same_records_as_on_an_earlier_night_are_mentioned(tmp_path: Path) -> None:
    """From Friday 10 July 2015 to Sunday no working day passes, so that it is no alarm."""
    settings, said = settings_of(), "extract.csv holds the same records as on Fri 10 Jul 2015."
    friday = judge_rows(tmp_path, [row(1)], settings, as_at=date(2015, 7, 10))
    past = past_after(friday)
    for rows, expected in (([row(1)], True), ([row(2)], False)):
        sunday = judge_beside(tmp_path, past, rows, settings, as_at=date(2015, 7, 12)).night
        assert (said in footnotes(sunday, sunday.service)) is expected
        assert "unchanged" not in {alarm.code for alarm in sunday.alarms}
    assert not any("same records" in each for each in footnotes(friday.night, friday.night.service))
