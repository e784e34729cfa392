"""Pages and messages call workers and assessments what the authority calls them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from monitor.assessments.problems import CATALOGUE
from monitor.judgement.doubts import DOUBTS
from monitor.judgement.flags import RULES
from monitor.judgement.trends import trend_rows
from monitor.publishing.render import to_html
from monitor.reports.files.summary import summary
from monitor.reports.messages.notices import undelivered_notice
from monitor.reports.pages.nights import nights_list
from monitor.reports.pages.scrutiny import More, scrutiny
from tests.reports.messages.drafting import HEAD, SERVICE, drafts_of_night, html_of, text_of
from tests.reports.reading import read_page
from tests.reports.rows import VERSION, completed, overdue, pages_of_night, row
from tests.support.making import settings_of
from tests.support.nights import THURSDAY, judge_nights

if TYPE_CHECKING:
    from monitor.judgement.night import Night
    from tests.reports.reading import ReadPage

WORDS = {"worker": "Lead practitioner", "assessment": "family help check"}
SETTINGS = settings_of(words=WORDS, service=HEAD, teams=[{"name": "North"}, {"name": "Quiet"}])
#: Names of files and programs, and what the catalogues of flags, doubts and problems say.
_CANONICAL = re.compile(
    "|".join(
        (
            *(r"assessments\.csv", "assessment-monitor"),
            *(re.escape(each.action) for each in CATALOGUE.values()),
            *(re.escape(said) for flag in RULES for said in (flag.label, flag.action)),
            *(re.escape(said) for doubt in DOUBTS for said in (doubt.label, doubt.ask)),
        )
    )
)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    before = [overdue(1), row(2), row(3, team=""), overdue(4, worker="")]
    tonight = [
        *(overdue(1), row(2, deadline=""), row(5, team="Quiet"), completed(6)),
        *(overdue(4, worker=""), row(7, start_date="soon"), row(8, child_seen="No", team="")),
    ]
    folder = tmp_path_factory.mktemp("words")
    return judge_nights(folder, before, tonight, settings=SETTINGS).night


@pytest.fixture(scope="module")
def pages(night: Night) -> dict[str, ReadPage]:
    return {path: read_page(html) for path, html in pages_of_night(night, SETTINGS).items()}


def plain(html: str) -> str:
    """Return the text of the HTML part of a message, a line an element."""
    return re.sub("<[^>]*>", "\n", html[html.index("<body") :])


def left(text: str) -> set[str]:
    """Return the lines with a word that this authority does not use, the catalogues apart."""
    own = _CANONICAL.sub("", text)
    return {line for line in own.split("\n") if re.search("worker|assessment", line, re.IGNORECASE)}


def test_no_page_says_another_word(pages: dict[str, ReadPage]) -> None:
    assert not [(path, left(page.text)) for path, page in pages.items() if left(page.text)]


def test_a_page_says_the_words_of_the_authority(pages: dict[str, ReadPage]) -> None:
    service = pages["index.html"]
    assert "of 7 family help checks" in service.text
    assert "Open per lead practitioner" in service.tables["teams"].headings
    assert service.need[0][0].endswith("family help checks need action.")


def test_no_message_says_another_word(night: Night) -> None:
    for draft in drafts_of_night(night, SETTINGS).values():
        for said in (draft.subject, text_of(draft), plain(html_of(draft))):
            assert not left(said)


def test_a_message_says_the_words_of_the_authority(night: Night) -> None:
    service = drafts_of_night(night, SETTINGS)[SERVICE]
    assert service.subject.startswith("3 family help checks need action, ")
    assert "family help check A001; lead practitioner W1; team North" in " ".join(
        text_of(service).split()
    )
    assert "lead practitioner W1" in text_of(service)


def test_a_notice_says_the_words_of_the_authority() -> None:
    notice = undelivered_notice(THURSDAY, {}, SETTINGS, version=VERSION)
    assert notice.subject.startswith("Family help checks, Thu 16 Jul 2015: ")
    assert not left(plain(to_html("mail/notice.html", notice=notice).decode()))


def test_the_list_of_nights_says_the_words_of_the_authority(night: Night) -> None:
    listed = nights_list([summary(night)], SETTINGS, None)
    assert listed.title == "Family help checks past their deadline"
    assert listed.sentence == "3 family help checks need action."
    assert not left(read_page(to_html("nights.html", nights=listed).decode()).text)


def test_the_page_for_members_says_the_words_of_the_authority(night: Night) -> None:
    more = More(long_overdue=0, open=7, alarms=0)
    page = scrutiny(THURSDAY, trend_rows(night), more, settings=SETTINGS, version=VERSION)
    html = to_html("scrutiny.html", scrutiny=page).decode()
    assert page.title == "Children's family help checks past their deadline, July 2015"
    assert not left(read_page(html).text)
