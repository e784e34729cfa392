"""Night after night: how a history begins, what each night is compared with, what is refused."""

from __future__ import annotations

import json
import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from monitor.history.nights import Nights
from tests.reports.reading import ReadPage, read_page
from tests.support.worlds import (
    CHANGED_ROWS,
    FRIDAY,
    ROWS,
    THURSDAY,
    WEDNESDAY,
    World,
    assessment,
    done_once,
    files_below,
    history_below,
    new_world,
    nights_seen,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.making import Answered, Monitor


#: Monday 20 July 2015; the weekend before it has no night.
MONDAY = date(2015, 7, 20)
NORTH, SOUTH = "Assessment Team North", "Assessment Team South"
SIX = tuple(assessment(number) for number in range(1, 7))
REASON = "Team South was merged into North"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path / "world")


def asked(world: World, night: date, *more: str, command: str = "run") -> tuple[str, ...]:
    """Return the arguments of a command on one night, and nothing that is not said."""
    return (command, "-c", str(world.config), "--as-at", night.isoformat(), *more)


def ask(world: World, monitor: Monitor, night: date, *more: str, command: str = "run") -> Answered:
    """Ask for a command on one night; at once, where a like world was asked for it before."""
    arguments = asked(world, night, *more, command=command)
    return done_once(world.folder, (command, night, more), lambda: monitor(*arguments))


def begun(world: World, monitor: Monitor, night: date = WEDNESDAY) -> None:
    """Begin the history of a world."""
    ran(world, monitor, night, "--first-night")


def ran(world: World, monitor: Monitor, night: date, *more: str) -> Answered:
    """Run a night, which must be published."""
    done = ask(world, monitor, night, *more)
    assert done.exit_code == 0, done.err
    return done


def summary(world: World, night: date) -> dict[str, Any]:
    """Return the figures that were published."""
    told: dict[str, Any] = json.loads((world.night(night) / "summary.json").read_bytes())
    return told


def manifest(world: World, night: date) -> dict[str, Any]:
    """Return the manifest that was published."""
    told: dict[str, Any] = json.loads((world.night(night) / "manifest.json").read_bytes())
    return told


def pages(world: World, night: date) -> dict[str, ReadPage]:
    """Return every page of a night by its heading."""
    files = [world.night(night) / "index.html", *(world.night(night) / "teams").glob("*.html")]
    read = [read_page(path.read_text(encoding="utf-8")) for path in files]
    return {page.h1[0]: page for page in read}


def everything(world: World) -> tuple[object, ...]:
    """Return all that a run could change below the output folder."""
    return (files_below(world.output), history_below(world.output))


def refuses_repeats(world: World) -> None:
    """Refuse the same records over three working days, as it is without `may_repeat`."""
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace("may_repeat = true\n", ""), encoding="utf-8")


# The first night.


def test_a_run_without_a_history_ends_with_6_and_says_how_one_is_begun(
    world: World, monitor: Monitor
) -> None:
    done = monitor(*asked(world, WEDNESDAY))
    assert done.exit_code == 6
    assert "`run --first-night`" in done.err
    assert not (world.output / "history.sqlite").exists()
    assert nights_seen(world.output) == {}


def test_the_first_night_begins_a_history_that_only_its_owner_can_read(
    world: World, monitor: Monitor
) -> None:
    begun(world, monitor)
    assert (world.output / "history.sqlite").stat().st_mode & 0o777 == 0o600
    assert summary(world, WEDNESDAY)["changes"]["compared_with"] is None


def test_a_first_night_is_refused_where_there_is_another_night(
    world: World, monitor: Monitor
) -> None:
    begun(world, monitor)
    before = everything(world)
    done = monitor(*asked(world, THURSDAY, "--first-night"))
    assert done.exit_code == 2
    assert "there is a history already (newest night 2015-07-15)" in done.err
    assert everything(world) == before


def test_the_first_night_can_be_run_again_while_it_is_the_only_one(
    world: World, monitor: Monitor
) -> None:
    begun(world, monitor)
    world.rewrite(CHANGED_ROWS[1:])
    begun(world, monitor)
    assert summary(world, WEDNESDAY)["changes"]["compared_with"] is None
    assert summary(world, WEDNESDAY)["records"]["read"] == 3
    assert len(history_below(world.output)) == 1


def test_a_first_night_that_was_refused_can_be_begun_again(world: World, monitor: Monitor) -> None:
    whole = world.extract.read_bytes()
    world.extract.write_bytes(whole[:-30])
    assert monitor(*asked(world, WEDNESDAY, "--first-night")).exit_code == 3
    world.extract.write_bytes(whole)
    refused = monitor(*asked(world, WEDNESDAY))
    assert refused.exit_code == 6
    assert "holds no night: `run --first-night` begins it" in refused.err
    begun(world, monitor)


