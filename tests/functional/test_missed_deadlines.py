"""From end to end: what a published night saw missed, through reruns, withdrawals and upgrades."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.history import frames
from monitor.history.chain import Chain
from monitor.history.digests import digest, digest_of_bytes
from monitor.history.store import HISTORY
from tests.support.storing import to_bytes
from tests.support.worlds import FRIDAY, THURSDAY, WEDNESDAY, assessment, lived, new_world

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from tests.support.making import Monitor
    from tests.support.worlds import World

MONDAY = FRIDAY + timedelta(days=3)
OTHERS = [assessment(number) for number in range(4, 9)]
MISSED, MOVED = "10/07/2015", "31/07/2015"


@pytest.fixture
def world(tmp_path: Path, monitor: Monitor) -> World:
    """Return a world in which Wednesday saw a deadline missed, which has been moved since."""
    world = new_world(tmp_path)
    world.rewrite([assessment(1, deadline=MISSED), *OTHERS])
    lived(world, WEDNESDAY, monitor)
    world.rewrite([assessment(1, deadline=MOVED), *OTHERS])
    return world


def published(world: World, night: date) -> dict[str, str]:
    """Return what `assessments.csv` of a night says of the assessment."""
    with (world.night(night) / "assessments.csv").open(encoding="utf-8-sig", newline="") as file:
        return next(csv.DictReader(file))


def missed(world: World, night: date) -> tuple[str, str, str]:
    told = published(world, night)
    return told["status"], told["missed_deadline"], told["effective_deadline"]


STANDS = ("overdue", "2015-07-10", "2015-07-10")
MOVED_ALONE = ("on_track", "", "2015-07-31")


def test_every_file_page_and_command_says_it(world: World, monitor: Monitor) -> None:
    lived(world, THURSDAY, monitor)
    told = published(world, THURSDAY)
    assert (told["deadline"], told["working_days_late"]) == ("2015-07-31", "4")
    assert missed(world, THURSDAY) == STANDS
    assert told["next_action"] == "finish"
    summary = json.loads((world.night(THURSDAY) / "summary.json").read_bytes())
    assert summary["past_deadline"]["count"] == 1
    assert summary["next_actions"]["finish"] == 1
    page = (world.night(THURSDAY) / "index.html").read_text(encoding="utf-8")
    words = "missed Fri 10 Jul 2015; moved since to Fri 31 Jul 2015"
    assert words in page.replace("\N{NO-BREAK SPACE}", " ")
    changes = (world.night(THURSDAY) / "changes.csv").read_text(encoding="utf-8-sig")
    assert "Deadline moved (still counted) from Fri 10 Jul 2015" in changes
    assert "no longer on the list" not in changes
    done = monitor("explain", "A0001", "-c", world.config, "--as-at", FRIDAY.isoformat())
    assert (
        "Judged by the deadline that it missed, Fri 10 Jul 2015: moved since to Fri 31 Jul"
        in done.out
    )
    assert "Working days late: 5" in done.out
    done = monitor("history", "--json", "-c", world.config)
    assert [row["overdue"] for row in json.loads(done.out)] == [1, 1]


def test_a_rerun_of_the_night_that_saw_it_takes_it_away(world: World, monitor: Monitor) -> None:
    done = monitor(*world.run(WEDNESDAY))
    assert done.exit_code == 0, done.err
    lived(world, THURSDAY, monitor)
    assert missed(world, THURSDAY) == MOVED_ALONE


def test_a_withdrawn_night_takes_away_what_it_alone_saw(world: World, monitor: Monitor) -> None:
    lived(world, THURSDAY, monitor)
    world.rewrite([assessment(1, deadline="08/07/2015"), *OTHERS])
    lived(world, FRIDAY, monitor)
    assert missed(world, FRIDAY) == ("overdue", "2015-07-10", "2015-07-08")
    assert monitor("forget", "--night", FRIDAY, "-c", world.config).exit_code == 0
    world.rewrite([assessment(1, deadline=MOVED), *OTHERS])
    lived(world, MONDAY, monitor)
    assert missed(world, MONDAY) == STANDS


def test_an_assessment_that_was_gone_for_a_night_comes_back_with_it(
    world: World, monitor: Monitor
) -> None:
    gone = [assessment(1, deadline=MOVED), *OTHERS]
    world.rewrite(OTHERS)
    lived(world, THURSDAY, monitor, "--accept", "one left")
    world.rewrite(gone)
    lived(world, FRIDAY, monitor)
    assert missed(world, FRIDAY) == STANDS


def test_another_way_of_reading_deadlines_says_on_every_page_what_it_voids(
    world: World, monitor: Monitor
) -> None:
    text = world.config.read_text(encoding="utf-8")
    old = 'date_formats = ["%d/%m/%Y"]'
    assert old in text
    world.config.write_text(text.replace(old, 'date_formats = ["%d/%m/%Y", "%d-%m-%Y"]'))
    lived(world, THURSDAY, monitor)
    assert missed(world, THURSDAY) == MOVED_ALONE
    page = (world.night(THURSDAY) / "index.html").read_text(encoding="utf-8")
    assert "1 assessment whose missed deadline counts no more" in page


def as_of_an_older_version(world: World, alarms: Sequence[Sequence[str]] = ()) -> None:
    """Take from the history what this version keeps of missed deadlines and of their rule."""
    with closing(sqlite3.connect(world.output / HISTORY)) as connection:
        for run, facts, content in connection.execute(
            "SELECT id, facts, content FROM runs JOIN snapshots ON run = id"
        ).fetchall():
            plain = json.loads(facts)
            del plain["settings"]["rules"]["missed_stays_missed"], plain["restored"]
            plain["alarms"] = [*plain["alarms"], *alarms]
            old = frames.from_bytes(content).drop(columns=["missed_deadline", "missed_seen"])
            stored = to_bytes(old)
            told = json.dumps(plain, ensure_ascii=False)
            connection.execute("UPDATE runs SET facts = ? WHERE id = ?", (told, run))
            connection.execute("UPDATE snapshots SET content = ? WHERE run = ?", (stored, run))
            connection.execute(
                "UPDATE chain SET facts_sha256 = ?, snapshot_sha256 = ? WHERE run = ?",
                (digest([told]), digest_of_bytes(stored), run),
            )
        Chain(connection).remove([])  # which links all runs again
        connection.commit()


def test_the_night_of_the_upgrade_brings_back_what_the_kept_nights_saw(
    world: World, monitor: Monitor
) -> None:
    present_alone = "[rules]\nmissed_stays_missed = false\n"
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text + present_alone)
    lived(world, THURSDAY, monitor)
    assert missed(world, THURSDAY) == MOVED_ALONE
    as_of_an_older_version(world)
    world.config.write_text(text)
    done = monitor(*world.run(FRIDAY))
    assert done.exit_code == 0, done.err
    assert missed(world, FRIDAY) == STANDS
    changes = json.loads((world.night(FRIDAY) / "summary.json").read_bytes())["changes"]
    assert (changes["restored"], changes["new_exceptions"]) == (1, 1)
    page = (world.night(FRIDAY) / "index.html").read_text(encoding="utf-8")
    assert "1 back on the list by a deadline missed earlier" in page
    assert "(missed deadlines count from here)" in page
    lived(world, MONDAY, monitor)
    assert missed(world, MONDAY) == STANDS
    page = (world.night(MONDAY) / "index.html").read_text(encoding="utf-8")
    assert "(missed deadlines count from here)" in page


def test_the_night_of_the_upgrade_brings_back_nothing_of_nights_in_doubt_of_their_dates(
    world: World, monitor: Monitor
) -> None:
    as_of_an_older_version(world, [("day_and_month_swapped", "extract.csv")])
    lived(world, THURSDAY, monitor)
    assert missed(world, THURSDAY) == MOVED_ALONE
