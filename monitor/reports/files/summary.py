"""The figures of a night as plain values, for `summary.json` and for people at the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from monitor.judgement.all_clear import not_all_clear_because
from monitor.judgement.asking import NOT_ASKING
from monitor.judgement.change_rules import RESOLUTIONS
from monitor.judgement.problem_list import count_problems
from monitor.reports.sections.assessments import problem_rows
from monitor.reports.sections.verdicts import can_i_rely

if TYPE_CHECKING:
    from monitor.judgement.night import Figures, Night


def summary(night: Night) -> dict[str, Any]:
    """Return the contents of `summary.json`: every status, flag and problem, zeros included."""
    before = night.compared.night
    rely = can_i_rely(night, night.service, problem_rows(night))
    because = list(not_all_clear_because(night, night.service))
    return {
        "as_at": night.as_at.isoformat(),
        "authority": night.authority,
        "all_clear": not because,
        "not_all_clear_because": because,
        "alarms": list(night.alarm_sentences),
        "can_be_relied_on": {"verdict": rely.verdict, "reasons": list(rely.reasons)},
        "records": {"read": night.service.records, "statuses": dict(night.service.statuses)},
        "past_deadline": asdict(night.service.past_deadline),
        "have_no_deadline": night.service.have_no_deadline,
        "completed_within_limit": asdict(night.service.completed_within_limit),
        "next_actions": dict(night.service.next_actions),
        "flags": dict(night.service.flags),
        "changes": {"compared_with": before and before.isoformat(), **_changes(night.service)},
        "problems": count_problems(night.problems),
        "teams": [_team(night, team) for team in night.teams],
        **_answers(night),
    }


def _answers(night: Night) -> dict[str, Any]:
    """Return the figures of answers; nothing where nobody is asked."""
    asking = night.asking or NOT_ASKING
    if not asking.is_on:
        return {}
    teams = [asdict(team) for team in asking.teams]
    service = {
        **asdict(asking.figures),
        "cannot_be_asked": asking.cannot_be_asked,
    }
    return {"answers": {"service": service, "teams": teams}}


def _team(night: Night, team: Figures) -> dict[str, Any]:
    return {
        "name": team.name,
        "not_all_clear_because": list(not_all_clear_because(night, team)),
        "statuses": dict(team.statuses),
        "past_deadline": asdict(team.past_deadline),
        "have_no_deadline": team.have_no_deadline,
        "completed_within_limit": asdict(team.completed_within_limit),
        "next_actions": dict(team.next_actions),
        "flags": dict(team.flags),
        "changes": _changes(team),
    }


def _changes(figures: Figures) -> dict[str, Any]:
    ended = {how: figures.changes[f"resolved_{how}"] for how in RESOLUTIONS}
    others = {
        code: count for code, count in figures.changes.items() if not code.startswith("resolved_")
    }
    return {**others, "resolved": ended}
