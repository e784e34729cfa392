"""The elements of a CIN census that make an assessment, found child by child in a stream.

A census is read tolerantly: elements may stand in any order, under any root and in any namespace.
Memory stays flat, because each child is let go when it has been read.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from lxml import etree

from monitor.errors import ExtractRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Literal

    from lxml.etree import _Element as Element

    from monitor.extracts.files import Stream

    Parser = etree.iterparse[tuple[Literal["start", "end", "comment", "pi"], Element]]

CHILD, DETAILS, ASSESSMENT = "Child", "CINdetails", "Assessments"
LEVELS = (CHILD, DETAILS, ASSESSMENT)
#: When the census was made, and as of when.
HEADER = ("ReferenceDate", "DateTime")
#: What belongs to one assessment alone: outside of it nobody knows whose it is.
OF_ASSESSMENT = frozenset(
    {
        "AssessmentActualStartDate",
        "AssessmentInternalReviewDate",
        "AssessmentAuthorisationDate",
    }
)
#: libxml2 tells lines beyond this one by the text that follows.
_LAST_SHORT_LINE = 65535
_NAME = re.compile(r"[\w.-]+")
_STRAY_TEXT = etree.XPath("descendant-or-self::*[*]/text()[normalize-space()]")


@dataclass(frozen=True)
class Assessment:
    """One `Assessments` element: its line, and its texts with those of what it stands in."""

    row: int
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Stray:
    """A line on which something stands outside of the element to which it would belong."""

    row: int


@dataclass(frozen=True)
class Stated:
    """A date of the census's header."""

    name: str
    text: str


@dataclass(frozen=True)
class End:
    """The end of the census: how many elements of each level the parser met, and its encoding."""

    met: Mapping[str, int]
    encoding: str


@dataclass(eq=False)
class _Level:
    """An element of `LEVELS` and the texts that stand in it, outside of any deeper level."""

    element: Element
    above: _Level | None
    texts: dict[str, list[str]] = field(default_factory=dict)

    def inherited(self) -> dict[str, str]:
        """Return the texts of this level and those above it, but what is of an assessment alone."""
        above = self.above.inherited() if self.above else {}
        own = {name: _one(texts) for name, texts in self.texts.items()}
        return above | {name: text for name, text in own.items() if name not in OF_ASSESSMENT}


def census_pieces(
    stream: Stream, headings: Iterable[str], *, single: frozenset[str], encoding: str | None
) -> Iterator[Assessment | Stray | Stated | End]:
    """Yield what the census holds of the headings, in its order, and its end.

    A text that stands twice in one element counts as one, or, where it differs, as one that holds
    both. Raises `ExtractRefused` for a DOCTYPE, broken XML and for two texts of a `single` heading.
    """
    wanted = _patterns((*headings, *LEVELS))
    met: Counter[str] = Counter()
    parser = _parser(stream, encoding)
    for element in _ended(parser, stream):
        name = _name(element)
        if name in LEVELS:
            met[name] += 1
        if _stands_in_a_level(element):
            continue
        if name in LEVELS:
            yield from _whole(element, wanted, single, stream.name)
            yield from _let_go(element)
        else:
            yield Stated(name, _text(element))
    yield from _strays(_root(parser))
    encoded = _root(parser).getroottree().docinfo.encoding or "UTF-8"
    yield End(met, encoded.upper())


def _patterns(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names for lxml, in any namespace; what cannot be a name is nowhere."""
    return tuple(f"{{*}}{name}" for name in names if _NAME.fullmatch(name))


def _parser(stream: Stream, encoding: str | None) -> Parser:
    """Return a parser that fetches nothing, expands nothing, and gives whole elements only."""
    try:
        return etree.iterparse(
            stream,
            events=("end",),
            tag=_patterns((*LEVELS, *HEADER)),
            encoding=encoding,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        )
    except LookupError as unknown:
        message = f"{encoding} is no encoding of XML; leave it out of the configuration"
        raise ExtractRefused(message, source=stream.name) from unknown


def _root(parser: Parser) -> Element:
    return cast("Element", parser.root)  # it is there where nothing was refused


def _ended(parser: Parser, stream: Stream) -> Iterator[Element]:
    """Yield each element of the census that has ended; raises `ExtractRefused`."""
    try:
        for _, element in parser:
            _refuse_doctype(element, stream)
            yield element
    except etree.XMLSyntaxError as broken:
        message = "the XML is broken here, or cut off"
        raise ExtractRefused(message, source=stream.name, row=broken.lineno or None) from broken
    _refuse_doctype(_root(parser), stream)


def _refuse_doctype(element: Element, stream: Stream) -> None:
    if element.getroottree().docinfo.doctype:
        message = "the file holds a DOCTYPE, which no census has; save it without one"
        raise ExtractRefused(message, source=stream.name)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _stands_in_a_level(element: Element) -> bool:
    return any(_name(above) in LEVELS for above in element.iterancestors())


def _whole(
    top: Element, wanted: tuple[str, ...], single: frozenset[str], source: str
) -> Iterator[Assessment | Stray]:
    """Yield the assessments of an element that stands in no other level, and what is astray."""
    yield from _strays(top)
    levels: dict[Element, _Level] = {}
    for element in top.iter(*wanted):
        around = [levels[each] for each in element.iterancestors() if each in levels]
        if _name(element) in LEVELS:
            levels[element] = _Level(element, around[0] if around else None)
        else:
            around[0].texts.setdefault(_name(element), []).append(_text(element))
    for level in levels.values():
        _refuse_contradiction(level, single, source)
        if _name(level.element) == ASSESSMENT:
            yield _assessment(level)
        elif OF_ASSESSMENT & level.texts.keys():
            yield Stray(line_of(level.element))


def _refuse_contradiction(level: _Level, single: frozenset[str], source: str) -> None:
    for name in sorted(single & level.texts.keys()):
        if len(set(level.texts[name])) > 1:
            message = f"two different {name} stand in one {_name(level.element)}: whose is it?"
            raise ExtractRefused(message, source=source, row=line_of(level.element))


def _assessment(level: _Level) -> Assessment:
    own = {name: _one(texts) for name, texts in level.texts.items()}
    return Assessment(line_of(level.element), level.inherited() | own)


def _one(texts: Iterable[str]) -> str:
    """Return the text that several elements agree on, or all of them, which no date can be."""
    return " | ".join(dict.fromkeys(texts))


def _text(element: Element) -> str:
    """Return the element's own text, without that of elements in it."""
    return "".join([element.text or "", *(inner.tail or "" for inner in element)]).strip()


def _strays(top: Element) -> Iterator[Stray]:
    """Yield the line of each element that holds text beside its elements."""
    found = (text.getparent() for text in _STRAY_TEXT(top))
    yield from (Stray(line_of(element)) for element in dict.fromkeys(found))


def _let_go(element: Element) -> Iterator[Stray]:
    """Forget an element that was read, and all that stands before it; text among it is astray."""
    for each in (element, *element.iterancestors()):
        while (before := each.getprevious()) is not None:
            yield from _strays(before)
            if before.tail and before.tail.strip():
                yield Stray(line_of(each))
            cast("Element", each.getparent()).remove(before)
    element.clear(keep_tail=True)


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
