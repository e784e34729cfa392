"""The container file builds from what it copies, holds to versions and hashes, and is no root."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.making import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
_SAID = re.compile(r"^#.*\n", re.MULTILINE)
_GOES_ON = re.compile(r"\s*\\\n\s*")
INSTRUCTIONS = [
    line.split(" ", 1) for line in _GOES_ON.sub(" ", _SAID.sub("", TEXT)).splitlines() if line
]


def given(instruction: str) -> list[str]:
    return [given for name, given in INSTRUCTIONS if name == instruction]


def copied() -> list[str]:
    """Return what is copied from the checkout."""
    return [
        source
        for words in map(str.split, given("COPY"))
        if not words[0].startswith("--")
        for source in words[:-1]
    ]


def test_it_starts_from_one_named_version_of_python() -> None:
    assert {words.split()[0] for words in given("FROM")} == {
        "docker.io/library/python:3.13-slim-bookworm"
    }


def test_all_that_is_installed_is_held_to_its_hash_and_no_index_is_named() -> None:
    installs = [part for run in given("RUN") for part in run.split("&&") if "pip install" in part]
    assert len(installs) == 2
    for install in installs:
        assert "--require-hashes -r requirements.txt" in install or "--no-index" in install
    assert not re.search(r"index-url|find-links|trusted-host|https?://", TEXT)


def test_it_runs_as_a_user_without_rights_and_keeps_nothing_but_its_volume() -> None:
    [user] = given("USER")
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)
    assert given("VOLUME") == given("WORKDIR")[-1:] == ["/data"]


def test_the_program_is_what_it_starts() -> None:
    assert given("ENTRYPOINT") == ['["/venv/bin/assessment-monitor"]']


def test_only_what_is_copied_is_handed_to_the_engine() -> None:
    """An extract or a night's reports in the checkout would else be handed over with the rest."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert sorted(rule[1:] for rule in rules if rule.startswith("!")) == sorted(copied())


@pytest.mark.process
@pytest.mark.slow
def test_the_program_can_be_built_from_what_is_copied_alone(tmp_path: Path) -> None:
    for source in copied():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / source)
        else:
            shutil.copy(ROOT / source, tmp_path)
    done = subprocess.run(  # noqa: S603  (pip itself, with arguments of the tests)
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", tmp_path / "built"),
            *("--no-deps", "--no-index", "--no-build-isolation", tmp_path),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "built").glob("assessment_monitor-*.whl"))) == 1
