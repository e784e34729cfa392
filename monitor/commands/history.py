"""`history`: night by night, whether it is getting better."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, options
from monitor.errors import HistoryUnusable, UsageFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.judgement.night import TrendRow


@click.command()
@options.shared(options.output)
@click.option("--team", type=options.Utf8Text(), help="Of this team instead of the service.")
@click.option("--csv", "form", flag_value="csv", help="Answer in CSV.")
@click.option("--json", "form", flag_value="json", help="Answer in JSON.")
def history(asked: options.Asked, *, team: str | None, form: str | None) -> Answer:
    """Show the figures of every night that is kept.

    They are those of the service, or of one team, which may be named by an alias.
    """
    from monitor.history.store import look_into_history
    from monitor.judgement.trends import of_service, of_team
    from monitor.nights.past import namer, trend_by_tonights_names

    order = asked.order()
    with look_into_history(order.output) as nights:
        published = nights.published()
        trend = trend_by_tonights_names(nights, published, order.settings)
    if not published:
        message = f"the history in {order.output} holds no night: `run --first-night` begins it"
        raise HistoryUnusable(message)
    name = namer(order.settings)
    rows = of_service(trend) if team is None else of_team(trend, name(team))
    if not rows:
        message = "no night of the history has figures of this team; the reports list the names"
        raise UsageFault(message)
    return Answer(_FORMS[form or "words"](rows))


def _in_words(rows: Sequence[TrendRow]) -> str:
    from monitor.reports.parts.tables import in_columns
    from monitor.reports.sections.trend import trend_table

    return in_columns(trend_table(rows))


def _as_csv(rows: Sequence[TrendRow]) -> str:
    from monitor.judgement.trends import trend_frame
    from monitor.publishing.csv_text import to_csv

    return to_csv(trend_frame(rows)).decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n")


def _as_json(rows: Sequence[TrendRow]) -> str:
    nights = [dict(zip(row._fields[:-1], row[:-1], strict=True)) for row in rows]
    return json.dumps(nights, indent=2, default=date.isoformat)


_FORMS = {"words": _in_words, "csv": _as_csv, "json": _as_json}
