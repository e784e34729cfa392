"""Reads a census as barely as lxml can: `python -m benchmarks.peer_census FILE`."""

from __future__ import annotations

import sys

from lxml import etree


def main() -> None:
    """Parse every child, forget it, and print how many there were."""
    children = 0
    for _, child in etree.iterparse(sys.argv[1], tag="Child"):
        children += 1
        child.clear()
    print(children)


if __name__ == "__main__":
    main()
