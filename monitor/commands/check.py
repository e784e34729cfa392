"""`check`: read and validate, publish nothing, print every problem."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, Surroundings, options

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from monitor.judging import Judged
    from monitor.model import Night

_REFUSED = 3


@click.command()
@options.configuration
@options.as_at
@options.output
@options.as_json
@click.pass_obj
def check(
    surroundings: Surroundings,
    *,
    config: Path,
    as_at: date | None,
    output: Path | None,
    as_json: bool,
) -> Answer:
    """Read and validate the extracts and print every problem; nothing is published."""
    from monitor.nightly import judge_beside_history  # noqa: PLC0415  (loads pandas)

    judged = judge_beside_history(options.order_of(surroundings, config, as_at, output))
    text = _as_json(judged) if as_json else _in_words(judged)
    return Answer(text, _REFUSED if judged.refusals else 0)


def _as_json(judged: Judged) -> str:
    from monitor.reports.record_files import problems  # noqa: PLC0415  (loads pandas)
    from monitor.reports.summary import summary  # noqa: PLC0415

    listed = problems(judged.night).to_dict(orient="records")
    told = {**summary(judged.night), "refusals": list(judged.refusals), "listed_problems": listed}
    return json.dumps(told, indent=2)


def _beside(night: Night) -> str:
    if night.compared.night is None:
        return "There is no earlier night in the history: its gates were not asked."
    return f"The gates of the history were asked beside the night of {night.compared.night}."


def _in_words(judged: Judged) -> str:
    from monitor.reports.wording import counted, long_date  # noqa: PLC0415  (loads pandas)

    night = judged.night
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
            *(f"WOULD BE REFUSED: {gate}" for gate in judged.refusals),
            _beside(night),
            *(f"NOT AN ALL-CLEAR: {alarm}" for alarm in night.alarms),
            f"{counted(night.service.records, 'record')} read = {statuses or 'none'}; {to_mend}.",
        ]
    )
