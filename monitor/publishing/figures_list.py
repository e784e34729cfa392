"""`figures.csv` in the output folder: the figures of every night that is there."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from monitor import durable
from monitor.publishing.csv_text import to_csv
from monitor.publishing.folder import FIGURES, summary_of
from monitor.reports.files.figures import figures_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

log = logging.getLogger("monitor")


def list_figures(output: Path, nights: Sequence[Mapping[str, Any]]) -> OSError | None:
    """Write the figures of these nights (`summaries`), unless they would be the same.

    Returns why they could not be written: Windows replaces no file that is open in Excel, and that
    must not keep a run from what comes first.
    """
    file, content = output / FIGURES, to_csv(figures_table(nights))
    try:
        if not file.is_file() or file.read_bytes() != content:
            durable.replace_file(file, content)
    except OSError as fault:
        with suppress(OSError):
            durable.replacement_of(file).unlink()
        log.warning("figures.csv could not be written; the next run tries again")
        return fault
    return None


def has_other_figures(night: Path) -> bool:
    """True if `figures.csv` is there, and has not the rows of this night's folder."""
    try:
        listed = (night.parent / FIGURES).read_bytes()
    except FileNotFoundError:
        return False
    _, _, rows = to_csv(figures_table([summary_of(night)])).partition(b"\r\n")
    return rows not in listed
