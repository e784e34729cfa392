"""Pages without a browser: only their own children, nobody missing, and figures that reconcile."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from monitor.assessments.columns import NO_TEAM, UNKNOWN_TEAMS
from monitor.delivery import CHANNELS
from monitor.extracts import READERS
from monitor.judgement.actions import ACTION_CODES
from monitor.nights.judging import judge_night
from monitor.publishing.csv_text import to_csv
from monitor.reports.files.records import assessments
from monitor.reports.files.summary import summary
from monitor.reports.sections.listing import joined_flags
from monitor.settings.reading import read_settings
from tests.oracle.records import OracleRecord, judge
from tests.reports.reading import ReadPage, read_page
from tests.reports.rows import SERVICE, completed, pages_of_night, read_pages, row
from tests.support.agreement import settings_for
from tests.support.making import INSPECTION_DAY, SAMPLES, judge_rows, order_for, settings_of
from tests.support.strategies import generated_rows, rules_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.judgement.night import Night
    from monitor.settings.settings import Settings

EXCEPTIONS = {"overdue", "no_deadline", "unreadable"}
CHILD = re.compile(r"CH\d{5}")
SEED, MANY = 45, 600


@dataclass(frozen=True)
class Told:
    """A night's pages as text and as read back."""

    night: Night
    settings: Settings
    html: Mapping[str, str]

    @cached_property
    def pages(self) -> dict[str, ReadPage]:
        """Return every page, read back."""
        return {path: read_page(html) for path, html in self.html.items()}

    @cached_property
    def team_pages(self) -> dict[str, str]:
        """Return the path of every page below teams/ by its heading."""
        return {page.h1[0]: path for path, page in self.pages.items() if path != SERVICE}


@dataclass(frozen=True)
class Generated(Told):
    """Generated records, with what the oracle says of each."""

    rows: Sequence[Mapping[str, str]]
    expected: Sequence[OracleRecord]

    def page_of(self, team: str) -> str:
        """Return the path of the page on which a team of this name belongs."""
        known = {each.name for each in self.settings.teams}
        return self.team_pages[(team if team in known else UNKNOWN_TEAMS) if team else NO_TEAM]

    def children_on(self, path: str, *statuses: str) -> Counter[str]:
        """Return the children whose records belong on this page and have one of these statuses."""
        return Counter(
            row["child_id"] or "No child id"
            for row, record in zip(self.rows, self.expected, strict=True)
            if self.page_of(record.team) == path and (not statuses or record.status in statuses)
        )


