"""Old extracts become nights: found by the dates in their names, run in that order."""

from __future__ import annotations

import glob
import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused, UsageFault
from monitor.extracts.dated_paths import date_in_name
from monitor.history.store import has_history, look_into_history
from monitor.nights.judging import clock_for
from monitor.nights.night import run_night
from monitor.settings.dates import DATE_IN_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.nights.order import Order
    from monitor.settings.sources import Extract

#: 2015-07-16, 20150716 or 2015_07_16, with no digit before or after it.
_DATE = re.compile(r"(?<![0-9])([0-9]{4})([-_]?)([0-9]{2})\2([0-9]{2})(?![0-9])")
_SIDECAR = ".count"


def nights_in(folder: Path, extracts: Sequence[Extract]) -> Mapping[date, tuple[Extract, ...]]:
    """Return the nights for which `folder` has extracts, oldest first, each with its own files.

    A file belongs to the extract of the configuration whose name it has, the date apart. Raises
    `UsageFault` for a file without a date or of no extract, for a night that lacks one (a night
    with a part of the children would be worse than none), and for a database: it is as it is now.
    """
    if any(extract.path is None for extract in extracts):
        raise UsageFault("backfill reads old files, and a database holds only what is there now")
    files = sorted(path for path in folder.iterdir() if path.is_file() and not _is_apart(path))
    of_night: dict[date, dict[int, Path]] = defaultdict(dict)
    faults = []
    for path in files:
        place = _extract_of(path.name, extracts)
        by_path = None if place is None else _by_path(path.name, extracts[place])
        night = by_path or _date_in(path.name)
        if night is None or place is None:
            what = "has no date in its name" if night is None else "is of no extract"
            faults.append(f"{path.name} {what}")
        elif place in of_night[night]:
            faults.append(f"{path.name} is the second of its extract for {night}")
        else:
            of_night[night][place] = path
    for night, found in sorted(of_night.items()):
        if len(found) < len(extracts):
            faults.append(f"{night} has {len(found)} of {len(extracts)} extracts")
    if faults or not of_night:
        raise UsageFault("; ".join(faults) or f"there is no extract in {folder}")
    return {
        night: tuple(_at(found[place], extract) for place, extract in enumerate(extracts))
        for night, found in sorted(of_night.items())
    }


def fill_nights(
    order: Order, nights: Mapping[date, Sequence[Extract]], *, accepted: Mapping[date, str]
) -> Iterator[tuple[date, str]]:
    """Run each night as it would have been run; yield it, and why it was refused, else blank.

    Raises `UsageFault` where there is a history already, a reason is for no night, or a night is
    one that no calendar reaches; nothing is begun then.
    """
    _refuse_history(order.output)
    if strange := set(accepted) - set(nights):
        raise UsageFault(f"--accept names a night without an extract: {min(strange)}")
    for night in (min(nights), max(nights)):
        clock_for(order.settings, night)
    is_first = True
    for night, extracts in nights.items():
        settings = order.settings.model_copy(update={"extracts": tuple(extracts)})
        tonight = replace(
            order,
            settings=settings,
            as_at=night,
            as_at_given=True,
            first_night=is_first,
            accepted=accepted.get(night, "").strip(),
        )
        try:
            run_night(tonight)
        except ExtractRefused as refused:
            yield night, str(refused)
        else:
            is_first = False
            yield night, ""


def _refuse_history(output: Path) -> None:
    """Refuse a history that holds a night; one whose first night was refused holds none."""
    if not has_history(output):
        return
    with look_into_history(output) as history:
        if history.published():
            raise UsageFault(
                f"there is a history in {output} already, and backfill begins a new one: give "
                "another --output, or move it away with its nights"
            )


def _is_apart(path: Path) -> bool:
    return path.name.startswith(".") or path.name.endswith(_SIDECAR)


def _at(path: Path, extract: Extract) -> Extract:
    """Return the extract as it is read from this file, dated by its path where that has a date."""
    folder, pattern = path.parent.absolute(), Path(extract.pattern).name
    by_path = _by_path(path.name, extract) is not None
    where = Path(glob.escape(str(folder))) / pattern if by_path else folder / path.name
    return extract.model_copy(update={"path": str(where)})


def _by_path(name: str, extract: Extract) -> date | None:
    """Return the date in a name where the configured path has it, if it has one."""
    pattern = Path(extract.pattern).name
    return date_in_name(name, pattern) if DATE_IN_PATH.search(pattern) else None


def _date_in(name: str) -> date | None:
    found = [_as_date(match) for match in _DATE.finditer(name)]
    dates = [each for each in found if each is not None]
    return dates[0] if len(dates) == 1 else None


def _as_date(match: re.Match[str]) -> date | None:
    year, _, month, day = match.groups()
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _extract_of(name: str, extracts: Sequence[Extract]) -> int | None:
    """Return the extract of the configuration to which a file belongs; a single one takes all."""
    if len(extracts) == 1:
        return 0
    shape = _without_date(name)
    places = [
        place
        for place, extract in enumerate(extracts)
        if _by_path(name, extract) or _without_date(Path(extract.pattern).name) == shape
    ]
    return places[0] if len(places) == 1 else None


def _without_date(name: str) -> str:
    """Return a file's name without its date and what joins it on: the shape of an extract."""
    plain = re.sub(r"\*", "", _DATE.sub("", DATE_IN_PATH.sub("", name)))
    return re.sub(r"[-_ .]+", ".", plain).strip(".").casefold()
