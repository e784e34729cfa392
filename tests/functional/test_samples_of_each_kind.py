"""One population in each kind of extract: the same statuses, but for what a format cannot carry."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from monitor.delivery import CHANNELS
from monitor.extracts import READERS
from monitor.nights.judging import judge_night
from monitor.settings.reading import read_settings
from monitor.settings.sources import Extract
from tests.support.making import ROOT, SAMPLES, order_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from monitor.judgement.night import Night

KEY = ["child_id", "referral_date", "start_date"]
REVIEW = {"columns": {"deadline": "AssessmentInternalReviewDate"}}
OWN_COLUMN = {"columns": {"deadline": "Manager's deadline"}}
#: The kinds that carry a deadline, each with what its configuration says beside path and format.
CARRYING: dict[str, tuple[str, dict[str, Any]]] = {
    "excel": ("inspection_2015.xlsx", {}),
    "cin-census": ("inspection_2015_cin.xml", REVIEW),
    "annex-a": ("inspection_2015_annex_a.xlsx", OWN_COLUMN),
}
#: Flags that a format cannot raise, as docs/sources.md says.
NEVER_RAISED = {
    "excel": set[str](),
    "cin-census": {"awaiting_authorisation", "child_not_seen", "child_seen_not_recorded"},
    "annex-a": {"awaiting_authorisation", "case_closed_unfinished"},
}
WITHOUT_DEADLINE = {
    **dict.fromkeys(("overdue", "due_soon", "on_track", "no_deadline"), "no_deadline"),
    **dict.fromkeys(
        ("completed_late", "completed_on_time", "completed_no_deadline"), "completed_no_deadline"
    ),
}
SOURCES = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")


@cache
def night_of(kind: str, name: str, columns: tuple[tuple[str, str], ...] = ()) -> Night:
    settings = read_settings(SAMPLES / "monitor.toml", formats=READERS, channels=CHANNELS)
    sample = settings.extracts[0]
    if kind == "excel":
        extract = sample.model_copy(update={"path": name, "format": kind})
    elif kind == "csv":
        extract = sample
    else:
        table = {"path": name, "format": kind, "columns": dict(columns)}
        extract = Extract.model_validate(table)
    changed = settings.model_copy(update={"extracts": (extract,)})
    return judge_night(order_for(SAMPLES, changed)).night


def of_csv() -> Night:
    return night_of("csv", "inspection_2015-07-16.csv")


def of_kind(kind: str) -> Night:
    name, more = CARRYING[kind]
    return night_of(kind, name, tuple(more.get("columns", {}).items()))


Rows = dict[tuple[object, ...], list[object]]


def by_key(night: Night, columns: Iterable[str]) -> Rows:
    """Return the columns of each assessment, by what every format has of it."""
    return _keyed(night, night.judged[list(columns)])


def flagged(night: Night, but: set[str]) -> Rows:
    """Return the flags of each assessment, some of them left out."""
    return _keyed(night, night.flags.drop(columns=list(but)))


def _keyed(night: Night, table: pd.DataFrame) -> Rows:
    assert not night.judged.duplicated(KEY).any()
    keys = night.judged[KEY].itertuples(index=False, name=None)
    values = table.astype("object").fillna("").to_numpy().tolist()
    return dict(zip(map(tuple, keys), values, strict=True))


@pytest.mark.parametrize("kind", CARRYING)
def test_each_kind_gives_the_same_statuses_and_days(kind: str) -> None:
    columns = ("status", "working_days_late", "working_days_since_referral")
    assert by_key(of_kind(kind), columns) == by_key(of_csv(), columns)
    assert len(of_csv().judged) == 192


@pytest.mark.parametrize("kind", CARRYING)
def test_each_kind_raises_the_same_flags_but_those_it_cannot(kind: str) -> None:
    never = NEVER_RAISED[kind]
    assert flagged(of_kind(kind), never) == flagged(of_csv(), never)
    for code in never:
        assert of_csv().flags[code].any()
        assert not of_kind(kind).flags[code].any()
        assert f"`{code}`" in SOURCES


@pytest.mark.parametrize("kind", ["cin-census", "annex-a"])
def test_without_a_deadline_every_status_is_the_one_without_and_the_page_says_why(
    kind: str,
) -> None:
    night = night_of(kind, CARRYING[kind][0])
    wanted = {
        key: [WITHOUT_DEADLINE[str(row[0])]] for key, row in by_key(of_csv(), ["status"]).items()
    }
    assert by_key(night, ["status"]) == wanted
    assert any("No deadline is read from it" in alarm for alarm in night.alarm_sentences)


@pytest.mark.parametrize("kind", CARRYING)
def test_no_sample_has_a_problem(kind: str) -> None:
    titles = ["title_line"] if kind == "annex-a" else []  # as the template has it
    assert of_kind(kind).problems["code"].tolist() == titles


@pytest.mark.parametrize("kind", ["excel", "annex-a"])
def test_teams_are_carried_by_every_kind_but_the_census(kind: str) -> None:
    assert by_key(of_kind(kind), ["team"]) == by_key(of_csv(), ["team"])
    census = of_kind("cin-census").judged["team"]
    assert set(census) == {""}


def test_the_sample_census_is_valid_by_the_schema_of_2026() -> None:
    schema = etree.XMLSchema(etree.parse(ROOT / "tests" / "reference" / "CIN_schema_2026.xsd"))
    schema.assertValid(etree.parse(SAMPLES / "inspection_2015_cin.xml"))
