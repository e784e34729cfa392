"""From silence to the level above: three nights from end to end, and what stops a wrong message."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from monitor.history.store import look_into_history
from monitor.reports.messages import levels
from tests.support.worlds import ROWS, THURSDAY, assessment, lived, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.making import Monitor
    from tests.support.worlds import World

FRIDAY, MONDAY, TUESDAY = (date(2015, 7, day) for day in (17, 20, 21))
OVERDUE = assessment(1, deadline="14/07/2015")
ASKING = """
[answers]
reply_to = "answers@example.gov.uk"
answer_within_working_days = 2

[[escalation.chains]]
name = "assessment"
  [[escalation.chains.levels]]
  name = "Service manager"
  responders = ["Bo Manager"]
  recipients = ["service.manager@example.gov.uk"]
  [[escalation.chains.levels]]
  name = "Head of service"
  responders = ["Chris Head"]
  recipients = []
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Make a world in which one assessment is overdue, and its team has two days to answer."""
    world = new_world(tmp_path, [OVERDUE, *ROWS[2:]])
    text = world.config.read_text(encoding="utf-8")
    asks = 'recipients = ["north.manager@example.gov.uk"]\nresponders = ["Ann Leader"]\n'
    text = text.replace('recipients = ["north.manager@example.gov.uk"]\n', asks)
    world.config.write_text(text + ASKING, encoding="utf-8")
    return world


def written(world: World, night: date) -> dict[str, tuple[str, str]]:
    """Return the subject and kind of what was written to each recipient on a night."""
    with closing(sqlite3.connect(world.output / "history.sqlite")) as connection:
        rows = connection.execute(
            "SELECT recipient, subject, kind FROM messages WHERE night = ?", (night.isoformat(),)
        )
        return {recipient: (subject, kind) for recipient, subject, kind in rows}


def letter(world: World, night: date, recipient: str) -> str:
    """Return the message as it lies in the folder of messages."""
    for path in (world.output / "outbox").rglob("*.eml"):
        content = path.read_text(encoding="utf-8")
        if night.isoformat() in path.name and f"To: {recipient}" in content:
            return content.replace("=\n", "")
    raise AssertionError(recipient)


def test_nobody_above_is_written_to_before_the_team_had_its_days(
    world: World, monitor: Monitor
) -> None:
    lived(world, THURSDAY, monitor)
    assert "service.manager@example.gov.uk" not in written(world, THURSDAY)
    lived(world, FRIDAY, monitor)
    assert "service.manager@example.gov.uk" not in written(world, FRIDAY)
    lived(world, MONDAY, monitor)
    subject, kind = written(world, MONDAY)["service.manager@example.gov.uk"]
    assert kind == "level"
    assert subject == "1 waits for your answer, 1 new tonight: Service manager, Mon 20 Jul"
    message = letter(world, MONDAY, "service.manager@example.gov.uk")
    assert OVERDUE["child_id"] in message
    assert "not answered in time" in message
    assert "mailto:answers@example.gov.uk?subject" in message
    others = [row["child_id"] for row in ROWS[2:]]
    assert not any(child in message for child in others)
    page = (world.night(MONDAY) / "index.html").read_text(encoding="utf-8")
    assert "Waiting for you (0)" in page
    assert "Waiting for another level above the teams (1)" in page
    assert "Service manager since Mon 20 Jul 2015" in page


def test_the_level_hears_that_a_night_is_withdrawn(world: World, monitor: Monitor) -> None:
    for night in (THURSDAY, FRIDAY, MONDAY):
        lived(world, night, monitor)
    done = monitor("forget", "--night", MONDAY, "-c", world.config)
    assert done.exit_code == 0, done.err
    with look_into_history(world.output) as history:
        states = {
            each.message.recipient: each.state
            for each in history.outbox.posted()
            if each.message.about == "withdrawn"
        }
    assert states["service.manager@example.gov.uk"] == "sent"


def test_an_answer_quiets_the_level_and_its_words_stay_out(world: World, monitor: Monitor) -> None:
    lived(world, THURSDAY, monitor)
    words = "The family is back on Monday, and the visit is arranged"
    ids = ("--child", OVERDUE["child_id"], "--assessment", OVERDUE["assessment_id"])
    promise = ("--until", "2015-07-20", "--reason", "family not available", "--by", "Ann Leader")
    done = monitor("answer", "will_finish_by", words, *ids, *promise, "-c", str(world.config))
    assert done.exit_code == 0, done.err
    lived(world, MONDAY, monitor)
    assert "service.manager@example.gov.uk" not in written(world, MONDAY)
    team = next(path for path in (world.night(MONDAY) / "teams").iterdir() if "north" in path.name)
    said = "Answer: Will be finished by Mon 20 Jul 2015\nEntered as: Ann Leader\n"
    assert said in team.read_text("utf-8")
    lived(world, TUESDAY, monitor)
    subject, _ = written(world, TUESDAY)["service.manager@example.gov.uk"]
    assert subject.startswith("1 waits for your answer, 1 new tonight: ")
    said = letter(world, TUESDAY, "service.manager@example.gov.uk")
    assert "promise broken" in said
    assert "visit is arranged" not in said


def test_a_case_whose_level_has_no_recipient_ends_with_code_4(
    world: World, monitor: Monitor
) -> None:
    for night in (THURSDAY, FRIDAY):
        lived(world, night, monitor)
    text = world.config.read_text(encoding="utf-8")
    none = text.replace('recipients = ["service.manager@example.gov.uk"]', "recipients = []")
    world.config.write_text(none, encoding="utf-8")
    done = monitor(*world.run(MONDAY, "--json"))
    assert done.exit_code == 4
    assert json.loads(done.out)["delivery"]["nobody_is_told_of"] == ["Service manager"]


def test_a_message_that_would_hold_the_case_of_another_stops_the_night(
    world: World, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for night in (THURSDAY, FRIDAY):
        lived(world, night, monitor)
    own = levels.recipients_of_case

    def everybodys(row: Any, settings: Any) -> tuple[str, ...]:
        return own(replace(row, level=1), settings)

    world.rewrite([OVERDUE, assessment(3, deadline="16/07/2015"), ROWS[3]])
    with monkeypatch.context() as patch:
        patch.setattr(levels, "recipients_of_case", everybodys)
        stopped = monitor(*world.run(MONDAY))
    assert stopped.exit_code == 70
    assert "the message for Service manager would not hold its own cases alone" in stopped.err
    assert not world.night(MONDAY).exists()
