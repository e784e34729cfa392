"""The figures of answers for elected members: sums of the service, and no small number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.judgement.rounding import percentage
from monitor.reports.pages.suppression import SUPPRESSED, hidden_of_parts, is_small
from monitor.reports.parts.tables import Table, headings
from monitor.reports.parts.wording import share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.reports.parts.tables import Row

_ANSWERED = {
    "in_force": "answered, and the answer holds",
    "lapsed": "answered, and the answer holds no more",
    "refused": "answered, and the answer does not count",
    "never": "not answered",
}
_PROMISES = {
    "kept": "kept",
    "broken": "broken",
    "moved": "not kept: the deadline was moved",
    "void": "overtaken by events",
    "not_yet_due": "not yet due",
}


def answers_table(figures: Mapping[str, Any], *, is_hidden: bool) -> Table | None:
    """Return the figures of the night's summary; None where nobody is asked.

    With `is_hidden` a count of the service is suppressed, which these could give away.
    """
    if not figures:
        return None
    within, of = figures["within_limit"], figures["within_limit_of"]
    few = any(is_small(count) for count in (within, of, of - within))
    rows: tuple[Row, ...] = (
        *_parts("Asked about", figures["answered"], _ANSWERED),
        ("Answered in time", SUPPRESSED if few else share(percentage(within, of))),
        *_parts("Promises of a date", figures["promises"], _PROMISES),
    )
    return Table(
        id="answers",
        caption="What was asked and answered",
        headings=headings("Exceptions", "#How many"),
        rows=() if is_hidden else rows,
        empty="The numbers are too small to be shown.",
    )


def _parts(whole: str, counts: Mapping[str, int], labels: Mapping[str, str]) -> Iterator[Row]:
    hidden = hidden_of_parts(counts)
    yield whole, SUPPRESSED if "" in hidden else str(sum(counts.values()))
    for code, label in labels.items():
        yield f"of these {label}", SUPPRESSED if code in hidden else str(counts[code])
