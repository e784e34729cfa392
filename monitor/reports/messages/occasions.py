"""Whether there is reason to send a message: attention is scarce."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.judgement.figures import is_all_clear

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


def _somebody_must_act(night: Night, figures: Figures) -> bool:
    """Say whether there is an exception, an alarm, or an assessment that vanished."""
    return not is_all_clear(figures, night.alarms)


def _something_changed(night: Night, figures: Figures) -> bool:
    """Say whether something changed since the night before, or there is an alarm.

    A first night changes nothing: what is there is told, as where exceptions are the reason.
    """
    if night.compared.night is None or night.alarms:
        return _somebody_must_act(night, figures)
    ended = (code for code in figures.changes if code.startswith("resolved_"))
    return any(figures.changes[code] for code in (*_CHANGES, *ended))


#: One row per word of `send_when`; the figures are those of the page.
OCCASIONS: dict[SendWhen, Callable[[Night, Figures], bool]] = {
    "exceptions": _somebody_must_act,
    "changes": _something_changed,
    "always": lambda _night, _figures: True,
}
