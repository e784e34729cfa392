"""`figures.csv` in the output folder: the figures of every night that is there."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from monitor import durable
from monitor.publishing.csv_text import to_csv
from monitor.publishing.folder import FIGURES, summary_of, why
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


def figures_fault(night: Path) -> str:
    """Return why `figures.csv` does not show the rows of this night's folder.

    Blank where it does, or where it is not there.
    """
    try:
        listed = (night.parent / FIGURES).read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as fault:
        return f"{FIGURES} beside it cannot be read ({why(fault)})"
    _, _, rows = to_csv(figures_table([summary_of(night)])).partition(b"\r\n")
    others = f"its rows in {FIGURES} beside it are others: the next run writes them anew"
    return "" if rows in listed else others
