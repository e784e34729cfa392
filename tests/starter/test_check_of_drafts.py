"""`check` accepts a draft, and names the headings of a configuration that is not valid yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.commands.check import check
from monitor.commands.init import init
from monitor.errors import ConfigurationFault
from tests.starter.drafts import CENSUS, ECLIPSE, MOSAIC, asked, drafted, extract_in, written
from tests.support.making import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Ask = Callable[[str, Sequence[str]], str | None]


@pytest.mark.parametrize(
    "name", ["inspection_2015-07-16.csv", "inspection_2015.xlsx", "messy.csv", "messy.xlsx"]
)
def test_what_is_drafted_of_a_sample_is_accepted_by_check(tmp_path: Path, name: str) -> None:
    said = asked(init, tmp_path, "--from", SAMPLES / name)
    extract = extract_in(written(tmp_path))
    assert extract["columns"]["deadline"] == "Deadline"
    assert "CHOOSE deadline" not in said
    assert "Do not rely on this report yet: Nobody" not in asked(
        check, "-c", tmp_path / "monitor.toml"
    )


def test_a_census_needs_no_more_than_its_name_and_has_no_deadline(tmp_path: Path) -> None:
    said = asked(init, tmp_path, "--from", SAMPLES / "inspection_2015_cin.xml")
    extract = extract_in(written(tmp_path))
    assert (extract["format"], extract["columns"]) == ("cin-census", {})
    assert "CHOOSE deadline" in said
    told = asked(check, "-c", tmp_path / "monitor.toml")
    assert "Do not rely on this report yet: No assessment has a usable deadline." in told


def test_the_manager_s_deadline_of_an_annex_a_sample_is_taken(tmp_path: Path) -> None:
    said = asked(init, tmp_path, "--from", SAMPLES / "inspection_2015_annex_a.xlsx")
    extract = extract_in(written(tmp_path))
    assert extract["format"] == "annex-a"
    assert extract["columns"] == {"deadline": "Manager's deadline"}
    assert "CHOOSE deadline" not in said
    told = asked(check, "-c", tmp_path / "monitor.toml")
    assert "No assessment has a usable deadline" not in told


def test_check_accepts_a_draft_without_a_deadline_and_says_why_it_is_no_all_clear(
    tmp_path: Path,
) -> None:
    drafted(tmp_path, ECLIPSE)
    told = asked(check, "-c", tmp_path / "monitor.toml")
    assert (
        "Do not rely on this report yet: Nobody has chosen the column of deadlines of extract.csv "
        "yet (deadline_unknown in the configuration), so every open assessment in it counts as one "
        "without a deadline."
    ) in told
    assert "3 records read" in told


def test_check_names_the_headings_of_a_configuration_that_is_not_valid_yet(tmp_path: Path) -> None:
    drafted(tmp_path, MOSAIC)
    with pytest.raises(ConfigurationFault, match=r"team is missing") as caught:
        asked(check, "-c", tmp_path / "monitor.toml")
    assert 'The headings of extract.csv: ["Pers Ref", "Step Name", "Step Started",' in str(
        caught.value
    )
    assert "700001" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "not TOML =",
        "extracts = 7",
        "[[extracts]]",
        '[[extracts]]\npath = "missing.csv"',
        '[[extracts]]\npath = "records.csv"',
        '[[extracts]]\npath = "census.xml"',
        "extracts = [7]",
    ],
)
def test_check_says_nothing_of_a_file_without_headings(tmp_path: Path, text: str) -> None:
    (tmp_path / "records.csv").write_text("9001,North,23/04/2015\n9002,South,24/04/2015\n")
    (tmp_path / "census.xml").write_bytes(CENSUS)
    (tmp_path / "monitor.toml").write_text(text)
    with pytest.raises(ConfigurationFault) as caught:
        asked(check, "-c", tmp_path / "monitor.toml")
    assert "The headings" not in str(caught.value)


def test_check_without_a_configuration_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault, match="no such file"):
        asked(check, "-c", tmp_path / "monitor.toml")


def test_check_names_settings_that_have_no_effect(tmp_path: Path) -> None:
    asked(init, tmp_path, "--from", SAMPLES / "inspection_2015.xlsx")
    path = tmp_path / "monitor.toml"
    assert "WITHOUT EFFECT" not in asked(check, "-c", path)
    text = path.read_text().replace("keep_nights =", "vanished_nights = 30\nkeep_nights =")
    path.write_text(text.replace("# maximum_age_days = 3 ", "maximum_age_days = 9999 "))
    told = asked(check, "-c", path)
    assert "WITHOUT EFFECT: vanished_nights of [history]" in told
    assert "LOOK AT maximum_age_days of inspection_2015.xlsx: nothing in it says when" in told


def test_what_an_extract_must_have_and_has_not_is_told_and_check_says_the_same(
    tmp_path: Path,
) -> None:
    said = drafted(tmp_path, "Child ID,Start date,Date authorised,Whose\n1,,,x\n")
    assert "CHOOSE team: the team that has the assessment tonight. Until then `check`" in said
    assert "no heading looks like it; a second file may have it ([[lookups]])" in said
    with pytest.raises(ConfigurationFault, match=r"extracts\[1\]\.columns\.team is missing\n"):
        asked(check, "-c", tmp_path / "monitor.toml")
