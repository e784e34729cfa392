"""`check`: read and validate, publish nothing, print every problem."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, Surroundings, options

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from monitor.model import Night


@click.command()
@options.configuration
@options.as_at
@options.as_json
@click.pass_obj
def check(surroundings: Surroundings, *, config: Path, as_at: date | None, as_json: bool) -> Answer:
    """Read and validate the extracts and print every problem; nothing is published."""
    from monitor.nightly import judge_night  # noqa: PLC0415  (loads pandas)

    night = judge_night(options.order_of(surroundings, config, as_at)).night
    return Answer(_as_json(night) if as_json else _in_words(night))


def _as_json(night: Night) -> str:
    from monitor.reports.record_files import problems  # noqa: PLC0415  (loads pandas)
    from monitor.reports.summary import summary  # noqa: PLC0415

    listed = problems(night).to_dict(orient="records")
    return json.dumps({**summary(night), "listed_problems": listed}, indent=2)


def _in_words(night: Night) -> str:
    from monitor.reports.wording import counted, long_date  # noqa: PLC0415  (loads pandas)

    places = night.problems[["source", "source_row", "message", "action"]]
    statuses = ", ".join(
        f"{count} {code}" for code, count in night.service.statuses.items() if count
    )
    to_mend = counted(len(night.problems), "problem")
    return "\n".join(
        [
            f"{night.authority}, as at {long_date(night.as_at)}",
            *(
                f"{source.name} ({source.form}): {counted(source.lines.records, 'record')}"
                for source in night.sources
            ),
            *(
                f"{source}, row {row}: {message} {action}"
                for source, row, message, action in places.itertuples(index=False, name=None)
            ),
            *(f"NOT AN ALL-CLEAR: {alarm}" for alarm in night.alarms),
            f"{counted(night.service.records, 'record')} read = {statuses or 'none'}; {to_mend}.",
        ]
    )
