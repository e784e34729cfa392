"""`export`: a night's assessments and problems as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, Surroundings, options
from monitor.errors import UsageFault

if TYPE_CHECKING:
    from datetime import date


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.xlsx")
@options.configuration
@options.output
@click.option("--team", type=options.Utf8Text(), help="The records of this team alone.")
@click.option("--night", type=options.AsAt(), help="Of this night instead of the newest.")
@click.option("--force", is_flag=True, help="Overwrite the file if it is there already.")
@click.pass_obj
def export(
    surroundings: Surroundings,
    *,
    file: Path,
    config: Path,
    output: Path | None,
    team: str | None,
    night: date | None,
    force: bool,
) -> Answer:
    """Write the assessments and problems of a published night to FILE.xlsx, private to you."""
    from monitor.nights.export import export_night  # noqa: PLC0415  (loads pandas)
    from monitor.publishing.handover import hand_over  # noqa: PLC0415
    from monitor.reports.parts.wording import counted  # noqa: PLC0415

    if file.suffix.lower() != ".xlsx":
        message = "give the workbook a name that ends with .xlsx"
        raise UsageFault(message)
    order = options.order_of(surroundings, config, None, output)
    exported = export_night(order.output, night, team)
    hand_over(file, exported.workbook, overwrite=force)
    return Answer(
        f"{file}: {counted(exported.records, 'assessment')} and "
        f"{counted(exported.problems, 'problem')} of the night of {exported.night}.\n"
        "It holds personal data about children: keep it where only those who need it can see it."
    )
