"""What opens a relay: the certificates to trust, and the password, which is shown nowhere."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.durable import others_can_read
from monitor.errors import ConfigurationFault

if TYPE_CHECKING:
    from monitor.delivery import Post
    from monitor.settings.delivery import Smtp

#: The environment variable in which systemd names the folder of a unit's credentials.
_CREDENTIALS = "CREDENTIALS_DIRECTORY"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class RelayAccess:
    """The rules of encryption and the login of a relay, where it has them."""

    tls: ssl.SSLContext | None
    login: tuple[str, str] | None = field(repr=False)


def access_of(smtp: Smtp, post: Post) -> RelayAccess:
    """Read what opens the relay; raises `ConfigurationFault` where it cannot be had."""
    tls = None if smtp.security == "none" else _verifying(smtp.ca_file, post.folder)
    return RelayAccess(
        tls, None if smtp.username is None else (smtp.username, _password(smtp, post))
    )


def _verifying(ca_file: str | None, folder: Path) -> ssl.SSLContext:
    try:
        rules = ssl.create_default_context(cafile=ca_file and str(folder / ca_file))
    except ssl.SSLError as fault:
        raise _fault("ca_file", f"{ca_file} holds no certificate in PEM form") from fault
    except OSError as fault:
        raise _fault("ca_file", f"{ca_file} cannot be read ({fault.strerror})") from fault
    rules.minimum_version = ssl.TLSVersion.TLSv1_2
    return rules


def _password(smtp: Smtp, post: Post) -> str:
    """Return the password; a login carries ASCII alone, and a fault would quote another letter."""
    if smtp.password_env is not None:
        key, place = "password_env", f"the environment variable {smtp.password_env}"
        content = (post.secret(smtp.password_env) or "").encode("utf-8", "replace")
    elif smtp.password_credential is not None:
        key, place = "password_credential", smtp.password_credential
        content = _content(_credentials(post) / place, place, key=key)
    else:
        key, place = "password_file", str(smtp.password_file)
        content = _content(post.folder / place, place, key=key)
        if others_can_read(post.folder / place):
            raise _fault(key, f"{place} can be read by every user of this machine: chmod o-r it")
    if not content:
        raise _fault(key, f"{place} holds no password")
    if not content.isascii() or content.splitlines() != [content]:
        raise _fault(key, f"{place} must hold the password on one line, in ASCII letters alone")
    return content.decode("ascii")


def _credentials(post: Post) -> Path:
    """Return the folder in which systemd puts what `LoadCredential=` names for this unit."""
    folder = post.secret(_CREDENTIALS)
    if not folder:
        raise _fault(
            "password_credential",
            f"{_CREDENTIALS} is not set: only a unit of systemd with LoadCredential= has it",
        )
    return Path(folder)


def _content(path: Path, place: str, *, key: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise _fault(key, f"{place} cannot be read ({fault.strerror})") from fault
    return content.removeprefix(_BYTE_ORDER_MARK).removesuffix(b"\n").removesuffix(b"\r")


def _fault(key: str, sentence: str) -> ConfigurationFault:
    return ConfigurationFault((f"[delivery.smtp] {key}: {sentence}",))
