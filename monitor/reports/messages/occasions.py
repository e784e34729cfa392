"""Whether there is reason to send a message: attention is scarce."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.judgement.all_clear import must_act

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.judgement.night import Figures, Night
    from monitor.settings.delivery import SendWhen

#: What makes a night another than the one before it, beside exceptions that ended.
_CHANGES = (
    "new_exceptions",
    "deadlines_moved",
    "deadlines_set",
    "deadlines_removed",
    "reopened",
    "came_back",
    "team_changed",
    "team_left",
    "vanished_tonight",
)
_MONDAY = 0


def _somebody_must_act(night: Night, figures: Figures) -> bool:
    return must_act(figures) or _alarm_is_due(night)


def _alarm_is_due(night: Night) -> bool:
    """True if an alarm is new, and on Mondays if there is any."""
    tonight = {(alarm.code, alarm.about) for alarm in night.alarms}
    is_monday = night.as_at.weekday() == _MONDAY
    return bool(tonight if is_monday else tonight - night.alarms_before)


def _something_changed(night: Night, figures: Figures) -> bool:
    # A first night changes nothing: what is there counts, as where exceptions are the reason.
    if night.compared.night is None or _alarm_is_due(night):
        return _somebody_must_act(night, figures)
    ended = (code for code in figures.changes if code.startswith("resolved_"))
    return any(figures.changes[code] for code in (*_CHANGES, *ended))


def _something_is_asked(night: Night, figures: Figures, is_news: bool) -> bool:  # noqa: FBT001  (a row of the table)
    is_monday = night.as_at.weekday() == _MONDAY
    return is_news or _alarm_is_due(night) or (is_monday and must_act(figures))


#: One row per word of `send_when`; the figures are those of the page, and the last argument is true
#: if something was asked, answered or broken on it.
OCCASIONS: dict[SendWhen, Callable[[Night, Figures, bool], bool]] = {
    "exceptions": lambda night, figures, _is_news: _somebody_must_act(night, figures),
    "changes": lambda night, figures, _is_news: _something_changed(night, figures),
    "asks": _something_is_asked,
    "always": lambda _night, _figures, _is_news: True,
}