# Which night is compared with which.


def test_only_the_newest_night_is_run_again_and_stays_compared_with_the_one_before(
    world: World, monitor: Monitor
) -> None:
    begun(world, monitor)
    ran(world, monitor, THURSDAY)
    first = files_below(world.night(THURSDAY))
    world.rewrite(CHANGED_ROWS)
    ran(world, monitor, THURSDAY)
    assert summary(world, THURSDAY)["changes"]["compared_with"] == "2015-07-15"
    assert summary(world, THURSDAY)["changes"]["first_seen"] == 1
    assert files_below(world.output / ".set-aside" / "2015-07-16.1") == first
    assert len(history_below(world.output)) == 2


def test_an_older_night_is_not_run_again(world: World, monitor: Monitor) -> None:
    begun(world, monitor)
    ran(world, monitor, THURSDAY)
    before = everything(world)
    done = monitor(*asked(world, WEDNESDAY))
    assert done.exit_code == 2
    assert "only the newest night (2015-07-16) can be published again" in done.err
    assert everything(world) == before


def test_the_same_night_again_gives_the_same_bytes_and_sets_nothing_aside(
    world: World, monitor: Monitor
) -> None:
    begun(world, monitor)
    world.rewrite(CHANGED_ROWS)
    ran(world, monitor, THURSDAY)
    before = everything(world)
    ran(world, monitor, THURSDAY)
    assert everything(world) == before


def test_a_night_after_a_gap_is_compared_with_the_newest_before_it_and_every_page_says_so(
    world: World, monitor: Monitor
) -> None:
    begun(world, monitor)
    ran(world, monitor, THURSDAY)
    ran(world, monitor, MONDAY)
    assert summary(world, MONDAY)["changes"]["compared_with"] == "2015-07-16"
    shown = pages(world, MONDAY)
    assert set(shown) == {"The service", NORTH, SOUTH}
    for page in shown.values():
        assert "Compared with the night of Thursday 16 July 2015." in page.text
        assert "Since Thu 16 Jul 2015: " in page.text


# What a start finds.


@pytest.fixture
def friday(world: World, monitor: Monitor) -> Answered:
    """Publish Friday after a refused Thursday, beside a folder of no run.

    It is run with a reason that no gate needs.
    """
    begun(world, monitor)
    world.rewrite(ROWS[:3])
    assert ask(world, monitor, THURSDAY).exit_code == 3
    shutil.copytree(world.night(WEDNESDAY), world.output / "2015-07-10")
    world.rewrite((*ROWS, assessment(5)))
    return ran(world, monitor, FRIDAY, "--accept", REASON)


@pytest.mark.usefixtures("friday")
def test_a_folder_without_a_run_is_set_aside_at_the_next_start(world: World) -> None:
    assert set(nights_seen(world.output)) == {"2015-07-15", "2015-07-17"}
    assert (world.output / ".set-aside" / "2015-07-10.1" / "index.html").is_file()
    assert "2015-07-10" not in (world.output / "index.html").read_text(encoding="utf-8")


def test_a_lost_history_is_begun_anew_and_its_old_nights_are_kept_aside(
    world: World, monitor: Monitor
) -> None:
    begun(world, monitor)
    ran(world, monitor, THURSDAY)
    old = nights_seen(world.output)
    (world.output / "history.sqlite").unlink()
    assert monitor(*asked(world, FRIDAY)).exit_code == 6
    assert nights_seen(world.output) == old
    begun(world, monitor, FRIDAY)
    assert set(nights_seen(world.output)) == {"2015-07-17"}
    aside = world.output / ".set-aside"
    assert {night: files_below(aside / f"{night}.1") for night in old} == old


# Nothing is written.


@pytest.mark.parametrize("more", [(), ("--first-night",)], ids=["not begun", "first night"])
def test_a_dry_run_without_a_history_writes_nothing(
    world: World, monitor: Monitor, more: tuple[str, ...]
) -> None:
    done = monitor(*asked(world, WEDNESDAY, "--dry-run", *more))
    assert done.exit_code == (0 if more else 6)
    assert not world.output.exists()


def test_a_dry_run_beside_a_history_tells_what_changed_and_writes_nothing(
    world: World, monitor: Monitor
) -> None:
    begun(world, monitor)
    world.rewrite(CHANGED_ROWS)
    before = everything(world)
    done = ran(world, monitor, THURSDAY, "--dry-run")
    assert "Since the night of Wed 15 Jul 2015: 1 new" in done.out
    assert "Dry run: nothing was written, and nothing sent." in done.out
    assert everything(world) == before


