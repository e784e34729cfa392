"""Every number on every page is the one that a slow recount of `assessments.csv` comes to."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pytest

from monitor.assessments.columns import UNKNOWN_TEAMS
from monitor.assessments.statuses import LABELS
from monitor.judgement.flags import RULES
from monitor.judgement.past import NO_PAST
from monitor.reports.files.records import problems
from tests.authority.simulation import TEAMS, simulate
from tests.oracle import pages as oracle
from tests.oracle.records import COMPLETED, OPEN, OracleRules
from tests.reports.reading import ReadPage, read_page
from tests.reports.recounting import Record, Recount, in_words, lines_of, read_csv, recount
from tests.reports.rows import SERVICE, pages_of_night
from tests.support.agreement import settings_for
from tests.support.making import INSPECTION_DAY, judge_rows, settings_of
from tests.support.nights import judge_beside, past_after
from tests.support.strategies import generated_rows, rules_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.judgement.night import Night
    from monitor.settings.settings import Settings

NUMBER = re.compile(r"\d+(?:\.\d+)?")
#: Tables of something else than counted records; other tests hold them to their files.
ELSEWHERE = {
    *("new", "ended", "moved", "vanished", "back", "others"),
    *("changed", "sample", "sources", "doubts", "to-mend"),
}
SIBLINGS = re.compile(r"(?:; |^)(\d+) children in this family$")
LATE = "Working days late"
DRAWN = ("overdue", "no_deadline")
#: The problem of a column and of no record.
WIDE = "decimal_id"


@dataclass(frozen=True)
class Told:
    """The nights in a row, the pages of the last, and the recount of all."""

    nights: Sequence[Night]
    settings: Settings
    counted: Recount

    @cached_property
    def pages(self) -> dict[str, ReadPage]:
        html = pages_of_night(self.nights[-1], self.settings)
        return {path: read_page(text) for path, text in html.items()}

    @property
    def each(self) -> list[tuple[ReadPage, Recount]]:
        """Return every page of one team, and the service's, with what it should say."""
        teams = [page for path, page in self.pages.items() if path != SERVICE]
        own = [page for page in teams if page.h1 != [UNKNOWN_TEAMS]]
        return [(self.service, self.counted)] + [
            (page, self.counted.of(page.h1[0])) for page in own
        ]

    @property
    def service(self) -> ReadPage:
        return self.pages[SERVICE]

    def problems_of(self, counted: Recount) -> Counter[str]:
        """Return the codes in `problems.csv` of the records of a recount."""
        own = {(each.cells["source"], each.cells["source_row"]) for each in counted.records}
        return Counter(
            line["code"]
            for line in lines_of(problems(self.nights[-1]))
            if (line["source"], line["source_row"]) in own and line["code"] != WIDE
        )


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Tell the fifth night of a simulated authority, with the four before it."""
    folder, nights, past = tmp_path_factory.mktemp("simulated"), [], NO_PAST
    settings = settings_of(teams=[{"name": name, "aliases": also} for name, also in TEAMS])
    for simulated in simulate(1)[:5]:
        judged = judge_beside(folder, past, simulated.rows, settings, as_at=simulated.as_at)
        past = past_after(judged, past)
        nights.append(judged.night)
    return Told(nights, settings, recount(nights, OracleRules(INSPECTION_DAY, teams=TEAMS)))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Tell a first night on which anything may be wrong with a record."""
    rules = rules_for(INSPECTION_DAY)
    rows = generated_rows(11, 600, INSPECTION_DAY)
    columns = {column: f"The {column}" for column in rows[0]}
    settings = settings_for(rules, list(columns))
    night = judge_rows(tmp_path_factory.mktemp("generated"), rows, settings, columns=columns).night
    return Told([night], settings, recount([night], rules))


@pytest.fixture(params=["simulated", "generated"])
def told(request: pytest.FixtureRequest) -> Told:
    made: Told = request.getfixturevalue(request.param)
    return made


def numbers(text: str) -> list[float]:
    """Return the numbers that a reader finds in a text."""
    return [float(each) for each in NUMBER.findall(text)]


def saying(page: ReadPage, *words: str) -> str:
    """Return the first sentence that holds one of these words."""
    return next(text for text in page.sentences if any(word in text for word in words))


