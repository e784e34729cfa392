"""The chain of the nights: a link is a hash of a run, of its contents' hashes and of the last link.

The links follow the order of writing. Checking them reads no records, figures or facts: these are
hashed when they are read. The row 0 is the anchor, to which the oldest run is linked; when the
oldest nights are forgotten, the link of the last of them becomes the anchor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from monitor.history.digests import digest

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence


class Digests(NamedTuple):
    """The hashes of what is stored of a night apart from the short values of its run."""

    facts_sha256: str
    figures_sha256: str
    snapshot_sha256: str


_LINKED = ", ".join(
    (
        *("night", "manifest_sha256", "compared_with", "accepted", "records_read", "next_life"),
        *Digests._fields,
    )
)
_MOVE_ANCHOR = """
    UPDATE chain SET link_sha256 = coalesce(
        (
            SELECT link_sha256 FROM chain AS gone
            WHERE gone.run > 0 AND gone.run < (SELECT min(id) FROM runs)
            ORDER BY gone.run DESC LIMIT 1
        ),
        link_sha256
    ) WHERE run = 0
"""


class Chain:
    """The chain in an open history; its callers open the transactions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use the open connection; its caller closes it."""
        self._connection = connection

    def newest(self) -> int:
        """Return the number of the run that was written last; 0 without any."""
        ((run,),) = self._connection.execute("SELECT max(run) FROM chain")
        return int(run)

    def add(self, run: int, digests: Digests) -> None:
        """Link a run that was just written."""
        self._connection.execute(
            "INSERT INTO chain (run, facts_sha256, figures_sha256, snapshot_sha256, link_sha256)"
            " VALUES (?, ?, ?, ?, '')",
            (run, *digests),
        )
        self._link()

    def remove(self, runs: Collection[int]) -> None:
        """Delete these runs with all that is stored of them, and link the others again."""
        self._connection.executemany("DELETE FROM runs WHERE id = ?", [(run,) for run in runs])
        self._connection.execute(_MOVE_ANCHOR)
        self._connection.executemany("DELETE FROM chain WHERE run = ?", [(run,) for run in runs])
        self._link()

    def is_whole(self) -> bool:
        """True if every run is linked, each link is that of its run, and none is missing."""
        ((runs,),) = self._connection.execute("SELECT count(*) FROM runs")
        links = self._links()
        return (
            [run for run, *_ in links[:1]] == [0]
            and runs == len(links) - 1
            and all(due == stored for due, _, stored in _due(links))
        )

    def _link(self) -> None:
        self._connection.executemany(
            "UPDATE chain SET link_sha256 = ? WHERE run = ?",
            [(due, run) for due, run, stored in _due(self._links()) if due != stored],
        )

    def _links(self) -> list[tuple[Any, ...]]:
        return self._connection.execute(
            f"SELECT run, link_sha256, {_LINKED} FROM chain LEFT JOIN runs ON id = run ORDER BY run"  # noqa: S608  (only names of this module)
        ).fetchall()


def _due(links: Sequence[tuple[Any, ...]]) -> Iterator[tuple[str, int, str]]:
    """Yield the link that is due for each run, the run, and the link that is stored."""
    (_, due, *_), *linked = links
    for run, stored, *values in linked:
        due = digest([due, *values])
        yield due, run, stored
