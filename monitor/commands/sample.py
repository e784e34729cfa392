"""`sample`: recently completed assessments at random, for a manager to read."""

from __future__ import annotations

import click

from monitor.commands import Answer, options
from monitor.errors import UsageFault


@click.command()
@options.shared(options.as_at)
@click.option(
    "--completed",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many completed assessments to draw.",
)
@click.option("--team", type=options.Utf8Text(), help="Only of this team.")
@click.option(
    "--seed",
    type=options.Utf8Text(),
    default="",
    help="Draw another sample; the same text draws the same one.",
)
def sample(asked: options.Asked, *, completed: int, team: str | None, seed: str) -> Answer:
    """Draw completed assessments at random, to be read.

    Inspectors have found closed assessments that were not finished.
    """
    from monitor.nights.judging import judge_night
    from monitor.reports.parts.tables import in_columns
    from monitor.reports.sections.doubtful import default_seed, sample_table

    night = judge_night(asked.order()).night
    if team is not None and team not in {each.name for each in night.teams}:
        raise UsageFault("there is no team of this name; the reports list the names")
    drawn = sample_table(night, completed, seed=seed or default_seed(night), team=team)
    return Answer(in_columns(drawn))
