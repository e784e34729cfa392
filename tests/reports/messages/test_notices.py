"""When something broke the service is told what, why, and what to do; of children nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.judgement.night import FailedNight
from monitor.publishing.render import to_html, to_text
from monitor.reports.messages.notices import (
    NOTICES,
    Notice,
    failure_notice,
    undelivered_notice,
)
from tests.reports.messages.drafting import HEAD, NORTH
from tests.reports.rows import VERSION
from tests.support.making import settings_of
from tests.support.nights import THURSDAY, WEDNESDAY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

SETTINGS = settings_of(service=HEAD, teams=[NORTH])
REASON = "extract.csv: 10 records, fewer than minimum_rows = 100."
LOST = {("North", "the relay refused the recipient."): 2}


def failed(
    reason: str = REASON,
    *,
    as_at: date = THURSDAY,
    newest: date | None = WEDNESDAY,
    refused: bool = False,
) -> Notice:
    night = FailedNight(as_at, reason)
    return failure_notice(night, SETTINGS, newest=newest, refused=refused, version=VERSION)


def undelivered(lost: Mapping[tuple[str, str], int] = LOST) -> Notice:
    return undelivered_notice(THURSDAY, lost, SETTINGS, version=VERSION)


def text_of(notice: Notice) -> str:
    return to_text("mail/notice.txt", notice=notice)


def test_each_goes_to_the_service_and_says_its_code() -> None:
    made = (failed(), failed(refused=True), undelivered())
    assert [notice.about for notice in made] == [code for code in NOTICES if code != "withdrawn"]
    for notice in made:
        assert notice.recipients == ("head@example.gov.uk",)
        assert (notice.kind, notice.page) == ("notice", "")


def test_the_subjects_say_what_broke_and_of_when() -> None:
    assert [notice.subject for notice in (failed(), failed(refused=True), undelivered())] == [
        "Assessments, Thu 16 Jul 2015: the night FAILED, there are no new reports",
        "Assessments, Thu 16 Jul 2015: the extract was REFUSED, there are no new reports",
        "Assessments, Thu 16 Jul 2015: messages were NOT DELIVERED",
    ]
    assert to_text("mail/notice.subject.txt", notice=failed()) == failed().subject


def test_a_failed_night_says_why_and_of_which_day_the_newest_reports_are() -> None:
    said = text_of(failed())
    assert said.startswith(
        "The night failed\nAmbleford Borough Council\nNight of Thursday 16 July 2015\n"
    )
    assert REASON in said
    assert "The newest reports are of Wednesday 15 July 2015." in said
    assert "There are no reports yet." in text_of(failed(newest=None))


def test_a_refused_extract_says_who_is_to_make_it_anew() -> None:
    assert "Those who make the extract: make it again, whole." in text_of(failed(refused=True))


def test_it_says_what_happened_then_what_to_do_then_why() -> None:
    said = text_of(failed())
    places = [said.index(each) for each in ("there is no report of Thu", "What to do\n", REASON)]
    assert places == sorted(places)
    assert undelivered().sentence == (
        "2 messages about the night of Thursday 16 July 2015 did not reach a reader."
    )


def test_the_same_readers_are_named_once_though_the_reason_changed() -> None:
    other = {("North", "its recipients changed: run the night again"): 2}
    assert undelivered(other).digest == undelivered().digest
    assert undelivered({**LOST, ("", "x"): 1}).digest != undelivered().digest


def test_undelivered_messages_are_told_by_team_number_and_reason() -> None:
    lost = {**LOST, ("", "the relay could not be reached."): 1}
    assert undelivered(lost).details == (
        "North: 2 recipients: the relay refused the recipient.",
        "The service: 1 recipient: the relay could not be reached.",
    )


def test_one_reason_of_one_night_is_one_notice() -> None:
    assert failed().digest == failed(newest=None).digest
    others = {failed("Another.").digest, failed(as_at=WEDNESDAY).digest, undelivered().digest}
    assert len({failed().digest, failed(refused=True).digest, *others}) == 5


@pytest.mark.parametrize("notice", [failed("a\r\nb\u2028c\x00d"), undelivered()], ids=["a", "b"])
def test_no_reason_breaks_a_line(notice: Notice) -> None:
    assert all(reason.isprintable() for reason in notice.details)


def test_both_parts_say_the_same() -> None:
    for notice in (failed(), failed(refused=True), undelivered()):
        html = to_html("mail/notice.html", notice=notice).decode()
        text = " ".join(text_of(notice).split())
        for said in (notice.title, notice.as_at, *notice.details, *notice.to_do, VERSION):
            assert said in html.replace("&#39;", "'")
            assert said in text


def test_the_text_part_is_at_most_78_columns_wide() -> None:
    long = failed("A word after another makes a reason that is long. " * 20)
    assert max(map(len, text_of(long).split("\n"))) <= 78
