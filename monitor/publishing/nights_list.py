"""The list of nights in the output folder, with the last failure until a night follows it.

`figures.csv` is written with it, so that both are of the same nights.
"""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from monitor import durable
from monitor.errors import BrokenPromise, MonitorError
from monitor.judgement.night import FailedNight
from monitor.publishing.figures_list import list_figures
from monitor.publishing.folder import INDEX, summaries
from monitor.publishing.manifest import json_bytes
from monitor.publishing.render import to_html
from monitor.reports.pages.nights import nights_list

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.settings.settings import Settings

log = logging.getLogger("monitor")

#: What the last failed night leaves, so that nothing but a later night takes its notice away.
_FAILURE = ".failed.json"


def list_nights(output: Path, settings: Settings) -> OSError | None:
    """Write the list of nights, unless it would be the same; a failed last night comes first.

    Returns why the figures of the same nights could not be written, if they could not.
    """
    nights = summaries(output)
    listed = nights_list(nights, settings, _failure(output))
    index, page = output / INDEX, to_html("nights.html", nights=listed)
    if not index.is_file() or index.read_bytes() != page:
        durable.replace_file(index, page)
    return list_figures(output, nights)


def list_night(output: Path, settings: Settings, as_at: date) -> None:
    """List a night that was published; a failure of that date or an earlier one is over.

    Raises `OSError` where the list or the figures could not be written.
    """
    failed = _failure(output)
    durable.replacement_of(output / _FAILURE).unlink(missing_ok=True)
    if failed is not None and failed.as_at <= as_at:
        (output / _FAILURE).unlink()
    fault = list_nights(output, settings)
    if fault is not None:
        raise fault


def list_failure(output: Path, settings: Settings, failed: FailedNight) -> bool:
    """List a night that failed, and why; return True if that is news. It never raises."""
    is_news = _failure(output) != failed
    values = {"as_at": failed.as_at.isoformat(), "reason": failed.reason}
    try:
        durable.replace_file(output / _FAILURE, json_bytes(values))
        list_nights(output, settings)
    except (OSError, LookupError, TypeError, ValueError):
        log.warning("the list of nights could not be written, and does not tell of the failure")
    return is_news


def _failure(output: Path) -> FailedNight | None:
    with suppress(FileNotFoundError, ValueError, KeyError, TypeError):
        values = json.loads((output / _FAILURE).read_text(encoding="utf-8"))
        return FailedNight(date.fromisoformat(values["as_at"]), str(values["reason"]))
    return None


def reason_of(failure: Exception, output: Path) -> str:
    """Return why a night failed, in words, and without the places of this machine."""
    if isinstance(failure, BrokenPromise) or not isinstance(failure, MonitorError):
        return "The program contradicted itself or met a fault of its own; see its log."
    said = str(failure).replace(f"{output}/", "").replace(f"{output}\\", "")
    said = said.replace(str(output), "of the reports")
    return said if said.endswith(("?", ".")) else f"{said}."
