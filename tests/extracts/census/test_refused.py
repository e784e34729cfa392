"""A CIN census that is broken, unsafe, empty, too old or not as configured is refused whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import BrokenPromise
from monitor.extracts.census import census as cin_census
from monitor.extracts.census import elements as cin_elements
from tests.extracts.census.censuses import (
    ASSESSMENT,
    CHILD,
    REVIEW,
    census,
    judged,
    read,
    refusal,
    settings,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_an_encoding_that_the_parser_does_not_know_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, census(CHILD), settings(encoding="punycode"))
    assert "no encoding of XML" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"no XML at all", "line 1: the XML is broken", id="text"),
        pytest.param(
            census(CHILD).replace("</CINdetails>", "").encode(), "line 14: the XML", id="tag lost"
        ),
        pytest.param(census(CHILD)[:-30].encode(), "the XML is broken", id="cut off"),
        pytest.param((census(CHILD) * 2).encode(), "the XML is broken", id="two in one"),
        pytest.param(b"\xff\xfe\x00", "the XML is broken", id="bytes"),
        pytest.param(census(CHILD + "&who;").encode(), "the XML is broken", id="entity"),
        pytest.param(b"<html><body/></html>", "this XML is no CIN census", id="a page"),
    ],
)
def test_what_is_no_whole_census_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refusal(tmp_path, content)


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE Message>",
        '<!DOCTYPE Message SYSTEM "http://example.org/census.dtd">',
        '<!DOCTYPE Message [<!ENTITY child SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Message [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
@pytest.mark.parametrize("body", [census(CHILD), "<Message/>"])
def test_a_doctype_is_refused(tmp_path: Path, doctype: str, body: str) -> None:
    assert "holds a DOCTYPE" in refusal(tmp_path, doctype + body)


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    body = census(CHILD.replace("0012345", "&e11;"))
    said = refusal(tmp_path, f'<!DOCTYPE Message [<!ENTITY e0 "ha">{bomb}]>{body}')
    assert "DOCTYPE" in said or "broken" in said


def test_a_census_without_assessments_is_refused_unless_nothing_is_enough(tmp_path: Path) -> None:
    text = census(CHILD.replace(ASSESSMENT, ""))
    assert refusal(tmp_path, text).endswith("1 child, no Assessments element")
    night = judged(tmp_path, text, settings(minimum_rows=0)).night
    assert any("census.xml holds no assessment at all" in alarm for alarm in night.alarm_sentences)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (census(*[CHILD.replace(ASSESSMENT, "")] * 3), "3 children"),
        ("<CINdetailsCollection><CINdetails/><CINdetails/></CINdetailsCollection>", "2 CINdetails"),
    ],
)
def test_a_census_without_assessments_says_what_it_holds(
    tmp_path: Path, text: str, found: str
) -> None:
    assert refusal(tmp_path, text).endswith(f"{found}, no Assessments element")


def test_two_ids_in_one_child_are_refused(tmp_path: Path) -> None:
    text = census(CHILD.replace("<Sex>", "<LAchildID>0099999</LAchildID><Sex>"))
    said = refusal(tmp_path, text)
    assert "line 4: two different LAchildID stand in one Child" in said
    assert "99999" not in said


def test_an_element_that_no_assessment_has_is_refused(tmp_path: Path) -> None:
    own = settings({"deadline": "AssessmentInternalReviwDate"})
    said = refusal(tmp_path, census(CHILD), own)
    assert "no assessment has an element AssessmentInternalReviwDate" in said
    assert "did you mean AssessmentInternalReviewDate?" in said
    zzz = settings({**REVIEW, "team": "Zzz"})
    assert refusal(tmp_path, census(CHILD), zzz).endswith("no assessment has an element Zzz")


@pytest.mark.parametrize("heading", ["*", "{", "Child ID", "{*}Sex", "comment()"])
def test_a_heading_that_can_be_no_element_is_refused(tmp_path: Path, heading: str) -> None:
    own = settings({**REVIEW, "team": heading})
    assert f"no assessment has an element {heading}" in refusal(tmp_path, census(CHILD), own)


def test_an_old_census_is_refused(tmp_path: Path) -> None:
    own = settings(maximum_age_days=3)
    old = census(CHILD, header="<DateTime>2015-07-12T05:00:00</DateTime>")
    assert "4 days old, more than maximum_age_days = 3 (by its DateTime)" in refusal(
        tmp_path, old, own
    )
    young = old.replace("2015-07-12", "2015-07-13")
    assert read(tmp_path, young, own).file.lines.records == 1


def test_a_header_that_cannot_be_read_is_refused_where_the_age_counts(tmp_path: Path) -> None:
    text = census(CHILD, header="<DateTime>today</DateTime>")
    said = refusal(tmp_path, text, settings(maximum_age_days=3))
    assert "no date of its header can be read" in said


def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = cin_elements.assessments_of

    def read_while_written(*arguments: Any, **more: Any) -> Any:
        with (tmp_path / "census.xml").open("a") as file:
            file.write("<!-- more -->")
        return whole(*arguments, **more)

    monkeypatch.setattr("monitor.extracts.census.census.assessments_of", read_while_written)
    assert "changed while it was read" in refusal(tmp_path, census(CHILD))


def test_an_assessment_that_was_met_and_not_read_stops_the_night() -> None:
    with pytest.raises(BrokenPromise, match="2 assessments stand in the census and 1 were read"):
        cin_census._accounted(1, 2)


def test_no_message_holds_what_stands_in_the_file(tmp_path: Path) -> None:
    text = census(CHILD.replace("</LAchildID>", "</0012345>"))
    assert re.fullmatch(
        r"census\.xml, line \d+: the XML is broken here, or cut off", refusal(tmp_path, text)
    )
