"""A year of an authority whose managers answer: every step, figure and message is the oracle's."""

from __future__ import annotations

import csv
import random
import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.nights.night import run_night
from monitor.nights.order import Posting
from tests.authority.managers import CHARACTERS, FIRST, LEVELS, Ask, Authority, Said
from tests.oracle import pages as oracle
from tests.oracle.asked import Ledger, group_of, is_quiet
from tests.oracle.threads import EXCEPTIONS, Threads
from tests.reports.reading import read_page
from tests.support.making import csv_text, order_for, settings_of
from tests.support.steps import as_tuple, steps_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.nights.night import RunResult
    from tests.oracle.threads import Fact
    from tests.reports.reading import ReadPage

HEADINGS = ("reference", "kind", "date", "reason", "words", "by")
NOT_SEEN = (10, 30, 60)
#: The most cases that a message may list one by one.
MOST_ROWS = 60
SETTINGS = settings_of(
    answers={
        "sources": [
            {
                "path": "answers.csv",
                "format": "csv",
                "date_formats": ["%d/%m/%Y"],
                "columns": {each: each for each in HEADINGS},
            }
        ]
    },
    teams=[
        {
            "name": team,
            "recipients": [f"{team.lower()}@example.gov.uk"],
            "responders": [f"{team} manager"] if acts else [],
            "send_when": "always",
        }
        for team, acts in CHARACTERS.items()
    ],
    escalation={
        "chains": [
            {
                "name": "a",
                "levels": [
                    {
                        "name": name,
                        "responders": [name],
                        "recipients": [f"level{place}@example.gov.uk"],
                        "child_not_seen_working_days": NOT_SEEN[place - 1],
                    }
                    for place, name in enumerate(LEVELS, start=1)
                ],
            }
        ]
    },
    service={"recipients": ["head@example.gov.uk"]},
    delivery={"most_rows": MOST_ROWS},
    gates={"total_drop_percent": 90, "team_drop_percent": 90},
)
#: What may happen to an exception on a night, but for a promise that moved, which is rare.
EVERY_STEP = {
    *("began", "asked", "answered", "refused", "promised", "kept", "broken", "void", "lapsed"),
    *("climbed", "paused", "back", "reopened", "ended"),
}
_REFERENCE = re.compile(r"R-[0-9A-Z]{7}-[0-9A-Z]")


