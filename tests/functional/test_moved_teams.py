"""`--team-moved`: what nights know of a team goes on where the team went."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from monitor.commands import message_lines
from monitor.delivery import CHANNELS
from monitor.errors import UsageFault
from monitor.extracts import READERS
from monitor.history.nights import Nights
from monitor.history.store import look_into_history
from monitor.nights.judging import judge_night
from monitor.nights.known import known_of
from monitor.nights.reconfigured import by_configuration
from monitor.settings.reading import read_settings
from tests.nights.answer_cases import PROMISE
from tests.nights.answering import HEADINGS, ask_for_answers
from tests.support.making import order_for
from tests.support.worlds import (
    ROWS,
    THURSDAY,
    WEDNESDAY,
    assessment,
    lived,
    new_world,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.making import Monitor
    from tests.support.worlds import World

MONDAY, TUESDAY = date(2015, 7, 20), date(2015, 7, 21)
NORTH, SOUTH = "Assessment Team North", "Assessment Team South"
#: Two assessments of the south are overdue.
EVERY = tuple(
    {**row, "state": row["state"].replace("Open", "Ongoing")}
    for row in (*ROWS, assessment(6, deadline="06/07/2015"))
)
MERGED = ("--team-moved", f"{SOUTH}={NORTH}")
SPLIT = ("--team-moved", f"{SOUTH}=South East", "--team-moved", f"{SOUTH}=South West")


@pytest.fixture
def world(tmp_path: Path, monitor: Monitor) -> World:
    """Make a world in which the south has promised something about one of its children."""
    world = new_world(tmp_path, EVERY)
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace('open = ["Open"]', 'open = ["Ongoing"]'), encoding="utf-8")
    ask_for_answers(world)
    answers = world.folder / "answers.csv"
    answers.write_text(HEADINGS, encoding="utf-8")
    lived(world, date(2015, 7, 14), monitor)  # Tuesday
    answers.write_text(f"{HEADINGS},0000002,A0002,{PROMISE}\n", encoding="utf-8")
    lived(world, WEDNESDAY, monitor)
    return world


def merge(world: World) -> None:
    """Let the south be a part of the north, in the extract and in the configuration."""
    world.rewrite([{**row, "team": "North"} for row in EVERY])
    text = world.config.read_text(encoding="utf-8")
    south = f'[[teams]]\nname = "{SOUTH}"\nrecipients = []\nresponders = ["S. Manager"]\n'
    assert south in text
    north = 'recipients = ["north.manager@example.gov.uk"]'
    text = text.replace(south, "").replace(north, f'{north}\nresponders = ["S. Manager"]')
    world.config.write_text(text, encoding="utf-8")


def changes(world: World, night: date) -> dict[str, int]:
    summary = json.loads((world.night(night) / "summary.json").read_bytes())
    found: dict[str, int] = (
        summary["changes"]["counts"] if "counts" in summary["changes"] else (summary["changes"])
    )
    return found


def log_of(world: World, monitor: Monitor) -> str:
    return monitor("answers", "-c", world.config).out


def test_merged_teams_keep_gates_answers_and_history(world: World, monitor: Monitor) -> None:
    merge(world)
    refused = monitor(*world.run(THURSDAY))
    assert refused.exit_code == 3
    assert f"the team {SOUTH} has 0 records" in refused.err
    lived(world, THURSDAY, monitor, *MERGED)
    assert changes(world, THURSDAY)["team_changed"] == 0
    # What is run again follows the team by itself.
    again = (world.night(THURSDAY) / "index.html").read_bytes()
    assert monitor(*world.run(THURSDAY)).exit_code == 0
    assert (world.night(THURSDAY) / "index.html").read_bytes() == again
    assert "void" not in log_of(world, monitor)
    rows = json.loads(monitor("history", "-c", world.config, "--team", NORTH, "--json").out)
    assert [row["records"] for row in rows] == [5, 5, 5]
    assert monitor("history", "-c", world.config, "--team", SOUTH).exit_code == 2
    # What the south was asked is the north's, of whom it is now wanted.
    waits = monitor("answers", "-c", world.config, "--team", NORTH, "--unanswered").out
    assert "was asked for an answer" in waits
    workbook = world.folder / "north.xlsx"
    assert monitor("export", "-c", world.config, "--team", NORTH, workbook).exit_code == 0
    sheets = pd.read_excel(workbook, sheet_name=None, dtype="str", engine="calamine")
    assert any("promised" in table.to_csv() for table in sheets.values())


def test_a_team_that_moves_on_or_is_renamed_later_keeps_its_answers(
    world: World, monitor: Monitor
) -> None:
    merge(world)
    lived(world, THURSDAY, monitor, *MERGED)
    text = world.config.read_text(encoding="utf-8")
    aliases = f'name = "{NORTH}"\naliases = ["North"]'
    assert aliases in text
    # The first move is asked for once more, as by a scheduled line.
    for name, night, more in (
        ("Far", MONDAY, ()),
        ("Farther", TUESDAY, (*MERGED, "--team-moved", "Far=Farther")),
    ):
        known = f'name = "{name}"\naliases = ["North", "{NORTH}"]'
        world.config.write_text(text.replace(aliases, known), encoding="utf-8")
        done = monitor(*world.run(night, *more))
        assert done.exit_code == 0, done.err
    # The promise was due on the Monday, and is broken on the Tuesday.
    log = json.loads(monitor("answers", "-c", world.config, "--json").out)
    steps = [each["step"] for each in log]
    assert "broken" in steps
    assert "void" not in steps
    assert {each["team"] for each in log} == {"Farther"}


def test_another_fault_of_a_run_that_moves_teams_is_listed(
    world: World, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise UsageFault("the calendar ends")

    monkeypatch.setattr("monitor.nights.night.known_of", fails)
    assert monitor("run", "-c", world.config, *MERGED).exit_code == 2
    assert "failed" in (world.output / "index.html").read_text(encoding="utf-8")


def test_a_team_that_is_split_keeps_gates_and_answers(world: World, monitor: Monitor) -> None:
    homes = {"A0002": "South East", "A0004": "South West", "A0006": "South West"}
    world.rewrite([{**row, "team": homes.get(row["assessment_id"], row["team"])} for row in EVERY])
    text = world.config.read_text(encoding="utf-8")
    both = 'name = "South East"\nresponders = ["S. Manager"]\n[[teams]]\nname = "South West"'
    world.config.write_text(text.replace(f'name = "{SOUTH}"', both), encoding="utf-8")
    done = monitor(*world.run(THURSDAY, *SPLIT))
    assert done.exit_code == 0, done.err
    assert changes(world, THURSDAY)["team_changed"] == 0
    assert "void" not in log_of(world, monitor)


def test_a_child_that_is_gone_goes_where_all_of_its_team_went(
    world: World, monitor: Monitor
) -> None:
    merge(world)
    world.rewrite([{**row, "team": "North"} for row in ROWS])
    more = ("--accept", "One is gone")
    assert monitor(*world.run(THURSDAY, *MERGED, *more)).exit_code == 0
    page = next((world.night(THURSDAY) / "teams").glob("assessment-team-north*.html"))
    assert "A0006" in page.read_text(encoding="utf-8")


def test_teams_that_lost_records_on_the_way_are_refused_together(
    world: World, monitor: Monitor
) -> None:
    text = world.config.read_text(encoding="utf-8")
    loose = "[gates]\ntotal_drop_percent = 90\nteam_drop_records = 1\n"
    world.config.write_text(f"{text}\n{loose}", encoding="utf-8")
    world.rewrite([{**row, "team": "North"} for row in EVERY[:3]])
    refused = monitor(*world.run(THURSDAY, *MERGED))
    assert refused.exit_code == 3
    assert f"the team {NORTH} + {SOUTH} has 3 records and had 5" in refused.err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("Nowhere=North", "no night so far has a team “Nowhere”"),
        (f"{SOUTH}=Nowhere", "there is no team “Nowhere” tonight"),
        ("North", "give the old name and the new one as OLD=NEW"),
    ],
)
def test_a_mistyped_team_is_shown_to_its_typist_alone(
    world: World, monitor: Monitor, given: str, said: str
) -> None:
    done = monitor(*world.run(THURSDAY, "--team-moved", given))
    assert done.exit_code == 2
    assert said in done.err
    assert "failed" not in (world.output / "index.html").read_text(encoding="utf-8")


def test_a_first_night_has_no_team_to_follow(tmp_path: Path, monitor: Monitor) -> None:
    world = new_world(tmp_path)
    done = monitor(*world.run(THURSDAY, *MERGED))
    assert done.exit_code == 2
    assert "no night so far has a team" in done.err


# `run --dry-run`: who is on another list because of the configuration alone.


#: A2 and A6 are overdue; A7 and A8 are as late, and in a state that is read as cancelled.
CONFIGURED = (
    *EVERY,
    *(assessment(number, deadline="10/07/2015", state="Held") for number in (7, 8)),
)


@pytest.fixture
def published(tmp_path: Path, monitor: Monitor) -> World:
    """Make a world of one night, whose configuration the tests change."""
    world = new_world(tmp_path, CONFIGURED)
    change(world, ('open = ["Open"]', 'open = ["Ongoing"]'), ('["Cancelled"]', '["Held"]'))
    lived(world, WEDNESDAY, monitor)
    return world


def change(world: World, *replaced: tuple[str, str]) -> None:
    text = world.config.read_text(encoding="utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    world.config.write_text(text, encoding="utf-8")


def test_who_is_on_another_list_by_the_configuration_is_named(
    published: World, monitor: Monitor
) -> None:
    change(
        published,
        ('open = ["Ongoing"]', 'open = ["Held"]'),
        ('cancelled = ["Held"]', 'cancelled = ["Ongoing"]'),
    )
    done = monitor(*published.run(THURSDAY, "--dry-run"))
    assert done.exit_code == 0, done.err
    _, _, said = done.out.partition("The configuration changed since the night of 2015-07-15.")
    assert sorted(line for line in said.splitlines() if "LIST: " in line) == [
        f"  {where}: child {number:07}, assessment A{number:04}: {now} in {team} "
        f"(before: {then} in {team})"
        for where, number, team, now, then in (
            ("OFF THE LIST", 2, SOUTH, "cancelled", "overdue"),
            ("OFF THE LIST", 6, SOUTH, "cancelled", "overdue"),
            ("ONTO THE LIST", 7, NORTH, "overdue", "cancelled"),
            ("ONTO THE LIST", 8, SOUTH, "overdue", "cancelled"),
        )
    ]
    told = json.loads(monitor(*published.run(THURSDAY, "--dry-run", "--json")).out)
    changed = told["changed_by_configuration"]
    assert (changed["since"], changed["fault"]) == ("2015-07-15", "")
    listed = {each["assessment_id"]: each["is_listed"] for each in changed["assessments"]}
    assert listed == {"A0002": False, "A0006": False, "A0007": True, "A0008": True}


def test_another_recipient_puts_nobody_on_another_list(published: World, monitor: Monitor) -> None:
    change(published, ('recipients = ["north.manager@example.gov.uk"]', "recipients = []"))
    done = monitor(*published.run(THURSDAY, "--dry-run"))
    assert done.exit_code == 0, done.err
    assert "The configuration changed" not in done.out


def found(world: World, *facts: Callable[..., Any]) -> list[str]:
    """Judge Thursday, and return what is said of the configuration that changed.

    It is said once for each way to read the `facts` of a night: as they are, where none is given.
    """
    settings = read_settings(world.config, formats=READERS, channels=CHANNELS)
    order = order_for(world.folder, settings, as_at=THURSDAY)
    said = []
    with look_into_history(world.output) as history, pytest.MonkeyPatch.context() as patched:
        night = judge_night(order, known_of(order, history, reads_sources=True)).night
        for read in facts or (Nights.facts,):
            patched.setattr(Nights, "facts", read)
            changed = by_configuration(order, history, night)
            assert changed is not None
            said.append("\n".join(message_lines.configuration_lines(changed)))
    return said


BY_ALIAS = (
    (f'[[teams]]\nname = "{SOUTH}"', '[[teams]]\nname = "The South"'),
    ('aliases = ["North"]', f'aliases = ["North", "{SOUTH}"]'),
)
ELEVEN_MONTHS = ("[service]", "[rules]\nheadline_months = 11\n[service]")
LOOKUP = (
    "[[lookups]]\npath = 'lookup.csv'\nformat = 'csv'\nby = 'child_id'\n"
    "[lookups.columns]\nchild_id = 'Child ID'\nfamily_id = 'Family'\n[service]"
)


def test_who_goes_to_the_list_of_another_team_by_an_alias_is_named_and_many_are_counted(
    published: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(published, *BY_ALIAS)
    monkeypatch.setattr(message_lines, "_MOST_LINES", 1)
    (said,) = found(published)
    assert f"TO ANOTHER LIST: child 0000002, assessment A0002: overdue in {NORTH} (before: " in said
    assert "  and 1 more; --json lists them all" in said


def test_a_configuration_that_moves_nobody_says_so(published: World) -> None:
    change(published, ELEVEN_MONTHS)
    assert "Nobody is on another list because of it." in found(published)[0]


def test_another_number_of_sources_is_not_compared(published: World) -> None:
    (published.folder / "lookup.csv").write_text("Child ID,Family\n0000002,1\n", encoding="utf-8")
    change(published, ('family_id = "Family ID"\n', ""), ("[service]", LOOKUP))
    assert "it has more sources or fewer" in found(published)[0]


def without_database(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key != "database"}


def test_what_another_version_of_the_program_stored_is_compared_if_it_can_be(
    published: World,
) -> None:
    change(published, ELEVEN_MONTHS)
    stored = Nights.facts

    def before_databases(history: Nights, night: date) -> tuple[str, dict[str, Any]]:
        manifest, facts = stored(history, night)
        settings = facts["settings"]
        extracts = [without_database(each) for each in settings["extracts"]]
        assert extracts != settings["extracts"]
        return manifest, {**facts, "settings": {**settings, "extracts": extracts}}

    def of_another_version(history: Nights, night: date) -> tuple[str, dict[str, Any]]:
        manifest, facts = stored(history, night)
        rules = {**facts["settings"]["rules"], "of_another_version": 1}
        return manifest, {**facts, "settings": {**facts["settings"], "rules": rules}}

    said = found(published, before_databases, of_another_version)
    assert "Nobody is on another list because of it." in said[0]
    assert "the earlier one is of another version of the program" in said[1]


def test_an_extract_that_the_configuration_before_cannot_read_is_said(published: World) -> None:
    text = published.extract.read_text(encoding="utf-8")
    published.extract.write_text(text.replace("Worker,", "Officer,"), encoding="utf-8")
    change(published, ('worker = "Worker"', 'worker = "Officer"'))
    assert "by the earlier one the night fails: extract.csv" in found(published)[0]
