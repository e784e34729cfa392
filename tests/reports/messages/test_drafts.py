"""A message says its counts, the worst first, and why a quiet night can be trusted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from monitor.assessments.columns import NO_TEAM, UNKNOWN_TEAMS
from monitor.judgement.night import Alarm
from monitor.reports.sections.page_paths import slug
from tests.reports.messages.drafting import (
    HEAD,
    NORTH,
    SERVICE,
    SOUTH,
    drafts_of,
    drafts_of_night,
    ids_of,
    list_of,
    names_of_lists,
    text_of,
)
from tests.reports.rows import completed, overdue, row
from tests.support.making import judge_rows, settings_of
from tests.support.nights import judge_nights

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.judgement.night import Night
    from monitor.reports.messages.draft import Draft
    from monitor.settings.settings import Settings

SETTINGS = settings_of(teams=[NORTH, SOUTH], service=HEAD)
ROWS = [
    overdue(1, child_seen="No"),
    overdue(2, deadline="10/07/2015"),
    row(3, deadline=""),
    row(4, deadline="17/07/2015"),
    row(5, child_seen="No"),
    row(6, team="South"),
    overdue(7, team="Elsewhere"),
    overdue(8, team=""),
]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return judge_rows(tmp_path_factory.mktemp("drafts"), ROWS, SETTINGS).night


@pytest.fixture(scope="module")
def made(night: Night) -> dict[str, Draft]:
    return drafts_of_night(night, SETTINGS)


def with_delivery(**delivery: Any) -> Settings:
    return settings_of(teams=[NORTH, SOUTH], service=HEAD, delivery=delivery)


def test_there_is_one_for_the_service_and_one_for_every_page(made: dict[str, Draft]) -> None:
    assert {about: (draft.kind, draft.page) for about, draft in made.items()} == {
        SERVICE: ("service", "index.html"),
        "North": ("team", f"teams/{slug('North')}.html"),
        "South": ("team", f"teams/{slug('South')}.html"),
        UNKNOWN_TEAMS: ("team", "teams/not-in-configuration.html"),
        NO_TEAM: ("team", "teams/no-team-recorded.html"),
    }


def test_each_goes_where_it_belongs(made: dict[str, Draft]) -> None:
    head = ("head@example.gov.uk",)
    assert {about: draft.recipients for about, draft in made.items()} == {
        SERVICE: head,
        "North": ("north@example.gov.uk",),
        "South": ("south@example.gov.uk", "deputy@example.gov.uk"),
        UNKNOWN_TEAMS: head,
        NO_TEAM: head,
    }
    strangers = [about for about, draft in made.items() if "to the service" in draft.note]
    assert strangers == [UNKNOWN_TEAMS, NO_TEAM]


def test_a_quiet_team_is_told_of_records_that_may_be_its_own(made: dict[str, Draft]) -> None:
    south = made["South"]
    assert not south.all_clear
    assert south.note.endswith("name no team of the configuration, and may be this team's.")
    assert "all clear" not in f"{south.subject} {text_of(south)}".lower()


def test_it_says_whose_it_is_and_of_when(made: dict[str, Draft]) -> None:
    north = made["North"]
    assert (north.title, north.as_at) == ("North", "Thursday 16 July 2015")
    assert north.authority == "Ambleford Borough Council"
    assert north.subject == ("3 assessments need action, 2 children not seen: North, Thu 16 Jul")
    assert north.asks == "3 assessments need action."
    assert north.sentence.startswith("2 of 5 assessments (40%) have missed the deadline")


def test_its_lists_come_in_the_order_of_urgency(made: dict[str, Draft]) -> None:
    assert names_of_lists(made["North"]) == ["worst"]
    assert made["North"].also == (
        "Due within 5 working days: 1",
        "Open and not late, but to look at: 1",
    )
    assert names_of_lists(made["South"]) == []
    assert names_of_lists(made[SERVICE]) == ["worst", "teams"]


def test_its_children_are_those_of_every_row_that_it_shows(made: dict[str, Draft]) -> None:
    assert ids_of(made["North"]) == {(f"C00{n}", f"A00{n}") for n in (1, 2, 3)}
    assert ids_of(made[UNKNOWN_TEAMS]) == {("C007", "A007")}
    assert ids_of(made["South"]) == set()


def test_only_a_page_that_teams_share_names_the_team_of_each_child(made: dict[str, Draft]) -> None:
    told = {
        about: list_of(draft, "worst").items[0].lines[1].endswith(f"team {team}")
        for about, draft, team in (
            (SERVICE, made[SERVICE], "North"),
            ("North", made["North"], "North"),
            (UNKNOWN_TEAMS, made[UNKNOWN_TEAMS], "Elsewhere"),
            (NO_TEAM, made[NO_TEAM], NO_TEAM),
        )
    }
    assert told == {SERVICE: True, "North": False, UNKNOWN_TEAMS: True, NO_TEAM: False}


@pytest.fixture(scope="module")
def quiet_south(tmp_path_factory: pytest.TempPathFactory) -> Night:
    rows = [overdue(1), row(2, team="South")]
    return judge_rows(tmp_path_factory.mktemp("quiet"), rows, SETTINGS).night


def test_an_all_clear_says_why_it_can_be_trusted(quiet_south: Night) -> None:
    source = replace(quiet_south.sources[0], dated="2015-07-15", control_total=2)
    known = replace(quiet_south, sources=(source,))
    south = drafts_of_night(known, SETTINGS)["South"]
    assert south.all_clear
    assert south.subject.startswith("All clear: South, ")
    assert south.assurances[0] == "2 records read from extract.csv."
    assert "\n- 2 records read from extract.csv.\n" in text_of(south)


def test_a_quiet_page_of_an_extract_of_no_known_day_says_why_it_says_no_more(
    quiet_south: Night,
) -> None:
    south = drafts_of_night(quiet_south, SETTINGS)["South"]
    assert not south.all_clear
    assert south.subject.startswith("Nothing needs action: South, ")
    said = " ".join(text_of(south).split())
    assert "Nothing needs action tonight. This is not an all-clear: nothing says" in said


def test_there_is_no_all_clear_where_somebody_must_look(tmp_path: Path) -> None:
    teams = [{"name": name} for name in ("Late", "Undated", "Unseen", "Missing", "Quiet")]
    before = [
        overdue(1, team="Late"),
        row(2, team="Undated", deadline=""),
        row(3, team="Unseen", child_seen="No"),
        row(4, team="Quiet"),
    ]
    nights = ([*before, row(5, team="Missing")], before)
    made = drafts_of(tmp_path, *nights, settings=settings_of(teams=teams))
    assert {about for about, draft in made.items() if draft.quiet} == {"Quiet"}
    for draft in made.values():
        assert "all clear" not in f"{draft.subject} {text_of(draft)}".lower()
    assert made["Missing"].subject.startswith("1 is missing from the extract: ")
    assert ids_of(made["Missing"]) == {("C005", "A005")}


def test_an_alarm_is_said_first_everywhere_and_no_all_clear(tmp_path: Path) -> None:
    for draft in drafts_of(tmp_path, [completed(1)], settings=SETTINGS).values():
        assert draft.alarms
        assert draft.subject.startswith("Do not rely on this report yet: ")
        assert text_of(draft).startswith(f"Do not rely on this report yet\n{draft.alarms[0][:20]}")
        assert not draft.all_clear


def test_what_changed_and_how_the_nights_went_is_said_in_words(tmp_path: Path) -> None:
    nights = ([row(1), row(2, deadline="10/07/2015")], [overdue(1), row(2)])
    north = drafts_of(tmp_path, *nights, settings=SETTINGS)["North"]
    assert north.since.startswith("Since the night of Wed 15 Jul 2015: 1 new")
    assert north.course == "About the same: 2 need action tonight, 1 yesterday."


def digests(made: dict[str, Draft]) -> dict[str, str]:
    return {about: draft.digest for about, draft in made.items()}


def changed(before: dict[str, Draft], after: dict[str, Draft]) -> set[str]:
    """Return what those messages are about that are others once the rows are corrected."""
    return {about for about in before if before[about].digest != after[about].digest}


def test_the_same_facts_have_the_same_digest_whatever_is_linked_or_sent_to_whom(
    made: dict[str, Draft], night: Night
) -> None:
    moved = {**NORTH, "recipients": ["other@example.gov.uk"], "folder": "//server/north"}
    other = settings_of(
        teams=[moved, SOUTH],
        service=HEAD,
        delivery={"most_rows": 1, "send_when": "always", "report_link_base": "https://x.test/"},
    )
    assert digests(drafts_of_night(night, other)) == digests(made)


def test_another_version_or_order_of_rows_is_not_a_correction(
    made: dict[str, Draft], tmp_path: Path
) -> None:
    night = judge_rows(tmp_path, [ROWS[1], ROWS[0], *ROWS[2:]], SETTINGS).night
    newer = drafts_of_night(night, SETTINGS, version="assessment-monitor 9")
    assert digests(newer) == digests(made)
    assert newer["North"] != made["North"]


def corrected(night: Night, column: str, value: str) -> Night:
    """Return the night with another value in a column of its first record."""
    judged = night.judged.copy()
    judged.loc[0, column] = pd.Timestamp(value) if column.endswith(("date", "line")) else value
    return replace(night, judged=judged)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("worker", "W9"),
        ("deadline", "2015-07-14"),
        ("start_date", "2015-06-03"),
        ("child_id", "C901"),
    ],
)
def test_a_corrected_record_changes_the_digest_of_its_team_and_of_the_service(
    made: dict[str, Draft], night: Night, column: str, value: str
) -> None:
    after = drafts_of_night(corrected(night, column, value), SETTINGS)
    assert changed(made, after) == {SERVICE, "North"}


@pytest.mark.parametrize(
    "cells",
    [{"referral_date": "02/06/2015"}, {"state": "who knows"}],
    ids=lambda cells: next(iter(cells)),
)
def test_what_follows_from_a_corrected_cell_changes_both_digests(
    made: dict[str, Draft], tmp_path: Path, cells: dict[str, str]
) -> None:
    rows = [{**ROWS[0], **cells}, *ROWS[1:]]
    assert changed(made, drafts_of(tmp_path, rows, settings=SETTINGS)) == {SERVICE, "North"}


def test_a_corrected_record_that_is_only_counted_changes_the_digest(night: Night) -> None:
    few = with_delivery(most_rows=1)
    hidden = corrected(night, "worker", "W9")
    before, after = (drafts_of_night(each, few)["North"] for each in (night, hidden))
    assert before.lists[0].items == after.lists[0].items
    assert before.digest != after.digest


def test_another_alarm_or_another_night_changes_the_digest(night: Night) -> None:
    others = (
        replace(night, alarms=(Alarm("strange", "", "Something is strange."),)),
        replace(night, as_at=night.as_at.replace(day=17)),
    )
    told = [drafts_of_night(each, SETTINGS)["North"].digest for each in (night, *others)]
    assert len(set(told)) == 3


def test_no_digest_is_that_of_another_page(made: dict[str, Draft], tmp_path: Path) -> None:
    assert len({draft.digest for draft in made.values()}) == len(made)
    empty = drafts_of(tmp_path, [row(1, team="East")], settings=SETTINGS)
    assert empty["North"].digest != empty["South"].digest


def test_a_change_since_the_night_before_is_part_of_the_digest(tmp_path: Path) -> None:
    kept, moved = [row(1)], [row(1, deadline="31/07/2015")]
    told = [
        drafts_of_night(judge_nights(tmp_path, before, moved, settings=SETTINGS).night, SETTINGS)
        for before in (kept, [row(1, deadline="03/08/2015")])
    ]
    assert told[0]["North"].digest != told[1]["North"].digest
