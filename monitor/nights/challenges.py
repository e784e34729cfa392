"""The log of challenge of an output folder, as the history knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM
from monitor.errors import UsageFault
from monitor.history.store import look_into_history
from monitor.judgement.challenges import challenges, unanswered
from monitor.judgement.past import Past
from monitor.nights.past import by_tonights_names, steps_by_tonights_names
from monitor.settings.names import plain_name, same_name

if TYPE_CHECKING:
    import pandas as pd

    from monitor.nights.order import Order


def log_of_challenge(
    order: Order, *, team: str = "", only_unanswered: bool = False
) -> pd.DataFrame:
    """Return the log (`challenges`): of one team, and of what has no answer in force, if asked.

    Teams have the names that the configuration gives them now, and are followed as the newest night
    followed them. Raises `UsageFault` for one that it does not name, and that was never asked.
    """
    with look_into_history(order.output) as history:
        steps, held = history.steps.of(), history.answers.all()
        published = history.published()
        newest = Past(before=history.before(published[-1]) if published else None)
    newest = by_tonights_names(newest, order.settings)
    steps = steps_by_tonights_names(steps, newest.before, order.settings)
    log = challenges(steps, held)
    if team:
        names = order.settings.team_names()
        name = "" if team == NO_TEAM else names.get(same_name(team), plain_name(team))
        if name not in {"", *names.values(), *steps["team"]}:
            raise UsageFault("no team of this name is configured, or was ever asked")
        log = log[log["team"] == name]
    if only_unanswered:
        log = log[log["reference"].isin(unanswered(steps))]
    return log
