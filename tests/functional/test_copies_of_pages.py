"""A team's page is copied into its folder and attached to its message: its own, as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.nights.night import send_pending
from tests.functional.delivering import LATE, NORTH, configure, keep_back, order, posted, run
from tests.support.worlds import World, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.nights.night import RunResult
    from tests.functional.channels import Script


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path, LATE)


@pytest.fixture
def copied(world: World, script: Script) -> RunResult:
    """Publish a night with attached pages, and with folders of which the one of the south is away.

    The script is asked for so that nothing is sent but by it.
    """
    assert script.taken == []
    for name in ("north", "service"):
        (world.folder / name).mkdir()
    text = world.config.read_text()
    text = text.replace('aliases = ["North"]', 'aliases = ["North"]\nfolder = "north"')
    text = text.replace("recipients = []", 'recipients = []\nfolder = "south"')
    world.config.write_text(text.replace("[service]", '[service]\nfolder = "service"'))
    configure(world, '[delivery]\nattach = "html"')
    return run(world)


@pytest.mark.usefixtures("copied")
def test_a_page_is_copied_alone_into_the_folder_of_its_team(world: World) -> None:
    (page,) = (world.folder / "north").iterdir()
    assert page.read_bytes() == (world.night() / "teams" / page.name).read_bytes()
    figures, service = sorted((world.folder / "service").iterdir())
    assert figures.read_bytes() == (world.output / "figures.csv").read_bytes()
    assert service.name == "service.html"
    text = service.read_text(encoding="utf-8")
    assert "Assessment Team North" in text
    assert 'href="teams/' not in text
    page.unlink()
    send_pending(order(world))
    assert page.exists()


def test_a_folder_that_is_away_is_told_and_ends_no_night(copied: RunResult) -> None:
    assert copied.delivered.copies_missed == ("Assessment Team South",)
    assert not copied.delivered.complete


@pytest.mark.usefixtures("copied")
def test_an_attached_page_is_the_published_one(world: World, script: Script) -> None:
    (north,) = script.taken_by_recipient()[NORTH]
    assert north.attachment is not None
    name, content = north.attachment
    assert content == (world.night() / "teams" / name).read_bytes()


def copied_and_attached(world: World) -> Path:
    """Run a night without sending; return the path of North's copied page, which is removed."""
    (world.folder / "north").mkdir()
    text = world.config.read_text()
    text = text.replace('aliases = ["North"]', 'aliases = ["North"]\nfolder = "north"')
    world.config.write_text(f'{text}\n[delivery]\nattach = "html"\n')
    keep_back(world)
    (page,) = (world.folder / "north").iterdir()
    page.unlink()
    return page


def test_a_page_that_was_changed_is_neither_copied_nor_attached(
    world: World, script: Script
) -> None:
    page = copied_and_attached(world)
    published = world.night() / "teams" / page.name
    published.write_bytes(published.read_bytes() + b"<!-- changed -->")
    told = send_pending(order(world))
    assert not page.exists()
    assert told.copies_missed == ("Assessment Team North",)
    assert NORTH not in script.taken_by_recipient()
    (failed,) = [each for each in posted(world) if each.message.recipient == NORTH]
    assert failed.state == "failed"


@pytest.mark.usefixtures("script")
def test_a_night_without_its_manifest_has_no_page_to_copy(world: World) -> None:
    page = copied_and_attached(world)
    (world.night() / "manifest.json").unlink()
    assert send_pending(order(world)).copies_missed == ("Assessment Team North",)
    assert not page.exists()
