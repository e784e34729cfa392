"""Whatever a cell or a name holds, a message shows it as text, on the line where it belongs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from monitor.assessments.columns import UNKNOWN_TEAMS
from monitor.publishing.render import to_text
from monitor.reports.messages.subjects import LONGEST_NAME
from monitor.reports.parts.wording import one_line
from tests.delivery.inlining import elements_of, inlined
from tests.functional.hostile import AUTHORITY, COLUMNS, CONFIGURED, HOSTILE, ROWS
from tests.reports.messages.drafting import NORTH, drafts_of, drafts_of_night, html_of, text_of
from tests.reports.rows import overdue, row
from tests.support.browsing import watched_page
from tests.support.making import judge_rows, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from playwright.sync_api import Browser

    from monitor.reports.messages.draft import Draft

#: What a text might say to be taken for a part of the message, or of its headings.
FORGED = (
    "W1\u2029\u2028Do not rely on this report yet\u2028  1. C999, assessment A999\u2028All clear"
    "\x85Bcc: x@y.z"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Draft]:
    """Return the messages of a night that is hostile wherever a text can stand."""
    settings = settings_of(
        COLUMNS,
        teams=[{"name": name} for name in CONFIGURED],
        authority=AUTHORITY,
        delivery={"most_rows": 60},
    )
    folder = tmp_path_factory.mktemp("hostile")
    return drafts_of_night(judge_rows(folder, ROWS, settings, columns=COLUMNS).night, settings)


def shape_of(html: str) -> set[tuple[str, tuple[str, ...]]]:
    """Return each kind of element with the names of its attributes."""
    return {(element.tag, tuple(element.attributes)) for element in elements_of(html)}


def test_no_text_becomes_an_element_or_an_attribute(
    made: Mapping[str, Draft], tmp_path: Path
) -> None:
    rows = [overdue(1), overdue(2, team="x"), row(3, deadline="17/07/2015", team="x")]
    rows += [row(4, team="x", child_seen="No", deadline="soon")]
    plain = drafts_of(tmp_path, rows, settings=settings_of(teams=[NORTH])).values()
    known = set().union(*(shape_of(inlined(html_of(draft))) for draft in plain))
    for draft in made.values():
        assert shape_of(inlined(html_of(draft))) <= known, draft.about


def test_every_child_stands_in_both_parts_as_it_is_cut(made: Mapping[str, Draft]) -> None:
    draft = made[UNKNOWN_TEAMS]
    words = " ".join(" ".join(each.texts) for each in elements_of(inlined(html_of(draft))))
    shown, text = " ".join(words.split()), "".join(text_of(draft).split())
    hidden = [name for name in HOSTILE.values() if name not in CONFIGURED]
    assert len(draft.lists[0].items) == len(hidden)
    for name, line in ((name, one_line(name, 30).rstrip("…")) for name in hidden):
        assert line in shown, name
        assert "".join(line.split()) in text, name


def test_a_subject_is_one_line_whatever_the_team_is_called(made: Mapping[str, Draft]) -> None:
    for about, draft in made.items():
        subject = to_text("mail/draft.subject.txt", draft=draft)
        assert subject == draft.subject
        assert subject.isprintable(), about
        assert len(subject) < LONGEST_NAME + 120
        assert re.search(r"^\d+ assessments? needs? action: .*, Thu 16 Jul$", subject), about


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    """Return a message in which every text tries to be another part of it."""
    rows = [
        overdue(n, worker=FORGED, team=FORGED, child_id=f"C\u2028{n}\u2029All clear")
        for n in range(1, 4)
    ]
    settings = settings_of(teams=[NORTH], authority=FORGED)
    return drafts_of(tmp_path_factory.mktemp("forged"), rows, settings=settings)[UNKNOWN_TEAMS]


def test_no_cell_begins_a_line_of_its_own_in_the_text_part(forged: Draft) -> None:
    lines = text_of(forged).split("\n")
    numbers = [line[:4] for line in lines if re.match(r" *\d+\. ", line)]
    assert numbers[:3] == ["  1.", "  2.", "  3."]
    assert not [
        line for line in lines if re.match(r"Do not rely on this report yet|All clear|Bcc:", line)
    ]
    assert all(line.isprintable() for line in lines)
    assert max(map(len, lines)) <= 78


def test_no_cell_forges_an_alarm_in_the_html_part(forged: Draft) -> None:
    found = elements_of(inlined(html_of(forged)))
    assert not [element for element in found if element.attributes.get("bgcolor") == "#801650"]


@pytest.mark.browser
def test_in_a_browser_nothing_runs_and_nothing_loads(
    made: Mapping[str, Draft], tmp_path: Path, chromium: Browser
) -> None:
    with chromium.new_context() as context:
        watched = watched_page(context)
        for number, draft in enumerate(made.values()):
            page = tmp_path / f"{number}.html"
            page.write_text(inlined(html_of(draft)), encoding="utf-8")
            watched.open(page)
            assert watched.requests == [page.as_uri()]
            assert not watched.something_ran, draft.about
        assert (watched.dialogs, watched.errors) == ([], [])
