"""Reading a page back as a person does: its headings, tables, links and text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_VOID = frozenset({"meta", "br", "hr", "img", "link", "input"})


@dataclass
class ReadTable:
    """A table as it stands on the page; `attributes` are those of its headers, in order."""

    caption: str = ""
    headings: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    scopes: list[str | None] = field(default_factory=list)

    def column(self, heading: str) -> list[str]:
        """Return the cells below a heading."""
        place = self.headings.index(heading)
        return [row[place] for row in self.rows]

    def row(self, name: str) -> dict[str, str]:
        """Return the first row of this name, by heading."""
        found = next(row for row in self.rows if row[0] == name)
        return dict(zip(self.headings, found, strict=True))


@dataclass
class ReadChart:
    """A picture: what it is called, what it says to who cannot see it, and the words in it."""

    title: str = ""
    description: str = ""
    words: list[str] = field(default_factory=list)
    subtitle: str = ""
    #: The names of its series, as the key beside it tells them.
    key: list[str] = field(default_factory=list)
    #: The x and the width of each part of a bar, in per cent, in their order.
    parts: list[tuple[float, float]] = field(default_factory=list)
    #: The points of each line.
    points: list[str] = field(default_factory=list)


@dataclass
class ReadPage:
    """A page: what it says and what it is made of."""

    tags: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    language: str | None = None
    title: str = ""
    h1: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    #: By the id of the section (or, outside any, of the caption) that the table stands in.
    tables: dict[str, ReadTable] = field(default_factory=dict)
    #: By the id of the table whose figures they show.
    charts: dict[str, ReadChart] = field(default_factory=dict)
    #: What stands right below each heading of a part: the reader's questions with their answers.
    answers: dict[str, str] = field(default_factory=dict)
    #: The sentences in large type, each with where it leads.
    need: list[tuple[str, str]] = field(default_factory=list)
    #: What each figure at the top says, with its label.
    tiles: list[str] = field(default_factory=list)
    #: By the id of its section, where the names of a list lead.
    names: dict[str, list[str]] = field(default_factory=dict)
    #: Every term with its meaning.
    terms: dict[str, str] = field(default_factory=dict)
    #: The headings of the sections.
    h2: list[str] = field(default_factory=list)
    script: str = ""
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    #: Each text with the names of the elements around it.
    texts: list[tuple[tuple[str, ...], str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return everything that is read, the style sheet and the script apart."""
        return "\n".join(text for path, text in self.texts if not {"style", "script"} & set(path))

    @property
    def groups(self) -> dict[str, ReadTable]:
        """Return the groups of exceptions, by the code of the next action."""
        return {
            name.removeprefix("do-").replace("-", "_"): table
            for name, table in self.tables.items()
            if name.startswith("do-")
        }

    @property
    def exceptions(self) -> ReadTable:
        """Return the exceptions of all groups as one table."""
        groups = list(self.groups.values())
        headings = groups[0].headings if groups else []
        assert all(group.headings == headings for group in groups)
        return ReadTable(headings=headings, rows=[row for group in groups for row in group.rows])

    def tile(self, label: str) -> int:
        """Return the figure of the tile with this label."""
        (found,) = (each for each in self.tiles if re.fullmatch(rf"\d+ {label}", each))
        return int(found.split()[0])


