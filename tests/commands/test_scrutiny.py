"""`scrutiny` writes one page for elected members, whose figures are the service report's."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor import durable
from monitor.delivery import CHANNELS
from monitor.errors import OutputUnusable
from monitor.extracts import READERS
from monitor.nights.night import run_night
from monitor.nights.scrutiny import place_of
from monitor.settings.reading import read_settings
from tests.reports.reading import ReadPage, read_page
from tests.support.browsing import (
    ALL_BUT_COLOUR,
    EVERY_RULE,
    RULES_OF_COLOUR,
    axe_findings,
)
from tests.support.making import INSPECTION_DAY, SAMPLES, Monitor, order_for
from tests.support.worlds import World

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Browser


#: Tuesday 30 June, Wednesday 1 July and the day of the inspection.
NIGHTS = (date(2015, 6, 30), date(2015, 7, 1), INSPECTION_DAY)


@pytest.fixture(scope="module")
def three_nights(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Publish the sample on three nights of two months."""
    world = World(tmp_path_factory.mktemp("world"))
    text = (SAMPLES / "monitor.toml").read_text(encoding="utf-8")
    for old, new in (
        ("../output", "output"),
        ("inspection_{date}.csv", "inspection_2015-07-16.csv"),
        ('format = "csv" ', 'format = "csv"\nmay_repeat = true'),
    ):
        text = text.replace(old, new, 1)
    world.config.write_text(text, encoding="utf-8")
    for name in ("inspection_2015-07-16.csv", "published_2015.csv"):
        shutil.copy(SAMPLES / name, world.folder / name)
    settings = read_settings(world.config, formats=READERS, channels=CHANNELS)
    for night in NIGHTS:
        run_night(order_for(world.folder, settings, as_at=night))
    return world


@pytest.fixture
def world(three_nights: World, tmp_path: Path) -> World:
    """Copy that world, so that no test changes it for another."""
    shutil.copytree(three_nights.folder, tmp_path / "world")
    return World(tmp_path / "world")


def written(world: World, monitor: Monitor, *more: str) -> ReadPage:
    done = monitor("scrutiny", "-c", world.config, *more)
    assert done.exit_code == 0, done.err
    path = done.out.strip().split(": ")[1]
    return read_page((world.folder / path).read_text(encoding="utf-8"))


def numbers(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if re.fullmatch(r"[0-9]+", text)]


def test_it_is_written_into_a_private_folder_and_says_where(world: World, monitor: Monitor) -> None:
    done = monitor("scrutiny", "-c", world.config)
    path = world.output / "scrutiny" / "2015-07.html"
    assert done.out.strip() == f"As at the night of 2015-07-16: {path}"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    first = path.read_bytes()
    assert monitor("scrutiny", "-c", world.config).exit_code == 0
    assert path.read_bytes() == first


def test_its_figures_are_those_of_the_service_report(world: World, monitor: Monitor) -> None:
    page = written(world, monitor)
    report = read_page((world.night() / "index.html").read_text(encoding="utf-8"))
    whole = " ".join(report.text.split())
    for words in ("have missed the deadline", "Of the open assessments alone"):
        (said,) = (sentence for sentence in page.sentences if words in sentence)
        assert said.rstrip(".") in whole  # there it goes on with what has no deadline
    newest = page.tables["months"].row("Thu 16 Jul 2015")
    told = json.loads((world.night() / "summary.json").read_text(encoding="utf-8"))
    past = told["past_deadline"]
    assert newest["Assessments"] == str(past["of"])
    assert newest["Past the deadline"] == str(past["count"])
    assert newest["Share past it"] == f"{past['percent']}%"
    assert newest["Mean working days late"] == str(past["mean_working_days_late"])
    for team in told["teams"]:
        row, of_team = page.tables["teams"].row(team["name"]), team["past_deadline"]
        assert row["Assessments"] in (str(of_team["of"]), "[c]")
        assert row["Past the deadline"] in (str(of_team["count"]), "[c]")
        assert row["Share past it"] in (f"{of_team['percent']}%", "[c]")
        assert row["No deadline"] in (str(team["statuses"]["no_deadline"]), "[c]")
    shown = page.tables["teams"].column("Past the deadline")
    assert 2 <= shown.count("[c]") < len(told["teams"])


