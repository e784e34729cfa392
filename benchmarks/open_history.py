"""Times the opening of a history: `python -m benchmarks.open_history OUTPUT TIMES`.

The median goes to stdout as JSON (`seconds`), with the id of an assessment in it (`assessment`).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median

from monitor.history.store import open_history


def main() -> None:
    """Open the history some times, as a run does."""
    output, times = Path(sys.argv[1]), int(sys.argv[2])
    took = [_seconds(output) for _ in range(times)]
    with open_history(output) as history:
        records = history.records(history.published()[-1])
    assessment = records.loc[records["status"] == "overdue", "assessment_id"].iloc[0]
    print(json.dumps({"seconds": median(took), "assessment": assessment}))


def _seconds(output: Path) -> float:
    began = time.perf_counter()
    with open_history(output):
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
