"""The oracle is itself held to the golden cases, and the made-up rows to what they promise."""

from dataclasses import replace
from datetime import date, timedelta
from unicodedata import category

import pytest
from hypothesis import given, settings

from tests.oracle.records import (
    BANK_HOLIDAYS,
    COMPLETED,
    FLAGS,
    OPEN,
    STATUSES,
    OracleRecord,
    OracleRules,
    judge,
    nth_working_day,
    read_date,
    summarise,
    working_days,
)
from tests.support.strategies import (
    Case,
    Row,
    cases,
    generated_rows,
    rows_with_timescale,
    rules_for,
)

AS_AT = date(2015, 7, 16)  # Thursday
RULES = OracleRules(as_at=AS_AT)
PROBLEMS = {
    "unparsed_date",
    "implausible_date",
    "authorised_before_start",
    "authorised_in_future",
    "deadline_before_start",
    "start_before_referral",
    "start_in_future",
    "missing_child_id",
    "missing_assessment_id",
    "missing_team",
    "unknown_team",
    "unknown_code",
    "authorised_but_open",
    "authorised_without_date",
    "duplicate_record",
    "conflicting_record",
}


def row(**cells: str) -> Row:
    """An open assessment that is on track, but for the cells given."""
    plain = {
        "assessment_id": "0001",
        "child_id": "0007",
        "team": "North",
        "referral_date": "01/07/2015",  # Wednesday
        "start_date": "02/07/2015",  # Thursday
        "deadline": "31/07/2015",  # Friday
        "authorised_date": "",
        "state": "",
    }
    return plain | cells


def judged(rules: OracleRules = RULES, **cells: str) -> OracleRecord:
    """The plain record but for the cells given, judged alone."""
    return judge([row(**cells)], rules)[0]


# Counting days.


@pytest.mark.parametrize(
    ("deadline", "as_at", "expected"),
    [
        pytest.param("02/04/2026", date(2026, 4, 7), 1, id="Thu 2 Apr to Tue 7 Apr 2026, Easter"),
        pytest.param("24/12/2025", date(2026, 1, 2), 4, id="Wed 24 Dec 2025 to Fri 2 Jan 2026"),
        pytest.param("11/07/2015", date(2015, 7, 13), 1, id="Sat 11 Jul to Mon 13 Jul 2015"),
        pytest.param("10/07/2015", date(2015, 7, 11), 0, id="Fri 10 Jul to Sat 11 Jul 2015"),
        pytest.param("24/12/2014", date(2015, 7, 16), 139, id="Wed 24 Dec 2014 to Thu 16 Jul 2015"),
    ],
)
def test_golden_cases_of_working_days_late(deadline: str, as_at: date, expected: int) -> None:
    record = judged(OracleRules(as_at=as_at), start_date="01/12/2014", deadline=deadline)
    assert (record.status, record.working_days_late) == ("overdue", expected)


def test_no_working_days_where_the_end_is_not_later() -> None:
    friday = date(2015, 7, 10)
    assert working_days(friday, friday, BANK_HOLIDAYS) == 0
    assert working_days(friday, date(2015, 7, 9), BANK_HOLIDAYS) == 0  # Thursday


def test_a_day_outside_the_calendar_is_an_error() -> None:
    with pytest.raises(ValueError, match="outside the oracle's calendar"):
        working_days(date(2029, 12, 31), date(2030, 1, 1), BANK_HOLIDAYS)  # Monday to Tuesday


def test_day_nought_is_the_date_itself() -> None:
    saturday = date(2015, 7, 11)
    assert nth_working_day(saturday, 0, BANK_HOLIDAYS, AS_AT) == saturday
    assert nth_working_day(saturday, 1, BANK_HOLIDAYS, AS_AT) == date(2015, 7, 13)  # Monday


@pytest.mark.parametrize(
    "moved_or_added",
    [
        date(1999, 12, 31),  # Friday
        date(2002, 6, 4),  # Tuesday
        date(2011, 4, 29),  # Friday
        date(2012, 6, 5),  # Tuesday
        date(2020, 5, 8),  # Friday
        date(2021, 12, 28),  # Tuesday, for Boxing Day on a Sunday
        date(2022, 6, 2),  # Thursday
        date(2022, 9, 19),  # Monday
        date(2022, 12, 27),  # Tuesday, for Christmas Day on a Sunday
        date(2023, 5, 8),  # Monday
    ],
    ids="{:%a %d %b %Y}".format,
)
def test_moved_substitute_and_single_bank_holidays_are_known(moved_or_added: date) -> None:
    assert moved_or_added in BANK_HOLIDAYS


