"""The configuration tells every fault at once, with file and line."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.delivery import CHANNELS
from monitor.errors import ConfigurationFault
from monitor.settings.reading import read_settings, settings_schema
from monitor.settings.standards import STANDARDS
from monitor.settings.toml_lines import line_of
from tests.support.making import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.settings.settings import Settings

GOOD = """
authority = "Ambleford Borough Council"
[[extracts]]
path = "a.csv"
format = "csv"
date_formats = ["%d/%m/%Y", "excel"]
[extracts.columns]
child_id = "Child ID"
team = "Team"
start_date = "Start date"
deadline = "Deadline"
authorised_date = "Authorised date"
[history]
keep_nights = 400
"""


def read(folder: Path, text: str) -> Settings:
    (folder / "monitor.toml").write_text(text, encoding="utf-8")
    known = ("csv", "excel", *STANDARDS)
    return read_settings(folder / "monitor.toml", formats=known, channels=CHANNELS)


def faults(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigurationFault) as caught:
        read(folder, text)
    return tuple(fault.replace(f"{folder}/", "") for fault in caught.value.faults)


def test_a_configuration_of_the_least_is_read_with_the_defaults(tmp_path: Path) -> None:
    settings = read(tmp_path, GOOD)
    assert settings.rules.due_soon_working_days == 5
    assert settings.rules.statutory_working_days == 45
    assert settings.rules.long_overdue_working_days == 70
    assert settings.rules.headline_months == 12
    assert settings.extracts[0].minimum_rows == 1
    assert settings.output.folder == "output"
    assert settings.teams == ()


def test_the_sample_configuration_is_read() -> None:
    assert read_settings(SAMPLES / "monitor.toml", formats=("csv",), channels=CHANNELS).teams


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    text = GOOD.replace("date_formats", "date_format").replace('"csv"', '"xls"')
    text += '[rules]\ndue_soon_working_days = -1\nclosures = ["2026-13-01"]\n'
    found = faults(tmp_path, text)
    assert [fault.partition(": ")[0] for fault in found] == [
        "monitor.toml, line 5",
        "monitor.toml, line 6",
        "monitor.toml, line 16",
        "monitor.toml, line 17",
    ]
    assert "the format must be one of: csv, excel, cin-census, annex-a" in found[0]
    assert "unknown key extracts[1].date_format; did you mean date_formats?" in found[1]


def test_a_missing_key_is_told_at_its_table(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, GOOD.replace('child_id = "Child ID"\n', ""))
    assert fault == "monitor.toml, line 7: extracts[1].columns.child_id is missing"


def test_an_unknown_key_that_resembles_nothing_has_no_suggestion(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, f"{GOOD}[rules]\nzzzz = 1\n")
    assert fault.endswith("unknown key rules.zzzz")


@pytest.mark.parametrize(
    ("change", "into", "said"),
    [
        ('deadline = "Deadline"\n', "", "exactly one of deadline and timescale"),
        ('deadline = "Deadline"', 'deadline = "D"\ntimescale = "T"', "exactly one of deadline"),
        ('deadline = "Deadline"', 'timescale = "T"', "timescale and timescale_from belong"),
        ('format = "csv"', 'format = "csv"\ntimescale_from = "start"', "belong together"),
        ('team = "Team"', 'team = "Child ID"', "both mapped to the heading “Child ID”"),
        ('team = "Team"', 'team = " "', "at least 1 character"),
        ('"%d/%m/%Y"', '"%d/%m"', "needs a day, a month and a year"),
        ('"%d/%m/%Y"', '"%d/%m/%Y %K"', "needs a day, a month and a year"),
        ('"%d/%m/%Y"', '"%d/%d/%m/%Y"', "needs a day, a month and a year"),
        ('"%d/%m/%Y"', "1", "should be a valid string"),
        ('format = "csv"', 'format = "csv"\nminimum_rows = true', "should be a valid integer"),
        ('format = "csv"', 'format = "csv"\nencoding = "utf-99"', "no such encoding"),
        ('"a.csv"', '"a_{date:%Y/%m/%d}.csv"', "cannot run over several folders"),
        ('"a.csv"', '"{date}/a_{date}.csv"', "a path holds {date} once"),
        ('"a.csv"', '"a_{date:%d%m}.csv"', "needs a day, a month and a year"),
        ("keep_nights = 400", "keep_nights = 1", "greater than or equal to 2"),
    ],
)
def test_what_does_not_belong_together_is_refused(
    tmp_path: Path, change: str, into: str, said: str
) -> None:
    found = faults(tmp_path, GOOD.replace(change, into))
    assert any(said in fault for fault in found), found


def test_a_timescale_from_the_referral_needs_the_referral_date(tmp_path: Path) -> None:
    text = GOOD.replace('deadline = "Deadline"', 'timescale = "Priority"')
    text = text.replace('format = "csv"', 'format = "csv"\ntimescale_from = "referral"')
    (fault,) = faults(tmp_path, text)
    assert 'timescale_from = "referral" needs referral_date to be mapped' in fault
    mapped = text.replace("[extracts.columns]", '[extracts.columns]\nreferral_date = "Ref"')
    assert read(tmp_path, mapped).extracts[0].timescale_from == "referral"


LOOKUP = """
[[lookups]]
path = "deadlines.csv"
format = "csv"
by = "child_id"
[lookups.columns]
child_id = "Child"
deadline = "Deadline"
team = "Team"
"""
WITHOUT_DEADLINE = GOOD.replace('deadline = "Deadline"\n', "")


@pytest.mark.parametrize("extracts", ["", "extracts = [1]\n"])
def test_a_column_that_a_look_up_gives_need_not_be_mapped(tmp_path: Path, extracts: str) -> None:
    text = WITHOUT_DEADLINE.replace('team = "Team"\n', "") + LOOKUP.replace(
        "by =", f"{extracts}by ="
    )
    (lookup,) = read(tmp_path, text).lookups
    assert lookup.gives() == ("team", "deadline")


def test_a_look_up_for_another_extract_gives_nothing_to_this_one(tmp_path: Path) -> None:
    second = GOOD.partition("[[extracts]]")[2].partition("[history]")[0]
    lookup = LOOKUP.replace("by =", "extracts = [2]\nby =")
    (fault,) = faults(
        tmp_path,
        f"{WITHOUT_DEADLINE}[[extracts]]{second}{lookup}".replace(
            'deadline = "Deadline"\nauthorised', "authorised"
        ),
    )
    assert fault.startswith(
        "monitor.toml, line 7: extracts[1].columns: map exactly one of deadline"
    )


@pytest.mark.parametrize(
    ("change", "into", "said"),
    [
        ('child_id = "Child"\n', "", "needs child_id to be mapped in [lookups.columns]"),
        ('deadline = "Deadline"\nteam = "Team"\n', "", "map a column besides child_id"),
        ('by = "child_id"', 'by = "team"', "should be 'child_id' or 'assessment_id'"),
        ('by = "child_id"', 'by = "child_id"\nextracts = [0]', "greater than or equal to 1"),
        ('by = "child_id"', 'by = "child_id"\nextracts = [1, 2]', "for extract 2, and there are 1"),
        ('by = "child_id"', 'by = "child_id"\nmay_repeat = true', "unknown key lookups[1].may_rep"),
        ('format = "csv"', 'format = "xls"', "the format must be one of"),
    ],
)
def test_a_look_up_that_cannot_be_joined_is_refused(
    tmp_path: Path, change: str, into: str, said: str
) -> None:
    found = faults(tmp_path, GOOD + LOOKUP.replace(change, into))
    assert any(said in fault for fault in found), found


def test_a_timescale_may_be_looked_up(tmp_path: Path) -> None:
    text = WITHOUT_DEADLINE.replace('"csv"', '"csv"\ntimescale_from = "start"')
    lookup = LOOKUP.replace('deadline = "Deadline"', 'timescale = "Priority"')
    assert read(tmp_path, text + lookup).extracts[0].timescale_from == "start"


def test_a_deadline_that_nobody_has_chosen_yet_must_be_acknowledged(tmp_path: Path) -> None:
    acknowledged = WITHOUT_DEADLINE.replace('"csv"', '"csv"\ndeadline_unknown = true')
    assert read(tmp_path, acknowledged).extracts[0].deadline_unknown
    (fault,) = faults(tmp_path, GOOD.replace('"csv"', '"csv"\ndeadline_unknown = true'))
    assert fault == (
        "monitor.toml, line 6: extracts[1].deadline_unknown: a deadline is mapped: "
        "take deadline_unknown away"
    )


def test_what_is_missing_is_told_with_what_is_wrong(tmp_path: Path) -> None:
    text = GOOD.replace('child_id = "Child ID"\n', "").replace(
        "keep_nights = 400", "keep_nights = 1"
    )
    assert [fault.partition(": ")[0] for fault in faults(tmp_path, text)] == [
        "monitor.toml, line 7",
        "monitor.toml, line 13",
    ]


@pytest.mark.parametrize("extracts", ["1", "[1]", '[{path = "a.csv", format = "csv"}]'])
def test_extracts_that_are_no_tables_are_told_and_not_looked_into(
    tmp_path: Path, extracts: str
) -> None:
    assert faults(tmp_path, f'authority = "A"\nextracts = {extracts}\n')


def test_a_known_encoding_is_taken(tmp_path: Path) -> None:
    text = GOOD.replace('format = "csv"', 'format = "csv"\nencoding = "cp1252"')
    assert read(tmp_path, text).extracts[0].encoding == "cp1252"


def test_one_spelling_under_two_codes_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, f'{GOOD}[extracts.states]\nopen = "X"\ncancelled = ["x "]\n')
    assert "one spelling is given for both open and cancelled" in fault


@pytest.mark.parametrize("alias", ["Team North", "team  north", "North"])
def test_two_teams_of_one_name_or_alias_are_refused(tmp_path: Path, alias: str) -> None:
    teams = '[[teams]]\nname = "Team North"\naliases = ["North"]\n[[teams]]\nname = "South"\n'
    (fault,) = faults(tmp_path, f'{GOOD}{teams}aliases = ["{alias}"]\n')
    assert "the team “South” has a name or alias that another team has" in fault


def test_an_alias_may_repeat_its_own_team_s_name(tmp_path: Path) -> None:
    settings = read(tmp_path, f'{GOOD}[[teams]]\nname = "North"\naliases = ["NORTH"]\n')
    assert settings.team_names() == {"north": "North"}


def test_recipients_must_look_like_addresses(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, f'{GOOD}[service]\nrecipients = ["nobody"]\n')
    assert fault.startswith("monitor.toml, line 16: service.recipients[1]")


def test_a_configuration_without_extracts_is_refused(tmp_path: Path) -> None:
    told = faults(tmp_path, 'authority = "A"\nextracts = []\n')
    assert len(told) == 2
    assert any("at least one [[extracts]] is needed" in fault for fault in told)


def test_how_long_nights_are_kept_must_be_said(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, GOOD.partition("[history]")[0])
    assert fault == "monitor.toml: history.keep_nights is missing"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault, match="there is no such file"):
        read_settings(tmp_path / "none.toml", formats=(), channels=CHANNELS)


def test_a_file_that_is_no_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "monitor.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationFault, match="cannot be read as UTF-8"):
        read_settings(tmp_path / "monitor.toml", formats=(), channels=CHANNELS)


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "authority = \n")
    assert "not valid TOML" in fault
    assert "line 1" in fault


def test_dates_are_read_as_toml_and_as_text(tmp_path: Path) -> None:
    rules = '[rules]\nclosures = [2026-12-24, "2026-12-31"]\n'
    settings = read(tmp_path, f"{GOOD}{rules}")
    assert settings.rules.closures == (date(2026, 12, 24), date(2026, 12, 31))


def test_the_json_schema_names_the_formats() -> None:
    schema = settings_schema(("csv", "excel"), CHANNELS)
    for table in ("Extract", "Lookup"):
        assert schema["$defs"][table]["properties"]["format"]["enum"] == ["csv", "excel"]
    assert json.loads(json.dumps(schema)) == schema


def test_the_json_schema_asks_for_columns_only_where_no_standard_brings_them() -> None:
    extract = settings_schema(("csv", *STANDARDS), CHANNELS)["$defs"]["Extract"]
    assert extract["required"] == ["format"]
    assert extract["oneOf"] == [{"required": ["path"]}, {"required": ["database"]}]
    assert extract["if"]["properties"]["format"]["enum"] == ["cin-census", "annex-a", "sql"]
    # Which of them is not the schema's to say: a look-up may give some.
    assert extract["else"] == {"required": ["columns"]}


CENSUS = """
authority = "Ambleford Borough Council"
[[extracts]]
path = "census.xml"
format = "cin-census"
[history]
keep_nights = 400
"""


def with_columns(columns: str) -> str:
    return CENSUS.replace("[history]", f"[extracts.columns]\n{columns}\n[history]")


def test_a_standard_layout_brings_its_headings_and_has_no_deadline(tmp_path: Path) -> None:
    columns = read(tmp_path, CENSUS).extracts[0].columns
    assert columns.mapped() == dict(STANDARDS["cin-census"].columns)
    assert columns.deadline is columns.team is None


def test_what_is_configured_goes_before_a_standard_heading(tmp_path: Path) -> None:
    text = with_columns('deadline = "AssessmentInternalReviewDate"\nchild_id = "UPN"')
    columns = read(tmp_path, text).extracts[0].columns
    assert (columns.deadline, columns.child_id) == ("AssessmentInternalReviewDate", "UPN")
    assert columns.start_date == "AssessmentActualStartDate"


def test_a_standard_layout_may_have_a_timescale(tmp_path: Path) -> None:
    text = with_columns('timescale = "Priority"').replace(
        "[extracts.columns]", 'timescale_from = "start"\n[extracts.columns]'
    )
    assert read(tmp_path, text).extracts[0].columns.mapped()["timescale"] == "Priority"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ('deadline = "A"\ntimescale = "B"', "map exactly one of deadline and timescale"),
        ('deadline = "CINclosureDate"', "both mapped to the heading “CINclosureDate”"),
        ('dedline = "A"', "unknown key extracts[1].columns.dedline; did you mean deadline?"),
        ("child_id = 1", "extracts[1].columns.child_id: Input should be a valid string"),
    ],
)
def test_faults_in_the_columns_of_a_standard_layout_are_told(
    tmp_path: Path, columns: str, said: str
) -> None:
    (fault,) = faults(tmp_path, with_columns(columns))
    assert said in fault


def test_a_team_is_needed_where_no_standard_says_otherwise(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, GOOD.replace('team = "Team"\n', ""))
    assert fault == "monitor.toml, line 7: extracts[1].columns.team is missing"


def test_what_is_no_table_is_told(tmp_path: Path) -> None:
    text = CENSUS.replace('format = "cin-census"', 'format = "cin-census"\ncolumns = "x"')
    assert any("valid dictionary" in fault for fault in faults(tmp_path, text))
    assert faults(tmp_path, 'authority = "A"\nextracts = ["x"]\n')


def test_the_line_of_a_setting_is_found_wherever_it_stands() -> None:
    text = 'a = 1\n[[t]]\nx = 1\n[t.u]\n"y z" = 2\n[[t]] # again\nx = 3\n[v]\n'
    assert line_of(text, ("a",)) == 1
    assert line_of(text, ("t", 0, "x")) == 3
    assert line_of(text, ("t", 0, "u", "y z")) == 5
    assert line_of(text, ("t", 1, "x")) == 7
    assert line_of(text, ("t", 1, "missing")) == 6
    assert line_of(text, ("v", "missing", "deeper")) == 8
    assert line_of(text, ("nowhere",)) is None
