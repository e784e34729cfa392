"""`check`: read and validate, publish nothing, print every problem."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from monitor.commands import Answer, options
from monitor.commands.message_lines import (
    UNDELIVERED,
    bounce_lines,
    doubt_lines,
    records_line,
    title_line,
)
from monitor.errors import ConfigurationFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.nights.judging import Judged
    from monitor.nights.order import Order, Posting
    from monitor.reports.explained.source_findings import SourceFound
    from monitor.reports.messages.draft import Draft
    from monitor.settings.delivery import Delivery
    from monitor.settings.settings import Settings

_MISCONFIGURED, _REFUSED = 2, 3


@dataclass(frozen=True)
class _Findings:
    judged: Judged
    sources: tuple[SourceFound, ...]
    #: The settings that are given and change nothing, or less than they seem to.
    without_effect: tuple[str, ...]
    #: The messages of tonight, and those that would be sent on another night.
    drafts: tuple[Draft, ...]
    delivery: Delivery
    #: True if the configuration says that pages alone are read.
    writes_to_nobody: bool
    #: Why the channel cannot be used; None where it can.
    channel_fault: str | None
    #: Why the published statistics cannot be shown: no night stops for it, so it is reported here.
    benchmark_fault: str | None


@click.command()
@options.shared(options.as_at, options.output)
@options.as_json
def check(asked: options.Asked, *, as_json: bool) -> Answer:
    """Read and validate the extracts; publish and send nothing.

    Prints what each source holds, every problem, whether a gate would refuse an extract, who would
    be sent a message, and whether the channel can be used.
    """
    from monitor.nights.known import judge_with_history

    posting = asked.posting()
    try:
        order = asked.order(posting=posting)
    except ConfigurationFault as fault:
        raise ConfigurationFault((*fault.faults, *_headings_there(asked))) from fault
    found = _find(judge_with_history(order), order, posting)
    text = json.dumps(_as_values(found), indent=2) if as_json else "\n".join(_lines(found))
    return Answer(text, _exit_code(found), warns=bool(found.judged.night.alarm_sentences))


def _headings_there(asked: options.Asked) -> Iterator[str]:
    from monitor.extracts import READERS
    from monitor.starter.headings_there import headings_there

    as_at = asked.as_at or asked.surroundings.today()
    return headings_there(asked.config, as_at=as_at, formats=READERS)


def _find(judged: Judged, order: Order, posting: Posting) -> _Findings:
    from monitor import MADE_BY
    from monitor.judgement.durations import Unread
    from monitor.nights.sending import probe
    from monitor.reports.explained.source_findings import source_findings
    from monitor.reports.messages.drafts import drafts
    from monitor.reports.sections.changed import list_changes
    from monitor.reports.sections.shares import share_out
    from monitor.settings.delivery import NO_CHANNEL

    night = judged.night
    shared = share_out(night, order.settings, changed=list_changes(night))
    benchmark = night.benchmark
    is_silent = order.settings.delivery.channel == NO_CHANNEL
    return _Findings(
        judged,
        source_findings(
            night,
            judged.validated,
            judged.sources,
            judged.headings,
            known_teams=order.settings.team_names(),
        ),
        tuple(_without_effect(judged, order.settings)),
        () if is_silent else tuple(drafts(night, order.settings, shared=shared, version=MADE_BY)),
        order.settings.delivery,
        is_silent,
        probe(order, posting),
        f"{benchmark.name}: {benchmark.reason}" if isinstance(benchmark, Unread) else None,
    )


def _without_effect(judged: Judged, settings: Settings) -> Iterator[str]:
    if "vanished_nights" in settings.history.model_fields_set:
        yield (
            "WITHOUT EFFECT: vanished_nights of [history]; an assessment that left the extract "
            "unfinished is listed until it is explained"
        )
    sources = (*settings.extracts, *settings.lookups)
    for source, table in zip(sources, judged.sources.all, strict=True):
        if source.maximum_age_days is not None and table.file.dated is None:
            yield (
                f"LOOK AT maximum_age_days of {table.file.name}: nothing in it says when it was "
                "made, and the time of a file proves little (map extract_date)"
            )


def _exit_code(found: _Findings) -> int:
    if found.judged.refusals:
        return _REFUSED
    if found.channel_fault:
        return UNDELIVERED
    return _MISCONFIGURED if found.benchmark_fault else 0


def _as_values(found: _Findings) -> dict[str, Any]:
    from monitor.reports.explained.source_findings import as_values
    from monitor.reports.files.records import problems
    from monitor.reports.files.summary import summary

    night = found.judged.night
    messages = [
        {
            "kind": draft.kind,
            "about": draft.about,
            "recipients": list(draft.recipients),
            "tonight": draft.wanted,
        }
        for draft in found.drafts
    ]
    return {
        **summary(night),
        "refusals": list(found.judged.refusals),
        "benchmark_fault": found.benchmark_fault,
        "sources": [as_values(each) for each in found.sources],
        "listed_problems": problems(night).to_dict(orient="records"),
        "delivery": {
            "would_be_written_to": messages,
            "channel_fault": found.channel_fault,
            "without_link": [draft.about for draft in _without_link(found)],
        },
    }


def _lines(found: _Findings) -> Iterator[str]:
    from monitor.reports.explained.findings_in_words import in_words

    night = found.judged.night
    yield title_line(night)
    yield from (in_words(each) for each in found.sources)
    yield from found.without_effect
    problems = night.problems[["source", "source_row", "message", "action"]]
    for source, row, message, action in problems.itertuples(index=False, name=None):
        yield f"{source}, row {row}: {message} {action}"
    yield from (f"WOULD BE REFUSED: {gate}" for gate in found.judged.refusals)
    if found.benchmark_fault:
        yield f"THE PUBLISHED STATISTICS CANNOT BE SHOWN: {found.benchmark_fault}"
    yield (
        "There is no earlier night in the history to compare with."
        if night.compared.night is None
        else f"Compared with the night of {night.compared.night}."
    )
    yield from doubt_lines(night)
    yield records_line(night)
    if found.writes_to_nobody:
        yield 'Nobody is written to (channel = "none" in [delivery]): the pages alone are read.'
        return
    for draft in found.drafts:
        whose, who = draft.about or "The service", ", ".join(draft.recipients) or "nobody"
        yield f"{whose}: {f'to {who}' if draft.wanted else f'nothing tonight (to {who})'}"
    yield (
        "The channel can be used."
        if found.channel_fault is None
        else f"THE CHANNEL CANNOT BE USED: {found.channel_fault}"
    )
    yield from bounce_lines(found.delivery)
    if unlinked := _without_link(found):
        whose = ", ".join(draft.about or "the service" for draft in unlinked)
        yield (
            f"NO LINK to the full report in the messages of {whose}: set report_link_base in "
            "[delivery], or a folder for its page (an absolute path, or with report_link_base)"
        )


def _without_link(found: _Findings) -> list[Draft]:
    """Return the messages to somebody that only say in words where the full report is."""
    return [draft for draft in found.drafts if draft.recipients and not draft.link]
