"""The cell that says what was answered about a child: short lines, each with its label."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.reports.parts.rows import Column
    from monitor.reports.sections.asked import AskedShare
    from monitor.reports.sections.asked_row import AskedRow


def answer_of_place(asked: AskedShare) -> Column:
    """Return the column that says of a listed assessment what was answered, and whom it is with."""
    cases = {row.place: row for row in asked.rows}
    return "Last answer", lambda listed: _lines(cases.get(listed.place))


def answer_of_life(asked: AskedShare) -> Column:
    """Return the same column for what changed, which the history follows."""
    cases = {row.life: row for row in asked.rows}
    return "Last answer", lambda changed: _lines(cases.get(changed.life))


def _lines(row: AskedRow | None) -> str:
    if row is None:
        return "Cannot be asked about: its ids are missing or not its own"
    facts = {
        "Answer": row.kind_of_answer,
        "State": row.state_of_answer,
        "Entered as": row.answer_by,
        "With": row.whom,
        "Ref": row.reference,
    }
    return "\n".join(f"{label}: {fact}" for label, fact in facts.items() if fact)
