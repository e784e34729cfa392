"""A message says what its figures rest on, and what nobody can know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from monitor.reports.sections.assurance import assurances
from tests.reports.rows import row
from tests.support.making import judge_rows
from tests.support.nights import WEDNESDAY

if TYPE_CHECKING:
    from monitor.judgement.night import Night


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return judge_rows(tmp_path_factory.mktemp("assured"), [row(1), row(2)]).night


def told(night: Night, **source: str | int | None) -> tuple[str, ...]:
    first = replace(night.sources[0], **source)  # type: ignore[arg-type]  # fields of the test
    return assurances(replace(night, sources=(first,)))


def test_it_says_what_was_read_and_that_every_check_ran(night: Night) -> None:
    read, _, _, checks, compared = assurances(night)
    assert read == "2 records read from extract.csv."
    ran = sum(each.run for each in night.checks)
    assert checks == f"{ran} checks ran on every record; none was left out."
    assert compared == "There is no earlier night in the history: it is compared with none."


def test_it_says_with_which_night_it_is_compared(night: Night) -> None:
    later = replace(night, compared=replace(night.compared, night=WEDNESDAY))
    assert assurances(later)[-1] == "Compared with the night of Wednesday 15 July 2015."


def test_a_control_total_is_told_or_that_none_was_declared(night: Night) -> None:
    assert told(night, control_total=2)[1] == (
        "The control total that was declared agrees with the records read."
    )
    assert told(night)[1] == (
        "No control total was declared for some source: nothing proves that it is whole."
    )


def test_the_age_of_the_extract_is_told_as_far_as_it_is_known(night: Night) -> None:
    assert told(night, dated="2015-07-15", dated_by="its name")[2] == (
        "extract.csv is of Wed 15 Jul 2015, by its name."
    )
    assert told(night, dated_by="its modification time, which proves little")[2] == (
        "extract.csv passed its age limit by its modification time, which proves little."
    )
    assert told(night)[2] == "Nothing tells how old the extract is."


def test_of_several_sources_each_is_told(night: Night) -> None:
    dated = replace(night.sources[0], name="a.csv", dated="2015-07-15", dated_by="its name")
    said = assurances(replace(night, sources=(dated, replace(dated, name="b.csv", dated_by=""))))
    assert said[0] == "2 records read from a.csv, b.csv."
    assert said[2:4] == (
        "a.csv is of Wed 15 Jul 2015, by its name.",
        "Nothing tells how old b.csv is.",
    )
