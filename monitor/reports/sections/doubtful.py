"""Better than it should be: the doubts with their records, and a sample for a manager to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM
from monitor.judgement.doubts import DOUBTS, LOOK_BACK_DAYS, doubts, sample_of
from monitor.reports.parts.rows import as_rows, named
from monitor.reports.parts.tables import Table, headings
from monitor.reports.parts.wording import short_dates
from monitor.reports.sections.listing import deadline_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from monitor.judgement.night import Night
    from monitor.settings.rules import Rules

#: So many records stand under each doubt, the newest first.
SHOWN = 50
SAMPLED = 10
_COLUMNS = {
    "child": "Child",
    "team": "Team",
    "assessment": "Assessment",
    "worker": "Worker",
    "start": "Started",
    "deadline": "Deadline",
    "authorised": "Authorised",
}


def doubt_tables(night: Night, rules: Rules) -> tuple[Table, ...]:
    """Return what looks better than it should: the counts, the records, and a sample to read."""
    found = doubts(night.assessed, as_at=night.as_at, rules=rules)
    counts = Table(
        id="doubts",
        caption=f"Better than it should be (the last {LOOK_BACK_DAYS} days)",
        headings=headings("What stands out", "#Assessments", "What to ask"),
        rows=tuple((each.label, str(int(found[each.code].sum())), each.ask) for each in DOUBTS),
        empty="",
    )
    return (counts, *_records(night, found), sample_table(night, SAMPLED, seed=default_seed(night)))


def default_seed(night: Night) -> str:
    """Return the seed of the sample that a report shows: another one every night."""
    return f"{night.authority} {night.as_at.isoformat()}"


def sample_table(night: Night, count: int, *, seed: str, team: str | None = None) -> Table:
    """Return a random sample of the recently completed (of one team), for a manager to read."""
    named = night.judged["team"].where(night.judged["team"] != "", NO_TEAM)
    judged = night.judged if team is None else night.judged[named == team]
    chosen = sample_of(judged, as_at=night.as_at, count=count, seed=seed)
    return Table(
        id="sample",
        caption=f"Read these: {len(chosen)} completed in the last {LOOK_BACK_DAYS} days, at random",
        headings=headings(*_COLUMNS.values()),
        rows=as_rows(_in_words(night, chosen), list(_COLUMNS)),
        empty=f"None was completed in the last {LOOK_BACK_DAYS} days.",
    )


def _records(night: Night, found: pd.DataFrame) -> Iterator[Table]:
    for each in DOUBTS:
        chosen = night.judged[found[each.code]]
        newest = chosen.sort_values("authorised_date", ascending=False, kind="stable")[:SHOWN]
        hidden = len(chosen) - len(newest)
        if len(newest):
            yield Table(
                id=f"doubt-{each.code.replace('_', '-')}",
                caption=f"{each.label} ({len(chosen)})",
                headings=headings(*_COLUMNS.values()),
                rows=as_rows(_in_words(night, newest), list(_COLUMNS)),
                empty="",
                more=f"and {hidden} more" if hidden else "",
            )


def _in_words(night: Night, listed: pd.DataFrame) -> pd.DataFrame:
    followed = night.compared.followed.loc[listed.index]
    return named(listed).assign(
        start=short_dates(listed["start_date"]),
        deadline=deadline_in_words(listed, followed),
        authorised=short_dates(listed["authorised_date"]),
    )
