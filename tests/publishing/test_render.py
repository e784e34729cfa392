"""A page is one safe file: everything escaped, nothing undefined, nothing loaded, nothing run."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import fields
from pathlib import Path

import jinja2
import pytest

import reports_templates
from monitor.publishing.render import to_html, to_text
from monitor.reports.pages.nights import NightsList
from monitor.reports.parts.charts import Curve, Lines, Series, Tick
from monitor.reports.parts.tables import Table, headings
from monitor.reports.sections.trust import Assurance
from tests.reports.reading import read_page
from tests.reports.rows import overdue, pages_of_night
from tests.support.making import judge_rows, settings_of

TEMPLATES = sorted(Path(reports_templates.__file__).parent.rglob("*.html"))
HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>{{ 7 * 7 }}{% raw %}</style>"


def nights(text: str) -> NightsList:
    """Return a list of nights in which every text is this one."""
    table = Table(
        id="nights",
        caption=text,
        headings=headings(text, f"#{text}"),
        rows=((text, text),),
        empty=text,
        more=text,
        links=("2015-07-16/index.html",),
    )
    return NightsList(
        title=text,
        authority=text,
        failure=(text, text),
        newest=text,
        newest_link="2015-07-16/index.html",
        sentence=text,
        rely=Assurance(text, (text,)),
        alarms=(text,),
        table=table,
        chart=Lines(
            id="nights-picture",
            shows=text,
            finding=text,
            description=text,
            series=(Series(text, 1), Series(text, 2)),
            lines=(Curve(1, "0,0 100,100"),),
            ticks=(Tick(1, 0.0),),
            first=text,
            last=text,
        ),
    )


def test_every_text_stands_on_the_page_as_it_is() -> None:
    page = read_page(to_html("nights.html", nights=nights(HOSTILE)).decode())
    assert page.h1 == [HOSTILE]
    assert page.title == f"{HOSTILE} – {HOSTILE}"
    assert page.tables["nights"].rows == [[HOSTILE, HOSTILE]]
    assert page.tables["nights"].caption == HOSTILE
    assert page.tables["nights"].headings == [HOSTILE, HOSTILE]
    chart = page.charts["nights"]
    assert {chart.title, chart.subtitle, chart.description, *chart.key} == {HOSTILE}


def test_no_text_changes_what_a_page_is_made_of() -> None:
    plain = read_page(to_html("nights.html", nights=nights("plain")).decode())
    hostile = read_page(to_html("nights.html", nights=nights(HOSTILE)).decode())
    assert hostile.tags == plain.tags


def test_a_page_is_utf_8_even_for_half_a_character() -> None:
    assert "half ? of" in to_html("nights.html", nights=nights("half \ud800 of")).decode("utf-8")


@pytest.mark.parametrize("field", [field.name for field in fields(NightsList)])
def test_a_value_that_is_missing_is_an_error_and_not_a_blank(field: str) -> None:
    given = {each.name: getattr(nights("x"), each.name) for each in fields(NightsList)}
    del given[field]
    with pytest.raises(jinja2.UndefinedError):
        to_html("nights.html", nights=given)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_switches_the_escaping_off(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    text = text.replace("<script>{{ script }}</script>", "")
    assert not re.search(r"\|\s*safe|autoescape|Markup|<script|\bon[a-z]+=|javascript:", text)
    assert not re.search(r"=\{\{", text), "an attribute without quotes"


def test_plain_text_is_printed_as_it_is() -> None:
    assert to_text("mail/draft.subject.txt", draft={"subject": "<b> & “co” {{ x }}"}) == (
        "<b> & “co” {{ x }}"
    )


def test_plain_text_has_no_spaces_at_an_end_and_is_whole_characters() -> None:
    said = to_text("mail/draft.subject.txt", draft={"subject": "16 Jul \n half \ud800 \n\n"})
    assert said == "16 Jul\n half ?"


def test_in_plain_text_a_missing_value_is_an_error_too() -> None:
    with pytest.raises(jinja2.UndefinedError):
        to_text("mail/draft.subject.txt", draft={})


@pytest.mark.parametrize("name", ["report.css", "mail/mail.css"])
def test_the_style_sheet_loads_nothing(name: str) -> None:
    assert not re.search(r"@import|url\(|expression\(|https?:", given(name))


def test_the_script_is_under_7_kb_and_stores_sends_and_writes_nothing() -> None:
    script = given("report.js")
    assert len(script.encode()) < 7 * 1024
    assert not re.search(
        r"fetch|XMLHttp|Beacon|WebSocket|localStorage|sessionStorage|indexedDB|cookie|caches"
        r"|\binnerHTML\s*=|outerHTML|insertAdjacent|document\.write|eval|Function\(|https?:|import",
        script,
    )


@pytest.mark.parametrize(("part", "name"), [("script", "report.js"), ("style", "report.css")])
def test_the_policy_allows_the_script_and_the_style_of_the_page_by_their_hash_and_no_other(
    part: str, name: str
) -> None:
    html = to_html("nights.html", nights=nights("x")).decode()
    (own,) = re.findall(rf"<{part}>(.*?)</{part}>", html, flags=re.DOTALL)
    assert own == given(name)
    digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
    policy = read_page(html).meta["content-security-policy"]
    allowed = dict(each.split(" ", 1) for each in policy.split("; "))
    assert allowed[f"{part}-src"] == f"'sha256-{digest}'"
    assert set(allowed) == {"default-src", "script-src", "style-src", "base-uri", "form-action"}
    assert {allowed[each] for each in ("default-src", "base-uri", "form-action")} == {"'none'"}


def test_the_line_below_every_printed_page_is_allowed_and_is_nothing_but_its_text(
    tmp_path: Path,
) -> None:
    night = judge_rows(tmp_path, [overdue(1, team='N"; } </style>')]).night
    *_, html = pages_of_night(night, settings_of()).values()
    (style,) = re.findall("<style>(.*?)</style>", html, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in read_page(html).meta["content-security-policy"]
    found = re.search('@bottom-left { content: "([^"]*)"; } }$', style)
    assert found is not None
    codes = found[1].split()
    assert all(re.fullmatch(r"\\[0-9a-f]+", code) for code in codes)
    said = "".join(chr(int(code[1:], 16)) for code in codes)
    assert said == 'Personal data · Thursday 16 July 2015 · N"; } </style>'


def given(name: str) -> str:
    """Return a file as pages have it, without comments and what indents it."""
    text = (Path(reports_templates.__file__).parent / name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//"))
