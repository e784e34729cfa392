"""Forty nights of a simulated authority: every true event is found, and nothing else is told."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import ExtractRefused
from monitor.nights.night import run_night
from tests.authority.simulation import (
    BULK_CLOSURE,
    BULK_COUNT,
    HALF_EXTRACT,
    TEAMS,
    Event,
    SimulatedNight,
    simulate,
)
from tests.oracle.changes import (
    COUNTED,
    RESOLUTIONS,
    Before,
    Comparison,
    changes_by_team,
    changes_of,
    compare,
    records_of,
)
from tests.oracle.records import OracleRules
from tests.support.making import STATES, csv_text, order_for, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

pytestmark = pytest.mark.exhaustive

Ids = tuple[str, str]

NO_CHANGES = {**dict.fromkeys(COUNTED, 0), "resolved": dict.fromkeys(RESOLUTIONS, 0)}
HISTORY_FLAGS = frozenset(
    {"new_tonight", "deadline_moved", "deadline_moved_after_missed", "first_deadline_missed"}
)
#: What each kind of true event is counted as; nothing where it is no change of an assessment.
COUNTED_AS: Mapping[str, tuple[str, ...]] = {
    "referral": ("first_seen",),
    "completed": ("completed",),
    "bulk_completed": ("completed",),
    "deadline_set": ("deadlines_set",),
    "deadline_moved": ("deadlines_moved",),
    "deadline_moved_after_missed": ("deadlines_moved", "deadlines_moved_after_missed"),
    "deadline_removed": ("deadlines_removed",),
    "team_changed": ("team_changed",),
    "cancelled": (),
    "reopened": ("reopened",),
    "vanished": ("vanished_tonight",),
    "came_back": ("came_back",),
    "came_back_completed": ("came_back", "completed"),
    "renumbered": (),
    "renumbered_ambiguously": ("first_seen", "ambiguous", "vanished_tonight"),
    "child_id_mended": (),
    "copied": ("first_seen",),
    "copy_gone": (),
}
EVENT_COUNTS = (
    "first_seen",
    "completed",
    "deadlines_moved",
    "deadlines_moved_after_missed",
    "deadlines_set",
    "deadlines_removed",
    "team_changed",
    "reopened",
    "came_back",
    "vanished_tonight",
    "ambiguous",
)
#: The kinds of `changes.csv` that are one kind of true event each.
LISTED_AS: Mapping[str, frozenset[str]] = {
    "deadline_moved": frozenset({"deadline_moved"}),
    "deadline_moved_after_missed": frozenset({"deadline_moved_after_missed"}),
    "deadline_removed": frozenset({"deadline_removed"}),
    "deadline_set": frozenset({"deadline_set"}),
    "team_changed": frozenset({"team_changed"}),
    "reopened": frozenset({"reopened"}),
    "came_back": frozenset({"came_back", "came_back_completed"}),
    "copy_gone": frozenset({"copy_gone"}),
}
BULK = "Completed in bulk on one day by one worker"


@dataclass(frozen=True)
class Ran:
    """A night that was run: what the program published, what the oracle says, what was true."""

    night: SimulatedNight
    folder: Path
    refused: ExtractRefused | None
    expected: Comparison | None
    #: The true events since the night that this one is compared with.
    events: tuple[Event, ...]

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Return the figures that were published."""
        told: dict[str, Any] = json.loads((self.folder / "summary.json").read_bytes())
        return told

    def table(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a CSV file that was published."""
        with (self.folder / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


def rules_of(night: SimulatedNight) -> OracleRules:
    """Return the rules of the authority on one night."""
    states = {code: tuple(words) for code, words in STATES.items()}
    return OracleRules(as_at=night.as_at, states=states, teams=TEAMS)


def run_nights(folder: Path, nights: Sequence[SimulatedNight]) -> Iterator[Ran]:
    """Run night after night in one output folder, each against the newest published one."""
    before: Before | None = None
    pending: tuple[Event, ...] = ()
    for night in nights:
        pending += night.events
        refused = run(folder, night, first_night=night is nights[0])
        expected = None
        if refused is None:
            records = records_of(night.rows, rules_of(night), before)
            expected = compare(records, before, rules_of(night))
            before = expected.as_before()
        yield Ran(night, folder / "output" / night.as_at.isoformat(), refused, expected, pending)
        pending = () if refused is None else pending


def run(folder: Path, night: SimulatedNight, *, first_night: bool) -> ExtractRefused | None:
    """Run one night; return how it was refused, where it was."""
    (folder / "extract.csv").write_bytes(csv_text(night.rows).encode())
    teams = [{"name": name, "aliases": list(aliases)} for name, aliases in TEAMS]
    order = order_for(folder, settings_of(teams=teams), as_at=night.as_at)
    try:
        run_night(replace(order, first_night=first_night))
    except ExtractRefused as refused:
        return refused
    return None


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> list[Ran]:
    return list(run_nights(tmp_path_factory.mktemp("authority"), simulate(1)))


def published(ran: Sequence[Ran]) -> list[Ran]:
    """Return the nights but the one whose extract was cut in half."""
    return [each for each in ran if not each.night.is_half]


def compared(ran: Sequence[Ran]) -> list[Ran]:
    """Return the published nights that have one before them."""
    return published(ran)[1:]


# The gates.


def test_half_an_extract_is_refused_and_publishes_nothing(ran: list[Ran]) -> None:
    (half,) = (each for each in ran if each.night.number == HALF_EXTRACT)
    assert half.refused is not None
    assert half.refused.exit_code == 3
    assert "records were read" in str(half.refused)
    assert not half.folder.exists()


def test_no_other_night_is_refused(ran: list[Ran]) -> None:
    assert [str(each.refused) for each in published(ran) if each.refused is not None] == []
    assert all(each.folder.is_dir() for each in published(ran))


def test_each_night_is_compared_with_the_newest_published_one(ran: list[Ran]) -> None:
    told = [each.summary["changes"]["compared_with"] for each in published(ran)]
    assert told == [None, *(each.night.as_at.isoformat() for each in published(ran)[:-1])]


# Agreement with the oracle.


def test_the_changes_of_the_service_are_those_of_the_oracle(ran: list[Ran]) -> None:
    for each in published(ran):
        assert each.expected is not None
        told = {key: n for key, n in each.summary["changes"].items() if key != "compared_with"}
        assert told == changes_of(each.expected), f"night {each.night.number}"


def test_the_changes_of_every_team_are_those_of_the_oracle(ran: list[Ran]) -> None:
    for each in published(ran):
        assert each.expected is not None
        told = {team["name"]: team["changes"] for team in each.summary["teams"]}
        expected = dict.fromkeys(told, NO_CHANGES) | changes_by_team(each.expected)
        assert told == expected, f"night {each.night.number}"


def test_the_flags_of_every_record_are_those_of_the_oracle(ran: list[Ran]) -> None:
    for each in published(ran):
        assert each.expected is not None
        told = [
            HISTORY_FLAGS.intersection(row["flags"].split(";"))
            for row in each.table("assessments.csv")
        ]
        assert told == [record.flags for record in each.expected.told], f"night {each.night.number}"


# What truly happened.


def test_the_true_events_are_found_and_nothing_else_is_told(ran: list[Ran]) -> None:
    for each in compared(ran):
        told = {change: each.summary["changes"][change] for change in EVENT_COUNTS}
        true = Counter(change for event in each.events for change in COUNTED_AS[event.kind])
        assert told == {change: true[change] for change in EVENT_COUNTS}, (
            f"night {each.night.number}: {each.events}"
        )


def test_what_is_listed_as_changed_are_the_assessments_that_truly_did(ran: list[Ran]) -> None:
    for each in compared(ran):
        rows = each.table("changes.csv")
        for change, kinds in LISTED_AS.items():
            told = Counter(ids_of(row) for row in rows if row["change"] == change)
            assert told == ids_in(each.events, kinds), f"night {each.night.number}: {change}"


def test_the_flag_of_a_moved_deadline_stands_on_those_that_truly_moved(ran: list[Ran]) -> None:
    kinds = frozenset({"deadline_moved", "deadline_moved_after_missed"})
    for each in compared(ran):
        flagged = Counter(
            ids_of(row)
            for row in each.table("assessments.csv")
            if "deadline_moved" in row["flags"].split(";")
        )
        assert flagged == ids_in(each.events, kinds), f"night {each.night.number}"


def test_every_cancellation_is_counted(ran: list[Ran]) -> None:
    cancelled = 0
    for each in published(ran):
        cancelled += sum(event.kind == "cancelled" for event in each.events)
        assert each.summary["records"]["statuses"]["cancelled"] == cancelled


def test_whatever_left_unfinished_is_listed_until_it_comes_back(ran: list[Ran]) -> None:
    missing: Counter[str] = Counter()
    for each in compared(ran):
        for event in each.events:
            if event.kind in {"vanished", "renumbered_ambiguously"}:
                missing[event.child_id] += 1
            elif event.kind in {"came_back", "came_back_completed"}:
                del missing[event.child_id]
        listed = each.summary["changes"]["vanished"]
        assert listed == missing.total(), f"night {each.night.number}"


def ids_of(row: Mapping[str, str]) -> Ids:
    """Return the ids of a row that was published."""
    return row["assessment_id"], row["child_id"]


def ids_in(events: Sequence[Event], kinds: frozenset[str]) -> Counter[Ids]:
    """Return the ids of the events of these kinds."""
    return Counter((event.assessment_id, event.child_id) for event in events if event.kind in kinds)


# The bulk closure.


def test_a_bulk_closure_stands_on_its_page_and_no_other_night_has_one(ran: list[Ran]) -> None:
    """It stays there for thirty days; nothing else joins it."""
    for each in published(ran):
        is_past = each.night.number >= BULK_CLOSURE
        assert bulk_told(each) == (BULK_COUNT if is_past else 0), f"night {each.night.number}"


def bulk_told(ran: Ran) -> int:
    """Return how many were closed in bulk by one worker, as the service report says it."""
    page = (ran.folder / "index.html").read_text(encoding="utf-8")
    _, heading, doubts = page.partition("Completed work to check")
    assert heading
    found = re.search(rf"{BULK}</th><td[^>]*>(\d+)</td>", doubts)
    assert found is not None
    return int(found[1])
