"""The steps of a night as the program and the plain oracle of threads have them, to be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from tests.oracle.threads import Step

if TYPE_CHECKING:
    from monitor.judgement.asking import Asking


def steps_of(asking: Asking) -> list[tuple[Any, ...]]:
    """Return tonight's steps as the oracle has them, in an order of their own."""
    found = asking.steps
    return sorted(
        as_tuple(
            Step(
                reference=row["reference"],
                step=row["step"],
                level=row["level"],
                why=row["why"],
                until=None if pd.isna(row["until"]) else row["until"].date(),
            )
        )
        for row in found.to_dict("records")
    )


def as_tuple(step: Step) -> tuple[Any, ...]:
    has_level = step.step not in ("began", "paused", "back", "reopened", "ended")
    has_why = step.step not in ("asked", "climbed")
    has_until = step.step in ("answered", "promised", "lapsed", "kept", "broken", "moved", "void")
    return (
        step.reference,
        step.step,
        step.level if has_level else None,
        step.why if has_why else "",
        str(step.until) if has_until else "",
    )
