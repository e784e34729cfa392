"""What the README and the documents say is true."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor import errors
from monitor.cli import commands
from monitor.config import Settings, read_settings
from monitor.delivery import CHANNELS
from monitor.extracts import READERS
from monitor.flags import RULES
from monitor.model import CANONICAL_COLUMNS, STATUSES
from monitor.problems import KINDS
from tests.making import ROOT, SAMPLES, command

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
COUNTING = (ROOT / "docs" / "counting.md").read_text(encoding="utf-8")


def test_the_commands_of_the_readme_do_as_they_stand_in_their_order(tmp_path: Path) -> None:
    lines = re.findall(r"^    assessment-monitor (.+)$", README, re.MULTILINE)
    assert len(lines) == 10
    for line in lines:
        answered = command(*line.split(), cwd=tmp_path)
        assert answered.exit_code == 0, (line, answered.err)


def test_every_command_stands_in_the_readme() -> None:
    for name in commands.commands:
        assert f"| `{name}" in README


def test_every_target_that_the_readme_names_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", README, re.MULTILINE))
    assert {"run", "test", "check", "benchmark"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_exit_code_of_an_error_stands_in_the_readme() -> None:
    codes = {
        each.exit_code
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.MonitorError)
    }
    for code in codes | {0, 1, 130}:
        assert f"| {code} | " in README


def test_every_path_that_the_readme_names_is_there() -> None:
    named = re.findall(r"\]\(([\w/.-]+)\)|`((?:monitor|schemas|sample_data)/[\w/.-]*)`", README)
    for link, path in named:
        assert (ROOT / (link or path)).exists(), link or path


def test_every_status_flag_and_problem_is_explained_in_its_own_words() -> None:
    for status in STATUSES:
        assert f"| `{status.code}` | {status.when} |" in COUNTING
    for flag in RULES:
        assert f"| `{flag.code}` | {flag.when} |" in COUNTING
    for kind in KINDS:
        assert f"| `{kind.code}` | {kind.message('…')} |" in COUNTING


def test_every_setting_and_column_is_explained() -> None:
    schema = Settings.model_json_schema()
    keys = {key for table in schema["$defs"].values() for key in table["properties"]}
    for key in keys | set(schema["properties"]) - {"extracts", "columns", "states"}:
        assert f"`{key}`" in CONFIGURATION or f"{key}]" in CONFIGURATION, key
    for column in CANONICAL_COLUMNS:
        assert f"`{column}`" in CONFIGURATION
    for kind in READERS:
        assert f"`{kind}`" in CONFIGURATION


def test_the_sample_configuration_is_commented_and_whole() -> None:
    settings = read_settings(SAMPLES / "monitor.toml", formats=READERS, channels=CHANNELS)
    assert settings.output.folder == "../output"
