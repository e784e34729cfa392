"""The folders that teams share with this program, and the workbooks in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from monitor.publishing.exchange import WORKBOOK, workbooks_in

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.nights.order import Order


class TeamFolder(NamedTuple):
    """A folder, and the teams whose it is: they share its workbook."""

    path: Path
    teams: tuple[str, ...]

    def name_of(self, file: str) -> str:
        """Return the name by which a workbook in it is known as a source of answers."""
        return f"{file} ({', '.join(self.teams)})"

    def files(self) -> tuple[str, ...]:
        """Return the workbooks that are there, and the usual one where it should be."""
        try:
            found = [path.name for path in workbooks_in(self.path)]
        except OSError:
            found = []
        return tuple(dict.fromkeys((WORKBOOK, *found)))


def team_folders(order: Order) -> tuple[TeamFolder, ...]:
    """Return the folders in which teams answer; none where nobody is asked."""
    if order.settings.answers is None:
        return ()
    teams: dict[Path, tuple[str, ...]] = {}
    for team in order.settings.teams:
        if team.folder is not None:
            path = order.folder / team.folder
            teams[path] = (*teams.get(path, ()), team.name)
    return tuple(TeamFolder(path, names) for path, names in teams.items())
