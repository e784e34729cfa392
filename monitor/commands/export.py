"""`export`: a night's assessments, problems and log of challenge as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, options
from monitor.errors import UsageFault

if TYPE_CHECKING:
    from datetime import date


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.xlsx")
@options.shared(options.output)
@click.option("--team", type=options.Utf8Text(), help="Only the records of this team.")
@click.option("--night", type=options.AsAt(), help="Of this night instead of the newest.")
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
def export(
    asked: options.Asked, *, file: Path, team: str | None, night: date | None, force: bool
) -> Answer:
    """Write a night's assessments and problems to FILE.xlsx.

    Only your own account can read the file.
    """
    from monitor.nights.export import export_night
    from monitor.publishing.handover import hand_over
    from monitor.reports.parts.wording import counted

    if file.suffix.lower() != ".xlsx":
        raise UsageFault("give the workbook a name that ends with .xlsx")
    exported = export_night(asked.order(), night, team)
    hand_over(file, exported.workbook, overwrite=force)
    return Answer(
        f"{file}: {counted(exported.records, 'assessment')} and "
        f"{counted(exported.problems, 'problem')} of the night of {exported.night}.\n"
        "It holds personal data about children: share it only with people who need it.",
        is_done=True,
    )
