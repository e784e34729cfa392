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
    from pathlib import Path

    from monitor.reports.parts.tables import Section
    from monitor.reports.sections.shares import Share


def share_of(folder: Path, *rows: dict[str, str]) -> Share:
    night = judge_rows(folder, rows).night
    (own,) = share_out(night, settings_of(), changed=list_changes(night)).shares
    return own


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Share:
    return share_of(tmp_path_factory.mktemp("share"), overdue(1), row(2, deadline=""))


def part_of(share: Share) -> Section:
    return to_do_part(
        share.to_do,
        share,
        with_team=True,
        is_alarm=False,
        words=PLAIN_WORDS,
    )


@pytest.mark.parametrize("code", ["finish", "set_deadline"])
def test_a_group_that_lacks_an_exception_is_never_published(share: Share, code: str) -> None:
    with pytest.raises(BrokenPromise, match="do not hold the exceptions that were counted"):
        to_do_part(
            {**share.to_do, code: []},
            share,
            with_team=False,
            is_alarm=False,
            words=PLAIN_WORDS,
        )


def test_the_first_child_of_the_first_group_is_the_card(share: Share) -> None:
    part = part_of(share)
    assert part.card is not None
    assert part.card.heading == "First: child C002, no deadline set"
    assert dict(part.card.facts)["Team"] == "North"
    assert [table.id for table in part.tables] == ["do-set-deadline", "do-finish"]
    assert part.card.href == f"#{part.tables[0].anchors[0]}"


def test_the_card_leads_to_the_worst_where_that_is_another(tmp_path: Path, share: Share) -> None:
    assert share.listed["exception"][0].child == "C001"
    card = part_of(share).card
    assert card is not None
    (also,) = card.also
    assert also.text == "The worst: child C001, 1 working day late, under “Finish”"
    assert also.href == f"#{part_of(share).tables[1].anchors[0]}"
    alone = part_of(share_of(tmp_path, overdue(1))).card
    assert alone is not None
    assert alone.also == ()


ONLY = "Only you can authorise or set a deadline: "
UNSEEN = {"child_seen": "No"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([overdue(1)], [f"{ONLY}none is recorded as waiting for that."], id="nothing"),
        pytest.param([overdue(1), row(2, deadline="")], [], id="a group says it"),
        pytest.param(
            [overdue(1), row(2, deadline="", **UNSEEN)],
            [f"{ONLY}1 of these waits for that too, as its row says."],
            id="in another group",
        ),
        pytest.param(
            [row(1, deadline=""), row(2, deadline="", **UNSEEN), row(3, deadline="", **UNSEEN)],
            [f"{ONLY}2 of the others wait for that too, as their rows say."],
            id="in its own group, and in another",
        ),
        pytest.param(
            [
                overdue(
                    1,
                    state="Awaiting authorisation",
                    case_closed_date="14/07/2015",
                )
            ],
            [f"{ONLY}1 of these waits for that too, as its row says."],
            id="to be authorised in a closed case",
        ),
        pytest.param(
            [row(1)],
            ["No assessment is overdue, without a deadline or unreadable."],
            id="no exception",
        ),
    ],
)
def test_what_only_the_manager_can_do_is_found(
    tmp_path: Path, rows: list[dict[str, str]], said: list[str]
) -> None:
    assert list(part_of(share_of(tmp_path, *rows)).said) == said
