"""The manifest of a night: each file of it with its size and hash, and what is held to that."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from monitor.publishing.folder import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path


def manifest_of(files: Mapping[str, bytes], facts: Mapping[str, Any]) -> bytes:
    """Return the manifest: the facts of the night, and each file with its size and SHA-256."""
    outputs = [
        {"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for path, content in sorted(files.items())
    ]
    return json_bytes({**facts, "outputs": outputs})


def json_bytes(value: object) -> bytes:
    """Return a value as JSON for people and programs: the same bytes for the same value."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def manifest_hash(folder: Path) -> str | None:
    """Return the hash of a night's manifest, or None where it has none."""
    try:
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def published_page(output: Path, night: date, path: str) -> bytes | None:
    """Return a page as it was published, or None where it is not there as its manifest says."""
    folder = output / night.isoformat()
    try:
        promised = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["outputs"]
        content = (folder / path).read_bytes()
    except (OSError, ValueError, KeyError):
        return None
    sha256 = hashlib.sha256(content).hexdigest()
    return content if {"path": path, "size": len(content), "sha256": sha256} in promised else None
