"""Who is asked, who may answer and to whom silence climbs: the tables and their faults."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.delivery import CHANNELS
from monitor.settings.reading import settings_schema
from tests.settings.test_settings import GOOD, faults, read

if TYPE_CHECKING:
    from pathlib import Path

CHAIN = """
[answers]
[[answers.sources]]
path = "answers.csv"
format = "csv"
[answers.sources.columns]
reference = "Reference"
kind = "Answer"
reason = "Reason"
words = "What is being done"
by = "Name"
[[teams]]
name = "North"
responders = ["North manager", { name = "Deputy", from = 2026-08-03, until = 2026-08-14 }]
[[escalation.chains]]
name = "assessment"
[[escalation.chains.levels]]
name = "Service manager"
responders = "The service manager"
[[escalation.chains.levels]]
name = "Head of service"
unanswered_working_days = 2
child_not_seen_working_days = 10
[[escalation.chains.levels]]
name = "Director"
"""


def test_without_the_table_nobody_is_asked(tmp_path: Path) -> None:
    settings = read(tmp_path, GOOD)
    assert settings.answers is None
    assert settings.levels_of("North") == ()


def test_an_authority_may_have_reasons_of_its_own(tmp_path: Path) -> None:
    settings = read(tmp_path, f'{GOOD}[answers]\nreasons = ["Staff sick", "Court"]\n')
    assert settings.answers is not None
    assert settings.answers.reasons == ("Staff sick", "Court")


def test_levels_without_numbers_have_the_usual_ones(tmp_path: Path) -> None:
    levels = read(tmp_path, GOOD + CHAIN).levels_of("North")
    assert [
        (each.unanswered_working_days, each.working_days_late, each.child_not_seen_working_days)
        for each in levels
    ] == [(None, 10, None), (2, 30, 10), (5, 70, None)]
    assert [each.name for each in levels[0].responders] == ["The service manager"]


def test_a_deputy_answers_from_the_first_to_the_last_of_the_days(tmp_path: Path) -> None:
    (team,) = read(tmp_path, GOOD + CHAIN).teams
    manager, deputy = team.responders
    days = [date(2026, 8, day) for day in (2, 3, 14, 15)]
    assert [deputy.answers_on(day) for day in days] == [False, True, True, False]
    assert all(manager.answers_on(day) for day in days)


def test_of_several_chains_a_team_has_the_one_that_it_names(tmp_path: Path) -> None:
    other = '[[escalation.chains]]\nname = "other"\n[[escalation.chains.levels]]\nname = "Head"\n'
    text = GOOD + CHAIN.replace('name = "North"', 'name = "North"\nchain = "Other"') + other
    settings = read(tmp_path, text)
    assert [level.name for level in settings.levels_of("North")] == ["Head"]
    assert settings.levels_of("South") == ()


def test_without_a_chain_the_service_answers_where_it_names_somebody(tmp_path: Path) -> None:
    text = f'{GOOD}[service]\nresponders = "Head"\nrecipients = ["head@example.gov.uk"]\n'
    (level,) = read(tmp_path, text).levels_of("North")
    assert (level.name, level.recipients) == ("Service", ("head@example.gov.uk",))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('reference = "Reference"\n', "", "map reference, or child_id and assessment_id"),
        ('kind = "Answer"\n', "", "map kind: an answer counts only whole"),
        ('kind = "Answer"', 'kind = "Answer"\nteam = "Team"', "an answer has no team"),
        ('format = "csv"\n[answers', 'format = "annex-a"\n[answers', "answers are read from: csv"),
        ("until = 2026-08-14", "until = 2026-08-02", "until is before from"),
        ('"Head of service"', '"Service  Manager"', "each a name of its own"),
        ('name = "North"', 'name = "North"\nchain = "none"', "has a chain that"),
        ("[answers]", "[answers]\nreasons = []", "list at least one reason"),
        ("[answers]", '[answers]\nreasons = ["court", "Court"]', "and each once"),
        ("[answers]", '[answers]\nreply_to = "no address"', "write one plain address"),
        (
            '[[escalation.chains]]\nname = "assessment"',
            (
                '[[escalation.chains]]\nname = "Assessment"\nlevels = [{ name = "A" }]\n'
                '[[escalation.chains]]\nname = "assessment"'
            ),
            "two chains have the same name",
        ),
        (
            "child_not_seen_working_days = 10",
            (
                'recipients = ["head@elsewhere.gov.uk"]\n[delivery]\n'
                'allowed_domains = ["example.gov.uk"]'
            ),
            "addresses are at elsewhere.gov.uk",
        ),
    ],
)
def test_a_fault_names_what_is_wrong(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in CHAIN
    assert said in "".join(faults(tmp_path, GOOD + CHAIN.replace(old, new, 1)))


@pytest.mark.parametrize("wrong", ["responders = 3", "responders = [3]"])
def test_responders_are_names(tmp_path: Path, wrong: str) -> None:
    assert "responders" in "".join(faults(tmp_path, f"{GOOD}[service]\n{wrong}\n"))


@pytest.mark.parametrize("wrong", ["chains = 3", 'chains = [{ name = "a", levels = 3 }]'])
def test_a_chain_is_a_list_of_levels(tmp_path: Path, wrong: str) -> None:
    assert "chains" in "".join(faults(tmp_path, f"{GOOD}[escalation]\n{wrong}\n"))


def test_the_schema_takes_names_and_dated_deputies() -> None:
    schema = settings_schema(("csv", "annex-a"), CHANNELS)
    assert schema["$defs"]["AnswerSource"]["properties"]["format"]["enum"] == [
        *("csv", "excel", "sql")
    ]
    kinds = schema["$defs"]["Team"]["properties"]["responders"]["items"]["anyOf"]
    assert {"$ref": "#/$defs/Responder"} in kinds
