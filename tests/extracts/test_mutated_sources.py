"""Whatever is done to a census or to Annex A, it is refused, or every record in it is read."""

from __future__ import annotations

import tempfile
from collections import Counter
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ExtractRefused
from monitor.extracts import read_extracts
from monitor.nights.judging import clock_for
from monitor.records.normalise import normalise
from monitor.records.sources import Sources
from tests.extracts.samples import CHILDREN, SAMPLES, SECRETS, workbook
from tests.support.making import INSPECTION_DAY, settings_of
from tests.support.mutations import mutated

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.records.sources import SourceTable

pytestmark = pytest.mark.slow

LEVELS = {"Child", "CINdetails", "Assessments"}
WORDS = ("", " ", "-", "#N/A", "7700001", "7700009", "2015-07-02", "31/02/2015", "Total", "3")


def sample_of(kind: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample"
        SAMPLES[kind].write(path)
        return path.read_bytes()


CALENDAR = clock_for(settings_of(), INSPECTION_DAY).calendars.manager
CENSUS, ANNEX_A = sample_of("cin-census"), sample_of("annex-a")


def read(content: bytes, kind: str) -> SourceTable | None:
    """Read a mutated file as far as canonical records; None where it is refused in one line."""
    own, said = SAMPLES[kind].settings(minimum_rows=0), ""
    table: SourceTable | None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / SAMPLES[kind].name).write_bytes(content)
        try:
            (table,) = read_extracts(own.extracts, folder=folder, as_at=INSPECTION_DAY)
        except ExtractRefused as refused:
            said = str(refused)
            table = None
    if table is None:
        assert "\n" not in said
        assert not [secret for secret in SECRETS if secret in said]
        return None
    assert table.file.lines.accounted == table.file.lines.read
    assert table.file.lines.records == len(table.rows) == len(table.cells)
    records = normalise(Sources((table,)), own, as_at=INSPECTION_DAY, calendar=CALENDAR).records
    assert len(records) == len(table.rows)
    return table


