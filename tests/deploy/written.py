"""The commands that a document tells to run, found by the heading that they stand under."""

from __future__ import annotations

import re
import textwrap

from tests.support.making import ROOT


def commands_under(document: str, heading: str, *, first: str) -> str:
    """Return the block of commands below a heading whose first line begins with `first`."""
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    blocks = map(textwrap.dedent, re.findall(r"(?:^ {4,}\S.*\n)+", section, re.MULTILINE))
    [found] = [block for block in blocks if block.startswith(first)]
    return found
