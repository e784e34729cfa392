"""`sample`: recently completed assessments at random, for a manager to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, Surroundings, options
from monitor.errors import UsageFault

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command()
@options.configuration
@options.as_at
@click.option(
    "--completed",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="So many completed assessments.",
)
@click.option("--team", type=options.Utf8Text(), help="Of this team alone.")
@click.option(
    "--seed",
    type=options.Utf8Text(),
    default="",
    help="Draw another sample; the same text draws the same one.",
)
@click.pass_obj
def sample(
    surroundings: Surroundings,
    *,
    config: Path,
    as_at: date | None,
    completed: int,
    team: str | None,
    seed: str,
) -> Answer:
    """Draw completed assessments at random: inspectors found closed ones unfinished."""
    from monitor.nights.judging import judge_night  # noqa: PLC0415  (loads pandas)
    from monitor.reports.parts.tables import in_columns  # noqa: PLC0415
    from monitor.reports.sections.doubtful import default_seed, sample_table  # noqa: PLC0415

    night = judge_night(options.order_of(surroundings, config, as_at)).night
    if team is not None and team not in {each.name for each in night.teams}:
        message = "there is no team of this name; names stand in the reports"
        raise UsageFault(message)
    drawn = sample_table(night, completed, seed=seed or default_seed(night), team=team)
    return Answer(in_columns(drawn))
