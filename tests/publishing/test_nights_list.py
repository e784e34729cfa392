"""The list of nights is written when it changes, and shows the last failure until it is over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.judgement.night import FailedNight
from monitor.publishing.nights_list import list_failure, list_night, list_nights
from tests.support.making import settings_of

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = settings_of()
FAILED = FailedNight(date(2015, 7, 16), "The extract is empty.")  # Thursday


def test_the_list_is_replaced_in_one_step_and_only_when_it_changes(tmp_path: Path) -> None:
    index = tmp_path / "index.html"
    list_nights(tmp_path, SETTINGS)
    first = index.stat()
    list_nights(tmp_path, SETTINGS)
    assert index.stat().st_ino == first.st_ino
    list_nights(tmp_path, settings_of(authority="Another Council"))
    assert "Another Council" in index.read_text(encoding="utf-8")


@pytest.mark.parametrize(("day", "is_over"), [(15, False), (16, True), (17, True)])
def test_a_failure_is_listed_until_a_night_of_its_date_or_a_later_one(
    tmp_path: Path, day: int, *, is_over: bool
) -> None:
    assert list_failure(tmp_path, SETTINGS, FAILED)
    assert not list_failure(tmp_path, SETTINGS, FAILED)
    list_night(tmp_path, SETTINGS, date(2015, 7, day))
    listed = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert (FAILED.reason not in listed) == is_over
