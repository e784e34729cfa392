"""`run`: one night, from the extracts to the published reports."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, Surroundings, options

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from monitor.judging import Order
    from monitor.nightly import Published

_EXCEPTIONS_FOUND = 1


@click.command()
@options.configuration
@options.as_at
@options.output
@click.option("--first-night", is_flag=True, help="Begin the history with this night.")
@click.option(
    "--accept",
    type=options.Words(),
    metavar="REASON",
    default="",
    help="Pass the gates of the history this once; every report says so, and why.",
)
@click.option("--dry-run", is_flag=True, help="Do everything but write.")
@options.as_json
@click.option(
    "--fail-on",
    type=click.Choice(["exceptions"]),
    help="End with exit code 1 when an assessment needs somebody.",
)
@click.pass_obj
def run(
    surroundings: Surroundings,
    *,
    config: Path,
    as_at: date | None,
    output: Path | None,
    first_night: bool,
    accept: str,
    dry_run: bool,
    as_json: bool,
    fail_on: str | None,
) -> Answer:
    """Read the extracts, judge every assessment, and publish the reports of the night."""
    from monitor.nightly import rehearse_night, run_night  # noqa: PLC0415  (loads pandas)

    order = options.order_of(
        surroundings, config, as_at, output, first_night=first_night, accepted=accept
    )
    done = rehearse_night(order) if dry_run else run_night(order)
    found = fail_on is not None and done.night.service.exceptions > 0
    text = _as_json(done) if as_json else _in_words(done, order)
    return Answer(text, _EXCEPTIONS_FOUND if found else 0)


def _as_json(done: Published) -> str:
    from monitor.reports.summary import summary  # noqa: PLC0415  (loads pandas)

    folder = None if done.folder is None else str(done.folder)
    return json.dumps({**summary(done.night), "folder": folder}, indent=2)


def _in_words(done: Published, order: Order) -> str:
    from monitor.reports.changed import changes_in_words  # noqa: PLC0415  (loads pandas)
    from monitor.reports.wording import counted, headline, long_date  # noqa: PLC0415

    service = done.night.service
    limit = order.settings.rules.long_overdue_working_days
    statuses = ", ".join(f"{count} {code}" for code, count in service.statuses.items() if count)
    to_mend = counted(len(done.night.problems), "problem")
    return "\n".join(
        [
            f"{done.night.authority}, as at {long_date(done.night.as_at)}",
            *(f"NOT AN ALL-CLEAR: {alarm}" for alarm in done.night.alarms),
            headline(service, long_overdue=limit),
            changes_in_words(service, done.night.compared.night),
            f"{counted(service.records, 'record')} read = {statuses or 'none'}; {to_mend}.",
            _where(done, order),
        ]
    )


def _where(done: Published, order: Order) -> str:
    if done.folder is not None:
        return f"Reports: {done.folder / 'index.html'}"
    recipients = "".join(
        f"\n  {team.name}: {', '.join(team.recipients) or 'nobody'}"
        for team in order.settings.teams
    )
    service = ", ".join(order.settings.service.recipients) or "nobody"
    return (
        f"Dry run: nothing was written.\nWould be written to:\n  the service: {service}{recipients}"
    )
