"""How many were asked and answered: the figures of the service are the sums of the teams'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import BrokenPromise
from monitor.judgement.exchanges import exchanges
from tests.reports.asking import asking_night
from tests.reports.rows import overdue

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def test_a_night_on_which_one_is_counted_nowhere_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def beside(*given: Any) -> pd.DataFrame:
        return exchanges(*given).assign(answered=["never", "in no list"])

    monkeypatch.setattr("monitor.judgement.following.exchanges", beside)
    with pytest.raises(BrokenPromise, match="the figures of answers do not add up"):
        asking_night(tmp_path, [overdue(1), overdue(2)])