class Year:
    """An authority, the monitor that it runs, and the oracle beside it."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Begin with an empty file of answers."""
        self.folder, self.authority = folder, Authority(random.Random(seed))
        self.threads = Threads(silent=(3, 5, 5), late=(10, 30, 70), not_seen=NOT_SEEN)
        self.ledger, self.names = Ledger(), {}
        self.said: list[Said] = []
        #: How many need action, by night: of the service (None) and of each team.
        self.counts: dict[str | None, list[tuple[date, int]]] = defaultdict(list)
        self._write([])

    names: dict[tuple[int, int], str]

    def _write(self, said: list[Said]) -> None:
        with (self.folder / "answers.csv").open("a", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, HEADINGS)
            if not file.tell():
                writer.writeheader()
            writer.writerows(each.cells for each in said)

    def live(self, as_at: date) -> None:
        """Live a day: the night is judged, held to the oracle, and answered."""
        self.authority.morning(as_at)
        rows, facts = self.authority.rows(as_at), self.authority.facts(as_at)
        (self.folder / "extract.csv").write_bytes(csv_text(rows).encode())
        order = order_for(self.folder, SETTINGS, as_at=as_at)
        morning = datetime(2015, 6, 1, 6, 30, tzinfo=UTC)
        done = run_night(replace(order, posting=Posting(now=lambda: morning)))
        self._hold_records(done, facts)
        self._hold_steps(done, facts, as_at)
        self._hold_figures(done, facts, as_at)
        self._hold_messages(done, facts, as_at)
        self._hold_pages(done, facts, as_at)
        self.authority.saw(as_at)
        asks = [
            Ask(each.reference, each.life, each.level, is_quiet(each))
            for each in self.threads.episodes
            if each.is_open and not each.is_paused
        ]
        self.said = list(self.authority.evening(as_at, asks))
        self.ledger.reasons.update({s.told.key: s.cells["reason"] for s in self.said})
        self._write(self.said)

    def _hold_records(self, done: RunResult, facts: dict[int, Fact]) -> None:
        """Hold the statuses to what is true."""
        judged = done.night.judged
        found = dict(zip(judged["child_id"].astype(int), judged["status"].astype(str), strict=True))
        assert found == {
            child: fact.status for child, fact in facts.items() if fact.status != "vanished"
        }

    def _hold_steps(self, done: RunResult, facts: dict[int, Fact], as_at: date) -> None:
        """Hold every step to the oracle's; it takes the references as they are."""
        night = done.night
        assert night.asking is not None
        lives, ids = night.compared.followed["life"], night.judged["child_id"].astype(int)
        children = dict(zip(lives, ids, strict=True))
        began = night.asking.steps[night.asking.steps["step"] == "began"]
        for life, number, reference in zip(
            began["life"], began["number"], began["reference"], strict=True
        ):
            self.names[children[life], number] = reference
        expected = self.threads.night(
            as_at,
            facts,
            [each.told for each in self.said],
            names=self.names,
            suspicious=bool(night.alarms),
        )
        assert steps_of(night.asking) == sorted(map(as_tuple, expected)), as_at
        teams = {each.reference: facts[each.life].team for each in self.threads.episodes}
        self.ledger.add(as_at, expected, teams)

    def _hold_figures(self, done: RunResult, facts: dict[int, Fact], as_at: date) -> None:
        asking = done.night.asking
        assert asking is not None
        for figures in (asking.figures, *asking.teams):
            team = figures.name or None
            expected = self.ledger.figures(self.threads, facts, as_at, team)
            assert {name: getattr(figures, name) for name in expected} == expected, (as_at, team)

    def _hold_messages(self, done: RunResult, facts: dict[int, Fact], as_at: date) -> None:
        """Hold what is listed where, and the references in each message, to the oracle's."""
        asking = done.night.asking
        assert asking is not None
        some = [each for each in self.threads.episodes if each.is_open]
        groups = dict(zip(asking.asks["reference"], asking.asks["group"], strict=True))
        assert groups == {e.reference: group_of(e, self.threads, as_at) for e in some}
        by_recipient: dict[str, set[str]] = defaultdict(set)
        for message in done.mail.messages:
            by_recipient[message.recipient] |= set(_REFERENCE.findall(message.text))
        for place in range(1, len(LEVELS) + 1):
            cases = [each for each in some if each.level == place]
            is_written_to = any(not is_quiet(each) for each in cases)
            expected = {each.reference for each in cases} if is_written_to else set()
            named = by_recipient[f"level{place}@example.gov.uk"]
            assert named <= expected, as_at
            assert len(named) == min(len(expected), MOST_ROWS), as_at
        for team in CHARACTERS:
            own = [each for each in some if facts[each.life].team == team]
            found = by_recipient[f"{team.lower()}@example.gov.uk"]
            waiting = {
                each.reference
                for each in own
                if not is_quiet(each) and facts[each.life].status in EXCEPTIONS
            }
            assert waiting <= found <= {each.reference for each in own}, (as_at, team)

    def _hold_pages(self, done: RunResult, facts: dict[int, Fact], as_at: date) -> None:
        """Hold the top of every page of a Monday to the oracle's: tiles, and how it goes."""
        for team in (None, *CHARACTERS):
            own = [each for each in facts.values() if team in (None, each.team)]
            count = sum(each.status in EXCEPTIONS for each in own)
            self.counts[team].append((as_at, count))
        if as_at.weekday() > 0:
            return
        assert done.folder is not None
        some = [each for each in self.threads.episodes if each.is_open]
        for path in (done.folder / "index.html", *(done.folder / "teams").iterdir()):
            page = read_page(path.read_text(encoding="utf-8"))
            team = None if path.name == "index.html" else page.h1[0]
            if len(counts := self.counts[team]) > 1 and not done.night.alarms:
                answer, line = oracle.better(counts)
                assert page.answers["Is it getting better?"].startswith(answer), (as_at, team)
                assert line in page.text, (as_at, team)
            if team is None:
                yours, others = oracle.waiting_for_the_service(some, self.threads)
                assert page.tile("waiting for you") == len(yours), as_at
                assert references_of(page, "waiting-for-you") == yours, as_at
                assert references_of(page, "waiting-above") == others, as_at
                continue
            of_team = [each for each in some if facts[each.life].team == team]
            tiles = oracle.tiles_of_team(of_team, self.threads, as_at)
            assert {label: page.tile(label) for label in tiles} == tiles, (as_at, team)
            today = oracle.to_answer_today(of_team, self.threads, as_at)
            said = [text for text, leads in page.need if leads == "#today"]
            assert [int(text.split()[0]) for text in said] == [today] * bool(today), (as_at, team)


def references_of(page: ReadPage, table: str) -> set[str]:
    """Return the references that a table lists; none where it is not there."""
    return set(page.tables[table].column("Reference")) if table in page.tables else set()


@pytest.mark.parametrize(
    ("last", "seed"),
    [
        (date(2015, 6, 3), 0),
        pytest.param(date(2016, 5, 31), 1, marks=pytest.mark.exhaustive),
    ],
)
def test_every_step_figure_and_message_of_the_year_is_the_oracles(
    tmp_path: Path, last: date, seed: int
) -> None:
    """Eight weeks of nights, and then fewer: some two in a week, on any of its days."""
    year = Year(tmp_path, seed)
    for number in range((last - FIRST).days + 1):
        as_at = FIRST + timedelta(days=number)
        is_left_out = number and year.authority.chosen.random() < (0.03 if number < 56 else 0.7)
        if as_at.weekday() < 5 and not is_left_out:
            year.live(as_at)
    every: list[Any] = [a for each in year.threads.episodes for a in each.answers]
    assert every
    if last.year > FIRST.year:
        assert {"kept", "broken", "void"} <= {each.promise for each in every}
        assert {each.level for each in every} >= {0, 1, 2}
        assert {step.step for _, step, _ in year.ledger.steps} == EVERY_STEP
