"""On generated nights a message holds its team's children and no others, and leaves none out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.assessments.columns import NO_TEAM
from monitor.assessments.statuses import EXCEPTION_STATUSES
from monitor.judgement.past import NO_PAST
from monitor.reports.messages.subjects import LONGEST_NAME
from monitor.reports.parts.wording import one_line
from monitor.reports.sections.page_paths import pages_of
from tests.reports.messages.drafting import drafts_of_night, html_of, text_of
from tests.support.agreement import settings_for
from tests.support.nights import judge_beside, past_after
from tests.support.strategies import generated_rows, rules_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from monitor.judgement.night import Night
    from monitor.reports.messages.draft import Draft, Record
    from monitor.settings.settings import Settings

pytestmark = pytest.mark.slow

#: Ids shorter than this may stand in a text by chance.
SHORTEST_ID = 6
ROWS = 500
#: A child's id and an assessment's id, as the record has them.
Ids = tuple[str, str]


class Told:
    """A night, its messages, and by plain comparison whose records each page may show."""

    def __init__(self, night: Night, settings: Settings) -> None:
        self.night = night
        self.drafts = drafts_of_night(night, settings)
        names = [team.name for team in settings.teams]
        self.teams: dict[str, set[str]] = {
            page.title: set(page.teams) for page in pages_of(night.teams, configured=names)
        }

    def of_teams(self) -> Iterator[tuple[Draft, set[str]]]:
        """Yield the message of every page with the names of its teams."""
        for about, draft in self.drafts.items():
            if about:
                yield draft, self.teams[about]

    def children(self, teams: set[str] | None = None) -> set[Ids]:
        """Return the ids of all records, tonight's and gone, of these teams or of all."""
        return {
            (child, assessment)
            for records in (self.night.judged, self.night.compared.gone)
            for child, assessment, team in _ids_and_teams(records)
            if teams is None or (team or NO_TEAM) in teams
        }


def _ids_and_teams(records: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    columns = records[["child_id", "assessment_id", "team"]]
    yield from columns.itertuples(index=False, name=None)


#: With teams of the configuration, and without.
@pytest.fixture(scope="module", params=[1, 2], ids="seed {}".format)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Judge two nights of an extract that lost some records, got others, and moved some."""
    seed, as_at = request.param, date(2026, 4, 9)
    folder, rules = tmp_path_factory.mktemp("generated"), rules_for(as_at)
    rows = generated_rows(seed, ROWS, as_at)
    teams = sorted({row.get("team", "") for row in rows})
    moved = [{**row, "team": teams[n % len(teams)]} for n, row in enumerate(rows[100:140])]
    settings = settings_for(rules, list(rows[0]))
    settings = settings.model_copy(
        update={
            "delivery": settings.delivery.model_copy(update={"most_rows": 10}),
            "teams": settings.teams if seed % 2 else (),
        }
    )
    columns = {column: f"The {column}" for column in rows[0]}
    before = judge_beside(
        folder, NO_PAST, rows[:450], settings, as_at=as_at - timedelta(1), columns=columns
    )
    tonight = [*rows[:100], *moved, *rows[160:]]
    judged = judge_beside(
        folder, past_after(before), tonight, settings, as_at=as_at, columns=columns
    )
    return Told(replace(judged.night, alarms=()), settings)


def test_the_night_is_one_in_which_everything_happens(told: Told) -> None:
    shown = {listed.id for draft in told.drafts.values() for listed in draft.lists}
    assert {"new", "vanished", "worst", "teams"} <= shown
    assert sum(told.night.service.changes[code] for code in ("team_changed", "vanished")) > 10


def test_a_message_shows_children_of_its_own_teams_and_no_others(told: Told) -> None:
    for draft, teams in told.of_teams():
        assert ids_of(draft.records) <= told.children(teams), draft.about
    assert ids_of(told.drafts[""].records) <= told.children()


def test_no_id_of_another_team_stands_anywhere_in_a_message(told: Told) -> None:
    everybody = told.children()
    for draft, teams in told.of_teams():
        own = {each for child in told.children(teams) for each in child}
        others = {each for child in everybody for each in child if len(each) >= SHORTEST_ID} - own
        for part in (text_of(draft), html_of(draft)):
            assert others.isdisjoint(re.findall(r"[\w./-]+", part)), draft.about


def test_every_exception_is_shown_or_counted(told: Told) -> None:
    for draft, teams in told.of_teams():
        exceptions = exceptions_of(told.night, teams)
        listed = [each for each in draft.lists if each.id in ("new", "worst")]
        hidden = [each for each in draft.also if each.startswith(("New: ", "Worst first: "))]
        numbers = [
            int(re.findall(r"\d+", said)[-1]) for said in [each.title for each in listed] + hidden
        ]
        assert sum(numbers) == exceptions.total(), draft.about
        for each in listed:
            more = int("".join(re.findall(r"\d+", each.more)) or "0")
            assert f"({len(each.items) + more})" in each.title
            assert ids_of(each.records) <= set(exceptions)


def ids_of(records: Iterable[Record]) -> set[Ids]:
    return {(each.child_id, each.assessment_id) for each in records}


def exceptions_of(night: Night, teams: set[str]) -> Counter[Ids]:
    """Return the ids of the records of these teams on which somebody must act."""
    columns = night.judged[["child_id", "assessment_id", "team", "status"]]
    return Counter(
        (child, assessment)
        for child, assessment, team, status in columns.itertuples(index=False, name=None)
        if (team or NO_TEAM) in teams and status in EXCEPTION_STATUSES
    )


def test_the_counts_are_those_of_the_records(told: Told) -> None:
    for draft, teams in told.of_teams():
        count = exceptions_of(told.night, teams).total()
        found = re.findall(r"(\d+) assessments? needs? action", draft.subject)
        assert [int(number) for number in found] == [count] * bool(count), draft.about


def test_a_subject_is_counts_the_name_the_date_and_nothing_else(told: Told) -> None:
    words = "assessments? needs? action|new|child(ren)? not seen|(is|are) missing from the extract"
    some = rf"\d+ ({words})"
    for draft in told.drafts.values():
        name = re.escape(one_line(draft.about, LONGEST_NAME) or "the service")
        assert re.fullmatch(rf"{some}(, {some})*: {name}, Thu 9 Apr", draft.subject)


def test_every_line_of_the_text_part_can_be_read_on_any_screen(told: Told) -> None:
    for draft in told.drafts.values():
        assert max(map(len, text_of(draft).split("\n"))) <= 78, draft.about
