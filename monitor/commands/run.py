"""`run`: one night, from the extracts to the published reports."""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, options
from monitor.commands.message_lines import (
    UNDELIVERED,
    configuration_as_json,
    configuration_lines,
    doubt_lines,
    planned_as_json,
    planned_lines,
    records_line,
    sent_as_json,
    sent_lines,
    title_line,
)
from monitor.errors import ReportsInPlace, exit_code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from monitor.nights.night import RunResult
    from monitor.settings.settings import Settings

log = logging.getLogger("monitor")

_EXCEPTIONS_FOUND = 1


@click.command()
@options.shared(options.as_at, options.output)
@click.option("--first-night", is_flag=True, help="Begin the history with this night.")
@click.option(
    "--accept",
    type=options.Utf8Text(),
    metavar="REASON",
    default="",
    help="Accept what the gates of the history would refuse; every report gives the reason.",
)
@click.option(
    "--team-moved",
    "teams_moved",
    type=options.Renaming(),
    multiple=True,
    help="Teams were split or merged: history and answers follow. May be repeated.",
)
@click.option("--dry-run", is_flag=True, help="Judge and draft everything; write and send nothing.")
@click.option("--no-send", is_flag=True, help="Leave every message pending, for `send`.")
@options.as_json
@click.option(
    "--fail-on",
    type=click.Choice(["exceptions"]),
    help="End with exit code 1 when an assessment needs action.",
)
def run(
    asked: options.Asked,
    *,
    first_night: bool,
    accept: str,
    teams_moved: tuple[tuple[str, str], ...],
    dry_run: bool,
    no_send: bool,
    as_json: bool,
    fail_on: str | None,
) -> Answer:
    """Judge the extracts, publish the reports and send them."""
    with asked.surroundings.loading():
        from monitor.delivery.ping import watched_from_outside
        from monitor.nights.night import rehearse_night, run_night

    posting = asked.posting(send=not no_send)
    order = asked.order(
        first_night=first_night, accepted=accept, teams_moved=teams_moved, posting=posting
    )
    ping = order.settings.ping
    with (
        _summed_up(order.as_at, asked.surroundings.now) as figures,
        watched_from_outside(None if dry_run or ping is None else ping.url) as ended,
    ):
        done = rehearse_night(order) if dry_run else run_night(order)
        code = _exit_code(done, fail_on)
        ended(code)
        figures.update(_figures(done), exit_code=code)
    text = _as_json(done) if as_json else "\n".join(_lines(done, order.settings))
    warns = bool(done.night.alarm_sentences or done.mail.unaddressed)
    return Answer(text, code, is_done=not dry_run, warns=warns)


@contextmanager
def _summed_up(as_at: date, now: Callable[[], datetime]) -> Iterator[dict[str, object]]:
    """Log one line at the end of the night, however it ends: its figures, its code, its seconds."""
    began = now().timestamp()
    figures: dict[str, object] = {}
    try:
        yield figures
    except BaseException as fault:
        is_published = isinstance(fault, ReportsInPlace)
        figures.update(published=is_published, exit_code=exit_code_of(fault))
        raise
    finally:
        said = " ".join(f"{name}={value}" for name, value in figures.items())
        log.info("night as_at=%s %s seconds=%.1f", as_at, said, now().timestamp() - began)


def _figures(done: RunResult) -> dict[str, object]:
    night, service = done.night, done.night.service
    return {
        "published": done.folder is not None,
        "records": service.records,
        "exceptions": service.exceptions,
        **{status: count for status, count in service.statuses.items() if count},
        "problems": len(night.problems),
        "alarms": len(night.alarms),
        "sent": done.delivered.sent,
        "undelivered": len(done.delivered.undelivered),
        "not_copied": len(done.delivered.copies_missed),
        "without_recipient": len(done.mail.unaddressed),
    }


def _exit_code(done: RunResult, fail_on: str | None) -> int:
    if not done.delivered.complete or (done.folder is not None and done.mail.misses_somebody):
        return UNDELIVERED
    found = fail_on is not None and done.night.service.exceptions > 0
    return _EXCEPTIONS_FOUND if found else 0


def _as_json(done: RunResult) -> str:
    from monitor.reports.files.summary import summary

    folder = None if done.folder is None else str(done.folder)
    delivery = sent_as_json(done.delivered)
    if done.folder is None:
        delivery = {"would_be_written_to": planned_as_json(done.mail.messages)}
    delivery["nobody_is_told_of"] = list(done.mail.unaddressed)
    told = {**summary(done.night), "folder": folder, "delivery": delivery}
    if done.by_configuration is not None:
        told["changed_by_configuration"] = configuration_as_json(done.by_configuration)
    return json.dumps(told, indent=2)


def _lines(done: RunResult, settings: Settings) -> Iterator[str]:
    from monitor.reports.parts.wording import headline
    from monitor.reports.sections.changed import changes_in_words

    night = done.night
    yield title_line(night)
    yield from doubt_lines(night)
    limit, words = settings.rules.long_overdue_working_days, settings.words
    yield headline(night.service, long_overdue=limit, words=words)
    yield changes_in_words(night.service, night.compared.night, words)
    yield records_line(night)
    if done.folder is None:
        yield "Dry run: nothing was written, and nothing sent."
        yield from planned_lines(done.mail.messages)
        if done.by_configuration is not None:
            yield from configuration_lines(done.by_configuration)
    else:
        yield f"Reports: {done.folder / 'index.html'}"
        yield from sent_lines(done.delivered)
    for title in done.mail.unaddressed:
        yield (
            f"NO RECIPIENT for {title}: name one in the configuration (or, where nobody is to be "
            'written to, channel = "none" in [delivery])'
        )
