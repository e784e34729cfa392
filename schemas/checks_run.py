"""The count of the checks that one schema ran."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChecksRun:
    """The checks of one pandera schema: how many were expected, ran, and found nothing."""

    schema: str
    expected: int
    run: int
    passed: int
