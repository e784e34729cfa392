"""Golden files: what a page or a text looked like when somebody last approved it.

`MONITOR_UPDATE_GOLDEN=1 pytest` writes them anew; read the difference before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

_FOLDER = Path(__file__).parent.parent / "golden"
_UPDATE = os.environ.get("MONITOR_UPDATE_GOLDEN") == "1"


def assert_golden(name: str, text: str) -> None:
    """Hold a text to the golden file of this name."""
    golden = _FOLDER / name
    if _UPDATE:
        golden.write_bytes(text.encode())
    assert text == golden.read_bytes().decode(), f"{name}: see tests/reports/keeping.py"
