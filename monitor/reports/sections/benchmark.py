"""Tonight's durations beside those that the Department published of authority, region, England."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from monitor.judgement.durations import BANDS, PUBLISHED_LIMIT, Published, Unread
from monitor.judgement.figures import median_days_to_complete
from monitor.judgement.rounding import percentage
from monitor.reports.parts.tables import Table, headings
from monitor.reports.parts.wording import NOTHING, counted, figure, long_date, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.judgement.durations import Durations, PublishedFigure
    from monitor.judgement.night import Night
    from monitor.reports.parts.tables import Row
    from monitor.settings.rules import Rules

_NAME, _CAPTION = "benchmark", "Beside the published statistics"
_HEADINGS = headings(
    *("Whose", "#Completed", f"#Within {PUBLISHED_LIMIT} working days"),
    *("#Median of working days", "Counted"),
)
_DO_NOT_ADD_UP = "not known: the published bands do not add up"


def benchmark_tables(night: Night, rules: Rules) -> tuple[Table, ...]:
    """Return the comparison as a table, or why it cannot be made; none where none is configured."""
    match night.benchmark:
        case None:
            return ()
        case Unread(name, reason):
            why = (
                f"The published statistics cannot be shown: {name}: {reason}. Mend [benchmark] in "
                "the configuration. No other figure of this report depends on them."
            )
            return (Table(_NAME, _CAPTION, _HEADINGS, (), why),)
        case published:
            by = f"by the Department, reporting year {published.year}"
            rows = [
                (each.place, _count(each.completed), _share(each), _median(each), by)
                for each in published.rows
            ]
            more = " ".join(_notes(published, rules)).removesuffix(".")
            shown = (*rows, _row_of_tonight(night, rules))
            return (Table(_NAME, _CAPTION, _HEADINGS, shown, more=more),)


def _row_of_tonight(night: Night, rules: Rules) -> Row:
    within, limit = night.service.completed_within_limit, rules.statutory_working_days
    of_limit = "" if limit == PUBLISHED_LIMIT else f" within {limit}"
    period = f"{counted(rules.headline_months, 'month')} to {long_date(night.as_at)}"
    return (
        f"{night.authority}, tonight",
        f"{within.of:,}",
        f"{share(within.percent)}{of_limit}",
        figure(median_days_to_complete(night.judged)),
        f"by this report, {period}",
    )


def _notes(published: Published, rules: Rules) -> Iterable[str]:
    """Yield by which clock each side counts, and what is printed instead of a number."""
    yield (
        "Two clocks: the Department's figures are its own, as its table of durations publishes "
        f"them ({published.name}, SHA-256 begins {published.sha256[:12]}). Tonight's count the "
        "working days from the referral to the authorisation, bank holidays in England left out, "
        f"of what was completed in the {rules.headline_months} months up to the as-at date and "
        f"whose day of {rules.statutory_working_days} is known."
    )
    if published.year != published.newest_year:
        yield (
            f"The file goes on to {published.newest_year}, "
            f"but its newest year with this authority is {published.year}."
        )
    yield (
        "Suppressed (c) means that the Department withholds a small number, "
        "not applicable (z) that there is none to publish."
    )


def _count(cell: PublishedFigure) -> str:
    return cell.meaning if cell.number is None else f"{cell.number:,.0f}"


def _share(row: Durations) -> str:
    """Return the share within the limit; where bands are withheld, between what it must lie."""
    if row.completed.number is None:
        return row.completed.meaning
    completed = int(row.completed.number)
    if completed == 0:
        return NOTHING
    within, beyond = row.numbers(within_limit=True), row.numbers(within_limit=False)
    least = sum(filter(None, within))
    most = completed - sum(filter(None, beyond))
    if None not in within:
        most = least
    elif None not in beyond:
        least = most
    if not 0 <= least <= most <= completed:
        return _DO_NOT_ADD_UP
    shown = f"{percentage(least, completed)}%"
    if least < most:
        shown = f"between {shown} and {percentage(most, completed)}%"
    return f"{shown}{_withheld(row)}"


def _withheld(row: Durations) -> str:
    by_meaning: dict[str, list[str]] = {}
    for band, cell in zip(BANDS, row.bands, strict=True):
        if cell.number is None:
            by_meaning.setdefault(cell.meaning, []).append(band.label)
    listed = "; ".join(f"{', '.join(labels)} {why}" for why, labels in by_meaning.items())
    return f" ({listed})" if listed else ""


def _median(row: Durations) -> str:
    """Return the published median; where there is none, the band in which it lies, if known."""
    if row.median is not None and row.median.number is not None:
        return f"{row.median.number:g}"
    why = "not published" if row.median is None else row.median.meaning
    counts = [int(cell.number) for cell in row.bands if cell.number is not None]
    if len(counts) < len(BANDS) or sum(counts) == 0:
        return why
    return f"{why}; by the bands it lies in {_middle(counts)}"


def _middle(counts: Sequence[int]) -> str:
    total = sum(counts)
    first, second = (_band_of((total - 1) // 2, counts), _band_of(total // 2, counts))
    return first if first == second else f"{first} or {second}"


def _band_of(place: int, counts: Sequence[int]) -> str:
    return BANDS[bisect_right(list(accumulate(counts)), place)].label
