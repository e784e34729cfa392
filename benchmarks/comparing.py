"""Rows that compare one measurement with another, and answers held to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.answers import differences
from benchmarks.rows import Row, gigabytes, seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.measure import Measured

_MOST_DIFFERENCES = 20


class AnswersDiffer(Exception):
    """The night and a peer, or two runs of one of them, gave different figures."""


def beside(
    what: str, measured: Mapping[str, Measured], ours: str, peer: str, *, target: float | None
) -> Row:
    """Return how many times as long as its peer something takes."""
    own, other = measured[ours], measured[peer]
    ratio = own.seconds / other.seconds
    return Row(what, timing(own), f"{peer}: {timing(other)}", ratio, target)


def growth(
    each: Mapping[int, float],
    count: int,
    smaller: int,
    *,
    target: float | None,
    what: str = "record",
) -> Row:
    """Return how many times as long one of many takes as one of fewer."""
    peer = f"of {smaller:,}: {microseconds(each[smaller])}"
    ratio = each[count] / each[smaller]
    return Row(f"a {what} of {count:,}", microseconds(each[count]), peer, ratio, target)


def memory(measured: Measured, peers: Sequence[Measured], *, target: float | None) -> Row:
    """Return the largest peak memory, with those of others for information."""
    shown = ", ".join(f"{each.name}: {gigabytes(each.peak_bytes):.2f} GB" for each in peers)
    own = gigabytes(measured.peak_bytes)
    return Row("its peak memory", f"{own:.3f} GB", shown, own, target, unit="GB")


def processor_time(what: str, measured: Measured, *, target: float | None) -> Row:
    """Return the processor time of a process, all its threads and the system's part included."""
    own = measured.processor_seconds
    return Row(what, f"{seconds(own)} of processor time", "", own, target, unit="s")


def hold_answers(measured: Sequence[Measured]) -> None:
    """Compare every answer with the first process's first; raises `AnswersDiffer`."""
    first = measured[0]
    for each in measured:
        for answer in each.answers:
            if found := differences(first.answers[0], answer):
                lines = [f"{first.name} and {each.name} differ in {len(found)} figures:"]
                raise AnswersDiffer("\n  ".join(lines + found[:_MOST_DIFFERENCES]))


def timing(measured: Measured) -> str:
    """Return the median, and from where to where the runs went: far apart on a busy machine."""
    times = [run.seconds for run in measured.runs]
    spread = f" ({min(times):.2f}-{max(times):.2f})" if len(times) > 1 else ""
    return f"{seconds(measured.seconds)}{spread}"


def microseconds(value: float) -> str:
    """Return the time of one of many."""
    return f"{value * 1e6:.2f} us"
