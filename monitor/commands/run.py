"""`run`: one night, from the extracts to the published reports."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, Surroundings, options
from monitor.commands.message_lines import (
    UNDELIVERED,
    planned_as_json,
    planned_in_words,
    told_as_json,
    told_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from monitor.nights.night import Published
    from monitor.nights.order import Order

_EXCEPTIONS_FOUND = 1


@click.command()
@options.configuration
@options.as_at
@options.output
@click.option("--first-night", is_flag=True, help="Begin the history with this night.")
@click.option(
    "--accept",
    type=options.Utf8Text(),
    metavar="REASON",
    default="",
    help="Pass the gates of the history this once; every report says so, and why.",
)
@click.option("--dry-run", is_flag=True, help="Do everything but write and send.")
@click.option("--no-send", is_flag=True, help="Leave every message pending, for `send`.")
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
    no_send: bool,
    as_json: bool,
    fail_on: str | None,
) -> Answer:
    """Read the extracts, judge every assessment, publish the reports and send them."""
    with surroundings.loading():
        from monitor.delivery.ping import watched_from_outside  # noqa: PLC0415
        from monitor.nights.night import rehearse_night, run_night  # noqa: PLC0415  (loads pandas)

    order = options.order_of(
        surroundings,
        config,
        as_at,
        output,
        first_night=first_night,
        accepted=accept,
        posting=options.posting_of(surroundings, send=not no_send),
    )
    ping = order.settings.ping
    with watched_from_outside(None if dry_run or ping is None else ping.url) as ended:
        done = rehearse_night(order) if dry_run else run_night(order)
        code = _exit_code(done, fail_on)
        ended(code)
    return Answer(_as_json(done) if as_json else _in_words(done, order), code)


def _exit_code(done: Published, fail_on: str | None) -> int:
    if not done.told.everybody or (done.folder is not None and done.mail.misses_a_team):
        return UNDELIVERED
    found = fail_on is not None and done.night.service.exceptions > 0
    return _EXCEPTIONS_FOUND if found else 0


def _as_json(done: Published) -> str:
    from monitor.reports.files.summary import summary  # noqa: PLC0415  (loads pandas)

    folder = None if done.folder is None else str(done.folder)
    delivery = told_as_json(done.told)
    if done.folder is None:
        delivery = {"would_be_written_to": planned_as_json(done.mail.messages)}
    delivery["nobody_is_told_of"] = list(done.mail.unaddressed)
    return json.dumps({**summary(done.night), "folder": folder, "delivery": delivery}, indent=2)


def _in_words(done: Published, order: Order) -> str:
    from monitor.reports.parts.wording import counted, headline, long_date  # noqa: PLC0415
    from monitor.reports.sections.changed import changes_in_words  # noqa: PLC0415  (loads pandas)

    service = done.night.service
    limit = order.settings.rules.long_overdue_working_days
    statuses = ", ".join(f"{count} {code}" for code, count in service.statuses.items() if count)
    to_mend = counted(len(done.night.problems), "problem")
    return "\n".join(
        [
            f"{done.night.authority}, as at {long_date(done.night.as_at)}",
            *(f"NOT AN ALL-CLEAR: {alarm}" for alarm in done.night.alarm_sentences),
            headline(service, long_overdue=limit),
            changes_in_words(service, done.night.compared.night),
            f"{counted(service.records, 'record')} read = {statuses or 'none'}; {to_mend}.",
            *_where(done),
        ]
    )


def _where(done: Published) -> Iterator[str]:
    if done.folder is None:
        yield "Dry run: nothing was written, and nothing sent."
        yield from planned_in_words(done.mail.messages)
    else:
        yield f"Reports: {done.folder / 'index.html'}"
        yield from told_in_words(done.told)
    for title in done.mail.unaddressed:
        yield f"NOBODY IS TOLD of {title}: it has no recipient in the configuration."
