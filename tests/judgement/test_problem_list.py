"""Problems are listed in the order of the sources and their rows, lines that are no records too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.nights.judging import judge_night
from tests.support.making import ROW, csv_text, order_for, settings_of

if TYPE_CHECKING:
    from pathlib import Path


def test_problems_of_several_sources_stand_in_the_order_of_the_configuration(
    tmp_path: Path,
) -> None:
    bad = {**ROW, "deadline": "soon"}
    (tmp_path / "b.csv").write_text(csv_text([ROW, bad]) + f"Total,2{',' * 11}\n")
    (tmp_path / "a.csv").write_text(csv_text([{**bad, "child_id": "9", "team": ""}]))
    first = settings_of(path="b.csv").extracts[0]
    settings = settings_of().model_copy(
        update={"extracts": (first, first.model_copy(update={"path": "a.csv"}))}
    )
    night = judge_night(order_for(tmp_path, settings)).night
    columns = ["record", "source", "source_row", "code"]
    assert list(night.problems[columns].itertuples(index=False, name=None)) == [
        (0, "b.csv", 2, "conflicting_record"),
        (1, "b.csv", 3, "conflicting_record"),
        (1, "b.csv", 3, "unparsed_date"),
        (-1, "b.csv", 4, "footer_line"),
        (2, "a.csv", 2, "unparsed_date"),
        (2, "a.csv", 2, "missing_team"),
    ]
