"""A CIN census made of a few children, and what is read, refused and judged of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import ExtractRefused
from monitor.nights.judging import clock_for, judge_night
from monitor.records.normalise import normalise
from monitor.records.sources import Sources
from tests.extracts.accounting import read_whole
from tests.support.making import INSPECTION_DAY, order_for, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.nights.judging import Judged
    from monitor.records.records import Normalised
    from monitor.records.sources import SourceTable
    from monitor.settings.settings import Settings

REVIEW = {"deadline": "AssessmentInternalReviewDate"}
#: Open, started on Thu 2 July 2015 and to be complete by Fri 10 July.
ASSESSMENT = """
      <Assessments>
        <AssessmentActualStartDate>2015-07-02</AssessmentActualStartDate>
        <AssessmentInternalReviewDate>2015-07-10</AssessmentInternalReviewDate>
      </Assessments>"""
CHILD = f"""
  <Child>
    <ChildIdentifiers><LAchildID>0012345</LAchildID><Sex>F</Sex></ChildIdentifiers>
    <CINdetails>
      <CINreferralDate>2015-07-01</CINreferralDate>{ASSESSMENT}
      <ReferralNFA>false</ReferralNFA>
    </CINdetails>
  </Child>"""


def census(*children: str, header: str = "") -> str:
    body = "".join(children)
    return f"<Message>\n<Header>{header}</Header>\n<Children>{body}\n</Children>\n</Message>\n"


def settings(columns: dict[str, str] = REVIEW, **extract: Any) -> Settings:
    return settings_of(columns, path="census.xml", kind="cin-census", extract=extract)


def read(folder: Path, text: str | bytes, own: Settings | None = None) -> SourceTable:
    table = read_whole(folder, text, own or settings())
    assert table.file.lines.read == len(table.rows)
    return table


def cells(table: SourceTable) -> list[list[str]]:
    return (
        table.cells[
            [
                "LAchildID",
                "CINreferralDate",
                "AssessmentActualStartDate",
                "AssessmentAuthorisationDate",
                "CINclosureDate",
            ]
        ]
        .to_numpy()
        .tolist()
    )


def refusal(folder: Path, text: str | bytes, own: Settings | None = None) -> str:
    with pytest.raises(ExtractRefused) as caught:
        read(folder, text, own)
    said = str(caught.value)
    assert "0012345" not in said
    assert "\n" not in said
    return said


def judged(folder: Path, text: str, own: Settings | None = None) -> Judged:
    (folder / "census.xml").write_text(text)
    return judge_night(order_for(folder, own or settings()))


def canonical(folder: Path, text: str, own: Settings | None = None) -> Normalised:
    chosen = own or settings()
    calendar = clock_for(chosen, INSPECTION_DAY).calendars.manager
    return normalise(
        Sources((read(folder, text, chosen),)), chosen, as_at=INSPECTION_DAY, calendar=calendar
    )


def problems(found: Judged) -> list[tuple[int, str]]:
    listed = found.night.problems[["source_row", "code"]]
    return list(listed.itertuples(index=False, name=None))
