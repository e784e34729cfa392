"""What holds for every channel; a new one is held to it by its row in CHANNELS."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from monitor.delivery import CHANNELS, channel_for
from tests.delivery.posting import CHILD, delivery, letter, post, smtp_delivery
from tests.delivery.smtp.server import Script, mail_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.delivery import Channel
    from monitor.reports.messages.letters import Letter

pytestmark = pytest.mark.server

_LETTERS = [letter(row) for row in (7, 3, 5)]
_STATES = {"sent", "pending", "refused", "failed"}
#: Nothing that could be asked of a relay or a disk is there.
_BROKEN: dict[str, Any] = {
    "folder": delivery,
    "smtp": lambda: smtp_delivery(1, deadline_seconds=0.1),
}


@contextmanager
def _working(name: str, folder: Path) -> Iterator[Channel]:
    with mail_server(Script()) as port:
        settings = {"folder": delivery(), "smtp": smtp_delivery(port)}[name]
        yield channel_for(settings, post(folder))


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", CHANNELS)
def test_each_letter_has_one_outcome_in_the_order_given(tmp_path: Path, name: str) -> None:
    with _working(name, tmp_path) as channel:
        outcomes = list(channel.send(_LETTERS))
    assert [(each.row, each.state, each.reason) for each in outcomes] == [
        (row, "sent", "") for row in (7, 3, 5)
    ]


@pytest.mark.parametrize("name", CHANNELS)
def test_without_letters_nothing_is_sent(tmp_path: Path, name: str) -> None:
    with _working(name, tmp_path) as channel:
        assert list(channel.send([])) == []
    assert not _files(tmp_path)


@pytest.mark.parametrize("name", CHANNELS)
def test_nothing_is_written_outside_the_outbox(tmp_path: Path, name: str) -> None:
    with _working(name, tmp_path) as channel:
        list(channel.send(_LETTERS))
    assert all(path.parent == tmp_path / "outbox" for path in _files(tmp_path))


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.parametrize(
    "bad",
    [
        letter(9, subject="North\nBcc: x@council.example"),
        letter(9, recipient="a@council.example, b@council.example"),
        letter(9, text="x" * 100_000),
        letter(9, html='<style>a { color: red }</style><a style="@@{">x</a>'),
        letter(9, name="../../2015-07-16-north"),
    ],
    ids=["subject", "recipient", "size", "styles", "name"],
)
def test_a_bad_letter_is_told_and_holds_up_nobody(tmp_path: Path, name: str, bad: Letter) -> None:
    home = tmp_path / "a" / "b"
    home.mkdir(parents=True)
    with _working(name, home) as channel:
        outcomes = list(channel.send([bad, *_LETTERS]))
    assert [each.row for each in outcomes] == [9, 7, 3, 5]
    assert [each.state for each in outcomes[1:]] == ["sent"] * 3
    assert {each.state for each in outcomes} <= _STATES
    assert all(path.parent == home / "outbox" for path in _files(tmp_path))
    assert "@" not in outcomes[0].reason
    assert CHILD not in outcomes[0].reason


@pytest.mark.parametrize("name", CHANNELS)
def test_where_nothing_works_all_letters_are_pending(tmp_path: Path, name: str) -> None:
    (tmp_path / "outbox").touch()
    channel = channel_for(_BROKEN[name](), post(tmp_path))
    outcomes = list(channel.send(_LETTERS))
    assert [(each.row, each.state) for each in outcomes] == [(row, "pending") for row in (7, 3, 5)]
    assert all(each.reason for each in outcomes)
    assert channel.probe()
