"""Whether it is getting better, for elected members: the answer, the figures, why they disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.judgement.rounding import percentage
from monitor.reports.pages.suppression import Counts, hidden_of_service
from monitor.reports.parts.wording import long_date
from monitor.reports.sections.trust import IN_DOUBT, Assurance
from monitor.reports.sections.verdicts import WHY_IT_FELL, WHY_IT_ROSE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.judgement.night import TrendRow
    from monitor.reports.pages.suppression import Hidden

#: A share that changes by less (in points), or an average (in working days), is about the same.
_AT_LEAST = 1.0


def counts_of(row: TrendRow) -> Counts:
    """Return the counts of a row of which some may be suppressed."""
    return Counts(row.past_deadline_of, row.past_deadline, row.no_deadline)


def verdict_of(months: Sequence[TrendRow], *, is_in_doubt: bool) -> Assurance:
    """Return the answer, from the service's last night of each month; no small number is in it."""
    if is_in_doubt:
        return IN_DOUBT
    if len(months) == 1:
        return Assurance("It is too early to say.", ("There is no earlier month to compare with.",))
    before, now = months[-2:]
    hidden = _hidden(before) | _hidden(now)
    was, share = _past(before), _past(now)
    if hidden & {"of", "past"} or was is None or share is None:
        return Assurance("It cannot be said.", ("The two months cannot both be shown.",))
    rise = share - was
    if "no_deadline" not in hidden:
        rise = max(rise, _past_or_without(now) - _past_or_without(before))
    return Assurance(
        _answer(rise),
        (
            (
                f"Past their deadline: {share}% on {long_date(now.night)}; {was}% on "
                f"{long_date(before.night)}."
            ),
            *_days(before, now),
            *_disagreement(before, now, share - was),
            *(() if "no_deadline" in hidden else _without(before, now)),
        ),
    )


def _hidden(row: TrendRow) -> Hidden:
    return hidden_of_service(counts_of(row))


def _past(row: TrendRow) -> float | None:
    return percentage(row.past_deadline, row.past_deadline_of)


def _past_or_without(row: TrendRow) -> float:
    """Return the share that is past its deadline or has none, so that none hides a missed one."""
    return 100 * (row.past_deadline + row.no_deadline) / row.past_deadline_of


def _answer(rise: float) -> str:
    if abs(rise) < _AT_LEAST:
        return "About the same."
    return "No." if rise > 0 else "Yes."


def _days(before: TrendRow, now: TrendRow) -> Iterator[str]:
    was, mean = before.mean_working_days_late, now.mean_working_days_late
    if was is not None and mean is not None:
        yield f"They are {mean} working days late on average; {was} before."


def _disagreement(before: TrendRow, now: TrendRow, points: float) -> Iterator[str]:
    """Yield why the share, the number and the average do not go the same way."""
    was, mean = before.mean_working_days_late, now.mean_working_days_late
    days = 0.0 if was is None or mean is None else mean - was
    if points >= _AT_LEAST and days <= -_AT_LEAST:
        yield f"The share rose and the average fell: {WHY_IT_FELL}"
    if points <= -_AT_LEAST and days >= _AT_LEAST:
        yield f"The share fell and the average rose: {WHY_IT_ROSE}"
    more = now.past_deadline - before.past_deadline
    if more * points < 0:
        yield (
            f"The share {'fell' if points < 0 else 'rose'} although "
            f"{'more' if more > 0 else 'fewer'} are past their deadline "
            f"({now.past_deadline}, {before.past_deadline} before): there are "
            f"{'more' if more > 0 else 'fewer'} in all ({now.past_deadline_of}, "
            f"{before.past_deadline_of} before)."
        )


def _without(before: TrendRow, now: TrendRow) -> Iterator[str]:
    if now.no_deadline > before.no_deadline:
        yield (
            f"More have no deadline ({now.no_deadline}, {before.no_deadline} before), and what has "
            "none cannot miss it: the answer counts them as well."
        )