def test_a_bank_holiday_that_moved_is_a_working_day_where_it_was() -> None:
    first_monday_of_may = date(2020, 5, 4)
    last_monday_of_may = date(2022, 5, 30)
    assert BANK_HOLIDAYS.isdisjoint({first_monday_of_may, last_monday_of_may})


# Statuses.


@pytest.mark.parametrize(
    ("deadline", "status"),
    [
        pytest.param("15/07/2015", "overdue", id="Wed 15 Jul, the day before"),
        pytest.param("16/07/2015", "due_soon", id="Thu 16 Jul, due today"),
        pytest.param("17/07/2015", "due_soon", id="Fri 17 Jul, the day after"),
        pytest.param("23/07/2015", "due_soon", id="Thu 23 Jul, 5 working days"),
        pytest.param("24/07/2015", "on_track", id="Fri 24 Jul, 6 working days"),
        pytest.param("", "no_deadline", id="blank"),
        pytest.param("TBC", "no_deadline", id="unparsed"),
        pytest.param("31/12/9999", "no_deadline", id="implausible"),
    ],
)
def test_an_open_assessment_on_the_edges_of_its_deadline(deadline: str, status: str) -> None:
    assert judged(deadline=deadline).status == status


def test_the_due_soon_window_is_counted_on_the_managers_calendar() -> None:
    deadline = date(2015, 7, 24)  # Friday, 6 working days on
    on_track = judged(deadline=f"{deadline:%d/%m/%Y}")
    closed = replace(RULES, closures=frozenset({deadline - timedelta(days=1)}))
    assert on_track.status == "on_track"
    assert judged(closed, deadline=f"{deadline:%d/%m/%Y}").status == "due_soon"


@pytest.mark.parametrize(
    ("authorised", "status"),
    [
        pytest.param("09/07/2015", "completed_on_time", id="Thu 9 Jul, the day before"),
        pytest.param("10/07/2015", "completed_on_time", id="Fri 10 Jul, on the deadline"),
        pytest.param("11/07/2015", "completed_late", id="Sat 11 Jul, the day after"),
        pytest.param("01/07/2015", "overdue", id="Wed 1 Jul, before the start"),
        pytest.param("17/07/2015", "overdue", id="Fri 17 Jul, in the future"),
        pytest.param("01/01/1900", "overdue", id="implausible"),
    ],
)
def test_an_authorised_date_on_the_edges_of_the_deadline(authorised: str, status: str) -> None:
    record = judged(deadline="10/07/2015", authorised_date=authorised)  # Friday
    assert (record.status, record.completed) == (status, status in COMPLETED)


@pytest.mark.parametrize(
    ("state", "is_completed"),
    [("", True), ("AUTHORISED", True), ("open", False), ("awaiting_authorisation", False)],
)
def test_the_state_can_hold_an_authorised_record_open(state: str, is_completed: bool) -> None:
    record = judged(authorised_date="10/07/2015", state=state)  # Friday
    assert record.completed == is_completed
    assert (("state", "authorised_but_open") in record.problems) == (not is_completed)


def test_a_repeated_record_is_a_duplicate_and_another_content_conflicts() -> None:
    rows = [row(), row(deadline="2015-07-31 00:00"), row(deadline="30/07/2015"), row()]
    first, repeated, other, repeated_again = judge(rows, RULES)
    assert [repeated.status, repeated_again.status] == ["duplicate", "duplicate"]
    assert [first.flags, other.flags] == [{"conflicting_record"}, {"conflicting_record"}]
    assert not repeated.flags


# The 45 working days.


