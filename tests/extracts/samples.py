"""One small sample of each kind of source, for the contract that every reader keeps.

A new reader, or a new kind of file that one reads, is tested by one row in `SAMPLES`.
"""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl

from tests.extracts.workbooks.open_documents import ods
from tests.extracts.workbooks.open_documents import row as ods_row
from tests.support.making import HEADINGS, csv_text, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from monitor.settings.settings import Settings

#: Three children, whose ids and workers must stand in no message.
CHILDREN = ("7700001", "7700002", "7700003")
SECRETS = (*CHILDREN, "Zuckermandel")
_DATABASE = {
    "path": None,
    "database": {"url": "sqlite:///care.sqlite", "query": "SELECT * FROM work"},
}
START, DEADLINE = date(2015, 7, 2), date(2015, 7, 10)


@dataclass(frozen=True)
class Sample:
    """A file of one kind with three open assessments, and what the configuration says of it."""

    kind: str
    name: str
    write: Callable[[Path], None]
    #: The canonical columns that are mapped by hand.
    columns: Mapping[str, str] = field(default_factory=dict)
    extract: Mapping[str, Any] = field(default_factory=dict)
    #: A database counts its records itself, and no file beside it does.
    is_file: bool = True

    def settings(self, **extract: Any) -> Settings:
        """Return the settings that read this file."""
        more = {**self.extract, **extract}
        return settings_of(self.columns, path=self.name, kind=self.kind, extract=more)


def _rows() -> list[dict[str, Any]]:
    return [
        {
            "assessment_id": f"A{child}",
            "child_id": child,
            "team": "North",
            "worker": "Zuckermandel",
            "referral_date": START,
            "start_date": START,
            "deadline": DEADLINE,
            "state": "Open",
            "child_seen": "Yes",
        }
        for child in CHILDREN
    ]


def _csv(path: Path) -> None:
    rows = [{column: str(cell) for column, cell in row.items()} for row in _rows()]
    path.write_bytes(csv_text(rows).encode())


def _excel(path: Path) -> None:
    cells = [[row.get(column) for column in HEADINGS] for row in _rows()]
    path.write_bytes(workbook({"Assessments": [list(HEADINGS.values()), *cells]}))


def _open_document(path: Path) -> None:
    cells = [[row.get(column) for column in HEADINGS] for row in _rows()]
    rows: list[list[Any]] = [list(HEADINGS.values()), *cells]
    path.write_bytes(ods(*(ods_row(*each) for each in rows)))


def _cin_census(path: Path) -> None:
    path.write_text(f"<Message><Children>{''.join(map(_child, CHILDREN))}</Children></Message>\n")


def _child(child_id: str) -> str:
    return f"""
  <Child>
    <ChildIdentifiers><LAchildID>{child_id}</LAchildID></ChildIdentifiers>
    <CINdetails>
      <CINreferralDate>{START}</CINreferralDate>
      <Assessments>
        <AssessmentActualStartDate>{START}</AssessmentActualStartDate>
        <AssessmentInternalReviewDate>{DEADLINE}</AssessmentInternalReviewDate>
        <Worker>Zuckermandel</Worker>
      </Assessments>
    </CINdetails>
  </Child>
"""


def _annex_a(path: Path) -> None:
    referrals: list[list[Any]] = [[child, START] for child in CHILDREN]
    list_3 = [["Child Unique ID", "Date of referral"], *referrals]
    headings: list[Any] = [
        *("Child Unique ID", "Continuous Assessment Start Date"),
        "Continuous Assessment Date of Authorisation",
        *("Child Seen During Continuous Assessment", "Allocated Team", "Allocated Worker", "Due"),
    ]
    list_4 = [
        [child, START, None, "a) Yes", "North", "Zuckermandel", DEADLINE] for child in CHILDREN
    ]
    path.write_bytes(workbook({"List 3": list_3, "List 4": [headings, *list_4]}))


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """Return a workbook of these rows."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def _sqlite(path: Path) -> None:
    rows = [[str(row.get(column, "")) for column in HEADINGS] for row in _rows()]
    columns = ", ".join(f'"{heading}"' for heading in HEADINGS.values())
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE work ({columns})")
        connection.executemany("INSERT INTO work VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)


#: One row per kind of source, and of file.
SAMPLES = {
    "csv": Sample("csv", "extract.csv", _csv, HEADINGS),
    "xlsx": Sample("excel", "extract.xlsx", _excel, HEADINGS),
    "ods": Sample("excel", "extract.ods", _open_document, HEADINGS),
    "cin-census": Sample(
        "cin-census",
        "census.xml",
        _cin_census,
        {"deadline": "AssessmentInternalReviewDate", "worker": "Worker"},
    ),
    "annex-a": Sample("annex-a", "annex.xlsx", _annex_a, {"deadline": "Due"}),
    "sql": Sample("sql", "care.sqlite", _sqlite, HEADINGS, _DATABASE, is_file=False),
}
