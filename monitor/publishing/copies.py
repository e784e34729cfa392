"""Copies in folders that others can read: a team's page, and no other, for each.

The service's folder gets its page, and the figures of every night.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, NamedTuple

from monitor import durable
from monitor.publishing.folder import FIGURES, why
from monitor.publishing.manifest import published_page
from monitor.reports.sections.page_paths import SERVICE_PATH, copy_name, page_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from monitor.settings.settings import Settings

log = logging.getLogger("monitor")

#: A link from the service's page to a team's, which leads nowhere from where the copy lies.
_TEAM_LINK = re.compile(rb'<a href="teams/[^"]*">(.*?)</a>', re.DOTALL)


class _Copy(NamedTuple):
    """What is copied where; without content where it cannot be read as it was published."""

    whose: str
    what: str
    content: bytes | None
    target: Path


def place_copies(settings: Settings, folder: Path, *, output: Path, night: date) -> tuple[str, ...]:
    """Put the pages of a published night into the folders that are configured for them.

    `folder` is that of the configuration. Each file is replaced in one step. Returns the teams
    whose page could not be copied; the log says why.
    """
    wanted = _wanted(settings, folder, output=output, night=night)
    return tuple(dict.fromkeys(each.whose for each in wanted if not _is_placed(each)))


def _wanted(settings: Settings, folder: Path, *, output: Path, night: date) -> Iterator[_Copy]:
    pages = [(team.name, page_path(team.name), team.folder) for team in settings.teams]
    for whose, path, place in (("the service", SERVICE_PATH, settings.service.folder), *pages):
        if place is not None:
            page = published_page(output, night, path)
            alone = page and _TEAM_LINK.sub(rb"\1", page)
            yield _Copy(whose, f"the page of {whose}", alone, folder / place / copy_name(path))
    if settings.service.folder is not None:
        target = folder / settings.service.folder / FIGURES
        yield _Copy("the service", FIGURES, _content(output / FIGURES), target)


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _is_placed(copy: _Copy) -> bool:
    if copy.content is None:
        log.error("%s cannot be read as it was published, and was not copied", copy.what)
        return False
    try:
        if not copy.target.is_file() or copy.target.read_bytes() != copy.content:
            durable.share_file(copy.target, copy.content)
    except OSError as fault:
        log.error("%s could not be copied to its folder: %s", copy.what, why(fault))  # noqa: TRY400  (no trace: it may hold a path)
        return False
    return True
