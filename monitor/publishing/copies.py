"""Copies of single pages in folders that others can read: a team's page, and no other, for each."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from monitor import durable
from monitor.publishing.folder import why
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


def place_copies(settings: Settings, folder: Path, *, output: Path, night: date) -> tuple[str, ...]:
    """Put the pages of a published night into the folders that are configured for them.

    `folder` is that of the configuration. Each file is replaced in one step. Returns the teams
    whose page could not be copied; the log says why.
    """
    return tuple(
        whose
        for whose, path, target in _wanted(settings, folder)
        if not _is_placed(published_page(output, night, path), target, whose)
    )


def _wanted(settings: Settings, folder: Path) -> Iterator[tuple[str, str, Path]]:
    if settings.service.folder is not None:
        target = folder / settings.service.folder / copy_name(SERVICE_PATH)
        yield "the service", SERVICE_PATH, target
    for team in settings.teams:
        if team.folder is not None:
            path = page_path(team.name)
            yield team.name, path, folder / team.folder / copy_name(path)


def _is_placed(page: bytes | None, target: Path, whose: str) -> bool:
    if page is None:
        log.error("the page of %s is not as it was published, and was not copied", whose)
        return False
    alone = _TEAM_LINK.sub(rb"\1", page)
    try:
        if not target.is_file() or target.read_bytes() != alone:
            durable.share_file(target, alone)
    except OSError as fault:
        log.error("the page of %s could not be copied to its folder: %s", whose, why(fault))  # noqa: TRY400  (no trace: it may hold a path)
        return False
    return True
