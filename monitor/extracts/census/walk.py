"""One walk down an element of a census, in its order: its levels, their texts, and strays."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

CHILD, DETAILS, ASSESSMENT = "Child", "CINdetails", "Assessments"
LEVELS = (CHILD, DETAILS, ASSESSMENT)
_LEVELS = frozenset(LEVELS)
#: What belongs to one assessment alone: outside of it nobody knows whose it is.
OF_ASSESSMENT = frozenset(
    {"AssessmentActualStartDate", "AssessmentInternalReviewDate", "AssessmentAuthorisationDate"}
)
#: A name that is this like a known one, capitals aside, is taken for a misspelling of it.
_ALIKE = 0.93
#: libxml2 knows lines beyond this one by the text that follows.
_LAST_SHORT_LINE = 65535
#: The white space of XML: any other sign is text.
_WHITE = " \t\r\n"


@dataclass(eq=False, slots=True)
class CensusLevel:
    """An element of `LEVELS` and the texts that stand in it, outside of any deeper level."""

    name: str
    element: Element
    above: CensusLevel | None
    #: The first text of each name; all of them once the level has been read.
    texts: dict[str, str]
    #: Every text of a name that stands in it several times.
    repeated: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, element: Element) -> None:
        """Take the text of an element in it."""
        text = text_of(element)
        if name in self.texts:
            self.repeated.setdefault(name, [self.texts[name]]).append(text)
        else:
            self.texts[name] = text

    def passed_on(self) -> dict[str, str]:
        """Return the texts for the levels in it: its own and those above, none of an assessment."""
        texts = {**self.above.passed_on(), **self.texts} if self.above else self.texts
        if OF_ASSESSMENT.isdisjoint(self.texts):
            return texts
        return {name: text for name, text in texts.items() if name not in OF_ASSESSMENT}


@dataclass(eq=False)
class Notes:
    """What a walk knows of names, and notes of a census beside its assessments."""

    #: The names that are read.
    read: frozenset[str]
    #: The name of each tag that was met; nothing for one that is not read.
    by_tag: dict[object, str] = field(default_factory=dict)
    #: How many elements of each level the parser met.
    met: Counter[str] = field(default_factory=Counter)
    #: The first row of each name that is not read, and the known name that it resembles.
    misspelt: list[tuple[int, str]] = field(default_factory=list)
    #: The names of elements without elements in them that no heading asks for.
    unused: dict[str, None] = field(default_factory=dict)
    #: Lines on which something stands outside of the element to which it would belong.
    strays: list[int] = field(default_factory=list)
    #: The dates of the header, each with its name.
    stated: list[tuple[str, str]] = field(default_factory=list)
    encoding: str = ""

    def of(self, element: Element) -> str:
        """Return the name of an element that stands at or above the top of a walk."""
        name = self.by_tag.get(element.tag)
        return self.meet(element, inside=False) if name is None else name

    def meet(self, element: Element, *, inside: bool) -> str:
        """Return the name of an element whose tag is met for the first time, in a level or not."""
        name = name_of(element)
        is_read = name in self.read
        self.by_tag[element.tag] = name if is_read else ""
        if is_read:
            return name
        if inside and not len(element):
            self.unused[name] = None
        known = {each.lower(): each for each in self.read}
        for alike in difflib.get_close_matches(name.lower(), known, n=1, cutoff=_ALIKE):
            self.misspelt.append((line_of(element), known[alike]))
        return ""


def walk(
    top: Element, notes: Notes, name: str = ""
) -> tuple[dict[Element, CensusLevel], dict[Element, None]]:
    """Visit every element in one once, in the order of the file; return its levels, and strays.

    `top` is a level of this name, or stands outside of all levels. A stray is an element after
    whose start or end text stands among elements.
    """
    levels = {top: CensusLevel(name, top, None, {})}
    strays: dict[Element, None] = {}
    known_name = notes.by_tag.get
    if len(top) and (text := top.text) and text.strip(_WHITE):
        strays[top] = None
    for element in top.iterdescendants():
        met = known_name(element.tag)
        if met is None:
            met = notes.meet(element, inside=bool(name))
        if met:
            _take(levels, met, element)
        if len(element) and (text := element.text) and text.strip(_WHITE):
            strays[element] = None
        if (tail := element.tail) and tail.strip(_WHITE):
            strays[element] = None
    return levels, strays


def _take(levels: dict[Element, CensusLevel], name: str, element: Element) -> None:
    around = element.getparent()
    while around not in levels:
        around = around.getparent()  # type: ignore[union-attr]  # the top is a level
    if name in _LEVELS:
        levels[element] = CensusLevel(name, element, levels[around], {})
    else:
        levels[around].add(name, element)


def name_of(element: Element) -> str:
    """Return the name of an element, whatever its namespace."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: Element) -> str:
    """Return the element's own text, without that of elements in it."""
    text = element.text or ""
    if len(element):
        text += "".join(inner.tail or "" for inner in element)
    return text.strip()


def line_of(element: Element) -> int:
    """Return the line on which an element begins."""
    line = element.sourceline or 1
    if line < _LAST_SHORT_LINE:
        return line
    inner = element
    while inner.text is None and len(inner):
        inner = inner[0]
    following = inner.tail if inner.text is None else inner.text
    return line - (following or "").count("\n")