def rows_of(page: ReadPage, table: str) -> list[tuple[str, ...]]:
    """Return the rows of a table, none where it is not there; every space is one."""
    rows = page.tables[table].rows if table in page.tables else []
    return [tuple(cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row) for row in rows]


def expected_rows(
    page: ReadPage, table: str, counted: Recount, records: Sequence[Record]
) -> Counter[tuple[str, ...]]:
    """Return what the columns of a table should say of these records."""
    return in_columns(page.tables[table].headings, [counted.cells_of(record) for record in records])


def in_columns(
    headings: Sequence[str], cells: Sequence[Mapping[str, str]]
) -> Counter[tuple[str, ...]]:
    """Return rows of cells in the order of the headings."""
    return Counter(tuple(each[name] for name in headings) for each in cells)


def listed(page: ReadPage, table: str) -> Counter[tuple[str, ...]]:
    """Return the rows of a table of children; how many siblings there are stands apart."""
    if table not in page.tables:
        return Counter()
    place = page.tables[table].headings.index("Why it is listed")
    return Counter(
        (*row[:place], SIBLINGS.sub("", row[place]), *row[place + 1 :])
        for row in rows_of(page, table)
    )


def test_the_sentence_and_what_it_counts_of_the_open_and_of_the_completed(told: Told) -> None:
    for page, counted in told.each:
        sentence = saying(page, "set by the manager", "no assessment to judge")
        assert numbers(sentence) == counted.sentence
        parted = saying(page, "Of the open assessments alone", "No assessment is open")
        assert numbers(parted) == counted.parted


def test_every_tile_of_the_service(told: Told) -> None:
    closed, overdue, _ = told.counted.worst
    is_both = any("long_overdue" in each.flags for each in closed)
    case = "case" if len(closed) == 1 else "cases"
    assert told.service.tiles == [
        f"{len(closed)} {case} closed, not finished",
        f"{len(overdue)} {'more ' * is_both}open, over 70 working days late",
    ]
    assert not any(page.tiles for page, _ in told.each[1:])  # nobody is asked for an answer


def test_the_sentence_counts_what_the_groups_and_their_headings_hold(told: Told) -> None:
    for page, counted in told.each:
        count = len(counted.exceptions)
        (sentence, leads), *_ = page.need
        assert numbers(sentence) == ([count] if count else [])
        assert leads == ("#teams" if page is told.service else "#needs-you")
        if page is told.service:
            assert sum(map(int, page.tables["teams"].column("Need action"))) == count
        else:
            rows = {code: len(table.rows) for code, table in page.groups.items()}
            assert rows == Counter(record.action for record in counted.exceptions)
            assert sum(rows.values()) == count
            for table in page.groups.values():
                assert numbers(table.caption)[0] == len(table.rows)


def test_every_cell_of_every_group(told: Told) -> None:
    for page, counted in told.each[1:]:
        for code, table in page.groups.items():
            own = [record for record in counted.exceptions if record.action == code]
            found = listed(page, f"do-{code.replace('_', '-')}")
            assert found == in_columns(table.headings, [counted.row_of(each) for each in own])


@pytest.mark.parametrize("table", ["due-soon", "look", "completed"])
def test_every_cell_of_every_list_of_children(told: Told, table: str) -> None:
    for page, counted in told.each[1:]:
        records = {
            "due-soon": counted.having("due_soon"),
            "look": [each for each in counted.to_look_at if each.judged.status in OPEN],
            "completed": [each for each in counted.to_look_at if each.judged.status not in OPEN],
        }[table]
        if records:
            assert without_today(listed(page, table)) == expected_rows(
                page, table, counted, records
            )
        else:
            assert table not in page.tables
        assert any(heading.endswith(f"({len(records)})") for heading in headings(page, table))


def without_today(rows: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(cell.removesuffix(" (today)") for cell in row) for row in rows.elements())


def headings(page: ReadPage, table: str) -> list[str]:
    """Return the headings that may stand over a table."""
    begins = {
        "due-soon": "Due within",
        "look": "Open, before its deadline, but to look at",
        "completed": "Completed work to check",
    }[table]
    return [heading for heading in page.h2 if heading.startswith(begins)]


