"""The log of challenge, a line a step."""

from __future__ import annotations

import pandas as pd
import pytest

from monitor.reports.parts.challenges import challenge_lines
from tests.support.making import INSPECTION_DAY

LOG = pd.DataFrame(
    {
        "reference": ["R-7K3Q9FM-X"],
        "team": ["North"],
        "step": ["lapsed"],
        "level": [1],
        "by": ["Ann"],
        "kind": ["not_ours"],
        "why": [""],
        "night": pd.Series([pd.Timestamp(INSPECTION_DAY)]),
        "until": pd.Series([pd.Timestamp("2015-07-20")]),
    }
)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        pytest.param(
            {"step": "refused", "why": "no_sentence;unknown_kind"},
            "an answer that does not count; Not ours; by Ann; What is being done is not said in 10 "
            "to 300 characters.; This is no kind of answer.; North",
            id="refused, for two reasons",
        ),
        pytest.param(
            {"why": "team_changed"}, "the answer lapsed; the team changed; North", id="lapsed"
        ),
        pytest.param(
            {"step": "climbed", "why": "of_another_version"},
            "climbed to level 1; of_another_version; North",
            id="for a reason that this version does not know",
        ),
        pytest.param(
            {"step": "answered"},
            "answered; Not ours; by Ann; until Mon 20 Jul 2015; North",
            id="answer",
        ),
    ],
)
def test_a_step_is_said_with_what_matters_of_it(step: dict[str, str], said: str) -> None:
    (line,) = challenge_lines(LOG.assign(**step))
    assert line.partition("R-7K3Q9FM-X  ")[2] == said