def with_recognisable_children(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Give each child an id that no other text on a page can look like."""
    trimmed = [row["child_id"].strip() for row in rows]
    ids = {"": "", **{child: f"CH{n:05}" for n, child in enumerate(sorted({*trimmed} - {""}))}}
    return [{**row, "child_id": ids[child]} for row, child in zip(rows, trimmed, strict=True)]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    rules = rules_for(INSPECTION_DAY)
    rows = with_recognisable_children(generated_rows(SEED, MANY, INSPECTION_DAY))
    columns = {column: f"The {column}" for column in rows[0]}
    settings = settings_for(rules, list(columns))
    folder = tmp_path_factory.mktemp("generated")
    night = judge_rows(folder, rows, settings, columns=columns, as_at=rules.as_at).night
    return Generated(night, settings, pages_of_night(night, settings), rows, judge(rows, rules))


@pytest.fixture(scope="module")
def inspection() -> Told:
    settings = read_settings(SAMPLES / "monitor.toml", formats=READERS, channels=CHANNELS)
    night = judge_night(order_for(SAMPLES, settings)).night
    return Told(night, settings, pages_of_night(night, settings))


@pytest.fixture(params=["generated", "inspection"])
def told(request: pytest.FixtureRequest) -> Told:
    night: Told = request.getfixturevalue(request.param)
    return night


# Only their own, and nobody missing.


def test_a_page_holds_its_own_team_s_children_and_no_others(generated: Generated) -> None:
    for path in generated.team_pages.values():
        shown = set(CHILD.findall(generated.html[path]))
        assert shown, path
        assert shown <= set(generated.children_on(path)), path


def test_every_exception_is_on_its_team_s_page(generated: Generated) -> None:
    for path in generated.team_pages.values():
        listed = Counter(generated.pages[path].exceptions.column("Child"))
        assert listed == generated.children_on(path, *EXCEPTIONS), path


def in_order(generated: Generated, path: str) -> list[tuple[str, str]]:
    """Sort a page's exceptions one by one, by the words of the design."""
    exceptions = [
        (record, read)
        for record, read in zip(
            generated.expected, generated.night.judged.to_dict(orient="records"), strict=True
        )
        if record.status in EXCEPTIONS and generated.page_of(record.team) == path
    ]

    def by_action(each: tuple[OracleRecord, dict[Any, Any]]) -> tuple[Any, ...]:
        record, read = each
        late, start = record.working_days_late, read["start_date"]
        return (
            ACTION_CODES.index(read["next_action"]),
            late is None,
            -(late or 0),
            pd.Timestamp.max if pd.isna(start) else start,
            read["assessment_id"],
            read["child_id"],
        )

    families: dict[tuple[str, str, Any], list[tuple[str, str, str, str]]] = {}
    for number, (record, read) in enumerate(sorted(exceptions, key=by_action)):
        by_family, by_assessment = ("family", read["family_id"]), ("same", read["assessment_id"])
        siblings = (
            by_family if by_family[1] else by_assessment if by_assessment[1] else ("", number)
        )
        action = read["next_action"]
        shown = (action, record.team, read["child_id"] or "No child id")
        families.setdefault((action, *siblings), []).append((*shown, read["assessment_id"] or "–"))
    listed = [each for family in families.values() for each in family]
    if generated.pages[path].h1 == [UNKNOWN_TEAMS]:
        listed.sort(key=lambda each: (ACTION_CODES.index(each[0]), each[1]))
    return [(child, assessment) for *_, child, assessment in listed]


def test_exceptions_stand_in_the_order_of_the_design_on_every_page(generated: Generated) -> None:
    for path in generated.team_pages.values():
        table = generated.pages[path].exceptions
        listed = zip(table.column("Child"), table.column("Assessment"), strict=True)
        assert list(listed) == in_order(generated, path), path


def test_everything_due_soon_is_on_its_team_s_page(generated: Generated) -> None:
    for path in generated.team_pages.values():
        tables = generated.pages[path].tables
        listed = Counter(tables["due-soon"].column("Child") if "due-soon" in tables else [])
        assert listed == generated.children_on(path, "due_soon"), path


def test_every_problem_of_a_record_is_on_its_team_s_page(generated: Generated) -> None:
    for path in generated.team_pages.values():
        rows = [
            str(number)
            for number, record in enumerate(generated.expected, start=2)
            for _ in record.problems
            if generated.page_of(record.team) == path
        ]
        assert generated.pages[path].tables["to-mend"].column("Row") == rows, path


def test_every_record_read_is_in_the_record_file(generated: Generated) -> None:
    text = to_csv(assessments(generated.night, joined_flags(generated.night.flags))).decode(
        "utf-8-sig"
    )
    published = [cells["child_id"] for cells in csv.DictReader(io.StringIO(text, newline=""))]
    assert published == [read["child_id"] for read in generated.rows]


def test_the_service_page_shows_exceptions_alone_of_its_children(generated: Generated) -> None:
    exceptions = {
        row["child_id"]
        for row, record in zip(generated.rows, generated.expected, strict=True)
        if record.status in EXCEPTIONS
    }
    tables = generated.pages[SERVICE].tables
    lists = [tables[name].rows for name in ("case-closed", "long-overdue", "worst")]
    shown = {row[0] for rows in lists for row in rows}
    assert 0 < len(lists[-1]) <= 20
    assert shown <= {child or "No child id" for child in exceptions}


def test_another_team_is_never_named_on_a_team_s_page(inspection: Told) -> None:
    for team, path in inspection.team_pages.items():
        others = set(inspection.team_pages) - {team}
        assert not [other for other in others if other in inspection.pages[path].text], team


# The figures reconcile.


def number(cell: str) -> float | int | None:
    """Read a figure of a table; a dash is none."""
    text = cell.removesuffix("%")
    if text == "–":
        return None
    return float(text) if "." in text else int(text)


def compared(page: ReadPage, team: str) -> dict[str, Any]:
    """Return the figures of a team as the service page compares them."""
    cells = page.tables["teams"].row(team)
    share, count, of = re.findall(r"–|[\d.]+%?", cells["Share past the deadline"])
    return {
        "exceptions": number(cells["Need action"]),
        "overdue": number(cells["Overdue"]),
        "no_deadline": number(cells["No deadline"]),
        "child_not_seen": number(cells["Child not seen"]),
        "count": number(count),
        "of": number(of),
        "percent": number(share),
        "mean": number(cells["Mean working days late"]),
        "max": number(cells["Worst"]),
    }


def summarised(team: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same figures as `summary.json` has them."""
    past = team["past_deadline"]
    return {
        "exceptions": sum(team["next_actions"].values()),
        **{code: team["statuses"][code] for code in ("overdue", "no_deadline")},
        "child_not_seen": team["flags"]["child_not_seen"],
        **{key: past[key] for key in ("count", "of", "percent")},
        "mean": past["mean_working_days_late"],
        "max": past["max_working_days_late"],
    }


def test_the_figures_on_the_page_are_those_of_the_summary(told: Told) -> None:
    figures = summary(told.night)
    page = told.pages[SERVICE]
    for team in figures["teams"]:
        assert compared(page, team["name"]) == summarised(team), team["name"]
    flags = {name: int(count) for name, count, _ in page.tables["flags"].rows}
    assert list(flags.values()) == list(figures["flags"].values())


def statuses_on(page: ReadPage) -> Counter[str]:
    """Return how many records of each status a page counts, the records altogether included."""
    return Counter({label: int(count) for label, count in page.tables["statuses"].rows})


def test_the_statuses_of_the_teams_sum_to_the_service_s_and_to_the_records_read(told: Told) -> None:
    service = statuses_on(told.pages[SERVICE])
    teams = sum((statuses_on(told.pages[path]) for path in told.team_pages.values()), Counter())
    assert teams == service
    assert service["All records"] == summary(told.night)["records"]["read"]
    assert service.total() == 2 * service["All records"]


def test_the_lines_of_every_source_are_accounted_for(told: Told) -> None:
    sources = told.pages[SERVICE].tables["sources"]
    for cells in sources.rows:
        named = dict(zip(sources.headings, cells, strict=True))
        parts = ("Headings", "Blank", "Totals", "Lines within records", "Records")
        assert int(named["Lines"]) == sum(int(named[part]) for part in parts)


def test_the_bands_and_the_workers_sum_to_the_figures_of_their_page(told: Told) -> None:
    for path, page in told.pages.items():
        statuses = dict(page.tables["statuses"].rows)
        assert sum(map(int, page.tables["days"].column("Open"))) == int(statuses["Overdue"]), path
        if path != SERVICE:
            workers = page.tables["workers"]
            assert sum(map(int, workers.column("Overdue"))) == int(statuses["Overdue"]), path
            undated = int(statuses["No deadline set"])
            assert sum(map(int, workers.column("No deadline"))) == undated, path


def test_the_service_says_the_inspectors_sentence(inspection: Told) -> None:
    sentence = (
        "94 of 192 assessments (49%) have missed the deadline set by the manager, by 38 working "
        "days on average; 15 are more than 70 working days past it and the worst is 139. "
        "20 have no deadline."
    )
    assert sentence in inspection.pages[SERVICE].sentences


# What every page is made of.


def test_every_page_is_made_as_a_reader_with_a_screen_reader_needs_it(inspection: Told) -> None:
    for path, page in inspection.pages.items():
        assert len(page.h1) == 1, path
        assert page.language == "en-GB", path
        assert page.h1[0] in page.title, path
        assert "Thursday 16 July 2015" in page.title, path
        assert len(page.ids) == len(set(page.ids)), path
        for name, table in page.tables.items():
            assert table.caption, (path, name)
            scopes = {"col": len(table.headings), "row": len(table.rows)}
            assert Counter(table.scopes) == scopes, (path, name)


def test_a_page_runs_its_own_script_alone_and_loads_nothing(inspection: Told) -> None:
    for path, page in inspection.pages.items():
        names = [tag for tag, _ in page.tags]
        assert not {"link", "img", "iframe", "object", "embed", "form"} & {*names}, path
        assert (names.count("script"), names.count("style")) == (1, 1), path
        assert not [a for _, given in page.tags for a in given if a.startswith("on")], path
        assert "src" not in {a for _, given in page.tags for a in given}, path
        assert page.meta["content-security-policy"].startswith("default-src 'none'; "), path
        assert "://" not in inspection.html[path], path


def test_links_lead_to_the_page_itself_or_to_a_file_of_the_night(inspection: Told) -> None:
    for path, page in inspection.pages.items():
        for link in page.links:
            if link.startswith("#"):
                assert link[1:] in page.ids, (path, link)
            else:
                assert path == SERVICE, (path, link)
                page_of_team, _, place = link.partition("#")
                assert not place or place in inspection.pages[page_of_team].ids, link


def test_every_configured_team_has_a_page_even_without_a_record(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = settings_of(teams=[{"name": name} for name in ("North", "Empty", "South")])
    pages = read_pages(tmp_path_factory.mktemp("teams"), [row(1)], settings)
    assert [page.h1[0] for page in pages.values()] == ["The service", "North", "Empty", "South"]


def test_an_alarm_stands_first_on_every_page(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = settings_of(teams=[{"name": "North"}, {"name": "Empty"}])
    rows = [completed(1), completed(2, team="Nowhere"), completed(3, team="")]
    pages = read_pages(tmp_path_factory.mktemp("alarm"), rows, settings)
    assert len(pages) == 5
    for path, page in pages.items():
        assert page.sentences[0] == "Do not rely on this report yet", path
        assert page.sentences[1].startswith("No assessment in the extract is open."), path


def test_a_quiet_night_raises_no_alarm(tmp_path_factory: pytest.TempPathFactory) -> None:
    pages = read_pages(tmp_path_factory.mktemp("quiet"), [row(1)])
    assert not [path for path, page in pages.items() if "Do not rely" in page.text]
