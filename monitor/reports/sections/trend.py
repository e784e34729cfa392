"""Whether it is getting better, as tables: the last nights, and the last night of each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.judgement.rounding import percentage
from monitor.judgement.trends import (
    MONTHS_SHOWN,
    NIGHTS_DRAWN,
    NIGHTS_SHOWN,
    month_ends,
    of_service,
    trend_rows,
)
from monitor.reports.parts.charts import NO_DEADLINE, OVERDUE, Values, course_found, draw_lines
from monitor.reports.parts.rows import in_cells
from monitor.reports.parts.tables import Table, headings
from monitor.reports.parts.wording import figure, share, short_date

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from monitor.judgement.night import Night, TrendRow
    from monitor.reports.parts.rows import Column

_DRAWN = (OVERDUE, NO_DEADLINE)
DAYS_OF_A_WEEK, DAYS_OF_A_MONTH = 7, 28

NO_TREND = "Several teams share this page, so there is no trend of it."
#: From such a night on, deadlines missed before it count.
RESTORED = "missed deadlines count from here"
FIRST_NIGHT = "This is the first night: the trend begins with the next."

_COLUMNS: tuple[Column, ...] = (
    ("Night", lambda row: short_date(row.night)),
    ("#Need action", lambda row: str(row.exceptions)),
    ("#Past the deadline", lambda row: f"{row.past_deadline} of {row.past_deadline_of}"),
    ("#Share", lambda row: share(percentage(row.past_deadline, row.past_deadline_of))),
    ("#Mean working days late", lambda row: figure(row.mean_working_days_late)),
    ("#Worst", lambda row: figure(row.max_working_days_late)),
    ("#No deadline", lambda row: str(row.no_deadline)),
    ("#Child not seen", lambda row: str(row.child_not_seen)),
    ("#Completed within the limit", lambda row: _portion(row.within_limit, row.within_limit_of)),
)


def trend_tables(
    rows: Sequence[TrendRow], restored: Collection[date] = (), *, is_in_doubt: bool
) -> tuple[Table, ...]:
    """Return the trend of the service or of one team; `rows` are its own, tonight's among them.

    The nights are marked on which children came back by deadlines that they had missed before.
    """
    if not rows:
        return (Table("course", "Night by night", headings("Night"), (), NO_TREND),)
    ends = set(month_ends([row.night for row in rows])[-MONTHS_SHOWN:])
    newest_first = sorted(rows, key=lambda row: row.night, reverse=True)
    return (
        drawn_nights(newest_first[: NIGHTS_DRAWN + 1], restored, is_in_doubt=is_in_doubt),
        trend_table(newest_first[: NIGHTS_SHOWN + 1], restored),
        trend_table(
            [row for row in newest_first if row.night in ends],
            _month_ends_after(restored, ends),
            name="months",
            caption="Month by month, as at the last night of each",
        ),
    )


def _month_ends_after(restored: Collection[date], ends: Collection[date]) -> set[date]:
    """Return the last nights of the months in which these nights lie."""
    months = {(night.year, night.month) for night in restored}
    return {night for night in ends if (night.year, night.month) in months}


def drawn_nights(
    newest_first: Sequence[TrendRow], restored: Collection[date], *, is_in_doubt: bool
) -> Table:
    """Return what is overdue and what has no deadline, night by night, as a picture.

    It says if there is more than at first, unless children came back meanwhile by a new rule.
    """
    values = [(row.night, (row.overdue, row.no_deadline)) for row in newest_first]
    overdue = [(night, count) for night, (count, _) in reversed(values)]
    is_alike = not any(night > overdue[0][0] for night in restored)
    chart = draw_lines(
        Values(
            id="course-picture",
            shows="Overdue and without a deadline, night by night",
            series=_DRAWN,
            finding=course_found(overdue, "overdue") if is_alike and not is_in_doubt else "",
        ),
        values[::-1],
    )
    rows = [(short_date(night), *map(str, counts)) for night, counts in values]
    return Table(
        id="course",
        caption=f"Last {len(rows)} nights" if len(rows) > 1 else "Night by night",
        headings=headings("Night", *(f"#{series.name}" for series in _DRAWN)),
        rows=tuple(rows) if chart else (),
        empty=FIRST_NIGHT,
        chart=chart,
        folded=chart is not None,
    )


def trend_of_service(night: Night) -> tuple[TrendRow, ...]:
    """Return the service's figures of the nights that are shown, tonight's last."""
    return of_service((*night.trend, *trend_rows(night)))


def trend_by_team(night: Night, names: Sequence[str]) -> list[tuple[TrendRow, ...]]:
    """Return the same of each of these teams; nothing for a page that several teams share."""
    of_name: dict[str, list[TrendRow]] = {}
    for row in (*night.trend, *trend_rows(night)):
        if not row.is_service:
            of_name.setdefault(row.name, []).append(row)
    return [tuple(of_name.get(name, ())) for name in names]


def _portion(count: int, of: int) -> str:
    percent = percentage(count, of)
    return f"{count} of {of}" if percent is None else f"{count} of {of} ({percent}%)"


def trend_table(
    rows: Sequence[TrendRow],
    restored: Collection[date] = (),
    *,
    name: str = "trend",
    caption: str = "The last nights",
) -> Table:
    """Return these nights as a table, in their order."""
    labels, cells = in_cells(rows, _COLUMNS)
    marked = tuple(
        (f"{first} ({RESTORED})" if row.night in restored else first, *rest)
        for row, (first, *rest) in zip(rows, cells, strict=True)
    )
    return Table(name, caption, labels, marked, kind="trend-of")
