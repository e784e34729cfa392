"""The messages of a made-up night, by what they are about: blank for the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.publishing.render import to_html, to_text
from monitor.reports.messages.drafts import drafts
from monitor.reports.sections.changed import list_changes
from monitor.reports.sections.shares import share_out
from tests.reports.rows import VERSION
from tests.support.nights import judge_nights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from monitor.judgement.night import Night
    from monitor.reports.messages.draft import Draft, Listed
    from monitor.settings.settings import Settings

NORTH = {"name": "North", "recipients": ["north@example.gov.uk"]}
SOUTH = {"name": "South", "recipients": ["south@example.gov.uk", "deputy@example.gov.uk"]}
HEAD = {"recipients": ["head@example.gov.uk"]}
SERVICE = ""


def drafts_of_night(
    night: Night, settings: Settings, *, version: str = VERSION
) -> dict[str, Draft]:
    """Return every message of a night, wanted or not."""
    shared = share_out(night, settings, changed=list_changes(night))
    made = list(drafts(night, settings, shared=shared, version=version))
    told = {draft.about: draft for draft in made}
    assert len(told) == len(made)
    return told


def drafts_of(
    folder: Path, *nights: Sequence[Mapping[str, str]], settings: Settings
) -> dict[str, Draft]:
    """Judge nights in a row, the last on Thursday 16 July 2015, and return its messages."""
    rows = [[dict(row) for row in night] for night in nights]
    return drafts_of_night(judge_nights(folder, *rows, settings=settings).night, settings)


def html_of(draft: Draft) -> str:
    """Return the HTML part, its styles still in their element."""
    return to_html("mail/draft.html", draft=draft).decode()


def text_of(draft: Draft) -> str:
    """Return the plain-text part."""
    return to_text("mail/draft.txt", draft=draft)


def list_of(draft: Draft, name: str) -> Listed:
    """Return a list of a message by its id."""
    return next(listed for listed in draft.lists if listed.id == name)


def ids_of(draft: Draft) -> set[tuple[str, str]]:
    """Return the child id and the assessment id of every record that a message shows."""
    return {(each.child_id, each.assessment_id) for each in draft.records}


def names_of_lists(draft: Draft) -> list[str]:
    """Return the ids of the lists that a message has."""
    return [listed.id for listed in draft.lists]
