"""What a night knows of episodes and answers: from the history, and from what people answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from monitor.history.digests import digest
from monitor.judgement.answers import PLAIN_ANSWERS
from monitor.judgement.attaching import attach
from monitor.judgement.following import named_since, overruled
from monitor.judgement.snapshot import NO_NIGHT
from monitor.judgement.steps import answers_of, episodes_of
from monitor.judgement.thread import NO_ANSWERS, AnswerFile, Thread
from monitor.nights.answer_sources import read_answer_sources
from monitor.nights.judging import clock_for
from monitor.nights.past import steps_by_tonights_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.history.nights import Nights
    from monitor.judgement.past import Past
    from monitor.nights.order import Order


def with_thread(order: Order, past: Past, history: Nights, *, reads_sources: bool) -> Past:
    """Return the past with its episodes, and with the answers that tonight reads.

    A rerun of a night reads the answers that it first read. A night that is put in before the
    newest follows no episode, and one that only looks reads no source.
    """
    as_at, published = order.as_at, history.published()
    before = {} if past.before is None else history.facts(past.before.night)[1]
    first = as_at if past.before is None else past.before.night
    steps, held = history.steps.before(as_at), history.answers.all()
    steps = steps_by_tonights_names(steps, past.before, order.settings)
    thread = Thread(
        history=before.get("history") or digest([order.settings.authority, first.isoformat()]),
        steps=steps,
        held=held,
        sources=tuple(_sources(before).values()),
        is_followed=as_at >= max(published, default=as_at),
    )
    past = _with_overruled(replace(past, thread=thread))
    if not thread.is_followed:
        return past
    if as_at in published:
        given = held[held["said"].isin(history.steps.read_on(as_at))]
        files = tuple(_sources(history.facts(as_at)[1]).values())
        return _reading(order, past, given, NO_ANSWERS, files)
    # One whose words are gone was read long ago; one that never had any says so in its faults.
    has_gone = (held["words"] == "") & ~held["faults"].str.contains("no_sentence")
    again = named_since(steps, held, order.settings, clock_for(order.settings, as_at))
    is_read = held["said"].isin(steps["answer"]) & ~held["said"].isin(again)
    unread = held[~is_read & ~has_gone]
    if not reads_sources or order.posting is None:
        return _reading(order, past, unread, NO_ANSWERS, thread.sources, again)
    rules = order.settings.answers or PLAIN_ANSWERS
    found, files = read_answer_sources(order, rules, _sources(before))
    fresh = found[~found["said"].isin(held["said"])].drop_duplicates("said")
    return _reading(order, past, unread, fresh, files, again)


def facts_of_thread(thread: Thread) -> Mapping[str, Any]:
    """Return what the history keeps of a night for the threads of the next."""
    return {
        "history": thread.history,
        "answer_sources": [
            [each.name, each.read_on and each.read_on.isoformat(), *each[2:]]
            for each in thread.sources
        ],
    }


def _sources(facts: Mapping[str, Any]) -> dict[str, AnswerFile]:
    return {
        name: AnswerFile(name, read_on and date.fromisoformat(read_on), *rest)
        for name, read_on, *rest in facts.get("answer_sources", ())
    }


def _reading(
    order: Order,
    past: Past,
    held: pd.DataFrame,
    fresh: pd.DataFrame,
    files: tuple[AnswerFile, ...],
    again: frozenset[str] = frozenset(),
) -> Past:
    """Return the past with the answers that are read tonight, and what these overrule.

    Those of `again` were refused before, and give way to another answer about the same episode.
    """
    thread, records = past.thread, NO_NIGHT if past.before is None else past.before.records
    given = pd.concat([held, fresh], ignore_index=True)
    if given.empty:
        return replace(past, thread=replace(thread, sources=files))
    attached = attach(given, episodes_of(thread.steps), records)
    is_again = attached["said"].isin(again)
    is_answered_anew = attached["reference"].isin(attached.loc[~is_again, "reference"])
    attached = attached[~(is_again & is_answered_anew)].reset_index(drop=True)
    thread = replace(
        thread,
        held=pd.concat([thread.held, fresh], ignore_index=True),
        attached=attached,
        fresh=fresh,
        sources=files,
    )
    teams = records[records["life"] >= 0].set_index("life")["team"]
    clock = clock_for(order.settings, order.as_at)
    tonight = overruled(attached, teams, order.settings, clock)
    yesterday = order.as_at - timedelta(days=1)
    return replace(
        past,
        thread=thread,
        explained={**past.explained, **dict.fromkeys(tonight["explained"], order.as_at)},
        corrected={**past.corrected, **dict.fromkeys(tonight["recorded_wrongly"], yesterday)},
    )


def _with_overruled(past: Past) -> Past:
    """Return the past with what earlier nights explained, and which deadlines were wrong.

    A deadline that a night saw missed counts again where it read the correction before.
    """
    answers = answers_of(past.thread.steps)
    nights = answers["night"].dt.date
    explained = answers["kind"] == "explained"
    wrong = answers["kind"] == "recorded_wrongly"
    before = nights[wrong].map(lambda night: night - timedelta(days=1))
    return replace(
        past,
        explained=dict(zip(answers["life"][explained], nights[explained], strict=True)),
        corrected=dict(zip(answers["life"][wrong], before, strict=True)),
    )
