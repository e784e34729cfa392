"""A delivery is killed or ended at any step: nobody is left out, at most one message repeats."""

from __future__ import annotations

import email
import random
import shutil
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from monitor.history.store import look_into_history
from tests.delivery.smtp.server import Script, mail_server
from tests.functional.killing import Judgement, assert_ended, blows_at
from tests.support.worlds import THURSDAY, World, assessment, new_world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.functional.killing import Blow, Forks, Outcome

pytestmark = [
    pytest.mark.process,
    pytest.mark.server,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="kills are tested on Linux only"),
]

_SMTP = """
[delivery]
channel = "smtp"
sender = "assessment.monitor@example.gov.uk"
allowed_domains = ["example.gov.uk"]
[delivery.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
deadline_seconds = 60
"""


class Relay:
    """The real server, and a world whose messages of one night are pending for it."""

    def __init__(self, script: Script, base: World) -> None:
        self.script, self.base = script, base

    def take(self) -> list[tuple[str, str]]:
        """Return the recipient and the Message-ID of each message since the last time."""
        taken = [
            (each.recipients[0], str(email.message_from_bytes(each.content)["Message-ID"]))
            for each in self.script.captured
        ]
        self.script.captured.clear()
        return taken


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> Iterator[Relay]:
    script = Script()
    with mail_server(script) as port:
        late = "10/07/2015"
        rows = [assessment(1, deadline=late), assessment(2, deadline=late)]
        base = new_world(tmp_path_factory.mktemp("relay") / "base", rows)
        base.config.write_text(f"{base.config.read_text()}{_SMTP.format(port=port)}")
        done = forks.run(*base.run(THURSDAY, "--no-send"), cwd=base.folder)
        assert done.exit_code == 0, done.err
        yield Relay(script, base)


def test_a_blow_at_any_step_of_sending_leaves_nobody_out_and_repeats_one_at_most(
    relay: Relay, forks: Forks, tmp_path: Path, *, whole: bool
) -> None:
    undisturbed = forks.run(*_send(relay.base, tmp_path / "undisturbed"), cwd=tmp_path)
    assert undisturbed.exit_code == 0, undisturbed.err
    expected = relay.take()
    assert len(expected) == 3
    for blow in _blows(undisturbed, whole=whole):
        where = f"{blow.deed} {blow.moment} step {blow.step}, {undisturbed.steps[blow.step - 1]}"
        arguments = _send(relay.base, tmp_path / "world")
        assert_ended(forks.run(*arguments, cwd=tmp_path, blow=blow), blow, where)
        again = forks.run(*arguments, cwd=tmp_path)
        assert again.exit_code == 0, f"{where}: {again.err}"
        taken = Counter(relay.take())
        assert set(taken) == set(expected), where
        assert sum(taken.values()) - len(expected) <= 1, where
        with look_into_history(tmp_path / "world" / "output") as history:
            assert {each.state for each in history.outbox.posted()} == {"sent"}, where
        shutil.rmtree(tmp_path / "world")


def test_a_blow_at_any_step_of_a_whole_run_leaves_nobody_out_and_repeats_one_at_most(
    relay: Relay, forks: Forks, tmp_path: Path, *, whole: bool
) -> None:
    def fresh() -> World:
        folder = tmp_path / "world"
        folder.mkdir()
        for name in ("monitor.toml", "extract.csv"):
            shutil.copy(relay.base.folder / name, folder / name)
        return World(folder)

    def run(world: World, blow: Blow | None = None) -> Outcome:
        return forks.run(*world.run(), cwd=tmp_path, blow=blow, judged=judged)

    judged = Judgement(config=str(relay.base.config), as_at="2015-07-16", version="delivery")
    relay.take()
    undisturbed = run(fresh())
    assert undisturbed.exit_code == 0, undisturbed.err
    expected = relay.take()
    for blow in _blows(undisturbed, whole=whole):
        shutil.rmtree(tmp_path / "world")
        world = fresh()
        where = f"{blow.deed} {blow.moment} step {blow.step}, {undisturbed.steps[blow.step - 1]}"
        assert_ended(run(world, blow), blow, where)
        again = run(world)
        assert again.exit_code == 0, f"{where}: {again.err}"
        taken = Counter(relay.take())
        assert set(taken) == set(expected), where
        assert sum(taken.values()) - len(expected) <= 1, where


def _send(base: World, folder: Path) -> tuple[str, ...]:
    """Copy the world whose messages are pending, and return the arguments that send them."""
    shutil.copytree(base.folder, folder)
    return ("send", "-c", str(folder / "monitor.toml"))


def _blows(run: Outcome, *, whole: bool) -> list[Blow]:
    """Return a seeded slice of the blows at every step."""
    every = blows_at(run)
    return random.Random(len(run.steps)).sample(every, min(len(every), 40 if whole else 3))