def test_a_dry_run_of_what_would_be_refused_ends_as_the_run_would(
    world: World, monitor: Monitor
) -> None:
    begun(world, monitor)
    world.rewrite(ROWS[:3])
    before = everything(world)
    assert ask(world, monitor, THURSDAY, "--dry-run").exit_code == 3
    assert everything(world) == before


def test_check_prints_what_would_be_refused_ends_with_3_and_changes_nothing(
    world: World, monitor: Monitor
) -> None:
    begun(world, monitor)
    world.rewrite(ROWS[:3])
    before = everything(world)
    done = monitor(*asked(world, THURSDAY, command="check"))
    assert done.exit_code == 3
    assert "WOULD BE REFUSED: 3 records were read and 4 on the night of 2015-07-15" in done.out
    told = json.loads(monitor(*asked(world, THURSDAY, "--json", command="check")).out)
    assert len(told["refusals"]) == 1
    assert everything(world) == before


def test_a_night_that_was_interrupted_once_it_was_in_place_is_finished_by_the_next(
    world: World, monitor: Monitor, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Nights, "settle", interrupt)
        assert monitor(*asked(world, WEDNESDAY, "--first-night")).exit_code == 130
    assert monitor(*asked(world, THURSDAY)).exit_code == 0
    assert "what an interrupted run left was cleared up" in caplog.text
    assert summary(world, THURSDAY)["changes"]["compared_with"] == "2015-07-15"
    assert "2015-07-15/index.html" in (world.output / "index.html").read_text(encoding="utf-8")


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_failure_that_cannot_be_listed_is_told_and_ends_as_it_would(
    world: World, monitor: Monitor, caplog: pytest.LogCaptureFixture
) -> None:
    begun(world, monitor)
    world.rewrite(ROWS[:1])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("monitor.durable.replace_file", refuse)
        done = monitor(*asked(world, THURSDAY))
    assert done.exit_code == 3
    assert "the list of nights could not be written" in caplog.text


def refuse(*_: object, **__: object) -> None:
    raise PermissionError


# What is refused, and accepted.


