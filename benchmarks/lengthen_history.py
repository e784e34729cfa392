"""Makes a long history of one night: `python -m benchmarks.lengthen_history OUTPUT NIGHTS`.

The records of its first night are recorded again for each day before it. Pages are not made: only
the history grows.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pyarrow as pa

from monitor.history.entry import Entry
from monitor.history.frames import packed
from monitor.history.store import open_history


def main() -> None:
    """Record the night again, until there are this many nights."""
    output, many = Path(sys.argv[1]), int(sys.argv[2])
    with open_history(output) as history:
        (night,) = history.published()
        manifest, facts = history.facts(night)
        snapshot, figures = history.records(night), history.trend([night])
        for number in range(1, many):
            earlier = night - timedelta(days=number)
            entry = Entry(
                night=earlier,
                manifest_sha256=manifest,
                compared_with=None,
                accepted="",
                records_read=len(snapshot),
                next_life=len(snapshot),
                facts=facts,
                snapshot=packed(pa.Table.from_pandas(snapshot, preserve_index=False)),
                figures=[row._replace(night=earlier) for row in figures],
                messages=(),
                made_at="",
            )
            history.prepare(entry)
            history.settle(in_place=True)


if __name__ == "__main__":
    main()
