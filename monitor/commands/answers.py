"""`answers`: the log of challenge, each step dated and named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, options

if TYPE_CHECKING:
    import pandas as pd


@click.command()
@options.shared(options.output)
@click.option("--team", default="", metavar="NAME", help="Only what this team was asked.")
@click.option("--unanswered", is_flag=True, help="Only what has no answer in force.")
@click.option("--csv", "as_csv", is_flag=True, help="Answer in CSV.")
@options.as_json
def answers(
    asked: options.Asked, *, team: str, unanswered: bool, as_csv: bool, as_json: bool
) -> Answer:
    """List who was asked, and what was answered and kept.

    Every step is dated and named: asked, answered, promised, kept, broken, climbed. The words of an
    answer are not in it.
    """
    from monitor.nights.challenges import log_of_challenge

    if as_csv and as_json:
        raise click.UsageError("give --csv or --json, not both")
    log = log_of_challenge(asked.order(), team=team, only_unanswered=unanswered)
    if as_csv:
        from monitor.publishing.csv_text import to_csv

        return Answer(to_csv(log).decode("utf-8-sig").rstrip().replace("\r\n", "\n"))
    if as_json:
        return Answer(json.dumps(_texts(log).to_dict("records"), indent=2))
    from monitor.reports.parts.challenges import challenge_lines

    nothing = "Nothing waits for an answer." if unanswered else "Nobody was asked yet."
    return Answer("\n".join(challenge_lines(log)) or nothing)


def _texts(log: pd.DataFrame) -> pd.DataFrame:
    dates = {
        column: log[column].dt.strftime("%Y-%m-%d").fillna("") for column in ("night", "until")
    }
    return log.assign(**dates)
