"""Where a reader finds a page: the address of a folder, and of a page in it, percent-encoded."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import quote

#: The characters kept unchanged in an address that the configuration gives whole.
_OF_ADDRESSES = "/:@!$&'()*+,;=%~[]"


def page_link(base: str, page: str) -> str:
    """Return the address of a page below the address of a folder; blank without one."""
    return f"{quote(base, safe=_OF_ADDRESSES)}{quote(page)}" if base else ""


def folder_address(folder: str) -> str:
    """Return the address of an absolute path, of Windows or of another system; else a blank.

    The same path has the same address on every system; a share is `file://server/share/`.
    """
    windows = PureWindowsPath(folder)
    if windows.is_absolute():
        return _address(windows.as_posix())
    return _address(folder) if PurePosixPath(folder).is_absolute() else ""


def _address(path: str) -> str:
    if path.startswith(("//?/", "//./")):
        return ""  # a name of a device, which no browser opens
    root = "file://" if path.startswith("//") else "file:///"
    folder = quote(path.strip("/"), safe="/:")
    return f"{root}{folder}/" if folder else root
