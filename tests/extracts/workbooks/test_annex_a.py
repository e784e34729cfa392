"""An Annex A workbook: List 4 wherever it stands, with the referrals of List 3, and no guess."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from monitor.errors import ExtractRefused
from monitor.nights.judging import clock_for, judge_night
from monitor.records.normalise import normalise
from monitor.records.sources import Sources
from tests.extracts.accounting import read_whole
from tests.support.making import INSPECTION_DAY, order_for, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from monitor.records.records import Normalised
    from monitor.records.sources import SourceTable
    from monitor.settings.settings import Settings

Rows = list[list[Any]]

LIST_3 = ["Child Unique ID", "Gender", "Date of referral", "Referral Source"]
LIST_4 = [
    *("Child Unique ID", "Gender", "Date of Birth", "Age of Child (Years)"),
    *("Continuous Assessment Start Date", "Child Seen During Continuous Assessment"),
    *("Continuous Assessment Date of Authorisation", "Allocated Team", "Allocated Worker"),
]
START, SEEN, AUTHORISED, TEAM, WORKER = (LIST_4[place] for place in (4, 5, 6, 7, 8))


def assessment(
    child: object = "0012345", start: object = date(2015, 7, 2), **cells: Any
) -> list[Any]:
    """Make a row of List 4: started on Thu 2 July 2015 and open, but for what `cells` say."""
    own = {
        "seen": "a) Yes",
        "authorised": None,
        "team": "North",
        "worker": "SW01",
        "age": 9,
        **cells,
    }
    named = (own[name] for name in ("seen", "authorised", "team", "worker"))
    return [child, "f", date(2006, 1, 2), own["age"], start, *named]


def referral(child: object = "0012345", day: object = date(2015, 7, 1)) -> list[Any]:
    """Make a row of List 3: referred on Wed 1 July 2015, unless `day` says otherwise."""
    return [child, "f", day, "1A"]


def book(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def annex(assessments: Rows, referrals: Rows | None = None) -> bytes:
    listed = [referral()] if referrals is None else referrals
    return book({"List 3": [LIST_3, *listed], "List 4": [LIST_4, *assessments]})


def settings(columns: Mapping[str, str] | None = None, **extract: Any) -> Settings:
    return settings_of(columns or {}, path="annex.xlsx", kind="annex-a", extract=extract)


def read(folder: Path, content: bytes, own: Settings | None = None) -> SourceTable:
    return read_whole(folder, content, own or settings())


def canonical(folder: Path, content: bytes, own: Settings | None = None) -> Normalised:
    chosen = own or settings()
    calendar = clock_for(chosen, INSPECTION_DAY).calendars.manager
    table = read(folder, content, chosen)
    return normalise(Sources((table,)), chosen, as_at=INSPECTION_DAY, calendar=calendar)


def refusal(folder: Path, content: bytes, own: Settings | None = None) -> str:
    with pytest.raises(ExtractRefused) as caught:
        read(folder, content, own)
    assert "0012345" not in str(caught.value)
    return str(caught.value)


def referred(found: Normalised) -> list[str]:
    return [str(day)[:10] for day in found.records["referral_date"]]


def marked(found: Normalised) -> list[str]:
    """Return the marks of each record, without those of whole columns."""
    return [
        ";".join(mark.partition("@")[0] for mark in found.marks.columns if row[mark])
        for row in found.marks.to_dict(orient="records")
    ]


def test_an_assessment_of_list_4_has_the_referral_of_list_3(tmp_path: Path) -> None:
    found = canonical(tmp_path, annex([assessment(authorised=date(2015, 7, 9))]))
    record = found.records.iloc[0]
    assert record[["child_id", "team", "worker", "child_seen"]].tolist() == [
        *("0012345", "North", "SW01", "yes")
    ]
    assert record["start_date"] == datetime(2015, 7, 2)
    assert record["authorised_date"] == datetime(2015, 7, 9)
    assert referred(found) == ["2015-07-01"]
    assert marked(found) == [""]


def test_rows_are_those_of_list_4_and_the_form_tells_both_lists(tmp_path: Path) -> None:
    table = read(tmp_path, annex([assessment(), assessment("2")], [referral(), referral("2")]))
    assert table.rows.tolist() == [2, 3]
    assert table.file.form == "sheet “List 4”, with 2 referrals from sheet “List 3”"


@pytest.mark.parametrize(
    ("days", "day", "mark"),
    [
        pytest.param([date(2015, 7, 2)], "2015-07-02", "", id="on the start"),
        pytest.param([date(2015, 7, 3)], "NaT", "no_referral", id="the day after"),
        pytest.param([date(2015, 7, 1), date(2015, 7, 3)], "2015-07-01", "", id="latest before"),
        pytest.param([date(2014, 1, 6), date(2015, 6, 30)], "2015-06-30", "", id="latest of two"),
        pytest.param([], "NaT", "no_referral", id="none"),
        pytest.param(["02/07/2015 10:30"], "2015-07-02", "", id="text with a time"),
        pytest.param(
            [date(2015, 7, 1)] * 2, "2015-07-01", "several_referrals", id="two on one day"
        ),
        pytest.param(
            [date(2015, 6, 1), date(2015, 6, 1), date(2015, 7, 1)], "2015-07-01", "", id="earlier"
        ),
        pytest.param([date(2015, 7, 1), "soon"], "NaT", "unread_referral", id="unreadable"),
        pytest.param([date(2015, 7, 1), None], "NaT", "unread_referral", id="no date"),
        pytest.param([date(1900, 1, 1)], "NaT", "implausible_date", id="not believed"),
    ],
)
def test_the_referral_is_the_latest_up_to_the_start_and_never_a_guess(
    tmp_path: Path, days: list[object], day: str, mark: str
) -> None:
    listed = [referral(day=each) for each in days] + [referral("another", date(2015, 7, 2))]
    found = canonical(tmp_path, annex([assessment()], listed))
    assert referred(found) == [day]
    assert marked(found) == [mark]


def test_each_of_several_assessments_has_its_own_referral(tmp_path: Path) -> None:
    rows = [
        assessment("b", date(2015, 7, 10)),
        assessment("a", date(2015, 7, 10)),
        assessment("a", date(2014, 3, 4)),
        assessment("a", None),
        assessment(None, date(2015, 7, 10)),
        assessment("a", "?"),
    ]
    listed = [
        referral("a", date(2015, 7, 9)),
        referral("b", date(2015, 1, 5)),
        referral("a", date(2014, 3, 3)),
        referral(None, date(2015, 1, 5)),
        referral(None, None),
    ]
    found = canonical(tmp_path, annex(rows, listed))
    assert referred(found) == ["2015-01-05", "2015-07-09", "2014-03-03", "NaT", "NaT", "NaT"]
    assert marked(found) == [
        *("", "", "", "no_referral", "no_referral", "unparsed_date;no_referral")
    ]


def test_an_unknown_referral_is_a_problem_of_its_record(tmp_path: Path) -> None:
    (tmp_path / "annex.xlsx").write_bytes(annex([assessment()], [referral("2")]))
    night = judge_night(order_for(tmp_path, settings())).night
    assert night.problems[["source_row", "column", "code"]].to_numpy().tolist() == [
        [2, "referral_date", "no_referral"]
    ]
    assert "No deadline is read from it. Annex A has none" in night.alarm_sentences[0]
    assert night.judged["status"].tolist() == ["no_deadline"]


@pytest.mark.parametrize("above", [0, 1, 9])
@pytest.mark.parametrize("name", ["List 4", "List_4", "4", "Sheet2"])
def test_a_list_is_found_by_its_headings_wherever_they_stand(
    tmp_path: Path, above: int, name: str
) -> None:
    title: Rows = [["List 4: assessments"], *([None] for _ in range(8))]
    title = title[:above]
    sheets: dict[str, Rows] = {
        "Notes": [["of another kind"]],
        name: [*title, LIST_4, assessment()],
        "3": [*title, LIST_3, referral()],
    }
    table = read(tmp_path, book(sheets))
    assert table.rows.tolist() == [above + 2]
    assert table.file.lines.headings == 1 + bool(above)
    assert table.cells["Date of referral"].tolist() == ["2015-07-01"]


def test_headings_below_the_tenth_row_are_not_looked_for(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "4": [*([["title"]] * 10), LIST_4, assessment()],
        "3": [LIST_3, referral()],
    }
    assert "no sheet has the headings of List 4" in refusal(tmp_path, book(sheets))


def test_headings_are_matched_without_regard_to_case_and_spaces(tmp_path: Path) -> None:
    spelt = [f" {heading.upper().replace(' ', chr(160) + ' ')} " for heading in LIST_4]
    content = book(
        {"3": [[each.lower() for each in LIST_3], referral()], "4": [spelt, assessment()]}
    )
    assert read(tmp_path, content).file.lines.records == 1


def test_a_heading_that_is_missing_is_told_with_what_is_like_it(tmp_path: Path) -> None:
    changed = ["Continuous Assesment Start Date" if each == START else each for each in LIST_4]
    content = book({"3": [LIST_3, referral()], "4": [["title"], changed, assessment()]})
    said = refusal(tmp_path, content)
    assert f"line 2: the heading “{START}” is missing; did you mean" in said
    without_team = [each for each in LIST_4 if each != TEAM]
    content = book({"3": [LIST_3, referral()], "4": [without_team, assessment()[:8]]})
    assert f"the heading “{TEAM}” is missing" in refusal(tmp_path, content)


def test_a_workbook_of_something_else_is_refused(tmp_path: Path) -> None:
    assert "no sheet has the headings of List 4" in refusal(tmp_path, book({"a": [["b"], [1]]}))
    assert "no sheet has the headings of List 4" in refusal(tmp_path, book({"a": []}))


def test_list_3_must_be_there_once(tmp_path: Path) -> None:
    list_4 = [LIST_4, assessment()]
    assert "no sheet has the headings of List 3" in refusal(tmp_path, book({"4": list_4}))
    twice = {"4": list_4, "3": [LIST_3, referral()], "3 (2)": [LIST_3, referral()]}
    assert "2 sheets have the headings of List 3" in refusal(tmp_path, book(twice))


def test_list_3_is_not_needed_where_list_4_has_the_referral_or_none_is_wanted(
    tmp_path: Path,
) -> None:
    list_4 = [[*LIST_4, "Date of Referral"], [*assessment(), date(2015, 6, 1)]]
    table = read(tmp_path, book({"4": list_4}))
    assert table.cells["Date of referral"].tolist() == ["2015-06-01"]


def test_two_sheets_of_list_4_must_be_told_apart(tmp_path: Path) -> None:
    list_4 = [LIST_4, assessment()]
    content = book({"4": list_4, "old": [*list_4, assessment()], "3": [LIST_3, referral()]})
    assert "2 sheets have the headings of List 4" in refusal(tmp_path, content)
    assert read(tmp_path, content, settings(sheet="old")).file.lines.records == 2
    assert "there is no sheet “new”" in refusal(tmp_path, content, settings(sheet="new"))


def test_a_column_of_the_authority_s_own_gives_the_deadline(tmp_path: Path) -> None:
    content = book(
        {
            "3": [LIST_3, referral()],
            "4": [[*LIST_4, "Manager's date"], [*assessment(), date(2015, 7, 10)]],
        }
    )
    own = settings({"deadline": "Manager's date"})
    found = canonical(tmp_path, content, own)
    assert found.records["deadline"].tolist() == [datetime(2015, 7, 10)]
    assert read(tmp_path, content, own).file.lacks == ()


def test_rows_that_hold_a_format_and_nothing_else_are_no_records(tmp_path: Path) -> None:
    rows = [assessment(), *([[" ", None, "\N{NO-BREAK SPACE}"]] * 300)]
    table = read(tmp_path, annex(rows))
    assert (table.file.lines.records, table.file.lines.blank) == (1, 300)


@pytest.mark.parametrize("dash", ["-", " – ", "—", "\N{NO-BREAK SPACE}-"])
def test_a_dash_is_a_blank(tmp_path: Path, dash: str) -> None:
    row = assessment(authorised=dash, seen=dash, worker=dash, team=dash)
    found = canonical(tmp_path, annex([row]))
    assert marked(found) == [""]
    record = found.records.iloc[0]
    assert record[["team", "worker", "child_seen"]].tolist() == ["", "", "not_recorded"]


def test_an_error_is_no_team_and_no_child_and_no_date(tmp_path: Path) -> None:
    row = assessment("#N/A", "#N/A", team="#N/A", worker="#REF!", seen="#N/A")
    found = canonical(tmp_path, annex([row]))
    record = found.records.iloc[0]
    assert record[["child_id", "team", "worker"]].tolist() == ["", "", ""]
    assert marked(found) == ["unparsed_date;unknown_code;no_referral"]


def test_a_no_break_space_in_a_name_is_a_space(tmp_path: Path) -> None:
    row = assessment(worker="A.\N{NO-BREAK SPACE}Okafor\N{NO-BREAK SPACE}", team="\xa0North")
    records = canonical(tmp_path, annex([row])).records
    assert records[["team", "worker"]].to_numpy().tolist() == [["North", "A. Okafor"]]


def test_dates_are_read_by_the_type_of_each_cell(tmp_path: Path) -> None:
    starts = [date(2015, 7, 2), datetime(2015, 7, 2, 9, 30), "02/07/2015", "2015-07-02", 42187]
    found = canonical(tmp_path, annex([assessment(start=start) for start in starts]))
    assert found.records["start_date"].tolist() == [datetime(2015, 7, 2)] * 5
    assert referred(found) == ["2015-07-01"] * 5


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *((text, "yes") for text in ("a) Yes", "a)yes", "Y", "Yes", "TRUE", True, 1, "Seen")),
        *((text, "yes") for text in ("Seen alone", "seen  alone", "y ")),
        *((text, "no") for text in ("b) No", "N", "no", "False", False, 0, "Not seen")),
        *((text, "not_recorded") for text in ("c) Unknown", "unknown", None, "-")),
        *((text, "not_applicable") for text in ("Unborn", "UNBORN ")),
    ],
)
def test_every_spelling_of_child_seen_is_known(tmp_path: Path, written: object, code: str) -> None:
    found = canonical(tmp_path, annex([assessment(seen=written)]))
    assert found.records["child_seen"].tolist() == [code]
    assert marked(found) == [""]


def test_a_formula_without_its_value_is_refused_where_it_is_read(tmp_path: Path) -> None:
    said = refusal(tmp_path, annex([assessment(), assessment(authorised="=A2")]))
    assert "line 3: a formula stands here without its value" in said
    of_referrals = annex([assessment()], [referral(day="=A2")])
    assert "line 2: a formula stands here" in refusal(tmp_path, of_referrals)
    assert read(tmp_path, annex([assessment(age="=YEAR(A1)")])).file.lines.records == 1


def test_an_id_that_excel_has_cut_short_is_refused_in_either_list(tmp_path: Path) -> None:
    long = 12345678901234567
    assert "line 2: “Child Unique ID” holds a number of more" in refusal(
        tmp_path, annex([assessment(long)])
    )
    assert "more than 15 digits" in refusal(tmp_path, annex([assessment()], [referral(long)]))


def test_a_number_and_its_text_are_one_child(tmp_path: Path) -> None:
    found = canonical(tmp_path, annex([assessment("12345")], [referral(12345)]))
    assert referred(found) == ["2015-07-01"]


def test_no_assessment_at_all_is_refused_unless_nothing_is_enough(tmp_path: Path) -> None:
    assert "0 records, fewer than minimum_rows = 1" in refusal(tmp_path, annex([]))
    assert read(tmp_path, annex([]), settings(minimum_rows=0)).file.lines.records == 0
    assert referred(canonical(tmp_path, annex([assessment()], []))) == ["NaT"]


def test_a_total_at_the_end_is_a_control_total(tmp_path: Path) -> None:
    table = read(tmp_path, annex([assessment(), ["Total", 1]]))
    assert table.file.control_total == 1
