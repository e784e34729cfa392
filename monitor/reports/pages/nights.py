"""The list of nights: what the newest asks for, if it can be relied on, and all nights kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from monitor.assessments.statuses import EXCEPTION_STATUSES
from monitor.judgement.trends import NIGHTS_DRAWN
from monitor.reports.parts.charts import NEED_ACTION, Values, course_found, draw_lines
from monitor.reports.parts.tables import Table, headings
from monitor.reports.parts.weekly import changed_in_a_week
from monitor.reports.parts.wording import DO_NOT_RELY, counted, figure, long_date, share, short_date
from monitor.reports.sections.trust import Assurance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.judgement.night import FailedNight
    from monitor.reports.parts.charts import Lines
    from monitor.settings.settings import Settings
    from monitor.settings.words import Words


@dataclass(frozen=True)
class NightsList:
    """What the list of nights prints; `failure` is empty unless the last night failed."""

    title: str
    authority: str
    failure: tuple[str, ...]
    newest: str
    #: Where the newest reports are; blank where there are none.
    newest_link: str
    #: How many need action on the newest night, and how that changed.
    sentence: str
    #: Whether to rely on it, in a word or a few, and why; blank where its summary does not say.
    rely: Assurance
    #: Why the newest night is suspicious; empty where nothing is.
    alarms: tuple[str, ...]
    table: Table
    #: How many need action, as a picture; the table has the figures.
    chart: Lines | None


def nights_list(
    summaries: Sequence[Mapping[str, Any]], settings: Settings, failed: FailedNight | None
) -> NightsList:
    """Return the view model of `OUTPUT/index.html` from the nights' own summaries."""
    newest_first = sorted(summaries, key=lambda each: str(each["as_at"]), reverse=True)
    read = [each for each in newest_first if not each.get("damaged")]
    newest = newest_first[0] if newest_first else None
    counts = [(_night(each), _exceptions(each)) for each in reversed(read)]
    is_read = bool(read) and read[0] is newest
    drawn, words = counts[-NIGHTS_DRAWN - 1 :], settings.words
    is_known = is_read and not any(read[place]["alarms"] for place in (0, len(drawn) - 1))
    return NightsList(
        title=words.fill("{Assessments} past their deadline"),
        authority=settings.authority,
        failure=_failure(failed, newest),
        newest=long_date(_night(newest)) if newest else "",
        newest_link=_link(newest) if newest else "",
        sentence=_sentence(read[0], counts, words) if is_read else "",
        rely=_rely(read[0] if is_read else {}),
        alarms=tuple(read[0]["alarms"]) if is_read else (),
        table=Table(
            id="nights",
            caption="The nights, newest first",
            headings=headings(
                *("Night", "State", "#Need action", "#Overdue", "#No deadline"),
                *("#Past the deadline", "#Share", "#Mean working days late", "#Worst", "#Records"),
            ),
            rows=tuple(_row(each) for each in newest_first),
            links=tuple(_link(each) for each in newest_first),
            empty="No night has been published yet.",
        ),
        chart=draw_lines(
            Values(
                id="nights-picture",
                shows=words.fill("{Assessments} that need action, night by night"),
                series=(NEED_ACTION,),
                finding=course_found(drawn, "need action") if is_known else "",
            ),
            [(night, (count,)) for night, count in drawn],
        ),
    )


def _night(summary: Mapping[str, Any]) -> date:
    return date.fromisoformat(summary["as_at"])


def _link(summary: Mapping[str, Any]) -> str:
    return f"{summary['as_at']}/index.html"


def _exceptions(summary: Mapping[str, Any]) -> int:
    return sum(summary["records"]["statuses"][status] for status in EXCEPTION_STATUSES)


def _sentence(newest: Mapping[str, Any], counts: Sequence[tuple[date, int]], words: Words) -> str:
    """Return how many need action; that nothing does only where it is no doubtful night."""
    week = changed_in_a_week(counts)
    change = f", {week}" if week and not newest["alarms"] else ""
    if count := counts[-1][1]:
        phrases = (f"{words.assessment} needs action", f"{words.assessments} need action")
        return f"{counted(count, *phrases)}{change}."
    if {"alarm", "vanished", "no_records"} & set(newest.get("not_all_clear_because", ["alarm"])):
        return "Nothing is listed, but that is no all-clear: see the report."
    return f"Nothing needs action{change}."


def _rely(newest: Mapping[str, Any]) -> Assurance:
    said = newest.get("can_be_relied_on", {"verdict": "", "reasons": []})
    return Assurance(said["verdict"], tuple(said["reasons"]))


def _failure(failed: FailedNight | None, newest: Mapping[str, Any] | None) -> tuple[str, ...]:
    if failed is None:
        return ()
    reports = "There are no reports yet."
    if newest is not None:
        reports = f"The newest reports are of {long_date(_night(newest))}."
    return (f"The night of {long_date(failed.as_at)} failed.", failed.reason, reports)


def _row(summary: Mapping[str, Any]) -> tuple[str, ...]:
    night = short_date(_night(summary))
    if summary.get("damaged"):
        return (night, "Damaged: its summary.json cannot be read", *["–"] * 8)
    statuses, past = summary["records"]["statuses"], summary["past_deadline"]
    return (
        night,
        DO_NOT_RELY if summary["alarms"] else "Published",
        str(_exceptions(summary)),
        str(statuses["overdue"]),
        str(statuses["no_deadline"]),
        f"{past['count']} of {past['of']}",
        share(past["percent"]),
        figure(past["mean_working_days_late"]),
        figure(past["max_working_days_late"]),
        str(summary["records"]["read"]),
    )
