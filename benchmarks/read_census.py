"""Reads a census as the night does, and nothing more: `python -m benchmarks.read_census FILE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from monitor.cli import loading


def main() -> None:
    """Read the census and print how many assessments it holds."""
    with loading():
        from monitor.extracts import READERS, read_extracts  # noqa: PLC0415  (as a night loads)
        from monitor.settings.sources import Extract  # noqa: PLC0415

    path = Path(sys.argv[1])
    table = {
        "path": path.name,
        "format": "cin-census",
        "columns": {"deadline": "AssessmentInternalReviewDate"},
    }
    extract = Extract.model_validate(table, context={"formats": tuple(READERS)})
    (census,) = read_extracts([extract], folder=path.parent, as_at=date(2026, 3, 31))
    print(census.file.lines.records)


if __name__ == "__main__":
    main()
