"""A night that failed: each team hears of its own newest list, and of no other team's."""

from __future__ import annotations

import pytest

from monitor.judgement.night import FailedNight
from monitor.publishing.render import to_text
from monitor.reports.messages.no_report import no_report_notices, team_of
from tests.reports.messages.drafting import HEAD, NORTH, SOUTH
from tests.support.making import settings_of
from tests.support.nights import THURSDAY, WEDNESDAY

LINK = "https://x.test/"
REACHED = {
    ("North", "north@example.gov.uk"),
    ("South", "deputy@example.gov.uk"),
    ("South", "gone@example.gov.uk"),
    ("Closed", "north@example.gov.uk"),
}


def test_who_was_sent_the_newest_list_hears_that_it_holds() -> None:
    capitals = {
        **NORTH,
        "recipients": ["North@example.gov.uk"],
        "report_link_base": LINK,
        "folder": "n",
    }
    settings = settings_of(service=HEAD, teams=[capitals, SOUTH, {"name": "East"}])
    north, south = no_report_notices(
        FailedNight(THURSDAY, "extract.csv: secret"),
        settings,
        newest=WEDNESDAY,
        need_action={"North": 63, "South": 1, "East": 2},
        reached=REACHED,
        refused=True,
    )
    assert north.recipients == ("North@example.gov.uk",)
    assert south.recipients == ("deputy@example.gov.uk",)
    assert north.subject == (
        "No report today; 63 need action on the list of Wed 15 Jul: North, Thu 16 Jul"
    )
    assert north.sentence == (
        "Until the next report the list of Wednesday 15 July 2015 holds: 63 need action."
    )
    assert south.sentence.endswith(": 1 needs action.")
    assert north.link.startswith(LINK)
    assert any("in the folder of the reports" in step for step in south.to_do)
    text = to_text("mail/notice.txt", notice=north)
    assert f"Open the list of Wed 15 Jul:\n{north.link}\n" in text
    assert "Why\n---\nThe extract of the night was refused" in text
    assert "secret" not in text
    assert [team_of(each.about) for each in (north, south)] == ["North", "South"]
    assert team_of("night_failed") is None


@pytest.mark.parametrize(
    ("count", "subject", "sentence"),
    [
        pytest.param(
            0,
            "No report today; this is no all-clear: North, Thu 16 Jul",
            "The list of Wednesday 15 July 2015 named no plan that needs action. "
            "This is no all-clear.",
            id="none on the list",
        ),
        pytest.param(
            None,
            "No report today; do not rely on the list of Wed 15 Jul: North, Thu 16 Jul",
            "The report of Wednesday 15 July 2015 was itself in doubt: do not rely on it.",
            id="in doubt",
        ),
    ],
)
def test_no_notice_is_a_false_all_clear(count: int | None, subject: str, sentence: str) -> None:
    settings = settings_of(service=HEAD, teams=[NORTH], words={"assessment": "plan"})
    (notice,) = no_report_notices(
        FailedNight(THURSDAY, ""),
        settings,
        newest=WEDNESDAY,
        need_action={"North": count},
        reached=REACHED,
        refused=True,
    )
    assert (notice.subject, notice.sentence) == (subject, sentence)
    text = to_text("mail/notice.txt", notice=notice)
    assert ("check every deadline" in text) is (count is None)


def test_a_team_without_figures_of_that_night_hears_nothing() -> None:
    settings = settings_of(service=HEAD, teams=[NORTH])
    failed = FailedNight(THURSDAY, "")
    told = no_report_notices(
        failed, settings, newest=WEDNESDAY, need_action={}, reached=REACHED, refused=False
    )
    assert list(told) == []