def test_the_worst_of_the_service(told: Told) -> None:
    page, counted = told.service, told.counted
    closed, overdue, others = counted.worst
    latest, limit = counted.past["max_working_days_late"] or 0, 70
    over = min(limit, max(latest - 1, 0))
    whole = {
        "case-closed": closed,
        "long-overdue": overdue,
        "completed-latest": counted.completed_later(over),
    }
    for table, records in whole.items():
        assert (table in page.tables) == bool(records)
        if records:
            assert listed(page, table) == expected_rows(page, table, counted, records)
            assert page.tables[table].caption.endswith(f" ({len(records)})")
    shown = listed(page, "worst")
    assert shown <= expected_rows(page, "worst", counted, others)
    assert shown.total() == min(20, len(others))
    assert f"What else is worst ({shown.total()} of {len(others)})" in page.h2
    assert str(latest) in {
        cell.split(" ")[0]
        for table in (*whole, "worst")
        if table in page.tables
        for cell in page.tables[table].column("Working days late")
    }


def test_what_else_is_worst_comes_in_the_order_that_is_printed(told: Told) -> None:
    *_, others = told.counted.worst
    unseen = {"child_not_seen", "past_45_working_days"}
    in_order = sorted((not unseen <= each.flags, -(each.days or 0)) for each in others)
    first = told.service.tables["worst"].column(LATE)[0].split(" ")[0]
    assert -int(first.replace("–", "0")) == in_order[0][1]
    assert saying(told.service, "Children not seen and past day 45 come first")


def test_the_card_is_the_first_child_of_the_first_group(told: Told) -> None:
    for page, counted in told.each[1:]:
        if counted.exceptions:
            first = next(iter(page.groups.values())).row(next(iter(page.exceptions.rows))[0])
            assert f"First: child {first['Child']}, " in page.text
            for label in ("Assessment", "Worker", "Nights listed", "Why it is listed"):
                assert page.terms[label] == first[label]


def test_what_changed(told: Told) -> None:
    for page, counted in told.each[1:]:
        said = page.answers["What changed?"]
        if len(told.nights) == 1:
            assert numbers(said) == []
            continue
        changes = counted.changes
        for words, table, count in (
            ("new", "new", changes["new_exceptions"]),
            ("no longer on the list", "ended", sum(changes["resolved"].values())),
            ("missing from the extract", "vanished", changes["vanished"]),
        ):
            found = re.search(rf"(\d+) {words}", said)
            assert (int(found[1]) if found else 0) == count
            assert len(rows_of(page, table)) == count


def test_whether_it_is_getting_better(told: Told) -> None:
    for page, counted in told.each:
        exceptions = [(night.rules.as_at, len(night.exceptions)) for night in counted.nights]
        if len(exceptions) > 1:
            answer, line = oracle.better(exceptions)
            assert page.answers["Is it getting better?"].startswith(answer)
            assert line in page.text
        drawn = [
            (in_words(str(night.rules.as_at)), *(str(night.figures[code]) for code in DRAWN))
            for night in reversed(counted.nights)
        ]
        assert rows_of(page, "course") == (drawn if len(drawn) > 1 else [])


def test_whether_to_rely_on_it(told: Told) -> None:
    for page, counted in told.each:
        codes = told.problems_of(counted)
        unread = sum(codes[code] for code in ("unparsed_date", "implausible_date"))
        wrong = oracle.wrong_in_words(counted.figures["unreadable"], unread, codes.total() - unread)
        verdict = "Mostly."  # of this extract neither the day is known, nor that it is whole
        unknown = (
            "extract.csv does not say of which day it is. "
            "Nothing proves that extract.csv is whole: it declares no control total."
        )
        if told.nights[-1].alarms:
            verdict, unknown = "Not yet.", ""
            wrong = f"The top of this page says why. {wrong}".strip()
        assert page.answers["Can I rely on this?"] == " ".join(
            filter(None, (verdict, wrong, unknown))
        )


def test_the_figures_of_each_night(told: Told) -> None:
    for page, counted in told.each:
        nights = [
            (in_words(str(night.rules.as_at)), *night.trend) for night in reversed(counted.nights)
        ]
        assert rows_of(page, "trend") == nights
        assert rows_of(page, "months") == nights[:1]


def test_how_the_late_and_the_open_work_is_spread(told: Told) -> None:
    for page, counted in told.each:
        assert [list(row[1:]) for row in rows_of(page, "days")] == counted.bands
        if page is not told.service:
            assert Counter(rows_of(page, "workers")) == counted.workers