@pytest.mark.parametrize(
    ("referral", "day", "flags"),
    [
        pytest.param("13/05/2015", 45, {"day_45_soon"}, id="Wed 13 May 2015"),
        pytest.param("12/05/2015", 46, {"past_45_working_days"}, id="Tue 12 May 2015"),
        pytest.param("14/05/2015", 44, {"day_45_soon"}, id="Thu 14 May 2015"),
        pytest.param("20/05/2015", 40, {"day_45_soon"}, id="Wed 20 May 2015"),
        pytest.param("21/05/2015", 39, set(), id="Thu 21 May 2015"),
        pytest.param("17/07/2015", 0, set(), id="Fri 17 Jul 2015, tomorrow"),
        pytest.param("", None, set(), id="blank"),
    ],
)
def test_the_day_of_45_and_its_edge(referral: str, day: int | None, flags: set[str]) -> None:
    record = judged(referral_date=referral)
    assert record.working_days_since_referral == day
    assert {"past_45_working_days", "day_45_soon"}.intersection(record.flags) == flags


@pytest.mark.parametrize(
    ("deadline", "is_beyond"),
    [
        pytest.param("18/09/2015", False, id="Fri 18 Sep 2015, the 45th working day"),
        pytest.param("17/09/2015", False, id="Thu 17 Sep 2015, the day before"),
        pytest.param("19/09/2015", True, id="Sat 19 Sep 2015, the day after"),
    ],
)
def test_a_deadline_beyond_the_45th_working_day(deadline: str, is_beyond: bool) -> None:
    record = judged(referral_date="16/07/2015", deadline=deadline)  # Thursday
    assert ("deadline_beyond_45" in record.flags) == is_beyond


@pytest.mark.parametrize(
    ("second_start", "day"),
    [
        pytest.param("10/07/2015", 11, id="Fri 10 Jul, the day of the authorisation"),
        pytest.param("11/07/2015", None, id="Sat 11 Jul, the day after it"),
    ],
)
def test_a_later_assessment_of_the_same_referral(second_start: str, day: int | None) -> None:
    first = row(authorised_date="10/07/2015")  # Friday
    second = row(assessment_id="0002", start_date=second_start)
    assert judge([first, second], RULES)[1].working_days_since_referral == day


def test_closures_count_for_the_deadline_and_not_for_the_45() -> None:
    closed = replace(RULES, closures=frozenset({date(2015, 7, 15)}))  # Wednesday
    record = judged(closed, deadline="14/07/2015", referral_date="14/07/2015")  # Tuesday
    assert (record.working_days_late, record.working_days_since_referral) == (1, 2)


# Reading.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2015-07-02", date(2015, 7, 2), id="ISO, Thursday"),
        pytest.param("02/07/2015", date(2015, 7, 2), id="declared, Thursday"),
        pytest.param("2/7/2015", date(2015, 7, 2), id="without leading zeros"),
        pytest.param("02/07/2015 23:59", date(2015, 7, 2), id="a time is dropped"),
        pytest.param("02/07/2015 11:59:59 PM", date(2015, 7, 2), id="an afternoon"),
        pytest.param("2015-07-02T23:30:00Z", date(2015, 7, 3), id="summer, the day after, Friday"),
        pytest.param("2015-07-02T22:59:59Z", date(2015, 7, 2), id="summer, a second before"),
        pytest.param("2015-12-02T23:30:00Z", date(2015, 12, 2), id="winter, Wednesday"),
        pytest.param("2015-07-02T00:30:00+0200", date(2015, 7, 1), id="from further east"),
        pytest.param("07/13/2015", None, id="month first"),
        pytest.param("02/07/15", None, id="two digits of year"),
        pytest.param("42187", None, id="a serial that was not declared"),
        pytest.param("02/07/2015 25:00", None, id="no such time"),
    ],
)
def test_a_date_is_read_as_it_was_meant(text: str, expected: date | None) -> None:
    assert read_date(text, RULES) == expected


def test_an_excel_serial_is_read_where_it_is_declared() -> None:
    declared = replace(RULES, excel_serials=True)
    assert read_date("42187", declared) == date(2015, 7, 2)  # Thursday


@pytest.mark.parametrize(
    ("timescale", "deadline"),
    [
        pytest.param("10", date(2015, 7, 16), id="Thu 16 Jul 2015"),
        pytest.param("10.0", date(2015, 7, 16), id="as a decimal"),
        pytest.param("0", date(2015, 7, 2), id="nought, the start itself, Thu 2 Jul 2015"),
        pytest.param("999", None, id="implausibly late"),
        pytest.param("1000", None, id="too many"),
    ],
)
def test_a_timescale_runs_from_the_start(timescale: str, deadline: date | None) -> None:
    cells = row(timescale=timescale)
    del cells["deadline"]
    assert judge([cells], replace(RULES, timescale_from="start"))[0].deadline == deadline