def read_page(html: str) -> ReadPage:
    """Return what a page holds; raises `AssertionError` where elements are not closed in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.path == [], f"left open: {reader.path}"
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = ReadPage()
        self.path: list[str] = []
        self._table = ReadTable()
        self._cells: list[str] = []
        self._chart = ReadChart()
        self._term = ""
        self._class = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.page.tags.append((tag, tuple(name for name, _ in attrs)))
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.page.ids.append(given["id"])
        if tag not in _VOID:
            self.path.append(tag)
        opened: Any = getattr(self, f"_open_{tag}", None)
        if opened is not None:
            opened(given)

    def handle_endtag(self, tag: str) -> None:
        assert self.path.pop() == tag
        if tag == "tr" and self._cells:
            self._table.rows.append(self._cells)
        if tag == "thead":
            self._table.headings = self._table.rows.pop()

    def handle_data(self, text: str) -> None:
        self.page.texts.append((tuple(self.path), text))
        inner = self.path[-1] if self.path else ""
        if self._class == "tiles" and "li" in self.path:
            self.page.tiles[-1] += text
        told: Any = getattr(self, f"_say_{inner}", None)
        if told is not None:
            told(text)
        if "table" in self.path and {"th", "td"} & set(self.path):
            self._cells[-1] += text
        elif "dt" in self.path:
            self._term = text
        elif self.path[-2:] == ["figcaption", "strong"]:
            self._chart.title += text
        elif {"figure", "li"} <= set(self.path):
            self._chart.key.append(text.strip())
        elif self._class == "need" and inner == "a":
            self.page.need.append((text, self.page.links[-1]))
        elif "p" in self.path or "li" in self.path:
            self.page.sentences.append(text.strip())
            if self.page.h2 and self.path[-2:] in (["section", "p"], ["p", "strong"]):
                said = self.page.answers
                said[self.page.h2[-1]] = said.get(self.page.h2[-1], "") + text

    def _say_caption(self, text: str) -> None:
        self._table.caption += text

    def _say_h1(self, text: str) -> None:
        self.page.h1[-1] += text

    def _say_h2(self, text: str) -> None:
        self.page.h2[-1] += text

    def _say_title(self, text: str) -> None:
        self.page.title += text

    def _say_figcaption(self, text: str) -> None:
        self._chart.subtitle += text.strip()

    def _say_desc(self, text: str) -> None:
        self._chart.description += text

    def _say_text(self, text: str) -> None:
        self._chart.words.append(text)

    def _say_script(self, text: str) -> None:
        self.page.script += text

    def _say_dd(self, text: str) -> None:
        self.page.terms[self._term] = text

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment on the page: {data}")

    def _open_html(self, given: dict[str, str]) -> None:
        self.page.language = given.get("lang")

    def _open_meta(self, given: dict[str, str]) -> None:
        name = given.get("name") or given.get("http-equiv") or "charset"
        self.page.meta[name.lower()] = given.get("content") or given.get("charset", "")

    def _open_p(self, given: dict[str, str]) -> None:
        self._class = given.get("class", "")

    def _open_h1(self, _: dict[str, str]) -> None:
        self.page.h1.append("")

    def _open_h2(self, _: dict[str, str]) -> None:
        self.page.h2.append("")

    def _open_ul(self, given: dict[str, str]) -> None:
        self._class = given.get("class", "")

    def _open_li(self, _: dict[str, str]) -> None:
        if self._class == "tiles":
            self.page.tiles.append("")

    def _open_figure(self, _: dict[str, str]) -> None:
        self._chart = ReadChart()

    def _open_svg(self, given: dict[str, str]) -> None:
        if given.get("role") == "img":
            name, _, _ = given["aria-labelledby"].partition("-picture-title ")
            self.page.charts[name] = self._chart

    def _open_rect(self, given: dict[str, str]) -> None:
        if "x" in given:
            self._chart.parts.append(
                (float(given["x"].rstrip("%")), float(given["width"].rstrip("%")))
            )

    def _open_polyline(self, given: dict[str, str]) -> None:
        self._chart.points.append(given["points"])

    def _open_a(self, given: dict[str, str]) -> None:
        self.page.links.append(given["href"])
        if self._class == "names" and "li" in self.path:
            self.page.names.setdefault(self.page.ids[-1], []).append(given["href"])
        if "table" in self.path:
            self._table.links.append(given["href"])

    def _open_table(self, _: dict[str, str]) -> None:
        self._table = ReadTable()

    def _open_caption(self, given: dict[str, str]) -> None:
        self.page.tables[given["id"].removesuffix("-caption")] = self._table

    def _open_tr(self, _: dict[str, str]) -> None:
        self._cells = []

    def _open_th(self, given: dict[str, str]) -> None:
        self._table.scopes.append(given.get("scope"))
        self._cells.append("")

    def _open_td(self, _: dict[str, str]) -> None:
        self._cells.append("")