def test_the_same_records_over_three_working_days_are_refused_and_the_list_of_nights_says_so(
    world: World, monitor: Monitor
) -> None:
    begun(world, monitor)
    refuses_repeats(world)
    before = (nights_seen(world.output), history_below(world.output))
    done = monitor(*asked(world, date(2015, 7, 20)))  # Monday
    assert done.exit_code == 3
    assert "the records of extract.csv are the same as on 2015-07-15" in done.err
    assert 'run --accept "REASON"' in done.err
    assert (nights_seen(world.output), history_below(world.output)) == before
    listed = read_page((world.output / "index.html").read_text(encoding="utf-8")).text
    assert "The night of Monday 20 July 2015 failed." in listed
    assert "the records of extract.csv are the same as on 2015-07-15" in listed
    assert "The newest reports are of Wednesday 15 July 2015." in listed


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROWS[:3], "3 records were read and 4 on the night of 2015-07-15"),
        (
            [{**row, "team": "North"} for row in ROWS],
            f"the team {SOUTH} has 0 records and had 2 on 2015-07-15",
        ),
    ],
    ids=["fewer records", "a team gone"],
)
def test_a_shrunken_extract_is_refused_and_touches_no_night(
    world: World, monitor: Monitor, rows: list[dict[str, str]], said: str
) -> None:
    begun(world, monitor)
    before = (nights_seen(world.output), history_below(world.output))
    world.rewrite(rows)
    done = ask(world, monitor, THURSDAY)
    assert done.exit_code == 3
    assert said in done.err
    assert (nights_seen(world.output), history_below(world.output)) == before
    assert said in (world.output / "index.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("friday")
def test_the_night_after_a_refused_one_is_compared_with_the_one_before_it(world: World) -> None:
    assert summary(world, FRIDAY)["changes"]["compared_with"] == "2015-07-15"
    assert "failed" not in (world.output / "index.html").read_text(encoding="utf-8")


def test_an_accepted_night_is_published_as_no_all_clear_with_its_reason_on_every_page(
    world: World, monitor: Monitor
) -> None:
    begun(world, monitor)
    world.rewrite([{**row, "team": "North"} for row in ROWS])
    done = ran(world, monitor, THURSDAY, "--accept", REASON)
    assert "Do not rely on this report yet" in done.out
    assert manifest(world, THURSDAY)["accepted"] == REASON
    assert summary(world, THURSDAY)["all_clear"] is False
    shown = pages(world, THURSDAY)
    assert set(shown) == {"The service", NORTH, SOUTH}
    for page in shown.values():
        assert "Do not rely on this report yet" in page.text
        assert REASON in page.text


def test_a_reason_that_no_gate_needed_is_no_alarm(world: World, friday: Answered) -> None:
    assert "Do not rely on this report yet" not in friday.out
    assert manifest(world, FRIDAY)["accepted"] == ""


def test_a_reason_that_is_no_text_is_refused_before_anything_is_done(
    world: World, monitor: Monitor
) -> None:
    done = monitor(*world.run(WEDNESDAY, "--accept", "merged\udcff"))
    assert done.exit_code == 2
    assert "this text is not valid UTF-8" in done.err
    assert not world.output.exists()


def test_a_blank_reason_accepts_nothing(world: World, monitor: Monitor) -> None:
    begun(world, monitor)
    world.rewrite(ROWS[:3])
    assert monitor(*asked(world, THURSDAY, "--accept", "   ")).exit_code == 3


# What the pages tell.


def test_the_trend_has_a_row_for_every_night(world: World, monitor: Monitor) -> None:
    begun(world, monitor)
    ran(world, monitor, THURSDAY)
    ran(world, monitor, MONDAY)
    for page in pages(world, MONDAY).values():
        nights = page.tables["trend"].column("Night")
        assert nights == ["Mon 20 Jul 2015", "Thu 16 Jul 2015", "Wed 15 Jul 2015"]
        assert page.tables["months"].column("Night") == ["Mon 20 Jul 2015"]


@pytest.fixture
def moving(tmp_path: Path, monitor: Monitor) -> World:
    """Let a child vanish on Thursday and another, without a deadline, come to the south."""
    rows = [*SIX[:4], {**SIX[4], "deadline": ""}, SIX[5]]
    world = new_world(tmp_path / "world", rows)
    begun(world, monitor)
    world.rewrite([*SIX[:2], SIX[3], {**rows[4], "team": SOUTH}, SIX[5], assessment(7)])
    ran(world, monitor, THURSDAY)
    return world


def test_a_vanished_child_stands_on_its_last_team_s_page_alone_until_it_comes_back(
    moving: World, monitor: Monitor
) -> None:
    assert summary(moving, THURSDAY)["changes"]["vanished"] == 1
    shown = pages(moving, THURSDAY)
    (row,) = shown[NORTH].tables["vanished"].rows
    assert row[0] == "0000003"
    (what,) = shown[NORTH].tables["vanished"].column("What changed")
    assert what.endswith("missing 1 night")
    assert [row[0] for row in shown["The service"].tables["vanished"].rows] == ["0000003"]
    assert "0000003" not in shown[SOUTH].text
    moving.rewrite([*SIX, assessment(7)])
    ran(moving, monitor, FRIDAY)
    assert summary(moving, FRIDAY)["changes"]["vanished"] == 0
    assert summary(moving, FRIDAY)["changes"]["came_back"] == 1
    shown = pages(moving, FRIDAY)
    (row,) = shown[NORTH].tables["back"].rows
    assert row[:4] == ["0000003", "A0003", "Worker 1", "Came back into the extract"]
    assert not any("vanished" in page.tables for page in shown.values())


def test_a_child_that_came_to_another_team_is_not_on_the_page_of_the_old_one(
    moving: World,
) -> None:
    assert "0000005" in pages(moving, WEDNESDAY)[NORTH].text
    shown = pages(moving, THURSDAY)
    assert "0000005" not in shown[NORTH].text
    (row,) = shown[SOUTH].tables["others"].rows
    assert (row[0], row[3]) == ("0000005", f"Came from {NORTH}")


# The same bytes.


def test_a_world_that_was_moved_goes_on_to_the_same_bytes_as_if_it_had_not_been(
    world: World, tmp_path: Path, monitor: Monitor
) -> None:
    begun(world, monitor)
    shutil.copytree(world.folder, tmp_path / "elsewhere" / "moved")
    moved = World(tmp_path / "elsewhere" / "moved")
    for each in (world, moved):
        each.rewrite(CHANGED_ROWS)
    ran(world, monitor, THURSDAY)
    done = monitor(*asked(moved, THURSDAY))
    assert done.exit_code == 0, done.err
    assert files_below(moved.output) == files_below(world.output)
    assert history_below(moved.output) == history_below(world.output)
    assert len(history_below(world.output)) == 2
    assert monitor("verify", "-c", moved.config).exit_code == 0
