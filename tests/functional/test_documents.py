"""What the README, CONTRIBUTING and the documents say is true."""

from __future__ import annotations

import re
import shlex
import tomllib
from itertools import pairwise
from typing import TYPE_CHECKING

import click
import pytest

from monitor import errors
from monitor.assessments.columns import CANONICAL_COLUMNS
from monitor.assessments.problems import KINDS
from monitor.assessments.statuses import STATUSES
from monitor.cli import commands
from monitor.delivery import CHANNELS
from monitor.extracts import READERS
from monitor.judgement.flags import RULES
from monitor.settings.reading import read_settings
from monitor.settings.settings import Settings
from tests.support.making import ROOT, SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.making import Monitor

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
DOCUMENTS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCUMENTS]
#: A path of this checkout, and the names that a document says are in it.
_PATH = r"`((?:monitor|schemas|reports_templates|sample_data|tests|deploy|\.ci)/[\w/.-]*)`"
_NAMES_IN = re.compile(rf"((?:`\w+`(?:, )?)+) in {_PATH}")
DEPLOYED = sorted(
    path
    for path in (ROOT / "deploy").rglob("*")
    if path.is_file() and path.parent.name != "__pycache__"
)
#: A command as it is written in a document, a unit, a task, a crontab or a container file.
_WRITTEN = re.compile(
    r"(?:^|[\s`/\\])assessment-monitor(?:\.exe)? ([a-z][a-z-]*(?=$|[\s`])[^`\n]*)", re.MULTILINE
)
#: Programs other than this one: a document says of their commands whether they were tried.
_OTHERS = re.compile(
    r"^ +(?:(?:apt-get|cd|cp|crontab|icacls|install|journalctl|ln|make|mkdir|podman|py|python3?"
    r"|runuser|schtasks|sudo|systemctl|systemd-run|tar|umask|useradd) |venv/|/opt/|[A-Z]:\\)",
    re.MULTILINE,
)
COUNTING = (ROOT / "docs" / "counting.md").read_text(encoding="utf-8")


def test_the_commands_of_the_readme_and_of_commands_do_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, monitor: Monitor
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^    assessment-monitor (.+)$", README + COMMANDS, re.MULTILINE)
    assert len(lines) == 14
    for line in lines:
        answered = monitor(*line.split())
        assert answered.exit_code == 0, (line, answered.err)


def commands_in(path: Path) -> Iterator[str]:
    """Yield every command of the program that is written in a file, prose aside."""
    content = path.read_bytes()
    text = content.decode("utf-16" if content.startswith(b"\xff\xfe") else "utf-8")
    text = re.sub(r"\\\n +", "", text)
    if path.suffix == ".md":
        text = "\n".join(re.findall(r"^ {4,}.*$|`[^`\n]+`", text, re.MULTILINE))
    if path.suffix == ".xml":
        text = re.sub(r"exe</Command>\s*<Arguments>", "exe ", text).replace("</Arguments>", "")
    yield from _WRITTEN.findall(text)


@pytest.mark.parametrize("path", [*DOCUMENTS, *DEPLOYED], ids=lambda path: path.name)
def test_every_command_that_is_written_down_is_one_with_such_options(path: Path) -> None:
    for line in commands_in(path):
        name, *arguments = shlex.split(line.replace("\\", "/"))
        asked = commands.get_command(click.Context(commands), name)
        assert asked is not None, line
        parser = asked.make_parser(click.Context(asked, info_name=name))
        _, left_over, _ = parser.parse_args(arguments)
        assert not left_over, line


def test_commands_are_found_wherever_they_are_written() -> None:
    found = {path.name: list(commands_in(path)) for path in (*DOCUMENTS, *DEPLOYED)}
    for name in ("crontab", "assessment-monitor.service", "assessment-monitor.xml"):
        assert found[name][0].startswith("run -c ")
    assert len(found["operations.md"]) > 10


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_of_every_other_command_it_is_said_whether_it_was_tried(path: Path) -> None:
    blocks = re.split(r"\n\n+", path.read_text(encoding="utf-8"))
    for before, block in pairwise(blocks):
        if _OTHERS.search(block):
            assert re.search(r"\b([Uu]ntested|tested|tried)\b", before), block


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for file, heading in re.findall(r"\]\((?!https?:)([\w/.-]*)(?:#([\w-]+))?\)", text):
        target = path.parent / file if file else path
        assert target.exists(), file
        if heading:
            titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {_anchor(title) for title in titles}, heading


def _anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def test_every_exit_code_says_what_it_asks_of_somebody() -> None:
    operations = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE):
        assert f"\n| {code} | " in operations


def test_the_driver_of_each_database_is_installed_as_the_project_asks_for_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    install = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    for extra in ("postgresql", "sqlserver"):
        [driver] = project["optional-dependencies"][extra]
        assert f'pip install "{driver}"' in install


def test_every_command_is_explained() -> None:
    for name in commands.commands:
        assert f"| `{name}" in COMMANDS


def test_every_target_that_is_written_down_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", README + CONTRIBUTING, re.MULTILINE))
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


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_path_of_the_checkout_that_is_named_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for named in re.findall(_PATH, text):
        assert (ROOT / named).exists(), named
    for names, named in _NAMES_IN.findall(text):
        code = (ROOT / named).read_text(encoding="utf-8")
        for name in re.findall(r"\w+", names):
            assert re.search(rf"^(?:def |class )?{name}\b", code, re.MULTILINE), (name, named)


def test_the_architecture_names_every_room_and_where_to_add_what() -> None:
    assert len(_NAMES_IN.findall(ARCHITECTURE)) > 20
    house = ROOT / "monitor"
    rooms = {f"{door.parent.name}/" for door in house.glob("*/__init__.py")}
    alone = {module.name for module in house.glob("*.py")} - {"__init__.py", "__main__.py"}
    for name in rooms | alone:
        assert f"| `monitor/{name}` |" in ARCHITECTURE


def test_the_picture_of_a_night_shows_every_room_that_it_walks_through() -> None:
    picture = (ROOT / "docs" / "night.svg").read_text(encoding="utf-8")
    shown = re.findall(r'<text class="name"[^>]*>(\w+)</text>', picture)
    rooms = {door.parent.name for door in (ROOT / "monitor").glob("*/__init__.py")}
    assert set(shown) == rooms - {"starter"} | {"cli", "schemas"}


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