# The figures.


def test_the_headline_leaves_out_what_was_authorised_before_the_period() -> None:
    rows = [
        row(child_id="1", deadline="10/07/2015"),  # Friday, 4 working days late
        row(child_id="2", deadline="09/07/2015"),  # Thursday, 5 working days late
        row(child_id="3", deadline="01/07/2015"),  # Wednesday, before the start, 11 late
        row(child_id="4", start_date="01/07/2014", authorised_date="16/07/2014"),  # Wednesday
        row(child_id="5", start_date="01/07/2014", authorised_date="17/07/2014"),  # Thursday
        row(child_id="6", state="cancelled"),
    ]
    assert summarise(judge(rows, RULES), RULES)["past_deadline"] == {
        "count": 3,
        "of": 4,
        "percent": 75.0,
        "mean_working_days_late": 4.5,
        "median_working_days_late": 4.5,
        "max_working_days_late": 5,
        "long_overdue": 0,
        "left_out_of_days": 1,
        "outside_period": 1,
        "open": {"count": 3, "of": 3, "percent": 100.0},
    }


def test_a_percentage_is_rounded_half_up() -> None:
    late = row(child_id="late", deadline="10/07/2015")  # Friday
    rows = [late, *(row(child_id=f"on track {n}") for n in range(15))]
    assert summarise(judge(rows, RULES), RULES)["past_deadline"]["percent"] == 6.3  # of 6.25


def test_nothing_has_no_percentage_and_no_days() -> None:
    headline = summarise([], RULES)["past_deadline"]
    assert (headline["percent"], headline["open"]["percent"]) == (None, None)
    assert (headline["mean_working_days_late"], headline["max_working_days_late"]) == (None, None)


# The made-up rows.


def test_the_same_seed_makes_the_same_rows() -> None:
    assert generated_rows(1, 50, AS_AT) == generated_rows(1, 50, AS_AT)
    assert generated_rows(1, 50, AS_AT) != generated_rows(2, 50, AS_AT)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in (1, 2))]
)
def test_every_status_flag_and_problem_occurs_in_generated_rows(seed: int) -> None:
    rules = rules_for(AS_AT)
    summary = summarise(judge(generated_rows(seed, 800, AS_AT), rules), rules)
    assert {status for status, count in summary["statuses"].items() if count} == set(STATUSES)
    assert {flag for flag, count in summary["flags"].items() if count} == set(FLAGS)
    assert set(summary["problems"]) == PROBLEMS


@pytest.mark.parametrize("timescale_from", ["start", "referral"])
def test_every_status_and_problem_occurs_in_rows_with_timescale(timescale_from: str) -> None:
    rules = replace(rules_for(AS_AT), timescale_from=timescale_from)
    rows = rows_with_timescale(1, 800, AS_AT, timescale_from=timescale_from)
    summary = summarise(judge(rows, rules), rules)
    assert {status for status, count in summary["statuses"].items() if count} == set(STATUSES)
    impossible = {"deadline_before_start"} if timescale_from == "start" else set()
    expected = PROBLEMS | {"unparsed_timescale"}
    assert set(summary["problems"]) == expected - impossible


def test_no_generated_row_is_blank_or_holds_a_control_character() -> None:
    for cells in generated_rows(1, 500, AS_AT):
        assert any(cell.strip() for cell in cells.values())
        assert not any(category(letter) == "Cc" for cell in cells.values() for letter in cell)


@settings(max_examples=settings().max_examples // 3)
@given(cases())
def test_every_row_of_any_extract_is_in_exactly_one_status_with_its_days(case: Case) -> None:
    rows, rules = case
    records = judge(rows, rules)
    summary = summarise(records, rules)
    counted = summary["past_deadline"]["of"] + summary["past_deadline"]["outside_period"]
    apart = summary["statuses"]["duplicate"] + summary["statuses"]["cancelled"]
    assert sum(summary["statuses"].values()) == len(rows)
    assert counted + apart == len(rows)
    for record in records:
        is_past = record.status in {"overdue", "completed_late"}
        assert (record.working_days_late is not None) == is_past
        assert record.status in OPEN | COMPLETED or record.flags <= {"conflicting_record"}
