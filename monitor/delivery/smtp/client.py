"""The client of SMTP: Python's own, with a limit of time, and a look at how a relay hangs up."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket
    import ssl

    from _typeshed import ReadableBuffer

    from monitor.delivery.smtp.time_limit import TimeLimit
    from monitor.settings.delivery import Smtp

#: What a relay answers that closes the connection (RFC 5321).
_HANGS_UP = 421


class Client(smtplib.SMTP):
    """The library's client, whose connection is cut when the time is over."""

    #: The text of a message is on its way: where the relay falls silent now, it may have taken it.
    is_handing_over = False

    def __init__(
        self,
        smtp: Smtp,
        *,
        tls: ssl.SSLContext | None,
        name: str,
        limit: TimeLimit,
        patience_seconds: float,
    ) -> None:
        """Connect and read the greeting; `tls` is for a relay that speaks it from the start.

        Without a name the library would look this machine's up, and tell the relay.
        """
        self._tls = tls
        self._limit = limit
        self._patience_seconds = patience_seconds
        super().__init__(smtp.host, smtp.port, local_hostname=name)

    def data(self, msg: ReadableBuffer | str) -> tuple[int, bytes]:
        """Send the text of a message."""
        self.is_handing_over = True
        return super().data(msg)

    def rset(self) -> tuple[int, bytes]:
        """Take back what was begun; a relay that answers so as it hangs up is entered again.

        Postfix hangs up after twenty refusals in a row, and says so before the next command.
        """
        code, answer = super().rset()
        if code == _HANGS_UP:
            self.close()
        return code, answer

    def _get_socket(self, host: str, port: int, timeout: object) -> socket.socket:  # noqa: ARG002  (the library's)
        plain = self._limit.connected((host, port), patience_seconds=self._patience_seconds)
        return plain if self._tls is None else self._tls.wrap_socket(plain, server_hostname=host)