def test_no_small_number_and_no_child_stands_on_it(world: World, monitor: Monitor) -> None:
    page = written(world, monitor)
    cells = [cell for table in page.tables.values() for row in table.rows for cell in row[1:]]
    assert [cell for cell in numbers(cells) if 1 <= int(cell) <= 5] == []
    ids = re.findall(r"\b[0-9]{7}\b", (world.night() / "assessments.csv").read_text("utf-8-sig"))
    assert len(set(ids)) > 100
    assert not set(ids) & set(re.findall(r"\b[0-9]{7}\b", page.text))


def test_a_month_ends_with_its_last_night(world: World, monitor: Monitor) -> None:
    assert written(world, monitor).tables["months"].column("Night") == [
        "Thu 16 Jul 2015",
        "Tue 30 Jun 2015",
    ]
    june = written(world, monitor, "--month", "2015-06")
    assert june.tables["months"].column("Night") == ["Tue 30 Jun 2015"]
    assert (world.output / "scrutiny" / "2015-06.html").is_file()


@pytest.mark.parametrize("month", ["2015-05", "2015-08", "2014-07"])
def test_a_month_without_a_night_is_refused(world: World, monitor: Monitor, month: str) -> None:
    done = monitor("scrutiny", "-c", world.config, "--month", month)
    assert done.exit_code == 2
    assert f"no night of {month} is kept; the newest is 2015-07-16" in done.err


@pytest.mark.parametrize("month", ["July", "2015-13", "2015-07-16", ""])
def test_a_month_is_a_year_and_a_month(world: World, monitor: Monitor, month: str) -> None:
    done = monitor("scrutiny", "-c", world.config, "--month", month)
    assert done.exit_code == 2
    assert "give a month as YYYY-MM" in done.err


def test_it_can_be_written_elsewhere_and_overwrites_nothing_unasked(
    world: World, monitor: Monitor
) -> None:
    file = world.folder / "pack.html"
    to = ("scrutiny", "-c", world.config, "--to", file)
    assert monitor(*to).exit_code == 0
    assert not (world.output / "scrutiny").exists()
    done = monitor(*to)
    assert done.exit_code == 2
    assert "is there already" in done.err
    assert monitor(*to, "--force").exit_code == 0


def test_what_is_being_done_stands_on_it_or_that_nothing_is_written_down(
    world: World, monitor: Monitor
) -> None:
    assert any("weekly" in said for said in written(world, monitor).sentences)
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(re.sub(r"actions = \[.*?\]", "", text, flags=re.DOTALL))
    assert "Nothing is written down here yet." in written(world, monitor).sentences


def test_a_summary_that_was_changed_is_not_told(world: World, monitor: Monitor) -> None:
    summary = world.night() / "summary.json"
    summary.write_text(summary.read_text(encoding="utf-8").replace("94", "49"), encoding="utf-8")
    done = monitor("scrutiny", "-c", world.config)
    assert done.exit_code == 6
    assert "summary.json of the night of 2015-07-16 is not as it was published" in done.err


def test_a_link_in_the_folder_s_place_is_refused(world: World, monitor: Monitor) -> None:
    (world.folder / "elsewhere").mkdir()
    (world.output / "scrutiny").symlink_to(world.folder / "elsewhere")
    done = monitor("scrutiny", "-c", world.config)
    assert done.exit_code == 6
    assert list((world.folder / "elsewhere").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "make_folder", full)
    with pytest.raises(OutputUnusable, match=r"scrutiny cannot be made \(No space left"):
        place_of(tmp_path, INSPECTION_DAY)


@pytest.mark.browser
def test_the_page_holds_for_every_reader(world: World, monitor: Monitor, chromium: Browser) -> None:
    path = world.folder / "pack.html"
    assert monitor("scrutiny", "-c", world.config, "--to", path).exit_code == 0
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(path.as_uri())
        light = axe_findings(page, EVERY_RULE)
        page.emulate_media(color_scheme="dark")
        dark = axe_findings(page, RULES_OF_COLOUR)
        page.set_viewport_size({"width": 320, "height": 900})
        narrow = axe_findings(page, ALL_BUT_COLOUR)
        width = page.evaluate("document.documentElement.scrollWidth")
    assert (light.violations, dark.violations, narrow.violations) == ([], [], [])
    assert width <= 320
