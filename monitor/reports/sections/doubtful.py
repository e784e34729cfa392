"""Completed work to check: what looks too good, and a sample for a manager to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM
from monitor.judgement.doubts import DOUBTS, LOOK_BACK_DAYS, doubts, sample_of
from monitor.reports.parts.rows import in_cells
from monitor.reports.parts.tables import Table, headings
from monitor.reports.sections.listing import COLUMNS, rows_of
from monitor.settings.words import PLAIN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from monitor.judgement.night import Night
    from monitor.settings.rules import Rules
    from monitor.settings.words import Words

#: At most this many records are listed for each doubt, the newest first.
SHOWN = 50
SAMPLED = 10
_COLUMNS = [
    COLUMNS[name]
    for name in ("child", "team", "assessment", "worker", "start", "deadline", "authorised")
]


def doubt_tables(night: Night, rules: Rules, words: Words = PLAIN_WORDS) -> tuple[Table, ...]:
    """Return what looks better than it should: the counts, the records, and a sample to read."""
    found = doubts(night, as_at=night.as_at, rules=rules)
    counts = Table(
        id="doubts",
        caption=f"Completed work to check (the last {LOOK_BACK_DAYS} days)",
        headings=headings("What stands out", words.fill("#{Assessments}"), "What to ask"),
        rows=tuple((each.label, str(int(found[each.code].sum())), each.ask) for each in DOUBTS),
    )
    return (
        counts,
        *_records(night, found, words),
        sample_table(night, SAMPLED, seed=default_seed(night), words=words),
    )


def default_seed(night: Night) -> str:
    """Return the seed of the sample that a report shows: another one every night."""
    return f"{night.authority} {night.as_at.isoformat()}"


def sample_table(
    night: Night, count: int, *, seed: str, team: str | None = None, words: Words = PLAIN_WORDS
) -> Table:
    """Return a random sample of the recently completed (of one team), for a manager to read."""
    name = "" if team == NO_TEAM else team
    judged = night.judged if team is None else night.judged[night.judged["team"] == name]
    chosen = sample_of(judged, as_at=night.as_at, count=count, seed=seed)
    return Table(
        "sample",
        f"Read these: {len(chosen)} completed in the last {LOOK_BACK_DAYS} days, at random",
        *in_cells(rows_of(night, chosen), _COLUMNS, words),
        empty=f"None was completed in the last {LOOK_BACK_DAYS} days.",
    )


def _records(night: Night, found: pd.DataFrame, words: Words) -> Iterator[Table]:
    for each in DOUBTS:
        if found[each.code].any():
            days = night.judged.loc[found[each.code], "authorised_date"]
            in_order = days.sort_values(ascending=False, kind="stable").index
            newest = in_order[:SHOWN]
            hidden = len(days) - len(newest)
            yield Table(
                f"doubt-{each.code.replace('_', '-')}",
                f"{each.label} ({len(days)})",
                *in_cells(rows_of(night, newest), _COLUMNS, words),
                more=f"and {hidden} more" if hidden else "",
            )
