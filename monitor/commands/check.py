"""`check`: read and validate, publish nothing, print every problem."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from monitor import MADE_BY
from monitor.commands import Answer, Surroundings, options
from monitor.commands.message_lines import UNDELIVERED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from monitor.judgement.night import Night
    from monitor.nights.judging import Judged
    from monitor.nights.order import Order, Posting
    from monitor.reports.explained.source_findings import SourceFound
    from monitor.reports.messages.draft import Draft

_MISCONFIGURED, _REFUSED = 2, 3


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
    """Read and validate, and publish nothing.

    Print what was found in each source, every problem, and who would be written to.
    """
    from monitor.nights.night import judge_beside_history  # noqa: PLC0415  (loads pandas)

    posting = options.posting_of(surroundings)
    order = options.order_of(surroundings, config, as_at, output, posting=posting)
    judged = judge_beside_history(order)
    delivery = _delivery(judged.night, order, posting)
    text = _as_json(judged, delivery) if as_json else _in_words(judged, delivery)
    return Answer(text, _exit_code(judged, delivery))


def _exit_code(judged: Judged, delivery: _Delivery) -> int:
    if judged.refusals:
        return _REFUSED
    if delivery.fault:
        return UNDELIVERED
    return _MISCONFIGURED if _benchmark_fault(judged.night) else 0


def _benchmark_fault(night: Night) -> str | None:
    """Return what is wrong with the published statistics: no night stops for it, so say it here."""
    from monitor.judgement.durations import Unread  # noqa: PLC0415  (as the rest)

    published = night.benchmark
    return f"{published.name}: {published.reason}" if isinstance(published, Unread) else None


@dataclass(frozen=True)
class _Delivery:
    """Who would be written to tonight, and what is wrong with the channel, if anything."""

    drafts: tuple[Draft, ...]
    fault: str | None

    def lines(self) -> Iterator[str]:
        for draft in self.drafts:
            whose, who = draft.about or "The service", ", ".join(draft.recipients) or "nobody"
            yield f"{whose}: {f'to {who}' if draft.wanted else f'nothing tonight (to {who})'}"
        yield (
            "The channel can be used."
            if self.fault is None
            else f"THE CHANNEL CANNOT BE USED: {self.fault}"
        )

    def as_json(self) -> dict[str, Any]:
        told = [
            {
                "kind": draft.kind,
                "about": draft.about,
                "recipients": list(draft.recipients),
                "tonight": draft.wanted,
            }
            for draft in self.drafts
        ]
        return {"would_be_written_to": told, "channel_fault": self.fault}


def _delivery(night: Night, order: Order, posting: Posting) -> _Delivery:
    from monitor.nights.sending import probe  # noqa: PLC0415
    from monitor.reports.messages.drafts import drafts  # noqa: PLC0415
    from monitor.reports.sections.changed import list_changes  # noqa: PLC0415  (loads pandas)
    from monitor.reports.sections.shares import share_out  # noqa: PLC0415

    shared = share_out(night, order.settings, changed=list_changes(night))
    made = drafts(night, order.settings, shared=shared, version=MADE_BY)
    return _Delivery(tuple(made), probe(order, posting))


def _as_json(judged: Judged, delivery: _Delivery) -> str:
    from monitor.reports.explained.source_findings import as_values  # noqa: PLC0415
    from monitor.reports.files.records import problems  # noqa: PLC0415  (loads pandas)
    from monitor.reports.files.summary import summary  # noqa: PLC0415

    told = {
        **summary(judged.night),
        "refusals": list(judged.refusals),
        "benchmark_fault": _benchmark_fault(judged.night),
        "sources": [as_values(found) for found in _findings(judged)],
        "listed_problems": problems(judged.night).to_dict(orient="records"),
        "delivery": delivery.as_json(),
    }
    return json.dumps(told, indent=2)


def _findings(judged: Judged) -> tuple[SourceFound, ...]:
    from monitor.reports.explained.source_findings import source_findings  # noqa: PLC0415  (loads pandas)

    return source_findings(judged.night, judged.validated, judged.sources, judged.headings)


def _beside(night: Night) -> str:
    if night.compared.night is None:
        return "There is no earlier night in the history: its gates were not asked."
    return f"The gates of the history were asked beside the night of {night.compared.night}."


def _in_words(judged: Judged, delivery: _Delivery) -> str:
    from monitor.reports.explained.source_findings import in_words  # noqa: PLC0415  (loads pandas)
    from monitor.reports.parts.wording import counted, long_date  # noqa: PLC0415

    night = judged.night
    places = night.problems[["source", "source_row", "message", "action"]]
    statuses = ", ".join(
        f"{count} {code}" for code, count in night.service.statuses.items() if count
    )
    to_mend = counted(len(night.problems), "problem")
    benchmark = _benchmark_fault(night)
    return "\n".join(
        [
            f"{night.authority}, as at {long_date(night.as_at)}",
            *(in_words(found) for found in _findings(judged)),
            *(
                f"{source}, row {row}: {message} {action}"
                for source, row, message, action in places.itertuples(index=False, name=None)
            ),
            *(f"WOULD BE REFUSED: {gate}" for gate in judged.refusals),
            *((f"THE PUBLISHED STATISTICS CANNOT BE SHOWN: {benchmark}",) if benchmark else ()),
            _beside(night),
            *(f"NOT AN ALL-CLEAR: {alarm}" for alarm in night.alarm_sentences),
            f"{counted(night.service.records, 'record')} read = {statuses or 'none'}; {to_mend}.",
            *delivery.lines(),
        ]
    )
