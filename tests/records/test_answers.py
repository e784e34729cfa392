"""An answer as it is read: what it lacks, and what is kept of it as it was written."""

from __future__ import annotations

import pandas as pd

from monitor.records.answers import normalise_answers
from monitor.settings.answers import REASONS
from tests.support.worlds import THURSDAY

WHOLE = {
    "reference": "R-0000001-0",
    "kind": "not_ours",
    "reason": "court",
    "words": "It is of another team",
    "by": "N. Manager",
    "source": "answers.csv",
}


def read(*answers: dict[str, str]) -> pd.DataFrame:
    """Read answers on Thursday 16 July 2015, each whole but for its changes."""
    rows = [{**WHOLE, **each, "source_row": row} for row, each in enumerate(answers)]
    return normalise_answers(pd.DataFrame(rows), reasons=REASONS, as_at=THURSDAY)


def test_no_answer_is_given_after_the_night_that_reads_it() -> None:
    wednesday, thursday, friday = "2015-07-15", "2015-07-16", "2015-07-17"
    found = read({"on": wednesday}, {"on": thursday}, {"on": friday}, {"on": "soon"})
    assert found["faults"].tolist() == ["", "", "given_later", "given_later"]


def test_what_is_known_is_spelt_as_the_list_has_it_and_all_else_as_it_was_written() -> None:
    found = read(
        {"kind": " Not OURS", "reason": "Court "}, {"kind": "noted", "reason": "the weather"}
    )
    assert found["kind"].tolist() == ["not_ours", "noted"]
    assert found["reason"].tolist() == ["court", "the weather"]
