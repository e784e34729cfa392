"""Which pages a night has, and where each lies: one per team, and two for records without one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitor.assessments.columns import NO_TEAM, UNKNOWN_TEAMS
from monitor.judgement.figures import places_of_teams

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    from monitor.judgement.night import Figures

SERVICE_PATH = "index.html"
SERVICE_COPY = "service.html"
_LONGEST_SLUG = 60
_HASH = 8


@dataclass(frozen=True)
class Page:
    """A page of a night: its title, its path in the night, and the teams that it shows."""

    title: str
    path: str
    teams: tuple[str, ...]

    @property
    def is_service(self) -> bool:
        """True if it is the page of the whole service."""
        return self.path == SERVICE_PATH

    @property
    def kind(self) -> str:
        """Return the kind of its message."""
        return "service" if self.is_service else "team"

    @property
    def about(self) -> str:
        """Return what its message is about: its title, and blank for the service."""
        return "" if self.is_service else self.title

    @property
    def with_team(self) -> bool:
        """True if it shows several teams, so that each row names its own."""
        return self.is_service or self.title == UNKNOWN_TEAMS


SERVICE_PAGE = Page("The service", SERVICE_PATH, ())


def pages_of(teams: Sequence[Figures], *, configured: Sequence[str]) -> tuple[Page, ...]:
    """Return the pages for these teams; with a configuration, unknown names share one."""
    named = [team.name for team in teams if team.name != NO_TEAM]
    known = [name for name in named if name in configured] if configured else named
    unknown = tuple(name for name in named if name not in known)
    pages = [Page(name, page_path(name), (name,)) for name in known]
    if unknown:
        pages.append(Page(UNKNOWN_TEAMS, "teams/not-in-configuration.html", unknown))
    if any(team.name == NO_TEAM for team in teams):
        pages.append(Page(NO_TEAM, "teams/no-team-recorded.html", (NO_TEAM,)))
    return tuple(pages)


def copy_name(path: str) -> str:
    """Return what a page is called in the folder that receives a copy of it alone."""
    return SERVICE_COPY if path == SERVICE_PATH else path.rpartition("/")[2]


def page_path(team: str) -> str:
    """Return where the page of one team lies in the night's folder."""
    return f"teams/{slug(team)}.html"


def slug(name: str) -> str:
    """Return a file name for a team: ASCII, at most 60 characters, with a hash of the name.

    Neither two names that look alike nor one that the system keeps for itself can meet.
    """
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: _LONGEST_SLUG - _HASH - 1]
    return f"{words.strip('-') or 'team'}-{digest}"


def page_numbers(team: pd.Series[str], pages: Sequence[Page]) -> npt.NDArray[np.int64]:
    """Return the place in `pages` of the page of each record; beyond the last for none."""
    named = [(name, number) for number, page in enumerate(pages) for name in page.teams]
    numbers = np.array([*(number for _, number in named), len(pages)], dtype=np.int64)
    return numbers[places_of_teams(team, [name for name, _ in named])]
