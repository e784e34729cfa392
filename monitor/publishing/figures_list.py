"""`figures.csv` in the output folder: the figures of every night that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor import durable
from monitor.publishing.csv_text import to_csv
from monitor.publishing.folder import FIGURES, summary_of
from monitor.reports.files.figures import figures_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def list_figures(output: Path, nights: Sequence[Mapping[str, Any]]) -> None:
    """Write the figures of these nights (`summaries`), unless they would be the same."""
    file, content = output / FIGURES, to_csv(figures_table(nights))
    if not file.is_file() or file.read_bytes() != content:
        durable.replace_file(file, content)


def has_other_figures(night: Path) -> bool:
    """True if `figures.csv` is there, and has not the rows of this night's folder."""
    try:
        listed = (night.parent / FIGURES).read_bytes()
    except FileNotFoundError:
        return False
    _, _, rows = to_csv(figures_table([summary_of(night)])).partition(b"\r\n")
    return rows not in listed
