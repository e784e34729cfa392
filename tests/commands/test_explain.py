"""`explain` shows the records of one id, and never those that have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.commands.explain import explain
from monitor.errors import UsageFault
from tests.support.making import surroundings
from tests.support.worlds import THURSDAY, assessment, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.commands import Answer
    from tests.support.worlds import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    rows = [assessment(1), assessment(2, assessment_id=""), assessment(3, child_id="")]
    return new_world(tmp_path, rows)


def asked(world: World, identifier: str) -> Answer:
    answer: Answer = explain.main(
        [identifier, "-c", str(world.config)],
        standalone_mode=False,
        obj=surroundings(THURSDAY),
    )
    return answer


@pytest.mark.parametrize("identifier", ["A0001", "0000001", " A0001 "])
def test_an_assessment_is_found_by_its_own_id_and_by_the_child_s(
    world: World, identifier: str
) -> None:
    assert asked(world, identifier).text.startswith("extract.csv, row 2, as at Thu 16 Jul 2015")


@pytest.mark.parametrize("identifier", ["A9999", "", " "])
def test_an_id_that_no_record_has_is_refused_without_being_repeated(
    world: World, identifier: str
) -> None:
    with pytest.raises(UsageFault) as refused:
        asked(world, identifier)
    assert str(refused.value).startswith("no assessment and no child has this id in the extracts")
