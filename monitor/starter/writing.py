"""A draft as the text of a configuration."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from monitor.assessments.columns import CANONICAL_COLUMNS, CHILD_SEEN, STATES
from monitor.starter import configuration
from monitor.starter.drafting import NEEDED, DraftedExtract

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: In this order columns are written, and listed.
ORDER = (*CANONICAL_COLUMNS, "extract_date")
#: The words that make a text mean a state: one of each group, and none that is not known here, so
#: that “Not authorised” and “Re-opened” mean nothing for sure.
_MEANINGS: dict[str, tuple[set[str], ...]] = {
    "cancelled": ({"cancelled", "canceled", "deleted", "abandoned", "annulled", "withdrawn"},),
    "awaiting_authorisation": (
        {"awaiting", "submitted", "sent", "pending", "waiting"},
        {"authorisation", "approval", "manager"},
    ),
    "authorised": ({"authorised", "approved", "complete", "completed", "finalised", "finished"},),
    "open": ({"open", "progress", "started", "incoming", "ongoing", "active", "allocated"},),
}
_FILLING = {"assessment", "form", "step", "task", "in", "is", "for", "to", "by", "the", "manager"}
TABLES = {"state": "states", "child_seen": "child_seen_values"}
_CODES = {"state": STATES, "child_seen": CHILD_SEEN}
#: What a draft says instead of the example's people.
_NOBODY_YET = """\
# Nobody is written to yet: pages alone are read. Take this away when you name recipients above.
[delivery]
channel = "none"

"""
#: Where the example's extract ends.
_AFTER_EXTRACTS = "# What the extract lacks"
_STANDARD_LINES = {
    "cin-census": (
        "# The layout is known. A CIN census holds no deadline, no team and no worker: its review",
        "# date is the manager's deadline only where your authority records it there.",
    ),
    "annex-a": (
        "# The layout is known. Annex A holds no deadline, unless your authority adds one to",
        "# List 4.",
    ),
}


def as_configuration(draft: DraftedExtract) -> str:
    """Return the text of a configuration that says what the draft says."""
    return "\n".join(
        [
            "# The configuration of the assessment monitor, drafted from an extract: every line of",
            "# it is a guess until somebody who knows the extract has looked at it.",
            "",
            'authority = "Example Borough Council" # to be changed',
            "",
            *_extract(draft),
            "",
            _rest(),
        ]
    )


def _extract(draft: DraftedExtract) -> Iterator[str]:
    yield "[[extracts]]"
    yield f"path = {quoted(draft.path)}"
    yield f"format = {quoted(draft.kind.format)}"
    if draft.sheet:
        yield f"sheet = {quoted(draft.sheet)}"
    if draft.other_sheets:
        yield f"# To be looked at: {listed(draft.other_sheets)} may be meant as well."
    yield from _date_formats(draft)
    if draft.blanks:
        yield "# To be looked at: take the # away if this is what stands where nothing is recorded."
        yield f"# blanks = {listed(draft.blanks)}"
    yield "minimum_rows = 1                    # fewer records than this: refused, no report"
    yield "# maximum_age_days = 3              # an older extract is refused"
    if draft.is_standard:
        yield "[extracts.columns]"
        yield from _STANDARD_LINES[draft.kind.format]
        yield from _deadline(draft)
        return
    if "timescale" in draft.columns:
        yield 'timescale_from = "start"            # to be looked at: or "referral"'
    elif not draft.has_deadline:
        yield "# Nobody has chosen the column of deadlines yet. Choose it, and take this away:"
        yield "deadline_unknown = true"
    yield ""
    yield "# canonical column = the heading in the file"
    yield "[extracts.columns]"
    yield from _columns(draft)
    yield ""
    yield "# Every heading of the file, and what stands under it; the examples are made up:"
    for heading, kind in draft.kinds.items():
        yield f"#   {quoted(heading)}: {kind}"
    for column in draft.words:
        yield from _meanings(draft, column)


def _date_formats(draft: DraftedExtract) -> Iterator[str]:
    formats = ", ".join(map(quoted, draft.forms.formats))
    if draft.forms.or_else:
        yield f"# To be looked at: every date could be read by {draft.forms.or_else} as well."
    for heading in draft.forms.unread:
        yield f"# No form reads every date under {quoted(heading)}."
    if formats:
        yield f"date_formats = [{formats}]"
    elif draft.forms.unread or draft.is_standard:
        yield '# date_formats = ["%d/%m/%Y"]       # where dates stand as text'


def _columns(draft: DraftedExtract) -> Iterator[str]:
    for column in ORDER:
        if column in draft.columns:
            doubt = "  # a guess: look at it" if column in draft.guess.to_look_at else ""
            yield f"{column} = {quoted(draft.columns[column])}{doubt}"
        elif column in NEEDED:
            yield f'# {column} = ""  # to be chosen: {NEEDED[column]}'
        elif column == "deadline":
            yield from _deadline(draft)


def _deadline(draft: DraftedExtract) -> Iterator[str]:
    """Yield the deadline of a standard layout, or what it may be where nothing says so for sure."""
    if draft.is_standard and draft.has_deadline:
        yield f"deadline = {quoted(draft.columns['deadline'])}"
    if draft.has_deadline:
        return
    yield "# The manager's deadline is to be chosen; a name proves nothing (what is due may be a"
    yield "# birth, a review, or the statutory limit):"
    for heading in draft.guess.perhaps_deadline or ("",):
        column = "timescale" if heading in draft.timescales else "deadline"
        yield f"# {column} = {quoted(heading)}"
    if draft.timescales:
        yield '# (a timescale needs timescale_from = "start" or "referral" in [[extracts]])'


def _meanings(draft: DraftedExtract, column: str) -> Iterator[str]:
    words = draft.words[column]
    yield ""
    if words is None:
        yield f"# {quoted(draft.columns[column])} holds many or long texts, not repeated here."
    yield f"# What {quoted(draft.columns[column])} says, to be looked at and taken in:"
    yield f"[extracts.{TABLES[column]}]"
    meant = {word: _meaning(column, word) for word in words or ()}
    for code in _CODES[column]:
        yield f"# {code} = {listed([word for word, meaning in meant.items() if meaning == code])}"
    if rest := [word for word, meaning in meant.items() if not meaning]:
        yield f"# Without a guess: {listed(rest)}"


def _meaning(column: str, text: str) -> str:
    """Return what a text means for sure: all its words are known, and mean one thing."""
    if column != "state":
        return ""
    words = set(re.findall(r"[^\W_]+", text.casefold()))
    meant = [
        (code, set().union(*groups))
        for code, groups in _MEANINGS.items()
        if all(words & group for group in groups)
    ]
    (code, known), *others = [*meant, ("", set[str]())]
    return code if len(others) == 1 and words <= known | _FILLING else ""


def _rest() -> str:
    """Return what the example says of all but the extract; nobody in it is written to yet."""
    text = configuration().decode()
    rules, of_teams, teams = text[text.index(_AFTER_EXTRACTS) :].partition(
        "# Without any [[teams]]"
    )
    people, of_output, output = (of_teams + teams).partition("[output]")
    return rules + _commented(people) + _NOBODY_YET + of_output + output


def _commented(text: str) -> str:
    return "".join(
        line if line.startswith("#") or not line.strip() else f"# {line}"
        for line in text.splitlines(keepends=True)
    )


def listed(texts: Sequence[str]) -> str:
    """Return texts as a list in TOML."""
    return f"[{', '.join(map(quoted, texts))}]"


def quoted(text: str) -> str:
    """Return a text as TOML writes it, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)
