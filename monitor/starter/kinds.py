"""What kind of text stands under each heading, by an example that is made up; never a value."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from monitor.assessments.columns import DATE_COLUMNS
from monitor.records.cell_words import blank_words
from monitor.starter.date_forms import form_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.extracts.glimpses import Glimpse

#: The last day of a year shows which part is the day.
_EXAMPLE = date(2025, 12, 31)
_DIGITS = re.compile(r"[0-9]+")
_MARKS = re.compile(r"(?=.*[0-9])[^\s]{1,20}")
_FEW = 12
#: A word for a blank is one if it stands in this many columns, whatever they hold.
_MANY_COLUMNS = 3


def kind_of(texts: Sequence[str]) -> str:
    """Return what kind of text a column holds, of its distinct texts."""
    texts = written(texts)
    if not texts:
        return "nothing is written"
    if form := form_of(texts):
        return f"dates, such as {_EXAMPLE.strftime(form)}"
    if all(map(_DIGITS.fullmatch, texts)):
        return f"numbers, such as {'9' * max(map(len, texts))}"
    if all(map(_MARKS.fullmatch, texts)):
        return "letters and digits, such as A99"
    if len(texts) == 1:
        return "the same words throughout"
    return f"words, {len(texts)} different ones" if len(texts) <= _FEW else "text"


def looks_like_headings(glimpse: Glimpse) -> bool:
    """True if the first row is of another kind than what stands below it.

    A child's record, where no headings were exported, has dates and numbers where the others have.
    """
    is_value = [bool(_DIGITS.fullmatch(each) or form_of([each])) for each in glimpse.headings]
    below = [written(glimpse.texts[each]) for each in glimpse.headings]
    typed = [texts for texts in below if texts and _is_typed(texts)]
    return not any(is_value) and len(typed) > 1


def date_columns(glimpse: Glimpse) -> dict[str, tuple[str, ...]]:
    """Return the texts of each column in which nothing but dates (and blanks) stand."""
    below = {heading: written(texts) for heading, texts in glimpse.texts.items()}
    return {heading: texts for heading, texts in below.items() if texts and form_of(texts)}


def offered_blanks(glimpse: Glimpse, columns: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words that stand for a blank in a column of dates, or in many columns."""
    of_dates = {
        *(heading for column, heading in columns.items() if column in DATE_COLUMNS),
        *date_columns(glimpse),
    }
    places: dict[str, list[str]] = {}
    for heading, texts in glimpse.texts.items():
        for word in blank_words(texts):
            places.setdefault(word, []).append(heading)
    return tuple(
        word
        for word, headings in places.items()
        if len(headings) >= _MANY_COLUMNS or not of_dates.isdisjoint(headings)
    )


def written(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the texts but those that stand for a blank."""
    blank = set(blank_words(texts))
    return tuple(text for text in texts if text not in blank)


def _is_typed(texts: Sequence[str]) -> bool:
    return bool(all(map(_DIGITS.fullmatch, texts)) or form_of(texts))