def name_of(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def children_in(content: bytes) -> Counter[str]:
    """Find the child of each assessment, slowly, with another parser."""
    root = ET.fromstring(content)  # noqa: S314  (what the reader accepted has no DOCTYPE)
    above = {inner: outer for outer in root.iter() for inner in outer}

    def level_of(element: ET.Element) -> ET.Element | None:
        around = above.get(element)
        while around is not None and name_of(around) not in LEVELS:
            around = above.get(around)
        return around

    ids: dict[ET.Element, list[str]] = {}
    for element in root.iter():
        level = level_of(element)
        if name_of(element) == "LAchildID" and level is not None:
            own = [element.text or "", *(inner.tail or "" for inner in element)]
            ids.setdefault(level, []).append("".join(own).strip())

    def child_of(element: ET.Element | None) -> str:
        while element is not None and element not in ids:
            element = level_of(element)
        return "" if element is None else ids[element][0]

    return Counter(child_of(each) for each in root.iter() if name_of(each) == "Assessments")


def hold_census(content: bytes) -> None:
    table = read(content, "cin-census")
    if table is not None:
        assert Counter(table.cells["LAchildID"]) == children_in(content)


@st.composite
def rearranged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Copy, move, rename, empty and wrap elements, so that the census stays XML."""
    root = ET.fromstring(whole)  # noqa: S314  (the test's own)
    for _ in range(draw(st.integers(1, 6))):
        elements = list(root.iter())
        one, other = (draw(st.sampled_from(elements)) for _ in range(2))
        draw(st.sampled_from(EDITS))(draw, one, other)
    root.tail = None
    return ET.tostring(root)


def _copied(draw: st.DrawFn, one: ET.Element, other: ET.Element) -> None:
    other.insert(draw(st.integers(0, len(other))), deepcopy(one))


def _renamed(draw: st.DrawFn, one: ET.Element, other: ET.Element) -> None:
    one.tag = draw(st.sampled_from([other.tag, *sorted(LEVELS), "Else", "{urn:x}Child"]))


def _worded(draw: st.DrawFn, one: ET.Element, other: ET.Element) -> None:
    one.text, other.tail = (draw(st.sampled_from(WORDS)) for _ in range(2))


def _emptied(_: st.DrawFn, one: ET.Element, __: ET.Element) -> None:
    for inner in list(one):
        one.remove(inner)


def _wrapped(draw: st.DrawFn, one: ET.Element, other: ET.Element) -> None:
    inside = list(one)
    _emptied(draw, one, other)
    ET.SubElement(one, other.tag).extend(inside)


EDITS: tuple[Callable[[st.DrawFn, ET.Element, ET.Element], None], ...] = (
    _copied,
    _renamed,
    _worded,
    _emptied,
    _wrapped,
)


@given(mutated(CENSUS))
def test_any_mutation_of_a_census_is_refused_or_accounted_for(content: bytes) -> None:
    hold_census(content)


@given(rearranged(CENSUS))
def test_a_census_whose_elements_stand_elsewhere_loses_no_assessment(content: bytes) -> None:
    hold_census(content)


@given(mutated(ANNEX_A))
def test_any_mutation_of_an_annex_a_is_refused_or_whole(content: bytes) -> None:
    table = read(content, "annex-a")
    if table is not None:
        assert table.cells["Child Unique ID"].tolist() == list(CHILDREN)


Cells = list[list[Any]]


@st.composite
def rewritten(draw: st.DrawFn) -> dict[str, Cells]:
    """Put rows and cells of both lists elsewhere, and other things in their place."""
    headings: list[Any] = [
        *("Child Unique ID", "Continuous Assessment Start Date"),
        "Continuous Assessment Date of Authorisation",
        *("Child Seen During Continuous Assessment", "Allocated Team", "Allocated Worker", "Due"),
    ]
    row: Callable[[str], list[Any]] = lambda child: [  # noqa: E731
        child,
        date(2015, 7, 2),
        None,
        "b) No",
        "North",
        "SW1",
        date(2015, 7, 10),
    ]
    sheets: dict[str, Cells] = {
        "3": [["Child Unique ID", "Date of referral"], *([c, date(2015, 7, 1)] for c in CHILDREN)],
        "4": [headings, *(row(child) for child in CHILDREN)],
    }
    for _ in range(draw(st.integers(1, 6))):
        rows = sheets[draw(st.sampled_from(["3", "4", "4"]))]
        place = draw(st.integers(0, len(rows)))
        edit = draw(st.sampled_from(["add", "blank", "repeat", "cut", "cell"]))
        if edit == "add":
            rows.insert(place, [draw(st.sampled_from(WORDS)) for _ in range(7)])
        elif edit == "blank":
            rows[place:place] = [[None]] * draw(st.integers(1, 12))
        elif edit == "repeat":
            rows[place:place] = [list(each) for each in rows[place : place + 1]]
        elif edit == "cut":
            del rows[place : place + 1]
        elif place < len(rows) and rows[place]:
            at = draw(st.integers(0, len(rows[place]) - 1))
            rows[place][at] = draw(st.one_of(st.sampled_from(WORDS), st.floats(), st.dates()))
    return sheets


def ids_below_the_headings(rows: Cells) -> list[str]:
    """Return what stands in the first column below the headings, in rows that are not blank."""
    at = next(n for n, row in enumerate(rows) if row[0] == "Child Unique ID")
    return [str(row[0] or "").strip() for row in rows[at + 1 :] if any(map(_is_written, row))]


def _is_written(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())


@given(rewritten())
def test_a_rewritten_annex_a_is_refused_or_has_each_row_of_list_4(sheets: dict[str, Cells]) -> None:
    table = read(workbook(sheets), "annex-a")
    if table is None:
        return
    wanted = [each for each in ids_below_the_headings(sheets["4"]) if each in CHILDREN]
    assert [child for child in table.cells["Child Unique ID"] if child in CHILDREN] == wanted
    lines = table.file.lines
    assert lines.records + lines.footers + lines.repeated_headings == len(
        ids_below_the_headings(sheets["4"])
    )


@pytest.mark.exhaustive
@settings(max_examples=800)
@given(rearranged(CENSUS))
def test_hundreds_of_rearranged_censuses_lose_no_assessment(content: bytes) -> None:
    hold_census(content)
