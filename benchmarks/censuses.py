"""The measurements of a census that is read, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.bench import say
from benchmarks.comparing import beside, growth, memory
from benchmarks.measure import in_rounds

if TYPE_CHECKING:
    from benchmarks.bench import Bench
    from benchmarks.rows import Row


def censuses(bench: Bench, sizes: tuple[int, int, int]) -> list[Row]:
    """Measure the reading beside lxml's bare iterparse, its growth by children, and its memory."""
    counts = (1, *sizes)
    files = {count: bench.census(count) for count in counts}
    say("reading censuses")
    small, middle, large = sizes
    peer = bench.module("peer_census", str(files[large]), under="iterparse over Child")
    readers = [
        bench.module("read_census", str(path), under=str(count)) for count, path in files.items()
    ]
    measured = in_rounds([*readers, peer], repetitions=bench.repetitions)
    one = measured["1"]
    each = {count: (measured[str(count)].seconds - one.seconds) / count for count in sizes}
    what = f"a census of {large:,} children ({files[large].stat().st_size / 1e6:.0f} MB)"
    return [
        beside(what, measured, str(large), peer.name, target=3),
        growth(each, middle, small, target=None, what="child"),
        growth(each, large, middle, target=1.1, what="child"),
        memory(measured[str(large)], [measured[peer.name]], target=0.3),
    ]
