"""A CIN census is read as it is written: in any order, under any root, and never half."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import BrokenPromise, ExtractRefused
from monitor.extracts import read_extracts
from monitor.extracts.census import census as cin_census
from monitor.extracts.census import elements as cin_elements
from monitor.nights.judging import clock_for, judge_night
from monitor.records.normalise import normalise
from monitor.records.sources import Sources
from monitor.reports.sections.provenance import footnotes
from tests.support.making import INSPECTION_DAY, order_for, settings_of
from tests.support.nights import past_after

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.nights.judging import Judged
    from monitor.records.records import Normalised
    from monitor.records.sources import SourceTable
    from monitor.settings.settings import Settings

REVIEW = {"deadline": "AssessmentInternalReviewDate"}
#: Open, started on Thu 2 July 2015 and to be complete by Fri 10 July.
ASSESSMENT = """
      <Assessments>
        <AssessmentActualStartDate>2015-07-02</AssessmentActualStartDate>
        <AssessmentInternalReviewDate>2015-07-10</AssessmentInternalReviewDate>
      </Assessments>"""
CHILD = f"""
  <Child>
    <ChildIdentifiers><LAchildID>0012345</LAchildID><Sex>F</Sex></ChildIdentifiers>
    <CINdetails>
      <CINreferralDate>2015-07-01</CINreferralDate>{ASSESSMENT}
      <ReferralNFA>false</ReferralNFA>
    </CINdetails>
  </Child>"""


def census(*children: str, header: str = "") -> str:
    body = "".join(children)
    return f"<Message>\n<Header>{header}</Header>\n<Children>{body}\n</Children>\n</Message>\n"


def settings(columns: dict[str, str] = REVIEW, **extract: Any) -> Settings:
    return settings_of(columns, path="census.xml", kind="cin-census", extract=extract)


def read(folder: Path, text: str | bytes, own: Settings | None = None) -> SourceTable:
    content = text if isinstance(text, bytes) else text.encode()
    (folder / "census.xml").write_bytes(content)
    (table,) = read_extracts((own or settings()).extracts, folder=folder, as_at=INSPECTION_DAY)
    assert table.file.lines.accounted == table.file.lines.read == len(table.rows)
    return table


def cells(table: SourceTable) -> list[list[str]]:
    return (
        table.cells[
            [
                "LAchildID",
                "CINreferralDate",
                "AssessmentActualStartDate",
                "AssessmentAuthorisationDate",
                "CINclosureDate",
            ]
        ]
        .to_numpy()
        .tolist()
    )


def refusal(folder: Path, text: str | bytes, own: Settings | None = None) -> str:
    with pytest.raises(ExtractRefused) as caught:
        read(folder, text, own)
    said = str(caught.value)
    assert "0012345" not in said
    assert "\n" not in said
    return said


def judged(folder: Path, text: str, own: Settings | None = None) -> Judged:
    (folder / "census.xml").write_text(text)
    return judge_night(order_for(folder, own or settings()))


def canonical(folder: Path, text: str, own: Settings | None = None) -> Normalised:
    chosen = own or settings()
    calendar = clock_for(chosen, INSPECTION_DAY).calendars.manager
    return normalise(
        Sources((read(folder, text, chosen),)), chosen, as_at=INSPECTION_DAY, calendar=calendar
    )


def problems(found: Judged) -> list[tuple[int, str]]:
    listed = found.night.problems[["source_row", "code"]]
    return list(listed.itertuples(index=False, name=None))


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


@pytest.mark.parametrize(
    ("known", "written", "column"),
    [
        ("CINreferralDate", "CINReferralDate", "referral_date"),
        ("LAchildID", "LAChildId", "child_id"),
        ("AssessmentActualStartDate", "assessmentActualStartDate", "start_date"),
        ("AssessmentInternalReviewDate", "AssessmentInternalReviewDates", "deadline"),
        ("Assessments", "assessments", ""),
        ("CINdetails", "CINDetails", ""),
        ("Child", "child", ""),
    ],
)
def test_an_element_whose_name_is_nearly_known_is_a_problem_and_named_by_check(
    tmp_path: Path, known: str, written: str, column: str
) -> None:
    odd = CHILD.replace(f"{known}>", f"{written}>")
    text = census(CHILD, odd, odd)
    table = read(tmp_path, text)
    row = text.partition(f"<{written}>")[0].count("\n") + 1
    assert table.noted_cells == ((row, column, "misspelt_element"),)
    assert written in table.unused_headings or not column
    night = judged(tmp_path, text).night
    told = night.problems[night.problems["code"] == "misspelt_element"]
    assert told["source_row"].tolist() == [row]


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


def test_a_deadline_is_read_only_where_the_configuration_says_so(tmp_path: Path) -> None:
    with_it = judged(tmp_path, census(CHILD)).night
    without = judged(tmp_path, census(CHILD), settings({})).night
    assert with_it.judged["status"].tolist() == ["overdue"]
    assert without.judged["status"].tolist() == ["no_deadline"]
    assert not any("deadline" in alarm for alarm in with_it.alarm_sentences)
    (alarm,) = without.alarm_sentences
    assert "may be a review: it is the manager's deadline only where" in alarm


def test_a_census_has_no_teams_and_the_report_says_so(tmp_path: Path) -> None:
    found = judged(tmp_path, census(CHILD))
    assert [team.name for team in found.night.teams] == ["No team recorded"]
    assert dict(found.night.sources[0].lacks).keys() == {"team", "child_seen"}
    assert problems(found) == []
    told = footnotes(found.night, found.night.service)
    assert "census.xml: No team is read from it: a CIN census holds none." in told


def test_a_bad_date_is_a_problem_and_the_assessment_stays(tmp_path: Path) -> None:
    text = census(
        CHILD.replace("2015-07-02", "02.07.15"),
        CHILD.replace("2015-07-01", "1015-07-01").replace("0012345", "2"),
        CHILD.replace("2015-07-10", "soon").replace("0012345", "3"),
    )
    found = judged(tmp_path, text)
    assert [code for _, code in problems(found)] == [
        "unparsed_date",
        "implausible_date",
        "unparsed_date",
    ]
    assert found.night.judged["status"].tolist() == ["overdue", "overdue", "no_deadline"]


def test_a_date_that_stands_twice_and_differs_cannot_be_read(tmp_path: Path) -> None:
    again = "<AssessmentActualStartDate>{}</AssessmentActualStartDate></Assessments>"
    same = CHILD.replace("</Assessments>", again.format("2015-07-02"))
    other = CHILD.replace("</Assessments>", again.format("2015-07-03")).replace("0012345", "2")
    marks = canonical(tmp_path, census(same, other)).marks
    assert marks["unparsed_date@start_date"].tolist() == [False, True]


def test_two_ids_in_one_child_are_refused(tmp_path: Path) -> None:
    text = census(CHILD.replace("<Sex>", "<LAchildID>0099999</LAchildID><Sex>"))
    said = refusal(tmp_path, text)
    assert "line 4: two different LAchildID stand in one Child" in said
    assert "99999" not in said


def test_a_child_without_an_id_is_a_problem(tmp_path: Path) -> None:
    text = census(CHILD.replace("<LAchildID>0012345</LAchildID>", ""))
    assert [code for _, code in problems(judged(tmp_path, text))] == ["missing_child_id"]


def test_an_empty_assessment_is_still_a_record(tmp_path: Path) -> None:
    records = canonical(tmp_path, census(CHILD.replace(ASSESSMENT, "<Assessments/>"))).records
    assert records["start_date"].isna().tolist() == [True]


def test_an_authorisation_outside_of_its_assessment_completes_nothing(tmp_path: Path) -> None:
    astray = "<AssessmentAuthorisationDate>2015-07-09</AssessmentAuthorisationDate>"
    text = census(CHILD.replace("<ReferralNFA>", f"{astray}<ReferralNFA>"))
    found = judged(tmp_path, text)
    assert found.night.judged["status"].tolist() == ["overdue"]
    assert problems(found) == [(6, "stray_content")]


def test_text_among_the_elements_is_told_and_no_child_is_lost_by_it(tmp_path: Path) -> None:
    text = census("\nstray", CHILD, " stray ", CHILD.replace("<Assessments>", "<Assessments>stray"))
    table = read(tmp_path, text)
    assert len(table.rows) == 2
    assert sorted(table.noted_lines) == [(row, "stray_content") for row in (3, 16, 20)]


def test_text_behind_an_element_of_a_child_is_told_too(tmp_path: Path) -> None:
    astray = CHILD.replace("<ReferralNFA>", "stray<ReferralNFA>")
    assert read(tmp_path, census(astray)).noted_lines[0][1] == "stray_content"


def test_assessments_inside_an_element_that_holds_text_are_read(tmp_path: Path) -> None:
    inside = CHILD.replace("</CINreferralDate>", "").replace(
        "<ReferralNFA>", "</CINreferralDate><ReferralNFA>"
    )
    nested = CHILD.replace("</Assessments>", f"{ASSESSMENT}</Assessments>")
    assert read(tmp_path, census(inside, nested, f"<Child>{CHILD}</Child>")).file.lines.records == 4


def test_an_assessment_in_an_assessment_has_no_dates_of_the_outer_one(tmp_path: Path) -> None:
    inner = "<Assessments/></Assessments>"
    table = read(tmp_path, census(CHILD.replace("</Assessments>", inner)))
    assert [row[2] for row in cells(table)] == ["2015-07-02", ""]


@pytest.mark.parametrize(
    ("text", "code"),
    [("0", "no"), ("1", "yes"), ("true", "yes"), ("false", "no"), ("", "not_recorded")],
)
def test_an_element_of_the_authority_s_own_is_read_where_it_is_mapped(
    tmp_path: Path, text: str, code: str
) -> None:
    own = settings({**REVIEW, "child_seen": "ChildSeen", "team": "Team"})
    added = f"<Team>North</Team><Assessments><ChildSeen>{text}</ChildSeen>"
    text = census(CHILD.replace("<Assessments>", added))
    records = canonical(tmp_path, text, own).records
    assert records[["child_seen", "team"]].to_numpy().tolist() == [[code, "North"]]
    assert read(tmp_path, text, own).file.lacks == ()


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


def test_children_that_each_stand_in_something_else_are_let_go_too(tmp_path: Path) -> None:
    rows = "".join(f"<Row>{text}{CHILD}</Row>" for text in ("", "stray", ""))
    table = read(tmp_path, f"<Rows><Other>{'<a/>' * 9}</Other>{rows}</Rows>")
    assert table.file.lines.records == 3
    assert [code for _, code in table.noted_lines] == ["stray_content"]


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


def test_a_repeated_assessment_is_a_duplicate_and_a_contradiction_is_judged(tmp_path: Path) -> None:
    authorised = ASSESSMENT.replace(
        "</Assessments>",
        "<AssessmentAuthorisationDate>2015-07-09</AssessmentAuthorisationDate></Assessments>",
    )
    found = judged(tmp_path, census(CHILD.replace(ASSESSMENT, ASSESSMENT * 2 + authorised)))
    assert found.night.judged["status"].tolist() == ["overdue", "duplicate", "completed_on_time"]
    assert [code for _, code in problems(found)].count("conflicting_record") == 2


def test_an_assessment_is_followed_from_night_to_night_by_child_referral_start_and_order(
    tmp_path: Path,
) -> None:
    first = ASSESSMENT.replace("2015-07-10", "2015-07-08")
    two = CHILD.replace(ASSESSMENT, first + ASSESSMENT)
    other = CHILD.replace("0012345", "2")
    (tmp_path / "census.xml").write_text(census(two, other))
    before = judge_night(order_for(tmp_path, settings(), as_at=date(2015, 7, 15)))
    done = "<AssessmentAuthorisationDate>2015-07-15</AssessmentAuthorisationDate></Assessments>"
    tonight = two.replace("</Assessments>", done, 1)
    (tmp_path / "census.xml").write_text(census(other, tonight))
    night = judge_night(order_for(tmp_path, settings()), past_after(before)).night
    assert night.compared.followed["is_matched"].all()
    assert night.judged["status"].tolist() == ["overdue", "completed_late", "overdue"]
    assert night.compared.followed["life"].tolist() == [2, 0, 1]
    assert len(night.compared.vanished) == 0


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


def test_many_assessments_are_packed_in_batches_and_none_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cin_census, "_BATCH", 3)
    children = [CHILD.replace("0012345", f"{n:07}") for n in range(9)]
    table = read(tmp_path, census(*children))
    assert table.cells["LAchildID"].tolist() == [f"{n:07}" for n in range(9)]


def test_an_assessment_that_was_met_and_not_read_stops_the_night() -> None:
    with pytest.raises(BrokenPromise, match="2 assessments stand in the census and 1 were read"):
        cin_census._accounted(1, 2)


def test_a_time_behind_a_date_is_dropped(tmp_path: Path) -> None:
    text = census(CHILD.replace("2015-07-02", "2015-07-02T00:00:00"))
    assert canonical(tmp_path, text).records["start_date"].tolist() == [datetime(2015, 7, 2)]


def test_no_message_holds_what_stands_in_the_file(tmp_path: Path) -> None:
    text = census(CHILD.replace("</LAchildID>", "</0012345>"))
    assert re.fullmatch(
        r"census\.xml, line \d+: the XML is broken here, or cut off", refusal(tmp_path, text)
    )
