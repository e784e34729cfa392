"""The version of a build says which release it comes to, and which commit it is of."""

from __future__ import annotations

import subprocess
from importlib.metadata import distributions
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from deploy.releasing.version import NAMED, build_of, coming, version
from tests.support.making import ROOT

if TYPE_CHECKING:
    from pathlib import Path

UNRELEASED = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Something.\n"
EMPTY = "# Changelog\n\n## [Unreleased]\n"
RELEASED = "\n## [0.2.1] - 2026-12-01\n\n- More.\n\n## [0.1.0] - 2026-01-01\n"


@pytest.mark.parametrize(
    ("changelog", "expected"),
    [
        (UNRELEASED, "0.1.0.dev0"),
        (UNRELEASED + RELEASED, "0.3.0.dev0"),
        (EMPTY + RELEASED, "0.2.1"),
        ("# Changelog\n" + RELEASED, "0.2.1"),
    ],
    ids=["before the first", "on the way to the next", "nothing unreleased", "without the heading"],
)
def test_the_changelog_says_which_release_it_comes_to(changelog: str, expected: str) -> None:
    assert coming(changelog) == expected


def test_pip_takes_a_later_build_for_a_newer_version() -> None:
    builds = ("0.1.0.dev0+checkout", "0.1.0.dev0+9.gff", "0.1.0.dev0+10.g00", "0.1.0+11.gaa")
    assert all(Version(older) < Version(newer) for older, newer in pairwise(builds))


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.gov.uk", "-c", "commit.gpgsign=false")
    return subprocess.run(  # noqa: S603  (git itself, with arguments of the tests)
        ["git", *who, "-C", str(folder), *arguments],  # noqa: S607  (whichever git is there)
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a checkout with two commits."""
    (tmp_path / "CHANGELOG.md").write_text(UNRELEASED, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "CHANGELOG.md")
    for message in ("First", "Second"):
        git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", message)
    return tmp_path


@pytest.mark.process
def test_the_commit_is_named_and_whether_something_differs_from_it(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(NAMED, raising=False)
    commit = git(checkout, "rev-parse", "--short", "HEAD")
    git(checkout, "tag", "--annotate", "--message", "a tag is no version", "v9")
    assert version(checkout) == f"0.1.0.dev0+2.g{commit}"
    (checkout / "CHANGELOG.md").write_text(UNRELEASED + RELEASED, encoding="utf-8")
    assert version(checkout) == f"0.3.0.dev0+2.g{commit}.changed"


@pytest.mark.process
def test_a_folder_without_a_commit_of_its_own_has_no_other_ones(checkout: Path) -> None:
    (checkout / "unpacked").mkdir()
    assert build_of(checkout / "unpacked") == "unknown"
    (checkout / "unpacked" / ".git").write_text("gitdir: /nowhere\n")
    assert build_of(checkout / "unpacked") == "unknown"


@pytest.mark.process
def test_without_git_the_commit_is_unknown(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    assert build_of(checkout) == "unknown"


def test_a_build_may_be_given_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "CHANGELOG.md").write_text(UNRELEASED, encoding="utf-8")
    monkeypatch.setenv(NAMED, "checkout")
    assert version(tmp_path) == "0.1.0.dev0+checkout"


def test_no_pinned_package_refuses_the_lowest_python() -> None:
    """Debian 12 has Python 3.11.2, which a package can refuse though it takes 3.11.5."""
    pinned = set()
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        pinned |= {Requirement(line.strip(" \\")).name for line in lines if "==" in line}
    refusing = [
        f"{each.name} {each.version}"
        for each in distributions()
        if each.name.lower().replace("_", "-") in pinned
        and "3.11.0" not in SpecifierSet(each.metadata["Requires-Python"] or "")
    ]
    assert refusing == []