def test_every_status(told: Told) -> None:
    for page, counted in told.each:
        statuses = {label: str(counted.figures[code]) for code, label in LABELS.items()}
        assert dict(rows_of(page, "statuses")) == {  # type: ignore[arg-type]  # pairs of texts
            **statuses,
            "All records": str(len(counted.records)),
        }


def test_the_teams_side_by_side(told: Told) -> None:
    for name, *figures in rows_of(told.service, "teams"):
        assert figures == told.counted.of(name).compared, name


def test_every_flag_of_the_service(told: Told) -> None:
    for flag, row in zip(RULES, rows_of(told.service, "flags"), strict=True):
        assert row[:2] == (flag.label, str(told.counted.figures[flag.code]))


def test_the_notes_of_the_provenance(told: Told) -> None:
    for page, counted in told.each:
        outside = saying(page, "outside the headline's period")
        assert numbers(outside) == [counted.past["outside_period"]]
        unknown = saying(page, "with an unknown day of the limit")
        days = [
            record.judged.working_days_since_referral
            for record in counted.records
            if record.judged.status in OPEN | COMPLETED
        ]
        assert numbers(unknown) == [days.count(None)]


def test_the_records_read_are_those_of_the_file(told: Told) -> None:
    read = len(read_csv(told.nights[-1]))
    for page, _ in told.each:
        assert f"{read} records were read" in page.text
        assert page.tables["sources"].column("Records") == [str(read)]


def test_siblings_are_counted_on_each_list(told: Told) -> None:
    for page, counted in told.each[1:]:
        if not page.groups:
            continue
        families: dict[str, set[str]] = {}
        for record in counted.exceptions:
            family = record.cells["family_id"] or f"same {record.cells['assessment_id']}"
            families.setdefault(family, set()).add(record.cells["child_id"])
        expected = Counter(
            len(families[record.cells["family_id"] or f"same {record.cells['assessment_id']}"])
            for record in counted.exceptions
            if record.cells["family_id"] or record.cells["assessment_id"]
        )
        said = [SIBLINGS.search(cell) for cell in page.exceptions.column("Why it is listed")]
        shown = Counter(int(found[1]) for found in said if found)
        assert shown == Counter({size: n for size, n in expected.items() if size > 1})


# The pictures say what their tables say.


def test_every_part_of_every_bar_is_as_wide_as_its_figure(told: Told) -> None:
    for page, _ in told.each:
        for name, chart in page.charts.items():
            if not chart.parts:
                continue
            figures = drawn_in(page, name)
            shown = [value for values in figures for value in values if value]
            longest = max(map(sum, figures))
            assert [width for _, width in chart.parts] == [
                pytest.approx(80 * value / longest, abs=0.006) for value in shown
            ], name
            assert list(map(int, chart.words[1::2])) == list(map(sum, figures)), name


def drawn_in(page: ReadPage, name: str) -> list[list[int]]:
    """Return what the table of a picture says of each of its bars."""
    table = page.tables[name]
    columns = {"days": ("Open", "Completed"), "workers": ("Overdue", "No deadline", "Open")}
    drawn = columns.get(name, ("Overdue", "No deadline"))
    rows = [[int(row[table.headings.index(column)]) for column in drawn] for row in table.rows]
    if name == "workers":  # the last part is what else is open
        rows = [
            [overdue, undated, is_open - overdue - undated] for overdue, undated, is_open in rows
        ]
    return rows[:30]


def test_every_line_goes_through_the_figures_of_its_table(told: Told) -> None:
    for page, counted in told.each:
        if len(counted.nights) == 1:
            assert "course" not in page.charts
            continue
        chart, table = page.charts["course"], page.tables["course"]
        top = max(int(word) for word in chart.words[:-2])
        for place, points in enumerate(chart.points, start=1):
            heights = [100 - float(point.split(",")[1]) for point in points.split()]
            values = [int(row[place]) for row in reversed(table.rows)]
            assert heights == [pytest.approx(100 * value / top, abs=0.01) for value in values]


def test_no_table_of_figures_is_left_out_of_these_tests(told: Told) -> None:
    held = {"needs-you", "due-soon", "look", "completed", "course", "trend", "months"}
    held |= {"days", "workers", "statuses", "teams", "flags"}
    held |= {"case-closed", "long-overdue", "worst", "completed-latest"}
    for page in told.pages.values():
        groups = ("doubt-", "do-")
        others = {name for name in page.tables if not name.startswith(groups)} - held
        assert others <= ELSEWHERE, page.h1
