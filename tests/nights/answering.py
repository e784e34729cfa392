"""A world whose south is asked for answers, read from one CSV, and its nights."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from monitor.delivery import CHANNELS
from monitor.extracts import READERS
from monitor.nights.night import run_night
from monitor.nights.order import Order, Posting
from monitor.settings.reading import read_settings
from tests.support.worlds import done_once

if TYPE_CHECKING:
    from datetime import date

    from monitor.judgement.night import Night
    from tests.support.worlds import World

HEADINGS = "Reference,Child,Assessment,Kind,Date,Reason,Words,By\n"
ANSWERS = """
[answers]
[[answers.sources]]
path = "answers.csv"
format = "csv"
date_formats = ["%d/%m/%Y"]
[answers.sources.columns]
reference = "Reference"
child_id = "Child"
assessment_id = "Assessment"
kind = "Kind"
date = "Date"
reason = "Reason"
words = "Words"
by = "By"
"""
ABOVE = """
[[escalation.chains]]
name = "assessment"
[[escalation.chains.levels]]
name = "Service manager"
responders = ["Above"]
recipients = ["above@example.gov.uk"]
"""


def ask_for_answers(world: World, more: str = "") -> None:
    """Add answers to a configuration: S. Manager answers for the south."""
    text = world.config.read_text(encoding="utf-8")
    text = text.replace("recipients = []", 'recipients = []\nresponders = ["S. Manager"]')
    world.config.write_text(text + ANSWERS + more, encoding="utf-8")


def order_of(world: World, as_at: date, *, accepted: str = "") -> Order:
    """Return what a run of this world is asked to do; its messages wait for `send`."""
    morning = datetime(2015, 7, 20, 6, 30, tzinfo=UTC)
    return Order(
        settings=read_settings(world.config, formats=READERS, channels=CHANNELS),
        folder=world.folder,
        as_at=as_at,
        as_at_given=True,
        output=world.output,
        first_night=not world.output.exists(),
        accepted=accepted,
        posting=Posting(now=lambda: morning, send=False),
    )


def night(world: World, as_at: date) -> Night:
    """Run a night, and return it; the first one where there is no history."""
    return done_once(
        world.folder, ("asking", as_at), lambda: run_night(order_of(world, as_at)).night
    )


def steps(night: Night) -> list[tuple[str, str]]:
    """Return the steps of a night, and why."""
    assert night.asking is not None
    found = night.asking.steps
    return list(zip(found["step"], found["why"], strict=True))


def steps_by_child(found: Night, children: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return the steps of a night by child; blank of what was never asked about."""
    assert found.asking is not None
    steps = found.asking.steps
    of_child: dict[str, list[tuple[str, str]]] = {}
    for reference, life, step, why in zip(
        steps["reference"], steps["life"], steps["step"], steps["why"], strict=True
    ):
        child = children.get(reference) or children.get(str(life), "")
        of_child.setdefault(child, []).append((step, why))
    return of_child


def known(found: Night) -> dict[str, str]:
    """Return the child of each reference, and of each life, of a night."""
    assert found.asking is not None
    asks, judged = found.asking.asks, found.judged
    children = judged["child_id"].iloc[asks["position"]]
    lives = found.compared.followed["life"].astype("str")
    return dict(zip(asks["reference"], children, strict=True)) | dict(
        zip(lives, judged["child_id"], strict=True)
    )
