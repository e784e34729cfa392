"""The samples hold what is written beside them, row by row, and the script makes them again."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

import pytest

import make_samples
from monitor.assessments.problems import CATALOGUE
from monitor.assessments.statuses import STATUS_CODES
from monitor.delivery import CHANNELS
from monitor.extracts import READERS
from monitor.judgement.flags import RULES
from monitor.nights.judging import judge_night
from monitor.records.lookups import CODES as LOOKUP_CODES
from monitor.reports.files.summary import summary
from monitor.settings.reading import read_settings
from schemas.door import rule_name
from tests.support.making import INSPECTION_DAY, SAMPLES, order_for

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.judgement.night import Night

KINDS = {"messy.csv": "csv", "messy.xlsx": "excel"}
EXPECTED = list(
    csv.DictReader((SAMPLES / "messy_expected.csv").read_text("utf-8-sig").splitlines())
)


@cache
def night_of(name: str, kind: str) -> Night:
    settings = read_settings(SAMPLES / "monitor.toml", formats=READERS, channels=CHANNELS)
    extract = settings.extracts[0].model_copy(update={"path": name, "format": kind})
    changed = settings.model_copy(update={"extracts": (extract,)})
    return judge_night(order_for(SAMPLES, changed)).night


def told(night: Night) -> dict[int, tuple[str, str, str]]:
    problems: dict[int, set[str]] = {}
    listed = night.problems[["source_row", "column", "code"]]
    for row, column, code in listed.itertuples(index=False, name=None):
        problems.setdefault(row, set()).add(rule_name(code, column))
    flags = night.flags.to_dict(orient="records")
    records = dict(zip(night.judged["source_row"], night.judged["status"], strict=True))
    held = {
        row: ";".join(sorted(str(code) for code, holds in flags[place].items() if holds))
        for place, row in enumerate(records)
    }
    return {
        row: (
            str(records.get(row, "-")),
            ";".join(sorted(problems.get(row, ()))),
            held.get(row, ""),
        )
        for row in {*records, *problems}
    }


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_each_row_of_the_messy_files_comes_out_as_written_beside_it(name: str, kind: str) -> None:
    found = told(night_of(name, kind))
    wanted = {
        int(row["source_row"]): (row["status"], row["problems"], row["flags"])
        for row in EXPECTED
        if row["file"] == name
    }
    for row, outcome in wanted.items():
        assert found.pop(row, ("-", "", "")) == outcome, f"{name}, row {row}"
    assert found == {}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_every_status_flag_and_problem_occurs_in_the_messy_files(name: str, kind: str) -> None:
    figures = summary(night_of(name, kind))
    assert all(figures["records"]["statuses"][code] for code in STATUS_CODES)
    of_history = {
        *("new_tonight", "first_deadline_missed", "cancelled_and_begun_again"),
        *(flag.code for flag in RULES if flag.code.startswith("deadline_moved")),
    }
    assert {code for code, count in figures["flags"].items() if not count} == of_history
    absent = {code for code in CATALOGUE if not figures["problems"][code]}
    of_other_kinds = {
        *LOOKUP_CODES,
        *("no_referral", "several_referrals", "unread_referral"),
        *("stray_content", "misspelt_element"),
        "several_values",
        *("title_line", "program_line", "end_mark", "decimal_id", "formula_id"),
    }
    assert absent == {"unparsed_timescale", "ambiguous_match"} | of_other_kinds


def test_the_inspection_sample_holds_what_the_inspectors_found() -> None:
    figures = summary(night_of("inspection_2015-07-16.csv", "csv"))
    past, statuses = figures["past_deadline"], figures["records"]["statuses"]
    assert figures["as_at"] == INSPECTION_DAY.isoformat()
    assert (past["count"], past["of"], past["percent"]) == (94, 192, 49.0)
    assert past["mean_working_days_late"] == 38.0
    assert (past["long_overdue"], past["max_working_days_late"]) == (15, 139)
    assert (statuses["overdue"], statuses["no_deadline"]) == (94, 20)
    assert sum(figures["problems"].values()) == 0
    assert len(figures["teams"]) >= 7


def test_the_script_makes_the_samples_again_to_the_byte(tmp_path: Path) -> None:
    make_samples.write_samples(tmp_path)
    for made in sorted(tmp_path.iterdir()):
        assert made.read_bytes() == (SAMPLES / made.name).read_bytes(), made.name
