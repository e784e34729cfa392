"""Every state that a page can be in, made without files of a night; one row a state.

Each is a page as HTML, for the tests of figures, of sizes, of the browser and of axe.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from monitor.delivery import CHANNELS
from monitor.extracts import READERS
from monitor.judgement.night import FailedNight
from monitor.judgement.trends import trend_rows
from monitor.nights.judging import judge_night
from monitor.publishing.render import to_html
from monitor.reports.files.summary import summary
from monitor.reports.pages.nights import nights_list
from monitor.settings.reading import read_settings
from tests.reports.asking import ASKING, asking_night
from tests.reports.rows import SERVICE, completed, overdue, pages_of_night, row
from tests.support.making import HEADINGS, INSPECTION_DAY, SAMPLES, order_for, settings_of
from tests.support.nights import judge_nights
from tests.support.strategies import generated_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from monitor.judgement.night import Night, TrendRow
    from monitor.settings.settings import Settings

Row = dict[str, str]

LONG_NAME = "Llanfairpwllgwyngyll" * 15  # 300 characters
RIGHT_TO_LEFT = (
    "\u0641\u0631\u064a\u0642 \u0627\u0644\u0634\u0645\u0627\u0644 "
    "\u202eNorth\u202c \U0001f469\u200d\U0001f467 \U00010348"
)
WORKERS = ("A. Okafor", "P. Lindqvist", "SW014", "SW022", "")
LONG_CELLS = {"assessment_id": "A" * 200, "worker": "W" * 250, "child_seen": "No"}

#: Last night's rows of the usual team, and tonight's: something of everything.
USUAL = [
    overdue(1, child_seen="No", deadline="24/12/2014", start_date="28/11/2014"),
    overdue(2, family_id="F1", state="Awaiting authorisation", submitted_date="14/07/2015"),
    row(3, family_id="F1", deadline="tbc", worker="W2"),
    row(4, deadline="17/07/2015", worker="W3"),
    row(5, child_seen="", worker=""),
    overdue(6, deadline="03/07/2015", child_seen=""),
    completed(7, deadline="10/07/2015", authorised_date="11/07/2015"),
    row(8, team="South", deadline=""),
    overdue(9, team=""),
    overdue(10, team="Elsewhere"),
]
BEFORE = [
    overdue(1, child_seen="No", deadline="24/12/2014", start_date="28/11/2014"),
    overdue(2, family_id="F1", deadline="13/07/2015"),
    row(3, family_id="F1", worker="W2"),
    row(11, deadline="20/07/2015"),
    *USUAL[4:],
]
TEAMS = [{"name": "North"}, {"name": "South"}, {"name": "Empty"}]


def pages(
    *nights: Sequence[Row],
    settings: Settings | None = None,
    changed: Callable[[Night], Night] = lambda night: night,
) -> dict[str, str]:
    """Return the pages of the last night by their headings; the service's is “The service”."""
    settings = settings or settings_of(teams=TEAMS)
    with TemporaryDirectory() as folder:
        night = changed(judge_nights(Path(folder), *nights, settings=settings).night)
    return by_heading(night, settings)


def by_heading(night: Night, settings: Settings) -> dict[str, str]:
    """Return every page by its heading."""
    made = pages_of_night(night, settings)
    titles = ["The service", *(html.split("<h1>")[1].split("</h1>")[0] for html in made.values())]
    return dict(zip(titles, [made[SERVICE], *made.values()], strict=True))


def with_history(night: Night) -> Night:
    """Give a night ninety nights before it; some days are missing."""
    return replace(night, trend=tuple(_trend(night, number) for number in range(120, 0, -1)))


def _trend(night: Night, number: int) -> TrendRow:
    rows = trend_rows(night)
    each = rows[number % len(rows)]
    overdue_then = each.overdue + (7 * number) % 23
    return each._replace(
        night=night.as_at - timedelta(days=number),
        overdue=overdue_then,
        no_deadline=number % 5,
        exceptions=overdue_then + number % 5,
    )


def many(count: int, **cells: str) -> list[Row]:
    """Return this many records of one team: in every ten seven late, one undated, two in time."""
    return [_one_of_many(number, cells) for number in range(count)]


def _one_of_many(number: int, cells: Mapping[str, str]) -> Row:
    deadline = date(2015, 7, 15) - timedelta(days=number % 90)
    kind = number % 10
    dates = {
        0: {"deadline": ""},
        1: {"deadline": "30/07/2015"},
        2: {"deadline": "17/07/2015"},
    }.get(kind, {"deadline": f"{deadline:%d/%m/%Y}"})
    seen = ("Yes", "No", "")[number % 3]
    more = {"worker": WORKERS[number % 5], "child_seen": seen, "start_date": "01/04/2015"}
    return row(number, **{**dates, **more, **cells})


@cache
def _messy() -> dict[str, str]:
    settings = read_settings(SAMPLES / "monitor.toml", formats=READERS, channels=CHANNELS)
    extract = settings.extracts[0].model_copy(update={"path": "messy.csv"})
    changed = settings.model_copy(update={"extracts": (extract,)})
    return by_heading(judge_night(order_for(SAMPLES, changed)).night, changed)


