"""The law: whatever anybody answers changes nothing that a night finds, lists or sums.

Two worlds live the same nights, one with a file of answers of every kind and of none, one without.
The two answers that may overrule a night (`recorded_wrongly`, `explained`) are given here only by
people who may not give them.
"""

from __future__ import annotations

import json
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.assessments.answers import KIND_CODES
from monitor.nights.night import run_night
from monitor.reports.sections.changed import list_changes
from monitor.reports.sections.page_paths import page_numbers
from monitor.reports.sections.shares import share_out
from monitor.reports.sections.worst_first import list_assessments
from tests.nights.answering import ABOVE, HEADINGS, ask_for_answers, order_of
from tests.support.worlds import (
    FRIDAY,
    THURSDAY,
    WEDNESDAY,
    World,
    assessment,
    done_once,
    new_world,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from monitor.judgement.night import Night
    from monitor.nights.order import Order

    #: Of each night: the state of each record, and the file of answers.
    Lives = Sequence[tuple[Sequence[dict[str, str] | None], bytes | str | None]]

NIGHTS = (WEDNESDAY, THURSDAY, FRIDAY)
#: What a record is like on a night; None where it is not in the extract.
STATES: tuple[dict[str, str] | None, ...] = (
    {"deadline": "10/07/2015"},
    {"deadline": "10/07/2015", "child_seen": "No"},
    {"deadline": "16/07/2015"},
    {"deadline": "24/07/2015"},
    {"deadline": ""},
    {"deadline": "10/07/2015", "team": "North"},
    {"deadline": "10/07/2015", "authorised_date": "15/07/2015", "state": "Authorised"},
    {"deadline": "10/07/2015", "state": "Cancelled"},
    None,
)
COUNT = 5
#: By whom each kind is given that would overrule a night: never by anybody who may.
POWERLESS = {"recorded_wrongly": "S. Manager", "explained": "Nobody"}


def line(cells: Sequence[str]) -> str:
    kind, by = cells[3], cells[7]
    given = [*cells[:7], POWERLESS.get(kind, by)]
    return ",".join(f'"{each}"' for each in given) + "\n"


def file_of(lines: Sequence[str]) -> bytes:
    return (HEADINGS + "".join(lines)).encode()


NUMBERS = st.integers(2, COUNT)
#: What may well count, of somebody in the extract.
WHOLE = st.builds(
    lambda number, kind, *rest: (
        *("", f"{number:07}", f"A{number:04}", kind),
        *("20/07/2015" if kind == "will_finish_by" else "", *rest),
    ),
    NUMBERS,
    st.sampled_from(("will_finish_by", "will_finish_by", *KIND_CODES)),
    st.sampled_from(("court", "other")),
    st.sampled_from(("The last visit is on Friday", "Another visit on Monday")),
    st.sampled_from(("S. Manager", "Above")),
)
ABSURD = st.tuples(
    st.sampled_from(("", "", "", "R-7K3Q9FM-X", "R-0000000-0", "R")),
    st.sampled_from([f"{number:07}" for number in range(COUNT + 1)]),
    st.sampled_from([f"A{number:04}" for number in range(COUNT + 1)]),
    st.sampled_from((*KIND_CODES, "will_finish_by", "Noted", "")),
    st.sampled_from(("20/07/2015", "17/07/2015", "31/12/9999", "soon", "", "00/00/0000")),
    st.sampled_from(("court", "other", "moved_away", "because", "")),
    st.sampled_from(("The last visit is on Friday", "Another visit on Monday", "ok", "=1+1", "")),
    st.sampled_from(("S. Manager", "S. Manager", "Above", "Nobody", "")),
)
LINES = st.one_of(WHOLE, WHOLE, ABSURD).map(line)
#: The file of answers on a night: rows, what no reader reads, a folder (`locked`), or none.
FILES = st.one_of(
    st.lists(LINES, min_size=4, max_size=12).map(file_of),
    st.lists(LINES, max_size=12).map(file_of),
    st.binary(max_size=60),
    st.just("locked"),
    st.none(),
)
RECORDS = st.lists(st.sampled_from(STATES), min_size=COUNT - 1, max_size=COUNT - 1)
LIVES = st.lists(st.tuples(RECORDS, FILES), min_size=len(NIGHTS), max_size=len(NIGHTS))


def lay(world: World, found: bytes | str | None) -> None:
    """Put the file of answers of a night where it is read."""
    path = world.folder / "answers.csv"
    if path.is_dir():
        path.rmdir()
    path.unlink(missing_ok=True)
    if isinstance(found, bytes):
        path.write_bytes(found)
    elif found is not None:
        path.mkdir()


def live(world: World, as_at: date) -> list[Any]:
    """Run a night, and return all that it finds: files, figures, and lists in their order."""
    order = order_of(world, as_at, accepted="" if as_at == NIGHTS[0] else "a test")
    night = run_night(order).night
    files = ("assessments.csv", "changes.csv", "problems.csv")
    return [
        *((world.night(as_at) / name).read_bytes() for name in files),
        sums(world.night(as_at)),
        *(night.service, night.teams, night.alarms, night.trend),
        lists(night, order),
    ]


def sums(night: Path) -> dict[str, Any]:
    """Return `summary.json` without what it says of the answers themselves."""
    found: dict[str, Any] = json.loads((night / "summary.json").read_bytes())
    found.pop("answers")
    found.pop("can_be_relied_on")  # it says which answers could not be read
    return found


def lists(night: Night, order: Order) -> list[Any]:
    """Return whose assessments the pages list, in their order."""
    pages = share_out(night, order.settings, changed=list_changes(night)).pages
    found = list_assessments(night, page_numbers(night.judged["team"], pages), len(pages))
    parts = [found.exceptions, *(rows for page in found.pages for rows in page.values())]
    return [[(row.child_id, row.assessment_id) for row in part] for part in parts]


def hold_the_law(lives: Lives) -> None:
    with tempfile.TemporaryDirectory() as folder:
        worlds = [new_world(Path(folder) / name) for name in ("answered", "silent")]
        for world in worlds:
            ask_for_answers(world, ABOVE)
        for as_at, (states, answers) in zip(NIGHTS, lives, strict=True):
            rows = [
                assessment(1),
                *(
                    assessment(number, **{"team": "Assessment Team South", **state})
                    for number, state in enumerate(states, start=2)
                    if state is not None
                ),
            ]
            for world in worlds:
                world.rewrite(rows)
            lay(worlds[0], answers)
            # Before anybody answered the worlds are the same, and one of them lives the night.
            answered, silent = (
                done_once(world.folder, ("law", as_at), partial(live, world, as_at))
                for world in worlds
            )
            assert answered == silent


#: Every assessment is answered once it was asked about, beside what nobody may say or read.
_OVERDUE: list[dict[str, str] | None] = [{"deadline": "10/07/2015"}] * (COUNT - 1)
_PROMISED = file_of(
    [
        line(("", f"{number:07}", f"A{number:04}", kind, day, "court", words, "S. Manager"))
        for number, (kind, day, words) in enumerate(
            (
                ("will_finish_by", "16/07/2015", "The last visit is on Friday"),
                ("not_ours", "", "It is of another team"),
                ("escalate", "", "The next level must say this"),
                ("moved_in_system", "", "The deadline was moved on Friday"),
            ),
            start=2,
        )
    ]
    + [line(("", "0000002", "A0002", "not_ours", "", "other", "Of another team", "Somebody"))]
    + [line(("", "9", "9", "noted", "never", "", "", ""))] * 3
)
_MOVED: list[dict[str, str] | None] = [*_OVERDUE[1:], {"deadline": "24/07/2015"}]


def test_no_answer_changes_what_a_night_finds() -> None:
    hold_the_law([(_OVERDUE, None), (_MOVED, _PROMISED), (_OVERDUE, b"\xff\xfe\x00")])


@pytest.mark.exhaustive
@settings(max_examples=6)
@given(LIVES)
def test_no_answer_ever_changes_what_a_night_finds(
    lives: Lives,
) -> None:
    hold_the_law(lives)
