"""Each of the small files that real systems exported has its right outcome here.

They are made up, after public bug reports, as at Sunday 29 November 2026.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import ExtractRefused
from monitor.nights.judging import judge_night
from tests.support.making import order_for, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

CASES = Path(__file__).parent / "cases"
AS_AT = date(2026, 11, 29)
COLUMNS = {
    "assessment_id": "Assessment ID",
    "child_id": "Child ID",
    "team": "Team",
    "worker": "Worker",
    "referral_date": "Referral date",
    "start_date": "Start date",
    "deadline": "Deadline",
    "authorised_date": "Authorised date",
    "child_seen": "Child seen",
}
WITHOUT_WORKER = {
    column: heading
    for column, heading in COLUMNS.items()
    if column not in {"worker", "referral_date", "child_seen"}
}
LIQUIDLOGIC = {
    "assessment_id": "Assessment Reference",
    "child_id": "LCS ID",
    "team": "Team Name",
    "worker": "Worker Name",
    "referral_date": "Referral Date",
    "start_date": "Assessment Start Date",
    "deadline": "Assessment Due Date",
    "authorised_date": "Assessment Authorised Date",
    "child_seen": "Child Seen",
}
#: What the six records that most files hold must be judged to be.
OF_SIX = {"overdue": 1, "completed_on_time": 1, "completed_late": 1} | {
    "on_track": 1,
    "no_deadline": 1,
    "due_soon": 1,
}


@dataclass(frozen=True)
class Read:
    """It is read: the statuses, how the file is described, and problems of its lines."""

    statuses: Mapping[str, int] = field(default_factory=lambda: OF_SIX)
    form: str = "UTF-8"
    noted: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=lambda: COLUMNS)
    extract: Mapping[str, Any] = field(default_factory=dict)
    control_total: int | None = None
    teams: tuple[str, ...] = ("East", "North", "South")
    alarm: str = ""


@dataclass(frozen=True)
class Refused:
    """It is refused, with these words."""

    said: str
    extract: Mapping[str, Any] = field(default_factory=dict)


OUTCOMES: dict[str, Read | Refused] = {
    "bom_utf8_semi.csv": Read(form="UTF-8 with BOM, separated by semicolons"),
    "ctrlz.csv": Read(noted=("end_mark",)),
    "dash_blank.csv": Read(extract={"blanks": ["-"]}),
    "decimal_ids.csv": Read(noted=("decimal_id",)),
    "dup_head.csv": Read(),
    "formula_id.csv": Read(noted=("formula_id",)),
    "half_nodl.csv": Read(
        {"completed_no_deadline": 5, "completed_late": 5}, columns=WITHOUT_WORKER, teams=("North",)
    ),
    "hidden_sheet.xlsx": Refused("2 sheets have these headings (“Old” (hidden), “Data”); name one"),
    "ll.csv": Read({"overdue": 1, "completed_on_time": 1}, columns=LIQUIDLOGIC, teams=("North",)),
    "nbsp.csv": Read(teams=("North Team",)),
    "noeol.csv": Read(control_total=6),
    "null_all.csv": Read(
        {"no_deadline": 1, "completed_on_time": 1, "overdue": 1},
        extract={"blanks": ["NULL"]},
        teams=("North", "No team recorded"),
    ),
    "null_text.csv": Read(extract={"blanks": ["NULL"]}),
    "old_census.xml": Refused("more than maximum_age_days = 3", {"maximum_age_days": 3}),
    "rows_affected.csv": Read(noted=("program_line",), control_total=6),
    "sci.csv": Refused("line 2: “Child ID” holds a number in scientific notation"),
    "sep_line.csv": Read(form="UTF-8, separated by semicolons, headings in line 2"),
    "sept.csv": Read(extract={"date_formats": ["%d %b %Y"]}),
    "states.csv": Read({"completed_on_time": 10}, columns=WITHOUT_WORKER, teams=("North",)),
    "tab.csv": Read(form="UTF-8, separated by tabs"),
    "table_below.xlsx": Refused("line 10: this row follows a blank one"),
    "title.xlsx": Read(form="sheet “Data”", noted=("title_line", "title_line")),
    "title_rows.csv": Read(form="UTF-8, headings in line 4", noted=("title_line", "title_line")),
    "us_half.xlsx": Read(
        {"overdue": 2, "completed_late": 2, "no_deadline": 1, "on_track": 1},
        form="sheet “Data”",
        alarm=(
            "Day and month may be swapped in us_half.xlsx: none of its 17 date cells has a day "
            "after the 12th, but dates written as text have, as in “Authorised date”, row 3."
        ),
    ),
    "utf16le_bom_tab.csv": Read(form="UTF-16 with BOM, separated by tabs"),
}
KINDS = {".csv": "csv", ".xlsx": "excel", ".xml": "cin-census"}


def test_every_case_has_its_outcome() -> None:
    there = {path.name for path in CASES.iterdir() if path.suffix != ".count"}
    assert there == set(OUTCOMES)


@pytest.mark.parametrize("name", OUTCOMES)
def test_each_case_has_its_right_outcome(tmp_path: Path, name: str) -> None:
    outcome = OUTCOMES[name]
    for path in CASES.glob(f"{name}*"):
        shutil.copy(path, tmp_path)
    kind = KINDS[Path(name).suffix]
    columns = outcome.columns if isinstance(outcome, Read) else COLUMNS
    columns = {} if kind == "cin-census" else columns
    settings = settings_of(columns, path=name, kind=kind, extract=outcome.extract)
    order = order_for(tmp_path, settings, as_at=AS_AT)
    if isinstance(outcome, Refused):
        with pytest.raises(ExtractRefused) as caught:
            judge_night(order)
        assert outcome.said in str(caught.value)
        return
    night = judge_night(order).night
    (source,) = night.sources
    assert {code: n for code, n in night.service.statuses.items() if n} == outcome.statuses
    assert source.form == outcome.form
    assert source.control_total == outcome.control_total
    of_lines = night.problems.loc[night.problems["record"] < 0, "code"].tolist()
    assert tuple(of_lines) == outcome.noted
    assert tuple(team.name for team in night.teams) == outcome.teams
    assert outcome.alarm in " ".join(alarm.sentence for alarm in night.alarms)
