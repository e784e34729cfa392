"""The settings of the program by which it judges as an oracle does by its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.making import settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.settings.settings import Settings
    from tests.oracle.records import OracleRules


def settings_for(rules: OracleRules, columns: Sequence[str]) -> Settings:
    """Give the program the oracle's rules."""
    formats = [*rules.date_formats, *(["excel"] if rules.excel_serials else [])]
    return settings_of(
        {column: f"The {column}" for column in columns},
        extract={
            "date_formats": formats,
            "timescale_from": rules.timescale_from,
            "states": {code: list(words) for code, words in rules.states.items()},
            "child_seen_values": {
                code: list(words) for code, words in rules.child_seen_values.items()
            },
        },
        rules={
            "due_soon_working_days": rules.due_soon_working_days,
            "statutory_working_days": rules.statutory_working_days,
            "long_overdue_working_days": rules.long_overdue_working_days,
            "headline_months": rules.headline_months,
            "extra_bank_holidays": sorted(rules.extra_bank_holidays),
            "closures": sorted(rules.closures),
        },
        teams=[{"name": name, "aliases": list(aliases)} for name, aliases in rules.teams],
    )