def _messy_teams() -> list[str]:
    return [html for title, html in _messy().items() if title != "The service"]


@cache
def _usual() -> dict[str, str]:
    return pages(BEFORE, USUAL, changed=with_history)


@cache
def _alarming() -> dict[str, str]:
    return pages([completed(1), completed(2, team="South")])


@cache
def _long() -> dict[str, str]:
    settings = settings_of(teams=[{"name": LONG_NAME}])
    cells = {**LONG_CELLS, "team": LONG_NAME}
    rows = [overdue(1, child_id="C" * 300, **cells), overdue(2, **{**cells, "team": "X" * 300})]
    return pages(rows, settings=settings)


def _dated(day: str) -> Callable[[Night], Night]:
    def changed(night: Night) -> Night:
        (source,) = night.sources
        return replace(night, sources=(replace(source, dated=day, dated_by="its name"),))

    return changed


def _nights(count: int, failed: FailedNight | None = None) -> str:
    with TemporaryDirectory() as folder:
        told = summary(judge_nights(Path(folder), USUAL).night)
    summaries: list[dict[str, Any]] = [
        {**told, "as_at": (INSPECTION_DAY - timedelta(days=number)).isoformat()}
        for number in range(count)
    ]
    listed = nights_list(summaries, settings_of(), failed)
    return to_html("nights.html", nights=listed).decode()


@cache
def _asked() -> dict[str, str]:
    """Return the pages of a night that asks, on which one case has climbed to the top."""
    with TemporaryDirectory() as folder:
        night = asking_night(Path(folder), USUAL)
    if night.asking is None:
        raise AssertionError("nobody is asked")
    asks = night.asking.asks
    climbed = asks.assign(level=(asks.index == asks.index[0]).astype("int64"))
    return by_heading(replace(night, asking=replace(night.asking, asks=climbed)), ASKING)


def _siblings() -> list[Row]:
    alone = [overdue(number, deadline="01/07/2015") for number in range(10, 13)]
    family = [overdue(number, family_id="F9") for number in range(1, 6)]
    return [*alone, *family, overdue(6, family_id="F9", child_seen="No")]


@cache
def _teams() -> dict[str, str]:
    """Return the pages of one night in which each team is a state of its own."""
    rows = {
        "Quiet": [row(1), row(2, deadline="20/07/2015"), row(3, child_seen="No")],
        "One record": [overdue(1)],
        "200 rows": many(250),
        "Siblings": _siblings(),
        "No workers": many(12, worker=""),
        RIGHT_TO_LEFT: many(12),
    }
    numbered = [
        {
            **cells,
            "team": team,
            "child_id": f"{place}-{number}",
            "assessment_id": f"{place}{number:04}",
        }
        for place, (team, records) in enumerate(rows.items(), start=1)
        for number, cells in enumerate(records)
    ]
    return pages(numbered, settings=settings_of(teams=[{"name": name} for name in rows]))


def _generated() -> dict[str, str]:
    rows = [{**each, "team": "North"} for each in generated_rows(7, 60, INSPECTION_DAY)]
    return pages([{column: each.get(column, "") for column in HEADINGS} for each in rows])


NOT_CONFIGURED, NO_TEAM = "Not in the configuration", "No team recorded"
#: Each state by its name, as the text of its page.
STATES: Mapping[str, Callable[[], str]] = {
    "team": lambda: _usual()["North"],
    "service": lambda: _usual()["The service"],
    "team without a record": lambda: _usual()["Empty"],
    "teams not in the configuration": lambda: _usual()[NOT_CONFIGURED],
    "no team recorded": lambda: _usual()[NO_TEAM],
    "nothing to do": lambda: _teams()["Quiet"],
    "service with answers": lambda: _asked()["The service"],
    "team with answers": lambda: _asked()["North"],
    "nothing to do in the service": lambda: pages([row(1)])["The service"],
    "not an all-clear": lambda: _alarming()["North"],
    "service not an all-clear": lambda: _alarming()["The service"],
    "stale": lambda: pages(USUAL, changed=_dated("2015-07-06"))["North"],
    "first night": lambda: pages(USUAL)["North"],
    "one record": lambda: _teams()["One record"],
    "200 rows": lambda: _teams()["200 rows"],
    "long name": lambda: _long()[LONG_NAME],
    "service of long names": lambda: _long()["The service"],
    "right to left": lambda: _teams()[RIGHT_TO_LEFT],
    "five siblings": lambda: _teams()["Siblings"],
    "no workers recorded": lambda: _teams()["No workers"],
    "all problems": lambda: max(_messy_teams(), key=len),
    "service of all problems": lambda: _messy()["The service"],
    "anything": lambda: _generated()["North"],
    "nights": lambda: _nights(100),
    "nights after a failure": lambda: _nights(
        2, FailedNight(date(2015, 7, 17), "extract.csv: the file is empty.")
    ),
    "no night yet": lambda: _nights(0, FailedNight(INSPECTION_DAY, "extract.csv: not found.")),
}
