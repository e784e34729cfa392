"""What every reader keeps to, whatever it reads; one that is registered is held to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from monitor.errors import ExtractRefused
from monitor.extracts import READERS, read_extracts
from monitor.nights.judging import judge_night
from tests.extracts.samples import CHILDREN, SAMPLES, SECRETS
from tests.support.making import INSPECTION_DAY, order_for

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.records.sources import SourceTable

#: A message names the source, where it can a line of it, and then says what is wrong.
ONE_LINE = re.compile(r"[^\n:]+(?:, line [0-9]+)?: [^\n]+")

pytestmark = pytest.mark.parametrize("kind", SAMPLES)


def written(folder: Path, kind: str) -> Path:
    path = folder / SAMPLES[kind].name
    SAMPLES[kind].write(path)
    return path


def read(folder: Path, kind: str, **extract: Any) -> SourceTable:
    settings = SAMPLES[kind].settings(**extract)
    (table,) = read_extracts(settings.extracts, folder=folder, as_at=INSPECTION_DAY)
    return table


def refusal(folder: Path, kind: str, **extract: Any) -> str:
    with pytest.raises(ExtractRefused) as caught:
        read(folder, kind, **extract)
    said = str(caught.value)
    assert ONE_LINE.fullmatch(said)
    assert not [secret for secret in SECRETS if secret in said]
    return said


def test_its_reader_is_registered(kind: str) -> None:
    assert {sample.kind for sample in SAMPLES.values()} == set(READERS), kind


def test_it_reads_every_record_as_text_with_its_row(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, kind)
    table = read(tmp_path, kind)
    columns = SAMPLES[kind].settings().extracts[0].columns
    assert table.cells[columns.child_id].tolist() == list(CHILDREN)
    assert set(table.cells.dtypes.astype("str")) == {"str"}
    assert not table.cells.isna().to_numpy().any()
    assert table.rows.dtype == np.int64
    assert (np.diff(table.rows) > 0).all()
    assert table.rows[0] >= 1
    assert table.file.size == path.stat().st_size or not SAMPLES[kind].is_file
    assert table.file.form


def test_it_keeps_no_column_that_is_not_mapped(tmp_path: Path, kind: str) -> None:
    written(tmp_path, kind)
    columns = SAMPLES[kind].settings().extracts[0].columns
    assert set(read(tmp_path, kind).cells) == set(columns.mapped().values())


def test_it_accounts_for_every_line(tmp_path: Path, kind: str) -> None:
    written(tmp_path, kind)
    lines = read(tmp_path, kind).file.lines
    assert lines.accounted == lines.read
    assert lines.records == len(CHILDREN)


def test_it_reads_the_same_twice(tmp_path: Path, kind: str) -> None:
    written(tmp_path, kind)
    first, second = read(tmp_path, kind), read(tmp_path, kind)
    assert first.cells.equals(second.cells)
    assert first.rows.tolist() == second.rows.tolist()
    assert first.file == second.file


def test_the_night_judges_what_it_read(tmp_path: Path, kind: str) -> None:
    written(tmp_path, kind)
    order = order_for(tmp_path, SAMPLES[kind].settings())
    night = judge_night(order).night
    assert night.judged["status"].tolist() == ["overdue"] * len(CHILDREN)
    assert night.judged["worker"].tolist() == ["Zuckermandel"] * len(CHILDREN)
    assert night.problems["code"].tolist() == []


def test_it_refuses_what_is_not_there(tmp_path: Path, kind: str) -> None:
    refusal(tmp_path, kind)


def test_it_refuses_a_folder(tmp_path: Path, kind: str) -> None:
    (tmp_path / SAMPLES[kind].name).mkdir()
    refusal(tmp_path, kind)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00" * 500, id="zeros"),
        pytest.param(bytes(range(256)) * 4, id="every byte"),
        pytest.param(b"7700001 Zuckermandel", id="a word"),
        pytest.param(b"7700001 Zuckermandel\n" * 9, id="lines"),
        pytest.param(b"<html><body>7700001</body></html>\n", id="a page"),
        pytest.param(b'{"child": "7700001"}\n', id="json"),
        pytest.param(b"PK\x03\x04" + b"7700001" * 50, id="like an archive"),
        pytest.param(b"SQLite format 3\x00" + b"7700001" * 50, id="like a database"),
    ],
)
def test_it_refuses_what_is_of_no_kind(tmp_path: Path, kind: str, content: bytes) -> None:
    (tmp_path / SAMPLES[kind].name).write_bytes(content)
    refusal(tmp_path, kind)


@pytest.mark.parametrize("lost", [0.01, 0.3, 0.6, 0.95])
def test_it_refuses_what_was_cut_off(tmp_path: Path, kind: str, lost: float) -> None:
    path = written(tmp_path, kind)
    whole = path.read_bytes()
    path.write_bytes(whole[: -max(3, int(len(whole) * lost))])
    refusal(tmp_path, kind)


def test_it_refuses_the_sample_of_any_other_kind(tmp_path: Path, kind: str) -> None:
    others = [each for each in SAMPLES.values() if each.kind != SAMPLES[kind].kind]
    for other in others:
        other.write(tmp_path / SAMPLES[kind].name)
        refusal(tmp_path, kind)


def test_it_refuses_fewer_records_than_asked_for(tmp_path: Path, kind: str) -> None:
    written(tmp_path, kind)
    assert "fewer than minimum_rows = 4" in refusal(tmp_path, kind, minimum_rows=4)


def test_the_count_beside_it_must_agree(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, kind)
    beside = path.with_name(f"{path.name}.count")
    beside.write_text("3\n")
    assert read(tmp_path, kind, control_total_required=True).file.control_total == len(CHILDREN)
    beside.write_text("4\n")
    if SAMPLES[kind].is_file:
        assert "says 4 records and 3 were read" in refusal(tmp_path, kind)


def test_it_refuses_a_heading_that_is_nowhere(tmp_path: Path, kind: str) -> None:
    written(tmp_path, kind)
    columns = {**SAMPLES[kind].columns, "submitted_date": "Handed in"}
    assert "Handed in" in refusal(tmp_path, kind, columns=columns)
