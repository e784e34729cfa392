"""A CIN census is read as it is written: in any order, under any root, and never half."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.extracts.census import census as cin_census
from tests.extracts.census.censuses import ASSESSMENT, CHILD, cells, census, read, refusal, settings

if TYPE_CHECKING:
    from pathlib import Path


def test_an_assessment_has_its_child_referral_and_closure_from_around_it(tmp_path: Path) -> None:
    closed = CHILD.replace(
        "<ReferralNFA>", "<CINclosureDate>2015-07-15</CINclosureDate>\n<ReferralNFA>"
    )
    table = read(tmp_path, census(CHILD, closed))
    assert cells(table) == [
        ["0012345", "2015-07-01", "2015-07-02", "", ""],
        ["0012345", "2015-07-01", "2015-07-02", "", "2015-07-15"],
    ]
    assert table.file.form == "CIN census, UTF-8"


def test_the_row_is_the_line_on_which_the_assessment_begins(tmp_path: Path) -> None:
    text = census(CHILD, CHILD)
    lines = text.split("\n")
    rows = read(tmp_path, text).rows.tolist()
    assert rows == [n for n, line in enumerate(lines, start=1) if "<Assessments>" in line]


def test_rows_beyond_the_65535th_line_are_told_right(tmp_path: Path) -> None:
    bare = CHILD.replace(ASSESSMENT, "\n<Assessments/>")
    tight = CHILD.replace("<Assessments>\n        ", "<Assessments>")
    text = census("\n" * 66_000, CHILD, bare, tight, CHILD)
    rows = read(tmp_path, text).rows.tolist()
    lines = text.split("\n")
    assert rows == [n for n, line in enumerate(lines, start=1) if "<Assessments" in line]
    assert len(rows) == 4


def test_elements_may_stand_in_any_order(tmp_path: Path) -> None:
    child = f"""
  <Child>
    <CINdetails>{ASSESSMENT}<CINreferralDate>2015-07-01</CINreferralDate></CINdetails>
    <ChildIdentifiers><LAchildID>0012345</LAchildID></ChildIdentifiers>
  </Child>"""
    assert cells(read(tmp_path, census(child))) == [["0012345", "2015-07-01", "2015-07-02", "", ""]]


def test_repeated_episodes_and_assessments_each_keep_their_own(tmp_path: Path) -> None:
    episode = CHILD.partition("<CINdetails>")[2].partition("</CINdetails>")[0]
    second = episode.replace("2015-07-01", "2014-02-03").replace(ASSESSMENT, ASSESSMENT * 2)
    child = CHILD.replace("</Child>\n", "").replace(
        "\n  </Child>", f"<CINdetails>{second}</CINdetails>\n  </Child>"
    )
    table = read(tmp_path, census(child))
    assert [row[1] for row in cells(table)] == ["2015-07-01", "2014-02-03", "2014-02-03"]
    assert len(set(table.rows.tolist())) == 3


@pytest.mark.parametrize(
    ("text", "row"),
    [
        pytest.param(
            f"<CINdetailsCollection><CINdetails><LAchildID>0012345</LAchildID>"
            f"<CINreferralDate>2015-07-01</CINreferralDate>{ASSESSMENT}</CINdetails>"
            "</CINdetailsCollection>",
            ["0012345", "2015-07-01", "2015-07-02", "", ""],
            id="episodes alone",
        ),
        pytest.param(
            f"<Export><a><b>{CHILD}</b></a></Export>",
            ["0012345", "2015-07-01", "2015-07-02", "", ""],
            id="children in something else",
        ),
        pytest.param(
            CHILD.strip(), ["0012345", "2015-07-01", "2015-07-02", "", ""], id="one child alone"
        ),
        pytest.param(
            f"<All>{ASSESSMENT}</All>", ["", "", "2015-07-02", "", ""], id="assessments alone"
        ),
        pytest.param(
            f'<Message xmlns="urn:census">{CHILD}</Message>',
            ["0012345", "2015-07-01", "2015-07-02", "", ""],
            id="a namespace",
        ),
        pytest.param(
            f"<Message><!-- made by --><?made by?>{CHILD.replace('0012345', '00<!-- x -->12345')}"
            "</Message>",
            ["0012345", "2015-07-01", "2015-07-02", "", ""],
            id="comments",
        ),
        pytest.param(
            f"<Message>{CHILD.replace('0012345', '<![CDATA[0012345]]>')}</Message>",
            ["0012345", "2015-07-01", "2015-07-02", "", ""],
            id="character data",
        ),
    ],
)
def test_any_shape_that_holds_a_census_s_elements_is_read(
    tmp_path: Path, text: str, row: list[str]
) -> None:
    assert cells(read(tmp_path, text)) == [row]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_encoding_is_that_of_the_file(tmp_path: Path, encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?>' + census(CHILD.replace("0012345", "É12"))
    assert cells(read(tmp_path, text.encode(encoding)))[0][0] == "É12"


def test_an_encoding_that_is_configured_is_taken(tmp_path: Path) -> None:
    content = census(CHILD.replace("0012345", "É12")).encode("cp1252")
    own = settings(encoding="cp1252")
    assert cells(read(tmp_path, content, own))[0][0] == "É12"
    assert "broken here" in refusal(tmp_path, content)


def test_blocks_that_a_later_census_adds_are_passed_over(tmp_path: Path) -> None:
    block = (
        "<FamilyHelpPlans><FamilyHelpPlan><FamilyHelpStartDate>2015-07-03</FamilyHelpStartDate>"
        "</FamilyHelpPlan></FamilyHelpPlans>"
    )
    added = CHILD.replace("</CINdetails>", f"{block}</CINdetails>{block}")
    table = read(tmp_path, census(added, f"<Workforce>{block}</Workforce>"))
    assert cells(table) == cells(read(tmp_path, census(CHILD)))
    assert not table.noted_cells
    assert not table.noted_lines
    assert table.unused_headings == ("Sex", "ReferralNFA", "FamilyHelpStartDate")


@pytest.mark.parametrize("offset", ["Z", "+01:00", "-11:00"])
def test_the_offset_of_a_date_makes_it_no_other_day(tmp_path: Path, offset: str) -> None:
    text = census(CHILD.replace("2015-07-02", f"2015-07-02{offset}"))
    assert cells(read(tmp_path, text))[0][2] == "2015-07-02"


@pytest.mark.parametrize(
    ("header", "dated", "by"),
    [
        ("<ReferenceDate>2016-03-31</ReferenceDate>", None, ""),
        ("<ReferenceDate>2015-07-14</ReferenceDate>", "2015-07-14", "its ReferenceDate"),
        ("<DateTime>2015-07-15T23:30:00</DateTime>", "2015-07-15", "its DateTime"),
        (
            "<ReferenceDate>2016-03-31</ReferenceDate><DateTime>2015-07-16T05:00:00</DateTime>",
            *("2015-07-16", "its DateTime"),
        ),
        (
            "<ReferenceDate>2015-03-31</ReferenceDate><DateTime>2015-07-16T05:00:00</DateTime>",
            *("2015-03-31", "its ReferenceDate"),
        ),
        ("<DateTime>today</DateTime>", None, ""),
    ],
)
def test_the_header_tells_the_day_of_the_census(
    tmp_path: Path, header: str, dated: str | None, by: str
) -> None:
    file = read(tmp_path, census(CHILD, header=header)).file
    assert (file.dated, file.dated_by) == (dated, by)


def test_many_assessments_are_packed_in_batches_and_none_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cin_census, "_BATCH", 3)
    children = [CHILD.replace("0012345", f"{n:07}") for n in range(9)]
    table = read(tmp_path, census(*children))
    assert table.cells["LAchildID"].tolist() == [f"{n:07}" for n in range(9)]
