"""Where a reader finds a page: the address of a folder, and of a page in it, percent-encoded."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The characters kept unchanged in an address that the configuration gives whole.
_OF_ADDRESSES = "/:@!$&'()*+,;=%~[]"
#: Some mail programs cut a longer link off.
_LONGEST_LINK = 500


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


def answer_link(addresses: Sequence[str], reference: str, team: str) -> str:
    """Return what opens a message about an exception, in a mail program; blank without an address.

    It says the reference and the team and nothing of a child, in under 500 characters.
    """
    if not addresses:
        return ""
    to = ",".join(quote(address, safe="@") for address in addresses)
    link = f"mailto:{to}?subject={quote(reference)}"
    whole = f"{link}{quote(f' {team}')}"
    return whole if len(whole) < _LONGEST_LINK else link
