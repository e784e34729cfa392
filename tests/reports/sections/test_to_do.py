"""The groups of a team's page hold the exceptions that were counted, or nothing is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.errors import BrokenPromise
from monitor.reports.sections.changed import list_changes
from monitor.reports.sections.shares import share_out
from monitor.reports.sections.to_do import to_do_part
from monitor.settings.words import PLAIN_WORDS
from tests.reports.rows import overdue, row
from tests.support.making import judge_rows, settings_of

if TYPE_CHECKING:
    from monitor.reports.sections.shares import Share


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Share:
    night = judge_rows(tmp_path_factory.mktemp("share"), [overdue(1), row(2, deadline="")]).night
    (own,) = share_out(night, settings_of(), changed=list_changes(night)).shares
    return own


@pytest.mark.parametrize("code", ["finish", "set_deadline"])
def test_a_group_that_lacks_an_exception_is_never_published(share: Share, code: str) -> None:
    with pytest.raises(BrokenPromise, match="do not hold the exceptions that were counted"):
        to_do_part(
            {**share.to_do, code: []},
            share.figures,
            None,
            with_team=False,
            is_alarm=False,
            words=PLAIN_WORDS,
        )


def test_the_first_child_of_the_first_group_is_the_card(share: Share) -> None:
    part = to_do_part(
        share.to_do, share.figures, None, with_team=True, is_alarm=False, words=PLAIN_WORDS
    )
    assert part.card is not None
    assert part.card.heading == "First: child C002, no deadline set"
    assert dict(part.card.facts)["Team"] == "North"
    assert [table.id for table in part.tables] == ["do-set-deadline", "do-finish"]
    assert part.card.href == f"#{part.tables[0].anchors[0]}"
