"""The elements of a CIN census that make an assessment, found child by child in a stream.

A census is read tolerantly: elements may stand in any order, under any root and in any namespace.
Memory stays flat, because each child is let go when it has been read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from lxml import etree

from monitor.errors import ExtractRefused
from monitor.extracts.census.walk import (
    ASSESSMENT,
    LEVELS,
    OF_ASSESSMENT,
    Notes,
    line_of,
    name_of,
    text_of,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
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


def assessments_of(
    stream: Stream, notes: Notes, *, single: frozenset[str], encoding: str | None
) -> Iterator[Assessment]:
    """Yield the assessments of a census in its order, and note what else stands in it.

    A text that stands twice in one element counts as one, or, where it differs, as one that holds
    both. Raises `ExtractRefused` for a DOCTYPE, broken XML and for two texts of a `single` heading.
    """
    parser = _parser(stream, encoding)
    for element in _ended(parser, stream):
        name = notes.of(element)
        if name in LEVELS:
            notes.met[name] += 1
        if _stands_in_a_level(element, notes):
            continue
        if name in LEVELS:
            yield from _whole(name, element, notes, single, stream.name)
            _let_go(element, notes)
        else:
            notes.stated.append((name_of(element), text_of(element)))
    root = _root(parser)
    _note_strays(root, notes)
    notes.encoding = (root.getroottree().docinfo.encoding or "UTF-8").upper()


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


def _stands_in_a_level(element: Element, notes: Notes) -> bool:
    around = element.getparent()
    while around is not None and notes.of(around) not in LEVELS:
        around = around.getparent()
    return around is not None


def _whole(
    name: str, top: Element, notes: Notes, single: frozenset[str], source: str
) -> Iterator[Assessment]:
    """Yield the assessments of an element that stands in no other level."""
    levels, strays = walk(top, notes, name)
    notes.strays += map(line_of, strays)
    for level in levels.values():
        for heading, texts in sorted(level.repeated.items()):
            if heading in single and len(set(texts)) > 1:
                message = f"two different {heading} stand in one {level.name}: whose is it?"
                raise ExtractRefused(message, source=source, row=line_of(level.element))
            # All of them where they differ, which no date can be.
            level.texts[heading] = " | ".join(dict.fromkeys(texts))
        if level.name == ASSESSMENT:
            above = level.above.passed_on() if level.above else {}
            yield Assessment(line_of(level.element), {**above, **level.texts})
        elif not OF_ASSESSMENT.isdisjoint(level.texts):
            notes.strays.append(line_of(level.element))


def _note_strays(outside: Element, notes: Notes) -> None:
    """Note text among the elements in one that stands outside of every level."""
    notes.of(outside)
    _, strays = walk(outside, notes)
    notes.strays += map(line_of, strays)


def _let_go(element: Element, notes: Notes) -> None:
    """Forget an element that was read, and all that stands before it; text among it is astray."""
    for each in (element, *element.iterancestors()):
        while (before := each.getprevious()) is not None:
            if len(before) or before.tag not in notes.by_tag:
                _note_strays(before, notes)
            if before.tail and before.tail.strip():
                notes.strays.append(line_of(each))
            cast("Element", each.getparent()).remove(before)
    element.clear(keep_tail=True)
