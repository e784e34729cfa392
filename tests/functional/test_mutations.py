"""Whatever is done to a good file, it is refused, or every line of it is accounted for."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ExtractRefused
from monitor.extracts import read_extracts
from monitor.nights.judging import judge_night
from tests.conftest import NIGHTLY
from tests.support.making import HEADINGS, INSPECTION_DAY, ROW, csv_text, order_for, settings_of
from tests.support.mutations import mutated

pytestmark = pytest.mark.slow

ROWS = [
    {**ROW, "assessment_id": f"A{n}", "child_id": f"00{n:04}", "worker": f"W{n}"} for n in range(12)
]
PLAIN = csv_text(ROWS).encode()
QUOTED = csv_text([{**row, "team": 'North, "old"'} for row in ROWS]).encode()
#: As a reporting service and SQL Server write them.
TITLED = b"Single assessments\r\nRun: 16/07/2015\r\n\r\n" + PLAIN + b"\r\n(12 rows affected)\r\n"
OTHERWISE = b"sep=;\r\n" + PLAIN.replace(b",", b";") + b"\x1a"
#: With the two kinds of blank line, which two stray quotes may have between them.
GAPPED = PLAIN.replace(b"\nA4,", b"\n\r\nA4,").replace(b"\nA8,", b"\n,,,,,,,,,,,,\r\nA8,")
COMMAS = csv_text([{**row, "team": "North, old"} for row in ROWS]).encode()
CHILDREN = [row["child_id"] for row in ROWS]
CHILD = re.compile(rb"00[0-9]{4}")


def _workbook() -> bytes:
    made = openpyxl.Workbook()
    made.worksheets[0].append(list(HEADINGS.values()))
    for row in ROWS:
        made.worksheets[0].append([row.get(column) for column in HEADINGS])
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


WORKBOOK = _workbook()


def hold(content: bytes, *, kind: str) -> None:
    """Judge a mutated file: refused, or all of it is accounted for and the sums conserve."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "extract").write_bytes(content)
        try:
            night = judge_night(order_for(folder, settings_of(path="extract", kind=kind))).night
        except ExtractRefused:
            return
    (source,) = night.sources
    assert source.lines.accounted == source.lines.read
    assert source.lines.records == len(night.judged) == sum(night.service.statuses.values())
    if kind == "excel":
        assert night.judged["child_id"].tolist() == CHILDREN
    if kind == "csv" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        # Signs behind the last line end are a line of their own.
        assert source.lines.read - content.count(b"\n") in {0, 1}
        texts = night.judged[["child_id", "assessment_id", "worker"]].to_numpy().ravel()
        judged = " ".join(texts.tolist())
        lost = set(CHILD.findall(content)) - set(CHILD.findall(judged.encode()))
        above = source.lines.headings - 1
        not_records = above + source.lines.repeated_headings + source.lines.footers
        assert len(lost) <= not_records + _elsewhere(content)


def _elsewhere(content: bytes) -> int:
    """Return how many ids a mutation moved into a date or a state, where no id is looked for."""
    return sum(
        bool(CHILD.search(b",".join(re.split(b"[,;]", row)[3:])))
        or len(re.split(b"[,;]", row)) != 13
        for row in content.splitlines()
    )


def hold_every_child(content: bytes) -> None:
    """Read a file whose quotes are out of place: refused, or each child is still a record."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "extract.csv").write_bytes(content)
        try:
            (table,) = read_extracts(settings_of().extracts, folder=folder, as_at=INSPECTION_DAY)
        except ExtractRefused:
            return
    children = table.cells["Child ID"].str.replace('"', "")
    assert children.tolist() == CHILDREN


@st.composite
def with_stray_quotes(draw: st.DrawFn, whole: bytes) -> bytes:
    """Put quotes where a cell begins or ends, as a careless export does, or anywhere."""
    content = whole
    for _ in range(draw(st.integers(1, 3))):
        edges = [n for n, sign in enumerate(content) if sign in b",\r\n"]
        edge = draw(st.sampled_from(edges)) + draw(st.integers(0, 1))
        place = draw(st.one_of(st.just(edge), st.just(edge), st.integers(0, len(content))))
        content = content[:place] + b'"' + content[place:]
    return content


@st.composite
def without_some_quotes(draw: st.DrawFn, whole: bytes) -> bytes:
    """Take away as many quotes as were put there for two or four records."""
    quotes = [n for n, sign in enumerate(whole) if sign == ord('"')]
    lost = draw(st.sets(st.sampled_from(quotes), min_size=1, max_size=4))
    return bytes(sign for n, sign in enumerate(whole) if n not in lost)


@given(with_stray_quotes(GAPPED))
def test_stray_quotes_make_no_child_disappear(content: bytes) -> None:
    hold_every_child(content)


@given(without_some_quotes(COMMAS))
def test_lost_quotes_make_no_child_disappear(content: bytes) -> None:
    hold_every_child(content)


@NIGHTLY
@given(mutated(PLAIN))
def test_any_mutation_of_a_plain_file_is_refused_or_accounted_for(content: bytes) -> None:
    hold(content, kind="csv")


@NIGHTLY
@given(mutated(TITLED))
def test_any_mutation_of_a_file_below_a_title_is_refused_or_accounted_for(content: bytes) -> None:
    hold(content, kind="csv")


@NIGHTLY
@given(mutated(OTHERWISE))
def test_any_mutation_of_a_file_of_semicolons_is_refused_or_accounted_for(content: bytes) -> None:
    hold(content, kind="csv")


@NIGHTLY
@given(mutated(QUOTED))
def test_any_mutation_of_a_quoted_file_is_refused_or_accounted_for(content: bytes) -> None:
    hold(content, kind="csv")


@NIGHTLY
@given(mutated(WORKBOOK))
def test_any_mutation_of_a_workbook_is_refused_or_accounted_for(content: bytes) -> None:
    hold(content, kind="excel")
