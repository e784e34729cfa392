"""The elements of a CIN census that make an assessment, found child by child in a stream.

A census is read tolerantly: elements may stand in any order, under any root and in any namespace.
Memory stays flat, because each child is let go when it has been read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from lxml import etree

from monitor.errors import ExtractRefused
from monitor.extracts.census.walk import (
    ASSESSMENT,
    LEVELS,
    OF_ASSESSMENT,
    Level,
    Misspelt,
    Names,
    Walk,
    line_of,
    name_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Literal

    from lxml.etree import _Element as Element

    from monitor.extracts.files import Stream

    Parser = etree.iterparse[tuple[Literal["start", "end", "comment", "pi"], Element]]

#: When the census was made, and as of when.
HEADER = ("ReferenceDate", "DateTime")


class Assessment(NamedTuple):
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
    """The end of the census."""

    #: How many elements of each level the parser met.
    met: Mapping[str, int]
    encoding: str
    #: The names of elements without elements in them that no heading asks for.
    unused: tuple[str, ...]


Piece = Assessment | Stray | Stated | Misspelt | End


def census_pieces(
    stream: Stream, headings: Iterable[str], *, single: frozenset[str], encoding: str | None
) -> Iterator[Piece]:
    """Yield what the census holds of the headings, in its order, and its end.

    A text that stands twice in one element counts as one, or, where it differs, as one that holds
    both. Raises `ExtractRefused` for a DOCTYPE, broken XML and for two texts of a `single` heading.
    """
    names = Names(frozenset((*headings, *LEVELS)))
    met: Counter[str] = Counter()
    parser = _parser(stream, encoding)
    for element in _ended(parser, stream):
        name = names.of(element)
        if name in LEVELS:
            met[name] += 1
        if _stands_in_a_level(element, names):
            continue
        if name in LEVELS:
            yield from _whole(name, element, names, single, stream.name)
            yield from _let_go(element, names)
        else:
            yield Stated(name_of(element), text_of(element))
    root = _root(parser)
    yield from _strays(root, names)
    yield from names.misspelt
    yield End(met, (root.getroottree().docinfo.encoding or "UTF-8").upper(), tuple(names.unused))


def _parser(stream: Stream, encoding: str | None) -> Parser:
    """Return a parser that fetches nothing, expands nothing, and gives whole elements only."""
    try:
        return etree.iterparse(
            stream,
            events=("end",),
            tag=[f"{{*}}{name}" for name in (*LEVELS, *HEADER)],
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
        for number, (_, element) in enumerate(parser):
            if not number:
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


def _stands_in_a_level(element: Element, names: Names) -> bool:
    around = element.getparent()
    while around is not None and names.of(around) not in LEVELS:
        around = around.getparent()
    return around is not None


def _whole(
    name: str, top: Element, names: Names, single: frozenset[str], source: str
) -> Iterator[Assessment | Stray]:
    """Yield the assessments of an element that stands in no other level, and what is astray."""
    walk = Walk(top, names, name).down()
    yield from (Stray(line_of(each)) for each in walk.strays)
    for level in walk.levels.values():
        if level.repeated:
            _settle_repeated(level, single, source)
        if level.name == ASSESSMENT:
            above = level.above.passed_on() if level.above else {}
            yield Assessment(line_of(level.element), {**above, **level.texts})
        elif not OF_ASSESSMENT.isdisjoint(level.texts):
            yield Stray(line_of(level.element))


def _settle_repeated(level: Level, single: frozenset[str], source: str) -> None:
    for name, texts in sorted(level.repeated.items()):
        if name in single and len(set(texts)) > 1:
            message = f"two different {name} stand in one {level.name}: whose is it?"
            raise ExtractRefused(message, source=source, row=line_of(level.element))
        level.texts[name] = _one(texts)


def _one(texts: Iterable[str]) -> str:
    """Return the text that several elements agree on, or all of them, which no date can be."""
    return " | ".join(dict.fromkeys(texts))


def _strays(outside: Element, names: Names) -> Iterator[Stray]:
    """Yield the lines of text among the elements in one that stands outside of every level."""
    names.of(outside)
    yield from (Stray(line_of(each)) for each in Walk(outside, names).down().strays)


def _let_go(element: Element, names: Names) -> Iterator[Stray]:
    """Forget an element that was read, and all that stands before it; text among it is astray."""
    for each in (element, *element.iterancestors()):
        while (before := each.getprevious()) is not None:
            if len(before) or before.tag not in names.by_tag:
                yield from _strays(before, names)
            if before.tail and before.tail.strip():
                yield Stray(line_of(each))
            cast("Element", each.getparent()).remove(before)
    element.clear(keep_tail=True)
