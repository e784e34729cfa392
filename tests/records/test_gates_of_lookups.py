"""A look-up goes through the gates of every file, and the manifest and the pages name it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from monitor.errors import ExtractRefused
from monitor.nights.facts import facts_of
from tests.records.looking_up import bare, columns_of_row, judged, lookup, written
from tests.reports.rows import SERVICE, read_pages, row
from tests.support.making import settings_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_second_table_below_one_without_dates_is_refused(tmp_path: Path) -> None:
    setting = lookup("team", "worker")
    rows = [{"child_id": "C1", "team": "North"}, {}, {"child_id": "Summary"}]
    with pytest.raises(ExtractRefused, match="line 4: this row follows a blank one"):
        judged(tmp_path, [bare()], rows, setting)


def test_a_look_up_goes_through_the_gates_of_every_file(tmp_path: Path) -> None:
    for keys, said in (
        ({"minimum_rows": 2}, "lookup.csv: 1 records, fewer than minimum_rows = 2"),
        ({"control_total_required": True}, "lookup.csv: no control total"),
        ({"path": "missing.csv"}, "missing.csv: there is no such file"),
        ({"path": "lookup_{date}.csv"}, "no file of this pattern is dated"),
    ):
        rows = [{"child_id": "C1", "worker": "W"}]
        with pytest.raises(ExtractRefused, match=said):
            judged(tmp_path, [row(1)], rows, lookup("worker", **keys))


def test_an_old_look_up_is_refused(tmp_path: Path) -> None:
    setting = lookup("worker", maximum_age_days=3, path="lookup_{date}.csv")
    written(tmp_path, "lookup_20150710.csv", [{"child_id": "C1"}], setting["columns"])
    with pytest.raises(ExtractRefused, match=r"lookup_20150710\.csv: the extract is 6 days old"):
        judged(tmp_path, [row(1)], [], setting)


def test_the_manifest_names_a_look_up_with_its_hash_and_what_came_of_it(tmp_path: Path) -> None:
    setting = lookup("worker", path=str(tmp_path / "lookup.csv"))
    found = judged(tmp_path, [row(1)], [{"child_id": row(1)["child_id"], "worker": "W"}], setting)
    settings = settings_of(columns_of_row(), lookups=[setting])
    facts = facts_of(found.night, settings)
    assert [each["name"] for each in facts["inputs"]] == ["extract.csv", "lookup.csv"]
    assert len(facts["inputs"][1]["sha256"]) == 64
    assert facts["lookups"][0]["matched"] == 1
    assert str(tmp_path) not in json.dumps(facts)


def test_the_pages_say_what_came_of_a_look_up(tmp_path: Path) -> None:
    rows = [{"child_id": row(1)["child_id"], "worker": "W"}, {"child_id": "C9", "worker": "W"}]
    setting = lookup("worker")
    written(tmp_path, "lookup.csv", rows, setting["columns"])
    records = [row(1), row(2)]
    pages = read_pages(tmp_path, records, settings_of(lookups=[setting]))
    for page in pages.values():
        shown = page.tables["lookups"].row("lookup.csv")
        assert len(shown.pop("SHA-256 begins")) == 12
        assert shown == {
            "Look-up": "lookup.csv",
            "Read as": "UTF-8",
            "Joined by": "child id",
            "Gives": "worker",
            "Rows": "2",
            "Records found": "1",
            "Records not found": "1",
            "Rows for no record": "1",
            "Rows that differ": "0",
            "Rows without id": "0",
            "Control total": "none declared",
            "Dated": "–",
        }
    assert "lookups" not in read_pages(tmp_path, records)[SERVICE].tables
