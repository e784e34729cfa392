"""A message as it leaves: its styles in its elements, read back element by element."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import css_inline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_INLINER = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)


def inlined(html: str) -> str:
    """Return the HTML with its styles written into its elements."""
    return _INLINER.inline(html)


@dataclass(frozen=True)
class Element:
    """An element with its attributes, the elements around it, and the text right in it."""

    tag: str
    attributes: dict[str, str]
    around: tuple[Element, ...]
    texts: list[str] = field(default_factory=list)

    @property
    def styles(self) -> Iterator[tuple[str, str]]:
        """Yield each property with its value."""
        for declaration in self.attributes.get("style", "").split(";"):
            name, colon, value = declaration.partition(":")
            if colon:
                yield name.strip(), value.strip()


def elements_of(html: str) -> list[Element]:
    """Return every element in the order of reading."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert [each.tag for each in reader.path] == []
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Element] = []
        self.path: list[Element] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self.path))
        self.found.append(element)
        if tag not in ("meta", "br"):
            self.path.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.path.pop().tag == tag

    def handle_data(self, text: str) -> None:
        if self.path:
            self.path[-1].texts.append(text)
